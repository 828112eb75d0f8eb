// Runs a line of bash for tests of what is not the program: packaging, and other programs that read its files.
using System.Diagnostics;

namespace MathsSoc.Tests.Support;

/// <summary>For commands that may take minutes on a busy machine, which those of the program itself may not.</summary>
public static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs <paramref name="script"/> with <paramref name="args"/> as $0, $1 and so on; past five minutes it is killed.</summary>
    public static async Task<CliResult> RunAsync(string script, params string[] args)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("bash", ["-c", script, .. args])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            },
        };
        process.Start();
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'{script}' did not end within {Limit.TotalMinutes} minutes");
        }
        return new CliResult(process.ExitCode, await output, await errors);
    }
}
