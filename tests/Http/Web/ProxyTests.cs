// Behind a real nginx: whose address is logged, which forms are accepted, and that operators' pages stay closed.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;
using MathsSoc.Web;

namespace MathsSoc.Tests.Http;

public sealed class ProxyTests
{
    private const string Forwarding =
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;";

    [Fact]
    public async Task The_access_log_has_the_clients_address_not_the_proxys()
    {
        await using var site = await Site.StartAsync();
        await using var nginx = await Nginx.StartAsync(site, Forwarding);
        // The test stands on the proxy's own machine: what it forwards is the nearest hop that no trusted network holds.
        await Send(nginx, HttpMethod.Get, "/", ("X-Forwarded-For", "198.51.100.1, 203.0.113.9"));
        await Eventually.TrueAsync(() => File.Exists(site.AccessLogPath)
            && File.ReadAllText(site.AccessLogPath).Contains("203.0.113.9 - - [", StringComparison.Ordinal));
        Assert.DoesNotContain("198.51.100.1", File.ReadAllText(site.AccessLogPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_nginx_default_host_a_browsers_form_posts_and_a_foreign_one_does_not()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "http://mathsoc.local"));
        await using var nginx = await Nginx.StartAsync(site, Forwarding);
        Assert.Equal(HttpStatusCode.MethodNotAllowed,
            await Send(nginx, HttpMethod.Post, "/", ("Sec-Fetch-Site", "same-origin"), ("Origin", "https://maths.example")));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await Send(nginx, HttpMethod.Post, "/", ("Origin", "http://mathsoc.local")));
        Assert.Equal(HttpStatusCode.Forbidden, await Send(nginx, HttpMethod.Post, "/", ("Origin", "http://evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await Send(nginx, HttpMethod.Post, "/"));
    }

    [Fact]
    public async Task A_forwarded_host_is_believed_from_the_proxy()
    {
        await using var site = await Site.StartAsync();
        await using var nginx = await Nginx.StartAsync(site, Forwarding + " proxy_set_header X-Forwarded-Host $http_host;");
        Assert.Equal(HttpStatusCode.MethodNotAllowed,
            await Send(nginx, HttpMethod.Post, "/", ("Host", "mathsoc.local"), ("Origin", "http://mathsoc.local")));
    }

    [Fact]
    public async Task Health_through_a_proxy_that_says_http_is_200_and_no_redirect()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "https://maths.example.sch.uk"));
        await using var nginx = await Nginx.StartAsync(site,
            "proxy_set_header X-Forwarded-Proto http; proxy_set_header X-Forwarded-For $remote_addr;");
        Assert.Equal(HttpStatusCode.OK, await Send(nginx, HttpMethod.Get, "/healthz"));
        Assert.Equal(HttpStatusCode.OK, await Send(nginx, HttpMethod.Get, "/readyz"));
    }

    [Fact]
    public async Task Metrics_are_not_published_through_a_proxy_that_sets_the_headers()
    {
        await using var site = await Site.StartAsync();
        await using var nginx = await Nginx.StartAsync(site, Forwarding);
        Assert.Equal(HttpStatusCode.NotFound, await Send(nginx, HttpMethod.Get, "/metrics"));
    }

    [Theory]
    [InlineData("/login", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/challenges/1/answer", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/login", HttpStatusCode.Forbidden)]
    [InlineData("/", HttpStatusCode.TooManyRequests)]
    public async Task Through_the_delivered_configuration_a_refused_body_is_answered_by_the_sites_own_page(
        string path, HttpStatusCode status)
    {
        await using var site = await Site.StartAsync(
            ("RATELIMIT_DEFAULT", status == HttpStatusCode.TooManyRequests ? "1 per day" : "1000 per day"));
        await using var nginx = await Nginx.StartDeliveredAsync(site);
        var origin = status == HttpStatusCode.Forbidden ? "http://evil.example" : nginx.Address.GetLeftPart(UriPartial.Authority);
        for (var i = 0; i < 5; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Content = new ByteArrayContent(new byte[(20 << 20) + i]);
            request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
            request.Headers.Add("Origin", origin);
            using var response = await nginx.Client.SendAsync(request);
            if (i == 0 && status == HttpStatusCode.TooManyRequests) continue;
            Assert.Equal(status, response.StatusCode);
            var page = await response.Content.ReadAsStringAsync();
            Assert.Contains("If you ask for help, give this reference", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_delivered_configuration_passes_on_as_much_as_the_program_reads_of_any_body_and_the_port()
    {
        Assert.True(RestOfBody.MaxBytes >= BodyLimit.ChallengeFiles.Bytes);
        Assert.Contains($"client_max_body_size {RestOfBody.MaxBytes >> 20}m;", Repository.Read("deploy/nginx.conf"),
            StringComparison.Ordinal);
        await using var site = await Site.StartAsync();
        await using var nginx = await Nginx.StartDeliveredAsync(site);
        // The origin has nginx's port, which only $http_host passes on.
        Assert.Equal(HttpStatusCode.MethodNotAllowed,
            await Send(nginx, HttpMethod.Post, "/", ("Origin", nginx.Address.GetLeftPart(UriPartial.Authority))));
    }

    [Fact]
    public async Task A_newsletter_of_15_MB_comes_in_through_the_delivered_configuration_and_goes_out_in_parts()
    {
        Assert.True(RestOfBody.MaxBytes >= BodyLimit.Newsletter.Bytes);
        await using var site = await Site.StartAsync();
        await using var nginx = await Nginx.StartDeliveredAsync(site);
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var pdf = Newsletters.Pdf(15 << 20);
        using var request = new HttpRequestMessage(HttpMethod.Post,
            site.AddNewsletter(Newsletters.Draft with { IsDraft = false, PublishedAt = site.Now - 10 }))
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(pdf), "pdf", "a.pdf" } },
        };
        request.Headers.Add("Origin", nginx.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Cookie", $"mathsoc_session={teacher.Token}");
        using (var sent = await nginx.Client.SendAsync(request)) Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);

        using var ask = new HttpRequestMessage(HttpMethod.Get, $"/uploads/{UploadFolder.HashOf(pdf)}.pdf");
        ask.Headers.Range = new(10 << 20, (11 << 20) - 1);
        using var part = await nginx.Client.SendAsync(ask);
        Assert.Equal((HttpStatusCode.PartialContent, "bytes 10485760-11534335/15728640"),
            (part.StatusCode, part.Content.Headers.ContentRange!.ToString()));
        Assert.Equal(pdf[(10 << 20)..(11 << 20)], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal(pdf, await nginx.Client.GetByteArrayAsync(ask.RequestUri));
    }

    [Fact]
    public async Task An_earlier_site_of_120_MB_comes_in_through_the_delivered_configuration_and_one_that_is_too_large_is_refused_by_the_page()
    {
        Assert.Contains($"client_max_body_size {BodyLimit.EarlierSite.Bytes >> 20}m;", Repository.Read("deploy/nginx.conf"),
            StringComparison.Ordinal);
        Assert.Contains($"max_size {BodyLimit.EarlierSite.Bytes >> 20}MB", Repository.Read("deploy/Caddyfile"), StringComparison.Ordinal);
        await using var site = await Site.StartAsync();
        await using var nginx = await Nginx.StartDeliveredAsync(site);
        var head = site.Visit(Seed.Person("head", Role.Owner));
        Assert.Equal(HttpStatusCode.SeeOther, (await SendFile(120 << 20)).StatusCode);
        var file = Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "import")));
        Assert.Equal(120 << 20, new FileInfo(file).Length);

        using var tooLarge = await SendFile(201 << 20);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLarge.StatusCode);
        Assert.Contains("File: at most 200 MB can be sent.", await tooLarge.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // Who is signed out is refused before the file has come.
        using var signedOut = await SendFile(120 << 20, "none");
        Assert.Equal(HttpStatusCode.Forbidden, signedOut.StatusCode);
        Assert.Contains("You are signed out", await signedOut.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "import")));
        Assert.Empty(Directory.GetFiles(Path.Combine(site.Folder, "uploads")));

        async Task<HttpResponseMessage> SendFile(int bytes, string? token = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/import/file")
            {
                Content = new MultipartFormDataContent { { new ByteArrayContent(new byte[bytes]), "file", "app.db" } },
            };
            request.Headers.Add("Origin", nginx.Address.GetLeftPart(UriPartial.Authority));
            request.Headers.Add("Cookie", $"mathsoc_session={token ?? head.Token}");
            return await nginx.Client.SendAsync(request);
        }
    }

    [Fact]
    public async Task The_delivered_configuration_has_a_page_for_while_the_program_is_stopped()
    {
        await using var site = await Site.StartAsync();
        await using var nginx = await Nginx.StartDeliveredAsync(site);
        Assert.Equal(HttpStatusCode.OK, await Send(nginx, HttpMethod.Get, "/"));
        await site.DisposeAsync();
        using var response = await nginx.Client.GetAsync("/challenges");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(TimeSpan.FromSeconds(30), response.Headers.RetryAfter!.Delta);
        Assert.True(response.Headers.CacheControl!.NoStore);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("<h1>This site will be back in a moment</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("nginx", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_strips_the_path_of_the_public_address_gets_links_with_it()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "http://school.example/maths"));
        using var stripped = await site.GetAsync("/about");
        var html = await stripped.Content.ReadAsStringAsync();
        Assert.Contains("href=\"/maths/login\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/login\"", html, StringComparison.Ordinal);
        using var asked = await site.GetAsync("/account");
        Assert.StartsWith("/maths/login?next=", asked.Headers.Location!.ToString(), StringComparison.Ordinal);
        // The name of another page that begins alike is no part of the path.
        Assert.Equal(HttpStatusCode.NotFound, (await site.GetAsync("/mathsabout")).StatusCode);
    }

    [Fact]
    public async Task A_site_for_https_that_is_opened_without_it_says_so_where_one_signs_in()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "https://maths.example.sch.uk"));
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        foreach (var path in new[] { "/login", "/join", "/reset" })
        {
            using var plain = await site.GetAsync(path, ("Host", "192.168.1.20:8000"));
            var html = await plain.Content.ReadAsStringAsync();
            Assert.Contains("You opened this site without encryption", html, StringComparison.Ordinal);
            Assert.Contains($"<a href=\"https://maths.example.sch.uk{path}\">", html, StringComparison.Ordinal);
            // Behind a proxy that says https, or in a browser that says it would keep the cookie, nothing is wrong.
            using var proxied = await site.GetAsync(path, ("Host", "127.0.0.1:8000"), ("X-Forwarded-Proto", "https"));
            Assert.DoesNotContain("without encryption", await proxied.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var secure = await site.GetAsync(path, ("Sec-Fetch-Site", "none"));
            Assert.DoesNotContain("without encryption", await secure.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        // A browser that does not keep the cookie is told why it is back at the sign-in page.
        var ada = new Person(site);
        var sent = await ada.SendAsync(HttpMethod.Post, "/login", ("login", "ada"), ("password", Seed.Password), ("next", "/challenges"));
        var next = sent.Response.Headers.Location!.ToString();
        Assert.Equal("/challenges", (await ada.GetAsync(next)).Path);
        ada.Token = null;
        Assert.Contains("Your browser did not keep the sign-in", (await ada.GetAsync(next)).Text, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> Send(
        Nginx nginx, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await nginx.Client.SendAsync(request);
        return response.StatusCode;
    }
}
