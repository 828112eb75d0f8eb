// The whole URL map is what the table says, and each kind of visitor gets from it what the table says.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Web;

namespace MathsSoc.Tests.Http;

public sealed class RouteTableTests
{
    private const string Html = "text/html; charset=utf-8";

    /// <summary>What answers a visitor who is not signed in with 200, and how: addresses without a form.</summary>
    private static readonly Open[] OpenPages =
    [
        new("/", Html, "no-cache"),
        new("/about", Html, "no-cache"),
        new("/contact", Html, "no-cache"),
        new("/taking-part", Html, "no-cache"),
        new("/competition-rules", Html, "no-cache"),
        new("/privacy", Html, "no-cache"),
        new("/accessibility", Html, "no-cache"),
        new("/announcements", Html, "no-cache"),
        new("/articles", Html, "no-cache"),
        new("/newsletters", Html, "no-cache"),
        new("/competitions", Html, "no-cache"),
        new("/wall", Html, "no-cache"),
        new("/search", Html, "no-cache"),
        new("/robots.txt", "text/plain; charset=utf-8", "public, max-age=300"),
        new("/sitemap.xml", "application/xml; charset=utf-8", "public, max-age=300"),
        new("/theme.css", "text/css; charset=utf-8", "no-cache"),
        new("/calendar.ics", "text/calendar; charset=utf-8", "public, max-age=300"),
        new("/feed.xml", "application/atom+xml; charset=utf-8", "public, max-age=300"),
        new("/healthz", "application/json", "no-store"),
        new("/readyz", "application/json", "no-store"),
        new("/metrics", "text/plain; version=0.0.4; charset=utf-8", "no-store"),
    ];

    private static readonly Role[] Roles = Enum.GetValues<Role>();

    [Fact]
    public async Task An_open_page_answers_its_methods_and_only_those()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        foreach (var row in OpenPages)
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
            {
                var response = await site.SendAsync(method, row.Path);
                Assert.True(response.StatusCode == HttpStatusCode.OK, $"{method} {row.Path} is {(int)response.StatusCode}");
                Assert.Equal(row.Type, response.Content.Headers.ContentType?.ToString());
                Assert.Equal(row.Caching, response.Headers.CacheControl?.ToString());
                Assert.True(response.Content.Headers.ContentLength > 0, $"{method} {row.Path} has no length");
                AssertSafe(response, $"{method} {row.Path}");
            }
            foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE" })
            {
                var own = await site.SendAsync(new HttpMethod(method), row.Path, ("Sec-Fetch-Site", "same-origin"));
                Assert.True(own.StatusCode == HttpStatusCode.MethodNotAllowed, $"{method} {row.Path} is {(int)own.StatusCode}");
                Assert.Equal("GET, HEAD", string.Join(", ", own.Content.Headers.Allow));
                AssertSafe(own, $"{method} {row.Path}");
            }
        }
    }

    [Fact]
    public async Task An_address_that_is_not_in_the_map_is_404_for_a_visitor_and_403_for_another_sites_form()
    {
        await using var site = await Site.StartAsync();
        foreach (var path in new[] { "/nowhere", "/setup", "/About/", "/healthz/", "/static/none", "/..%2f..%2fetc%2fpasswd" })
        {
            var response = await site.GetAsync(path);
            Assert.True(response.StatusCode is HttpStatusCode.NotFound || (path == "/About/" && response.StatusCode == HttpStatusCode.OK),
                $"{path} is {(int)response.StatusCode}");
            AssertSafe(response, path);
        }
        Assert.Equal(HttpStatusCode.Forbidden,
            (await site.SendAsync(HttpMethod.Post, "/nowhere", ("Origin", "http://evil.example"))).StatusCode);
    }

    [Fact]
    public async Task The_table_is_the_map()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary does not tell its routes; this test reads them in process.");
        await using var site = await Site.StartAsync();
        var mapped = site.Routes
            .Select(route => new RouteRow(route.Verbs == "GET HEAD" ? "GET" : route.Verbs, route.Template, route.Access));
        Assert.Equal(RouteTable.Rows.Select(row => row.ToString()).Order(StringComparer.Ordinal),
            mapped.Select(row => row.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_form_is_held_to_the_limit_of_its_kind()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary does not tell its routes; BodyTests sends it bodies of every size.");
        await using var site = await Site.StartAsync();
        var mapped = site.Routes.Where(route => route.Verbs == "POST")
            .Select(route => Line(route.Template, route.Limit?.Bytes / 1024, route.Limit?.TakesFiles));
        var table = RouteTable.Rows.Where(row => row.Verb == "POST").Select(row => Line(row.Template, row.Kilobytes, row.TakesFiles));
        Assert.Equal(table.Order(StringComparer.Ordinal), mapped.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(site.Routes, route => route.Verbs != "POST" && route.Limit is not null);
        // With a threshold of 1 MB or less the framework reserves as much for each file: 8,000 empty ones took 520 MB instead of 20.
        Assert.All(site.Routes.Where(route => route.Limit?.TakesFiles == true),
            route => Assert.True(route.Limit!.FormOptions.MemoryBufferThreshold > 1 << 20, route.Template));

        static string Line(string template, int? kilobytes, bool? takesFiles) =>
            $"{template}: {kilobytes} kB{(takesFiles == true ? ", files" : "")}";
    }

    [Fact]
    public async Task A_visitor_is_asked_to_sign_in_for_a_page_and_refused_a_form()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var visitor = new Person(site);
        foreach (var row in RouteTable.Rows.Where(row => row.Access is not null))
        {
            var answer = await visitor.SendAsync(new HttpMethod(row.Verb), row.Address);
            var isIn = row.Access == Access.Anyone;
            if (isIn) AssertLetIn(answer, row, "a visitor");
            else if (row.Verb == "POST")
                Assert.True(answer.Status == HttpStatusCode.Forbidden, $"a visitor's {row} is {(int)answer.Status}");
            else
            {
                Assert.True(answer.Status == HttpStatusCode.SeeOther, $"a visitor's {row} is {(int)answer.Status}");
                Assert.StartsWith("/login?next=", answer.Response.Headers.Location!.ToString(), StringComparison.Ordinal);
            }
            // The forms for signing in and joining come with the browser's mark.
            var mayHaveCookie = row is { Template: "/logout" } or { Verb: "GET", Template: "/login" or "/join" };
            AssertSafe(answer.Response, row.ToString(), mayHaveCookie);
        }
    }

    [Fact]
    public async Task Every_role_gets_what_it_is_for_and_nothing_else()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        site.Owner();
        foreach (var role in Roles)
        {
            var person = site.Visit(Seed.Person($"a{role}", role));
            foreach (var row in RouteTable.Rows.Where(row => row.Access is not null))
            {
                // What ends sessions would end the walk; it has tests of its own.
                if (row.EndsSession) continue;
                var answer = await person.SendAsync(new HttpMethod(row.Verb), row.Address);
                if (IsFor(role, row.Access!.Value)) AssertLetIn(answer, row, role.ToString());
                else Assert.True(answer.Status == HttpStatusCode.Forbidden, $"{role}'s {row} is {(int)answer.Status}");
                AssertSafe(answer.Response, row.ToString(), mayHaveCookie: true);
            }
        }
    }

    /// <summary>The policy once more, in this test's own words.</summary>
    private static bool IsFor(Role role, Access access) => (role, access) switch
    {
        (_, Access.Anyone or Access.Boards or Access.SignedIn or Access.Member) => true,
        (Role.Owner, _) => true,
        (Role.Teacher, Access.Staff or Access.People or Access.Content or Access.Admin) => true,
        (Role.Editor, Access.Content or Access.Admin) => true,
        (Role.Coordinator, Access.People or Access.Admin) => true,
        _ => false,
    };

    private static void AssertLetIn(PageResponse answer, RouteRow row, string who)
    {
        var isLetIn = answer.Status
                is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict
            || (answer.Status == HttpStatusCode.SeeOther
                && !answer.Response.Headers.Location!.ToString().StartsWith("/login?next=", StringComparison.Ordinal));
        Assert.True(isLetIn, $"{who}'s {row} is {(int)answer.Status}");
    }

    private static void AssertSafe(HttpResponseMessage response, string what, bool mayHaveCookie = false)
    {
        foreach (var (name, value) in new[]
        {
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
        })
            Assert.True(response.Headers.TryGetValues(name, out var values) && values.Single() == value, $"{what} lacks {name}");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"), what);
        if (!mayHaveCookie) Assert.False(response.Headers.Contains("Set-Cookie"), what);
    }

    private sealed record Open(string Path, string Type, string Caching);
}
