// gunicorn's atoms, one by one, and what clients may try to smuggle into a line.
using System.Text.RegularExpressions;
using MathsSoc.Observability;
using static MathsSoc.Tests.Unit.Observability.Requests;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class AccessLogFormatTests
{
    private const string Standard = "%(h)s %(l)s %(u)s %(t)s \"%(r)s\" %(s)s %(b)s \"%(f)s\" \"%(a)s\" %(D)s";

    [Fact]
    public void The_standard_line_reads_as_the_operations_page_shows_it()
    {
        var context = Make("/healthz", headers: ("User-Agent", "curl/7.68.0"));
        Assert.Equal(
            "192.0.2.7 - - [10/Nov/2026:09:00:00 +0000] \"GET /healthz HTTP/1.1\" 200 15 \"-\" \"curl/7.68.0\" 1523",
            Line(Standard, context));
    }

    [Theory]
    [InlineData("%(h)s", "192.0.2.7")]
    [InlineData("%(l)s", "-")]
    [InlineData("%(u)s", "42")]
    [InlineData("%(t)s", "[10/Nov/2026:09:00:00 +0000]")]
    [InlineData("%(r)s", "GET /articles/7?page=2 HTTP/1.1")]
    [InlineData("%(m)s", "GET")]
    [InlineData("%(U)s", "/articles/7")]
    [InlineData("%(q)s", "page=2")]
    [InlineData("%(H)s", "HTTP/1.1")]
    [InlineData("%(s)s", "200")]
    [InlineData("%(B)s", "15")]
    [InlineData("%(b)s", "15")]
    [InlineData("%(f)s", "http://maths.test/")]
    [InlineData("%(a)s", "Firefox")]
    [InlineData("%(T)s", "3")]
    [InlineData("%(M)s", "3001")]
    [InlineData("%(D)s", "3001523")]
    [InlineData("%(L)s", "3.001523")]
    [InlineData("%({x-trace}i)s", "abc")]
    [InlineData("%({missing}i)s", "-")]
    [InlineData("%({Content-Type}o)s", "text/html")]
    [InlineData("%({content-type}o)s", "text/html")]
    [InlineData("100%% of %(m)s", "100% of GET")]
    public void Every_atom_has_its_value(string format, string expected)
    {
        var context = Make("/articles/7?page=2",
            headers: [("Referer", "http://maths.test/"), ("User-Agent", "Firefox"), ("X-Trace", "abc")]);
        context.Response.ContentType = "text/html";
        context.SignIn("42");
        Assert.Equal(expected, Line(format, context, microseconds: 3_001_523));
    }

    [Fact]
    public void The_process_atom_is_the_pid_in_angle_brackets() =>
        Assert.Equal($"<{Environment.ProcessId}>", Line("%(p)s", Make()));

    [Fact]
    public void An_environment_atom_is_read_from_the_environment() =>
        Assert.Equal(
            Environment.GetEnvironmentVariable("PATH")?.Replace("\\", "\\\\", StringComparison.Ordinal),
            Line("%({PATH}e)s", Make()));

    [Fact]
    public void No_bytes_are_a_dash_in_one_atom_and_a_zero_in_the_other() =>
        Assert.Equal("- 0", Line("%(b)s %(B)s", Make(), bytes: 0));

    [Theory]
    [InlineData("evil\"quote", "evil\\\"quote")]
    [InlineData("back\\slash", "back\\\\slash")]
    [InlineData("two\nlines", "two\\nlines")]
    [InlineData("return\r", "return\\r")]
    [InlineData("tab\t", "tab\\t")]
    [InlineData("\u0001bell\u0007", "\\x01bell\\x07")]
    [InlineData("del\u007f", "del\\x7f")]
    [InlineData("escape\u001b[31m", "escape\\x1b[31m")]
    [InlineData("next\u0085line", "next\\u0085line")]
    [InlineData("turn\u202earound", "turn\\u202earound")]
    [InlineData("café π 𝕏", "café π 𝕏")]
    public void A_field_cannot_end_itself_or_its_line(string sent, string written) =>
        Assert.Equal($"\"{written}\"", Line("\"%(a)s\"", Make(headers: ("User-Agent", sent))));

    [Fact]
    public void A_lone_surrogate_does_not_break_the_line() =>
        Assert.Equal("a\ufffdb", Line("%(a)s", Make(headers: ("User-Agent", "a\ud800b"))));

    [Fact]
    public void An_endless_header_is_cut() =>
        Assert.Equal(8192, Line("%(a)s", Make(headers: ("User-Agent", new string('a', 20_000)))).Length);

    [Theory]
    [InlineData("/setup?token=secret", "/setup?token=***")]
    [InlineData("/setup?token=secret&next=/", "/setup?token=***&next=/")]
    [InlineData("/join?class=9&CODE=secret", "/join?class=9&CODE=***")]
    [InlineData("/setup?%74oken=secret", "/setup?%74oken=***")]
    [InlineData("/login?next=%2Fsetup%3Ftoken%3Dsecret", "/login?next=%2Fsetup%3Ftoken%3D***")]
    [InlineData("/login?next=%252Fsetup%253Ftoken%253Dsecret", "/login?next=%252Fsetup%253Ftoken%253D***")]
    [InlineData("/setup%3Ftoken%3Dsecret", "/setup%3Ftoken%3D***")]
    [InlineData("/setup?token=sec;ret", "/setup?token=***")]
    [InlineData("/find?postcode=secret", "/find?postcode=secret")]
    [InlineData("/find?q=token", "/find?q=token")]
    [InlineData("/find?token=", "/find?token=")]
    public void A_secret_parameter_is_masked_wherever_it_stands(string target, string masked)
    {
        var context = Make(target, headers: [("Referer", "https://maths.test" + target), ("X-Copy", target)]);
        context.Response.Headers.Location = target;
        Assert.Equal($"GET {masked} HTTP/1.1", Line("%(r)s", context));
        Assert.Equal("https://maths.test" + masked, Line("%(f)s", context));
        Assert.Equal($"{masked} {masked}", Line("%({x-copy}i)s %({location}o)s", context));
        var question = masked.IndexOf('?', StringComparison.Ordinal);
        Assert.Equal(question < 0 ? masked : masked[..question], Line("%(U)s", context));
        Assert.Equal(question < 0 ? "" : masked[(question + 1)..], Line("%(q)s", context));
    }

    [Theory]
    [InlineData("%(x)s", "%(x)s is not an atom")]
    [InlineData("%(hh)s", "%(hh)s is not an atom")]
    [InlineData("%()s", "%()s is not an atom")]
    [InlineData("%({}i)s", "%({}i)s is not an atom")]
    [InlineData("%({name}x)s", "is not an atom")]
    [InlineData("%h", "'%h' is not an atom")]
    [InlineData("100%", "'%' is not an atom")]
    [InlineData("%(h)d", "is not an atom")]
    [InlineData("%(h", "is not an atom")]
    [InlineData("%({Cookie}i)s", "secret")]
    [InlineData("%({set-cookie}o)s", "secret")]
    [InlineData("%({AUTHORIZATION}i)s", "secret")]
    [InlineData("%({Proxy-Authorization}i)s", "secret")]
    [InlineData("%({METRICS_TOKEN}e)s", "secret")]
    [InlineData("%(h)s\n%(s)s", "control character")]
    public void An_unknown_or_forbidden_atom_is_named(string format, string words) =>
        Assert.Contains(words, AccessLogFormat.FindProblem(format), StringComparison.Ordinal);

    [Fact]
    public void A_format_has_a_longest_length() =>
        Assert.NotNull(AccessLogFormat.FindProblem(new string('a', 4097)));

    [Fact]
    public void The_standard_format_is_sound() => Assert.Null(AccessLogFormat.FindProblem(Standard));

    [Fact]
    public void An_address_that_ipv6_carries_is_written_as_ipv4()
    {
        var context = Make();
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse("::ffff:192.0.2.9");
        Assert.Equal("192.0.2.9", Line("%(h)s", context));
        context.Connection.RemoteIpAddress = null;
        Assert.Equal("-", Line("%(h)s", context));
    }

    [Fact]
    public void A_hostile_request_still_makes_one_line_of_the_usual_fields()
    {
        var context = Make("/\"%0a?x=\n", "GE\"T", ("User-Agent", "a\" 200 1\n1.2.3.4 - - \"GET /forged"), ("Referer", "\\\""));
        var line = Line(Standard, context);
        Assert.DoesNotContain('\n', line);
        Assert.Matches(new Regex("""^\S+ - - \[[^\]]+\] "(?:[^"\\]|\\.)*" 200 15 "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*" 1523$"""), line);
    }
}
