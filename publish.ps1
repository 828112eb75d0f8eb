#!/usr/bin/env pwsh
# Makes the release: dist/mathsoc, one native executable, and dist/mathsoc.sha256. All logic is in MathsSoc.csproj, which says what is missing.
param([ValidateSet('linux-x64', 'linux-arm64')] [string] $Rid = 'linux-x64')
Set-Location $PSScriptRoot
# tests/run runs this very line, with the same variable.
dotnet publish MathsSoc.csproj --configuration Release --runtime "$Rid" --output dist
exit $LASTEXITCODE
