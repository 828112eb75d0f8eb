// Runs one verb of the program under test and returns its exit code and its output.
using System.Diagnostics;

namespace MathsSoc.Tests.Support;

/// <summary>The result of one command.</summary>
public sealed record CliResult(int Code, string Output, string Errors);

/// <summary>The command line as a person at a terminal or a script uses it.</summary>
public static class Cli
{
    /// <summary>
    /// Runs the program with <paramref name="args"/>; a command that takes longer than 30 s is killed and fails the test.
    /// </summary>
    public static Task<CliResult> RunAsync(params string[] args) => RunAsync(args, "", []);

    public static Task<CliResult> RunAsync(string[] args, string input, (string Name, string Value)[] settings) =>
        RunAsync(ServerProcess.MakeStart(ServerProcess.Binary, args, settings), input);

    /// <summary>Runs any command line that ends up running the program under test.</summary>
    public static async Task<CliResult> RunAsync(ProcessStartInfo start, string input)
    {
        using var process = new Process { StartInfo = start };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading what it was sent.
        }
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"mathsoc {string.Join(' ', start.ArgumentList)} did not end within 30 s: {await output}{await errors}");
        }
        return new CliResult(process.ExitCode, await output, await errors);
    }
}
