// A real `mathsoc serve` process: the published binary if MATHSOC_TEST_BINARY names it, otherwise the one that was just built.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MathsSoc.Tests.Support;

/// <summary>Started in a folder of the test's own; killed, if it still runs, when the test ends.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private readonly Process process;
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => this.process = process;

    /// <summary>The program under test.</summary>
    public static string Binary =>
        Environment.GetEnvironmentVariable("MATHSOC_TEST_BINARY") is { Length: > 0 } path
            ? path
            : Path.Combine(AppContext.BaseDirectory, "mathsoc");

    public Uri Address { get; private set; } = null!;
    public int Id => process.Id;
    public ConcurrentQueue<string> Output { get; } = new();
    public ConcurrentQueue<string> Errors { get; } = new();
    public bool HasExited => process.HasExited;

    /// <summary>
    /// Starts the server and waits for the line with its address: the greeting, or the log's ready line if standard output is the log in
    /// JSON. If only the access log is there, in JSON, no line has the address: use the overload that takes it.
    /// </summary>
    public static async Task<ServerProcess> StartAsync(string folder, params (string Name, string Value)[] settings)
    {
        var start = MakeStart(Binary, ["serve", "--data", folder, "--port", "0"], settings);
        return await StartAsync(start);
    }

    /// <summary>Starts any command line that ends up serving, such as one under systemd-socket-activate.</summary>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start, Uri? address = null)
    {
        var server = new ServerProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        server.process.OutputDataReceived += (_, line) => server.Take(line.Data, server.Output);
        server.process.ErrorDataReceived += (_, line) => server.Take(line.Data, server.Errors);
        server.process.Start();
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        server.process.StandardInput.Close();
        if (address is not null)
        {
            server.Address = address;
            return server;
        }
        var first = await Task.WhenAny(server.ready.Task, server.process.WaitForExitAsync(), Task.Delay(StartTimeout));
        if (first == server.ready.Task)
        {
            server.Address = await server.ready.Task;
            return server;
        }
        await server.DisposeAsync();
        throw new InvalidOperationException("The server did not start: " + string.Join('\n', server.Output.Concat(server.Errors)));
    }

    /// <summary>A process description whose environment has only the test's settings and what a program needs to run.</summary>
    public static ProcessStartInfo MakeStart(string file, IEnumerable<string> args, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        start.Environment.Clear();
        foreach (var name in new[] { "PATH", "HOME", "DOTNET_ROOT", "TMPDIR", "LANG" })
            if (Environment.GetEnvironmentVariable(name) is { } value) start.Environment[name] = value;
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return start;
    }

    /// <summary>Sends a signal, by its Linux number: 1 HUP, 6 ABRT, 9 KILL, 15 TERM.</summary>
    public void Signal(int number) => Signal(process.Id, number);

    /// <summary>The same for a child of the started process.</summary>
    public static void Signal(int process, int number) => Assert.Equal(0, kill(process, number));

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(int seconds = 30)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Take(string? line, ConcurrentQueue<string> lines)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (Uri.TryCreate(FindAddress(line), UriKind.Absolute, out var address)) ready.TrySetResult(address);
    }

    private static string? FindAddress(string line)
    {
        const string Greeting = "MathsSoc is at ";
        if (line.StartsWith(Greeting, StringComparison.Ordinal)) return line[Greeting.Length..];
        if (!line.StartsWith('{') || !line.Contains("Server is ready", StringComparison.Ordinal)) return null;
        using var entry = JsonDocument.Parse(line);
        return entry.RootElement.TryGetProperty("Address", out var address) ? address.GetString() : null;
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
