#!/usr/bin/env pwsh
# Makes the release in dist/linux-x64/ or dist/linux-arm64/, or both: the native executable mathsoc, mathsoc.sha256 and the Debian package.
# All logic is in MathsSoc.csproj, which says what is missing.
param([ValidateSet('linux-x64', 'linux-arm64', 'all')] [string] $Rid = 'linux-x64')
Set-Location $PSScriptRoot
# tests/run runs this very line, with the same variable.
dotnet publish MathsSoc.csproj --configuration Release -p:Rid="$Rid"
exit $LASTEXITCODE
