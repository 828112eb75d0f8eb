// The application log's two formats, and what a message must not do to them.
using System.Text.Json;
using System.Text.RegularExpressions;
using MathsSoc.Observability;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging;
using Serilog.Core;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class LogRenderingTests
{
    [Fact]
    public void A_text_line_has_time_name_level_and_message() =>
        Assert.Equal("2026-11-10 09:00:00,000 - mathsoc.test - WARNING - Failed login attempt for: ann@school from 192.0.2.7\n",
            Render(LogFormat.Text, log => log.LogWarning("Failed login attempt for: {login} from {client_ip}", "ann@school", "192.0.2.7")));

    [Theory]
    [InlineData(LogLevel.Debug, "DEBUG", 7)]
    [InlineData(LogLevel.Information, "INFO", 6)]
    [InlineData(LogLevel.Warning, "WARNING", 4)]
    [InlineData(LogLevel.Error, "ERROR", 3)]
    [InlineData(LogLevel.Critical, "CRITICAL", 2)]
    public void Levels_have_the_names_and_priorities_of_syslog(LogLevel level, string name, int priority)
    {
        Assert.Contains($" - {name} - ", Render(LogFormat.Text, log => log.Log(level, "x")), StringComparison.Ordinal);
        Assert.StartsWith($"<{priority}>", Render(LogFormat.Text, log => log.Log(level, "x"), priorities: true), StringComparison.Ordinal);
        Assert.StartsWith(
            $"<{priority}>{{", Render(LogFormat.Json, log => log.Log(level, "x"), priorities: true), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_stands_below_and_every_line_has_the_priority()
    {
        var text = Render(LogFormat.Text, log => log.LogError(Thrown("went wrong"), "Oh"), priorities: true);
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.True(lines.Length >= 3);
        Assert.All(lines, line => Assert.StartsWith("<3>", line, StringComparison.Ordinal));
        Assert.StartsWith("<3>System.InvalidOperationException: went wrong", lines[1], StringComparison.Ordinal);
        Assert.Contains("   at ", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\n2026-11-10 09:00:00,000 - mathsoc - INFO - forged")]
    [InlineData("x\r\n2026-11-10 09:00:00,000 - mathsoc - INFO - forged")]
    [InlineData("x\u0085\u2028\u2029y\u001b[2Jz\u0000")]
    public void A_message_cannot_forge_a_line(string evil)
    {
        var line = Render(LogFormat.Text, log => log.LogInformation("Got {Value}", evil));
        Assert.Single(Regex.Matches(line, @"(?m)^\d{4}-"));
        Assert.DoesNotContain(line.TrimEnd('\n'), c => char.IsControl(c) || c is '\u2028' or '\u2029');
    }

    [Fact]
    public void An_exceptions_message_cannot_forge_a_line()
    {
        var text = Render(LogFormat.Text,
            log => log.LogError(Thrown("bad\n2026-11-10 09:00:00,000 - mathsoc - INFO - forged\u001b[1m"), "Oh"));
        Assert.Single(Regex.Matches(text, @"(?m)^\d{4}-"));
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void A_json_line_is_one_object_with_numbers_as_numbers()
    {
        var line = Render(LogFormat.Json, log => log.LogError(
            Thrown("a\nb"), "Took {seconds} s, {rows} rows, {done}, {who}\n{nothing}", 1.5, 7, true, "Ann \"O'\n", null));
        Assert.EndsWith("\n", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line.TrimEnd('\n'));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal(["timestamp", "level", "message", "module"], json.EnumerateObject().Take(4).Select(one => one.Name));
        Assert.Equal(1794301200m, json.GetProperty("timestamp").GetDecimal());
        Assert.Equal("ERROR", json.GetProperty("level").GetString());
        Assert.Equal("mathsoc.test", json.GetProperty("module").GetString());
        Assert.Equal(1.5, json.GetProperty("seconds").GetDouble());
        Assert.Equal(7, json.GetProperty("rows").GetInt32());
        Assert.True(json.GetProperty("done").GetBoolean());
        Assert.Equal("Ann \"O'\n", json.GetProperty("who").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("nothing").ValueKind);
        Assert.Contains("System.InvalidOperationException: a\nb", json.GetProperty("exception").GetString(), StringComparison.Ordinal);
        Assert.False(json.TryGetProperty("request_id", out _));
    }

    [Fact]
    public void A_property_cannot_take_the_place_of_a_field()
    {
        var json = JsonDocument.Parse(Render(LogFormat.Json, log => log.LogInformation("{level} {message}", "mine", "too"))).RootElement;
        Assert.Equal("INFO", json.GetProperty("level").GetString());
        Assert.Equal("mine too", json.GetProperty("message").GetString());
        Assert.Equal("mine", json.GetProperty("level_").GetString());
    }

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    public void Secrets_are_masked_in_message_properties_and_exception(LogFormat format)
    {
        var line = Render(format, log => log.LogError(
            Thrown("GET /setup?token=hush1 failed"), "Asked for {Url} with {Password} and {Token} (code=hush4)",
            "/reset?a=1&code=hush2", "hush3", "hush5"));
        Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
        Assert.Contains("/reset?a=1&code=***", line, StringComparison.Ordinal);
        Assert.Contains("with *** and *** (code=***)", line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_message_is_cut() =>
        Assert.InRange(Render(LogFormat.Text, log => log.LogInformation("{Text}", new string('x', 1_000_000))).Length, 1000, 40_000);

    [Fact]
    public void Times_are_written_in_the_zone_that_was_asked_for()
    {
        var time = new LogTime(new ManualClock(), TimeZoneInfo.CreateCustomTimeZone("t", new TimeSpan(-3, -30, 0), "t", "t"));
        var line = new LineBuffer();
        time.AddAccessTime(line);
        Assert.Equal("[10/Nov/2026:05:30:00 -0330]", System.Text.Encoding.ASCII.GetString(line.Written));
        Assert.Equal("2026-11-10 05:30:00,000", time.ToLogText(time.Now));
    }

    private static InvalidOperationException Thrown(string message)
    {
        try { throw new InvalidOperationException(message); }
        catch (InvalidOperationException problem) { return problem; }
    }

    private static string Render(LogFormat format, Action<ILogger> write, bool priorities = false)
    {
        var rendering = new LogRendering(format, new LogTime(new ManualClock(), TimeZoneInfo.Utc), priorities);
        var sink = new Collector(rendering);
        using var logger = new Serilog.LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(sink).CreateLogger();
        using var factory = new Serilog.Extensions.Logging.SerilogLoggerFactory(logger);
        write(factory.CreateLogger("mathsoc.test"));
        return sink.Text;
    }

    private sealed class Collector(LogRendering rendering) : ILogEventSink
    {
        private readonly StringWriter text = new();
        public string Text => text.ToString();
        public void Emit(Serilog.Events.LogEvent logEvent) => rendering.Format(logEvent, text);
    }
}
