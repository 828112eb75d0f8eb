// Bodies that no browser sends: unreadable letters, endless chunks, thousands of parts, names without end, the same field twice.
using System.Net;
using System.Net.Sockets;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http.Attacks;

public sealed class BodyAttackTests
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData("utf-7")]
    [InlineData("UTF-7")]
    [InlineData("\"utf-7\"")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    [InlineData("windows-1252")]
    [InlineData("iso-8859-1")]
    [InlineData("x-unknown")]
    [InlineData("0")]
    public async Task A_form_in_letters_that_are_not_read_is_refused_with_a_sentence(string charset)
    {
        await using var site = await Site.StartAsync();
        var (status, text) = await PostAsync(site, new Person(site), "/login", "login=ada&password=x"u8,
            $"{UrlEncoded}; charset={charset}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("The form was not sent in UTF-8", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("UTF-8")]
    [InlineData("\"utf-8\"")]
    [InlineData("us-ascii")]
    public async Task A_form_that_says_utf_8_is_read(string charset)
    {
        await using var site = await Site.StartAsync();
        var (status, text) = await PostAsync(site, new Person(site), "/login", "login=Zo%C3%AB&password="u8,
            $"{UrlEncoded}; charset={charset}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("value=\"Zo&#xEB;\"", text.Replace("Zoë", "Zo&#xEB;", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_in_utf_7_and_eight_thousand_parts_are_no_crash()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var owner = site.Visit(Seed.Person("olga", Role.Owner));
        const string Type = "multipart/form-data; boundary=x";
        const string Part = "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n"
            + "Content-Type: text/plain; charset=utf-7\r\n\r\n+ADw-x\r\n--x--\r\n";
        Assert.Equal(HttpStatusCode.BadRequest,
            (await PostAsync(site, owner, "/admin/members/import", Encoding.ASCII.GetBytes(Part), Type)).Status);
        foreach (var disposition in new[] { "name=\"f\"", "name=\"f\"; filename=\"f\"", "name=\"\"", "" })
        {
            var many = new StringBuilder();
            for (var i = 0; i < 8192; i++) many.Append($"--x\r\nContent-Disposition: form-data; {disposition}\r\n\r\n\r\n");
            many.Append("--x--\r\n");
            var (status, _) = await PostAsync(site, owner, "/admin/members/import", Encoding.ASCII.GetBytes(many.ToString()), Type);
            Assert.True((int)status is >= 400 and < 500, $"{disposition}: {status}");
        }
        foreach (var headers in new[] { new string('h', 40_000), string.Concat(Enumerable.Repeat("A: b\r\n", 1000)),
            "Content-Disposition: form-data" })
        {
            var (status, _) = await PostAsync(site, owner, "/admin/members/import",
                Encoding.ASCII.GetBytes($"--x\r\n{headers}\r\n\r\n1\r\n--x--"), Type);
            Assert.True((int)status is >= 400 and < 500, $"{headers[..10]}: {status}");
        }
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/healthz")).StatusCode);
    }

    [Fact]
    public async Task Names_without_end_fields_twice_and_broken_escapes_fail_no_form()
    {
        await using var full = await FullSite.StartAsync();
        string[] bodies =
        [
            "name" + string.Concat(Enumerable.Repeat("[a]", 60)) + "=1", string.Concat(Enumerable.Repeat("name=1&", 500)),
            "name=%", "name=%4", "name=%zz", "name=%u0041", "name=%C3", "name=%ED%A0%80", "name=%00", "%00=1", "=", "&&&&", "name",
            "name=1;login=2",
            "name=" + new string('+', 5000), "name=" + new string('%', 999), "id=1&id=2&id=1&role=member&role=owner", "name=%FF%FE%FD",
            "name=\u00ff",
        ];
        foreach (var row in RouteTable.Rows.Where(row => row is { Verb: "POST", Access: not null, EndsSession: false }))
            foreach (var body in bodies)
            {
                var person = row.Access == MathsSoc.Web.Access.Anyone ? new Person(full.Site) : full.Owner;
                if (row.Template == "/admin/members/{id}/sign-out") continue;
                var (status, text) = await PostAsync(full.Site, person, full.AddressOf(row.Template), Encoding.Latin1.GetBytes(body),
                    UrlEncoded);
                Assert.True((int)status < 500, $"{row} with {body[..Math.Min(40, body.Length)]} is {(int)status}: {text}");
            }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/mixed; boundary=x")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Another_kind_of_body_is_refused_by_every_form(string type)
    {
        await using var full = await FullSite.StartAsync();
        var before = Dump.Of(full.Site);
        foreach (var row in RouteTable.Rows.Where(row => row is { Verb: "POST", Access: not null }))
        {
            var (status, text) = await PostAsync(full.Site, full.Owner, full.AddressOf(row.Template), "name=1"u8, type);
            Assert.True(status is HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType, $"{row} is {(int)status}: {text}");
        }
        Assert.Equal(before, Dump.Of(full.Site));
    }

    [Fact]
    public async Task A_body_that_does_not_end_holds_nobody_up_and_one_that_is_cut_changes_nothing()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        var open = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                var client = new TcpClient();
                open.Add(client);
                await client.ConnectAsync(site.Address.Host, site.Address.Port);
                string[] head =
                [
                    "POST /account/name HTTP/1.1", $"Host: {site.Address.Authority}",
                    $"Origin: {site.Address.GetLeftPart(UriPartial.Authority)}", $"Cookie: mathsoc_session={ada.Token}",
                    $"Content-Type: {UrlEncoded}", "Transfer-Encoding: chunked", "", "5", "name=", "5", "Euler", "",
                ];
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", head)));
            }
            for (var i = 0; i < 10; i++) Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/account")).Status);
            // Each goes on with a chunk at a time.
            foreach (var client in open) await client.GetStream().WriteAsync("1\r\nx\r\n"u8.ToArray());
            Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/healthz")).StatusCode);
        }
        finally
        {
            foreach (var client in open) client.Dispose();
        }
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/account")).Status);
        Assert.Equal(0, site.Count("SELECT count(*) FROM audit"));
        Assert.Equal("AS", site.Read("SELECT display_name FROM members"));
    }

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(
        Site site, Person person, string path, ReadOnlyMemory<byte> body, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(body) };
        if (type.Length > 0) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        if (person.Token is not null) request.Headers.Add("Cookie", $"mathsoc_session={person.Token}");
        using var response = await site.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static Task<(HttpStatusCode Status, string Text)> PostAsync(
        Site site, Person person, string path, ReadOnlySpan<byte> body, string type) => PostAsync(site, person, path,
            body.ToArray().AsMemory(), type);
}
