// A newsletter's PDF on its way in: up to 20 MB to the byte, one at a time, a PDF by its first bytes, and nothing left of what fails.
using System.Net;
using System.Net.Sockets;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class LargeUploadTests
{
    private const int Most = 20 << 20;

    [Fact]
    public async Task A_PDF_of_20_MB_is_stored_as_it_was_sent_and_one_byte_more_is_refused_by_name_of_the_limit()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var page = site.AddNewsletter();
        var over = await editor.SendPdfAsync(page, Newsletters.Pdf(Most + 1));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, over.Status);
        Assert.Contains("at most 20 MB", over.ErrorOf("pdf"), StringComparison.Ordinal);
        await NothingStaysAsync(site);

        var pdf = Newsletters.Pdf(Most);
        Assert.Equal(HttpStatusCode.SeeOther, (await editor.SendPdfAsync(page, pdf)).Status);
        var hash = UploadFolder.HashOf(pdf);
        Assert.Equal([hash], site.Uploads());
        Assert.Equal(hash, site.Read("SELECT pdf_hash FROM articles"));
        Assert.Contains("PDF, 20.0 MB", (await editor.GetAsync(page)).Text, StringComparison.Ordinal);
        Assert.Equal(pdf, await (await editor.GetAsync($"/uploads/{hash}.pdf")).Response.Content.ReadAsByteArrayAsync());
        // The same once more, as by a second click, changes nothing.
        Assert.Equal(HttpStatusCode.SeeOther, (await editor.SendPdfAsync(page, pdf)).Status);
        Assert.Equal([hash], site.Uploads());
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'article.pdf'"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_far_too_large_is_refused_by_name_of_the_limit_too(bool isChunked)
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        using var request = new HttpRequestMessage(HttpMethod.Post, site.AddNewsletter())
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(Newsletters.Pdf(24 << 20)), "pdf", "x.pdf" } },
        };
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Cookie", $"mathsoc_session={editor.Token}");
        using var response = await site.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("at most 20 MB", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await NothingStaysAsync(site);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("<!doctype html><title>%PDF-1.7</title>", "no PDF")]
    [InlineData("GIF89a\u0003\0\u0003\0\0\0\0\0%PDF-1.7\n", "no PDF")]
    [InlineData(" %PDF-1.7\n", "no PDF")]
    [InlineData("%PDF", "no PDF")]
    [InlineData("%PDF-1.7\n<!doctype html><script>alert(1)</script>", null)]
    [InlineData("%PDF-1.7\nGIF89a", null)]
    public async Task It_is_a_PDF_by_its_first_bytes_whatever_its_name(string content, string? problem)
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var sent = await editor.SendPdfAsync(site.AddNewsletter(), Encoding.Latin1.GetBytes(content), "../evil\u202Efdp.html");
        if (problem is null)
        {
            Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
            var file = await editor.GetAsync($"/uploads/{Assert.Single(site.Uploads())}.pdf");
            Assert.Equal(("application/pdf", "nosniff"), (file.Response.Content.Headers.ContentType!.ToString(),
                file.Response.Headers.GetValues("X-Content-Type-Options").Single()));
            return;
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.Status);
        Assert.Contains(problem, sent.ErrorOf("pdf"), StringComparison.Ordinal);
        await NothingStaysAsync(site);
    }

    [Theory]
    [InlineData("form-data; name=pdf; filename=\"a\0b.pdf\"")]
    [InlineData("form-data; name=pdf")]
    [InlineData("form-data; name=\"pdf\"; filename=\"\"")]
    [InlineData("attachment")]
    [InlineData("")]
    public async Task A_form_that_is_not_as_browsers_make_it_is_answered_and_leaves_nothing(string disposition)
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var body = $"--x\r\nContent-Disposition: {disposition}\r\n\r\n%PDF-1.7\n\r\n--x--\r\n";
        using var client = await BeginAsync(site, editor, site.AddNewsletter(), body.Length, body);
        Assert.Matches("^HTTP/1.1 (303|400|422) ", await ReadAsync(client));
        Assert.DoesNotContain(site.Uploads(), name => name.StartsWith('.'));
    }

    [Fact]
    public async Task They_come_one_at_a_time_and_whoever_is_gone_leaves_nothing_and_makes_room()
    {
        await using var site = await Site.StartAsync();
        var (editor, other) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Person("eve", Role.Editor)));
        var page = site.AddNewsletter();
        const string Begun = "--x\r\nContent-Disposition: form-data; name=pdf; filename=a.pdf\r\n\r\n%PDF-1.7\n";
        using (var client = await BeginAsync(site, editor, page, Most, Begun + new string('a', 1 << 20)))
        {
            await Eventually.TrueAsync(() => site.Uploads().Length == 1, 20);
            Assert.StartsWith(".", Assert.Single(site.Uploads()), StringComparison.Ordinal);
            var refused = await other.SendPdfAsync(page, Newsletters.Pdf(500_000));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
            Assert.Equal(TimeSpan.FromSeconds(15), refused.Response.Headers.RetryAfter!.Delta);
            Assert.Contains("one at a time", refused.Text, StringComparison.Ordinal);
            // Everything else goes on.
            Assert.Equal(HttpStatusCode.OK, (await editor.GetAsync(page)).Status);
            await other.BeginAsync("Triangles");
        }
        await Eventually.TrueAsync(() => site.Uploads().Length == 0, 20);
        var pdf = Newsletters.Pdf(500_000);
        await Eventually.TrueAsync(async () => (await other.SendPdfAsync(page, pdf)).Status == HttpStatusCode.SeeOther, 20);
        Assert.Equal([UploadFolder.HashOf(pdf)], site.Uploads());
    }

    [Fact]
    public async Task Whoever_stalls_is_cut_off_and_leaves_nothing()
    {
        await using var site = await Site.StartAsync();
        var (editor, page) = (site.Visit(Seed.Person("ed", Role.Editor)), site.AddNewsletter());
        // At the server's least rate, 240 bytes a second, these bytes last 15 seconds.
        using var client = await BeginAsync(site, editor, page, Most,
            "--x\r\nContent-Disposition: form-data; name=pdf; filename=a.pdf\r\n\r\n%PDF-1.7\n" + new string('a', 3600));
        await Eventually.TrueAsync(() => site.Uploads().Length == 1, 12);
        Assert.StartsWith("HTTP/1.1 408 ", await ReadAsync(client), StringComparison.Ordinal);
        await NothingStaysAsync(site);
        Assert.Equal(HttpStatusCode.SeeOther, (await editor.SendPdfAsync(page, Newsletters.Pdf(5000))).Status);
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_is_a_503_that_says_so_and_no_room_in_the_quota_is_told_beside_the_field()
    {
        await using var site = await Site.StartAsync(("UPLOADS_CAPACITY", "3000"));
        var (editor, page) = (site.Visit(Seed.Person("ed", Role.Editor)), site.AddNewsletter());
        Assert.Contains("no room", (await editor.SendPdfAsync(page, Newsletters.Pdf(3001))).ErrorOf("pdf"), StringComparison.Ordinal);
        await NothingStaysAsync(site);
        Directory.Delete(Path.Combine(site.Folder, "uploads"));
        File.WriteAllText(Path.Combine(site.Folder, "uploads"), "a file where the folder should be");
        var refused = await editor.SendPdfAsync(page, Newsletters.Pdf(3000));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("Nothing was saved.", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM uploads"));
        File.Delete(Path.Combine(site.Folder, "uploads"));
        Assert.Equal(HttpStatusCode.SeeOther, (await editor.SendPdfAsync(page, Newsletters.Pdf(3000))).Status);
    }

    [Fact]
    public async Task Whose_session_has_ended_sends_it_for_nothing_and_is_asked_to_sign_in()
    {
        await using var site = await Site.StartAsync();
        site.Visit(Seed.Person("ed", Role.Editor));
        var sent = await new Person(site).SendPdfAsync(site.AddNewsletter(), Newsletters.Pdf(12 << 20));
        Assert.Equal(HttpStatusCode.Forbidden, sent.Status);
        Assert.Contains("You are signed out", sent.Text, StringComparison.Ordinal);
        await NothingStaysAsync(site);
    }

    [Fact]
    public async Task The_form_of_another_member_is_not_taken_and_its_file_is_dropped()
    {
        await using var site = await Site.StartAsync();
        var (editor, page) = (site.Visit(Seed.Person("ed", Role.Editor)), site.AddNewsletter());
        foreach (var (member, status) in new[]
        {
            (editor.MemberId + 1, HttpStatusCode.Conflict), (editor.MemberId, HttpStatusCode.SeeOther),
        })
        {
            using var form = new MultipartFormDataContent
            {
                { new ByteArrayContent(Newsletters.Pdf(5000)), "pdf", "a.pdf" }, { new StringContent($"{member}"), "signed_in_as" },
            };
            Assert.Equal(status, (await editor.PostFormAsync(page, form)).Status);
            Assert.Equal(status == HttpStatusCode.SeeOther ? 1 : 0, site.Uploads().Length);
        }
        // Without a file, from a program: there is nothing to stream.
        Assert.Contains("choose a file", (await editor.PostAsync(page)).ErrorOf("pdf"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/admin/articles/2/pdf")]
    [InlineData("/admin/articles/0/pdf")]
    [InlineData("/admin/articles/-1/pdf")]
    [InlineData("/admin/articles/9223372036854775808/pdf")]
    public async Task To_what_is_no_newsletter_nothing_is_sent(string path)
    {
        await using var site = await Site.StartAsync();
        site.AddNewsletter();
        site.AddNewsletter(Newsletters.Draft with { Kind = ArticleKind.Article });
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        Assert.Equal(HttpStatusCode.NotFound, (await editor.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await editor.SendPdfAsync(path, Newsletters.Pdf(5000))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await editor.PostAsync($"{path}/remove")).Status);
        await NothingStaysAsync(site);
    }

    /// <summary>Opens a connection, and sends the head of a form and the beginning of its body.</summary>
    private static async Task<TcpClient> BeginAsync(Site site, Person who, string path, int length, string body)
    {
        var client = new TcpClient();
        await client.ConnectAsync(site.Address.Host, site.Address.Port);
        string[] head =
        [
            $"POST {path} HTTP/1.1", $"Host: {site.Address.Authority}", $"Origin: {site.Address.GetLeftPart(UriPartial.Authority)}",
            $"Cookie: mathsoc_session={who.Token}", "Content-Type: multipart/form-data; boundary=x", $"Content-Length: {length}", "", body,
        ];
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", head)));
        return client;
    }

    /// <summary>The beginning of the answer.</summary>
    private static async Task<string> ReadAsync(TcpClient client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        var buffer = new byte[1024];
        var read = await client.GetStream().ReadAsync(buffer, patience.Token);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }

    /// <summary>What is not kept is deleted when the server has answered.</summary>
    private static Task NothingStaysAsync(Site site) => Eventually.TrueAsync(() => site.Uploads().Length == 0);
}
