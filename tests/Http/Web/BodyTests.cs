// How much of a form the site reads: little from anybody, more from members, and files only where a form has a field for them.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class BodyTests
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";
    private const int AnybodysLimit = 16 << 10, MembersLimit = 64 << 10;

    // The server counts the lengths that stand between the chunks of a body as well.
    private const int Framing = 64;

    private static readonly string[] AnybodysForms = ["/login", "/logout", "/join", "/reset", "/setup"];

    [Theory]
    [InlineData("Content-Length: 475000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_form_that_anybody_may_send_is_refused_as_multipart_before_its_body_arrives(string length)
    {
        await using var site = await Site.StartAsync();
        foreach (var path in AnybodysForms)
        {
            // Nothing of the body is sent, so a server that waits for it has no answer of its own.
            var answer = await SendHeadAsync(site, path, "multipart/form-data; boundary=x", length);
            Assert.StartsWith("HTTP/1.1 415 ", answer, StringComparison.Ordinal);
            Assert.Contains("Go back, load the page again and send it from there.", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Multipart_is_refused_by_every_form_without_a_file_and_read_by_the_others()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var owner = site.Visit(Seed.Person("olga", Role.Owner));
        foreach (var row in RouteTable.Rows.Where(row => row.Verb == "POST"))
        {
            using var form = new MultipartFormDataContent { { new StringContent("1"), "field" } };
            var answer = await owner.PostFormAsync(row.Address, form);
            var isRight = row.TakesFiles
                ? answer.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.NotFound or HttpStatusCode.SeeOther
                : answer.Status == HttpStatusCode.UnsupportedMediaType;
            Assert.True(isRight, $"{row} is {answer.Status}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_form_that_anybody_may_send_takes_16_kB(bool isChunked)
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var visitor = new Person(site);
        foreach (var path in AnybodysForms)
        {
            var read = await PostAsync(site, visitor, path, AnybodysLimit - (isChunked ? Framing : 0), isChunked);
            var isRead = read is HttpStatusCode.UnprocessableEntity or HttpStatusCode.SeeOther or HttpStatusCode.NotFound;
            Assert.True(isRead, $"{path} is {read}");
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(site, visitor, path, AnybodysLimit + 1, isChunked));
        }
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(site, visitor, "/login", 17_000, isChunked));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(site, visitor, "/login", 15_000, isChunked));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_members_form_takes_64_kB(bool isChunked)
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        foreach (var (path, read) in new[]
        {
            ("/account/name", HttpStatusCode.UnprocessableEntity), ("/challenges/1/answer", HttpStatusCode.NotFound),
        })
        {
            Assert.Equal(read, await PostAsync(site, ada, path, MembersLimit - (isChunked ? Framing : 0), isChunked));
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(site, ada, path, MembersLimit + 1, isChunked));
        }
    }

    [Fact]
    public async Task A_form_that_needs_more_takes_more_and_the_number_of_fields_is_bounded()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("olga", Role.Owner));
        // Eight thousand ticks of ids as long as they can be.
        const string Change = "/admin/members/change";
        var ticks = await owner.PostAsync(Change, [.. Enumerable.Range(0, 8000).Select(i => ("id", $"{long.MaxValue - i}"))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, ticks.Status);
        Assert.Contains("At most 1,000 are changed at once", ticks.Text, StringComparison.Ordinal);
        var fields = await owner.PostAsync(Change, [.. Enumerable.Range(0, 10_000).Select(i => ($"f{i}", "1"))]);
        Assert.Equal(HttpStatusCode.BadRequest, fields.Status);
        // A list of as many characters as a list may have, with nobody in it.
        var list = await owner.PostAsync("/admin/members/import/confirm", ("text", "name,year\n" + new string('\n', 149_000)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, list.Status);
        using var pasted = new MultipartFormDataContent { { new StringContent("name,year\n" + new string('€', 299_990)), "text" } };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await owner.PostFormAsync("/admin/members/import", pasted)).Status);
        var tooLong = await PostAsync(site, owner, "/admin/members/import/confirm", (1 << 20) + 1, isChunked: true);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLong);
    }

    [Theory]
    [InlineData("/admin/challenges/1/uploads", 64)]
    [InlineData("/admin/challenges/import", 256)]
    [InlineData("/admin/members/import", 64)]
    public async Task A_form_with_files_has_a_bounded_number_of_them(string path, int most)
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("olga", Role.Owner));
        using var form = new MultipartFormDataContent();
        for (var i = 0; i <= most; i++) form.Add(new ByteArrayContent([]), "file", $"{i}.md");
        Assert.Equal(HttpStatusCode.BadRequest, (await owner.PostFormAsync(path, form)).Status);
    }

    [Fact]
    public async Task Large_forms_of_those_who_are_signed_out_are_read_one_at_a_time_and_two_of_an_address()
    {
        await using var site = await Site.StartAsync();
        // Only the heads: one of them waits for its body, another for its turn, and the others are told to come back.
        var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            var client = await BeginAsync(site, "/admin/settings", UrlEncoded, "Content-Length: 20000");
            return (Client: client, Answer: ReadAsync(client));
        }));
        await Eventually.TrueAsync(() => all.Count(one => one.Answer.IsCompleted) == 3, 9);
        foreach (var (client, answer) in all.Where(one => one.Answer.IsCompleted))
        {
            Assert.StartsWith("HTTP/1.1 503 ", await answer, StringComparison.Ordinal);
            Assert.Contains("Retry-After: 5", await answer, StringComparison.Ordinal);
            Assert.Contains("what you typed is still in your browser", await answer, StringComparison.Ordinal);
            client.Dispose();
        }
        // Small ones, and everybody else, notice nothing.
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(site, new Person(site), "/admin/settings", 16_000, isChunked: false));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(site, new Person(site), "/login", 16_000, isChunked: false));

        var kept = all.Where(one => one.Client.Client is not null).ToList();
        Assert.Equal(2, kept.Count);
        foreach (var (client, _) in kept) await FinishAsync(client, 20_000);
        foreach (var (client, answer) in kept)
        {
            Assert.StartsWith("HTTP/1.1 403 ", await answer, StringComparison.Ordinal);
            Assert.Contains("You are signed out", await answer, StringComparison.Ordinal);
            client.Dispose();
        }
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(site, new Person(site), "/admin/settings", 200_000, isChunked: true));
    }

    [Theory]
    [InlineData("/admin/settings", false)]
    [InlineData("/login", false)]
    [InlineData("/login", true)]
    [InlineData("/nowhere", false)]
    public async Task What_is_refused_is_read_to_its_end_so_that_the_connection_can_go_on(string path, bool isChunked)
    {
        await using var site = await Site.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, AllowAutoRedirect = false })
        {
            BaseAddress = site.Address,
        };
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent("name=" + new string('a', 6 << 20)),
            };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(UrlEncoded);
            request.Headers.TransferEncodingChunked = isChunked;
            if (path != "/nowhere") request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
            using var response = await client.SendAsync(request);
            Assert.Equal(path == "/nowhere" ? HttpStatusCode.Forbidden : HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            Assert.Contains("</html>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    /// <summary>Sends a form of exactly so many bytes; its status.</summary>
    private static async Task<HttpStatusCode> PostAsync(Site site, Person person, string path, int bytes, bool isChunked)
    {
        const string Field = "name=";
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(Field + new string('a', bytes - Field.Length));
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(UrlEncoded);
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        if (person.Token is not null) request.Headers.Add("Cookie", $"mathsoc_session={person.Token}");
        using var response = await site.Client.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>A school has one address: one laptop in it must not close the door for the others.</summary>
    [Fact]
    public async Task Bodies_that_never_arrive_do_not_keep_those_out_that_are_here()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        site.Visit(Seed.Pupil("ada"));
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 300; i++) slow.Add(await BeginAsync(site, "/login", UrlEncoded, "Content-Length: 16000"));
            var answer = await new Person(site).SignInAsync("ada");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal("/", answer.Path);
            Assert.StartsWith("HTTP/1.1 503", await ReadAsync(slow[^1]), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var client in slow) client.Dispose();
        }
    }

    /// <summary>Sends a request's head without its body; the answer up to the end of its page.</summary>
    private static async Task<string> SendHeadAsync(Site site, string path, string contentType, string length)
    {
        using var client = await BeginAsync(site, path, contentType, length);
        return await ReadAsync(client);
    }

    /// <summary>Opens a connection and sends a request's head.</summary>
    private static async Task<TcpClient> BeginAsync(Site site, string path, string contentType, string length)
    {
        var client = new TcpClient();
        await client.ConnectAsync(site.Address.Host, site.Address.Port);
        var origin = site.Address.GetLeftPart(UriPartial.Authority);
        string[] head =
        [
            $"POST {path} HTTP/1.1", $"Host: {site.Address.Authority}", $"Origin: {origin}", $"Content-Type: {contentType}", length, "", "",
        ];
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", head)));
        return client;
    }

    private static async Task FinishAsync(TcpClient client, int bytes) =>
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("name=" + new string('a', bytes - "name=".Length)));

    /// <summary>The answer up to the end of its page.</summary>
    private static async Task<string> ReadAsync(TcpClient client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var stream = client.GetStream();
        var answer = new StringBuilder();
        var buffer = new byte[8192];
        while (!answer.ToString().Contains("</html>", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, patience.Token);
            Assert.True(read > 0, $"The connection ended after: {answer}");
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        return answer.ToString();
    }
}
