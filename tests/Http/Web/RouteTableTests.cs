// The whole URL map as one table: every route, what it asks for, and what each kind of visitor gets from it.
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

    /// <summary>
    /// Every route that is mapped. One that is missing here, or asks for something else, fails a test below. A number in an address is of
    /// nobody and nothing, so whoever is let in finds 404.
    /// </summary>
    internal static readonly Row[] Table =
    [
        new("GET", "/", Access.Anyone),
        new("GET", "/about", Access.Anyone),
        new("GET", "/contact", Access.Anyone),
        new("GET", "/taking-part", Access.Anyone),
        new("GET", "/competition-rules", Access.Anyone),
        new("GET", "/privacy", Access.Anyone),
        new("GET", "/accessibility", Access.Anyone),
        new("GET", "/robots.txt", Access.Anyone),
        new("GET", "/sitemap.xml", Access.Anyone),
        new("GET", "/theme.css", null),
        new("GET", "/calendar.ics", Access.Anyone),
        new("GET", "/feed.xml", Access.Anyone),
        new("GET", "/search", Access.Anyone),
        // Addresses of an earlier site; these tests' sites had none, so that each is 404
        new("GET", "/home", Access.Anyone),
        new("GET", "/register", Access.Anyone),
        new("GET", "/autumn_register", Access.Anyone),
        new("GET", "/autumn_login", Access.Anyone),
        new("GET", "/autumn_about", Access.Anyone),
        new("GET", "/autumn_leaderboard", Access.Anyone),
        new("GET", "/autumn_challenge/{id}", Access.Member),
        new("GET", "/profile", Access.Anyone),
        new("GET", "/privacy_policy", Access.Anyone),
        new("GET", "/article/{id}", Access.Anyone),
        new("GET", "/newsletter/{id}", Access.Anyone),
        new("GET", "/admin/manage_users", Access.People),
        // Signing in
        new("GET", "/login", Access.Anyone),
        new("POST", "/login", Access.Anyone),
        new("POST", "/logout", Access.Anyone) { EndsSession = true },
        // Reading
        new("GET", "/articles", Access.Anyone),
        new("GET", "/articles/{id}", Access.Anyone),
        new("GET", "/newsletters", Access.Anyone),
        new("GET", "/newsletters/{id}", Access.Anyone),
        // Competitions
        new("GET", "/competitions", Access.Anyone),
        new("GET", "/competitions/{id}", Access.Anyone),
        new("POST", "/competitions/{id}/enrol", Access.Member),
        new("POST", "/competitions/{id}/withdraw", Access.Member),
        new("POST", "/competitions/{id}/agree", Access.Member),
        new("GET", "/competitions/{id}/start", Access.Member),
        new("POST", "/competitions/{id}/start", Access.Member),
        // Points
        new("GET", "/leaderboard", Access.Boards),
        new("POST", "/leaderboard/export.csv", Access.Staff),
        new("GET", "/scores/{id}", Access.Member),
        new("POST", "/scores/{id}", Access.Staff),
        new("GET", "/wall", Access.Anyone),
        new("GET", "/wall/{name}", Access.Anyone),
        // The tables of a competition
        new("GET", "/competitions/{id}/pupils", Access.Anyone),
        new("GET", "/competitions/{id}/schools", Access.Anyone),
        new("GET", "/competitions/{id}/schools/{school}", Access.People),
        new("GET", "/competitions/{id}/wall", Access.Anyone),
        new("GET", "/competitions/{id}/activity", Access.Anyone),
        new("GET", "/competitions/{id}/certificate", Access.Member),
        new("GET", "/admin/competitions/{id}/certificates", Access.People),
        new("GET", "/admin/competitions/{id}/results", Access.Staff),
        new("POST", "/admin/competitions/{id}/results", Access.Staff),
        new("POST", "/admin/competitions/{id}/freeze", Access.Staff),
        // My account
        new("GET", "/welcome", Access.Member),
        new("POST", "/welcome", Access.Member),
        new("GET", "/account", Access.Member),
        new("GET", "/account/name", Access.Member),
        new("POST", "/account/name", Access.Member),
        new("POST", "/account/quiet", Access.Member),
        new("GET", "/account/password", Access.Member),
        new("POST", "/account/password", Access.Member),
        new("GET", "/account/sessions", Access.Member),
        new("POST", "/account/sessions/{id}/end", Access.Member),
        new("POST", "/account/sessions/everywhere", Access.Member) { EndsSession = true },
        new("GET", "/account/data", Access.SignedIn),
        new("GET", "/account/data.json", Access.SignedIn),
        new("GET", "/account/delete", Access.Member),
        new("POST", "/account/delete", Access.Member),
        new("GET", "/account/hand-over", Access.Owner),
        new("POST", "/account/hand-over", Access.Owner),
        new("GET", "/account/leaving", Access.SignedIn),
        new("POST", "/account/leaving", Access.SignedIn),
        // Joining, one-time links, and the first owner
        new("GET", "/join", Access.Anyone),
        new("POST", "/join", Access.Anyone),
        new("GET", "/reset", Access.Anyone),
        new("POST", "/reset", Access.Anyone),
        new("GET", "/invitations", Access.Anyone),
        new("POST", "/invitations", Access.Anyone),
        new("GET", "/setup", Access.Anyone),
        new("POST", "/setup", Access.Anyone),
        // Running the society
        new("GET", "/admin", Access.Admin),
        new("POST", "/admin/clock", Access.Owner),
        new("POST", "/admin/erasures", Access.Owner),
        new("GET", "/admin/approvals", Access.Staff),
        new("POST", "/admin/approvals", Access.Staff),
        new("GET", "/admin/approvals/refuse", Access.Staff),
        new("POST", "/admin/approvals/refuse", Access.Staff),
        new("POST", "/admin/approvals/names/{id}", Access.Staff),
        new("GET", "/admin/codes", Access.Staff),
        new("POST", "/admin/codes", Access.Staff),
        new("GET", "/admin/codes/{id}", Access.People),
        new("POST", "/admin/codes/{id}/end", Access.People),
        new("GET", "/admin/codes/{id}/joined", Access.Staff),
        new("POST", "/admin/codes/{id}/joined/keep", Access.Staff),
        new("POST", "/admin/codes/{id}/joined/undo", Access.Staff),
        new("GET", "/admin/schools", Access.Staff),
        new("POST", "/admin/schools", Access.Owner),
        new("GET", "/admin/schools/{id}", Access.Owner),
        new("POST", "/admin/schools/{id}", Access.Owner),
        new("GET", "/admin/schools/{id}/delete", Access.Owner),
        new("POST", "/admin/schools/{id}/delete", Access.Owner),
        new("GET", "/admin/schools/{id}/coordinators", Access.People),
        new("POST", "/admin/schools/{id}/coordinators", Access.People),
        new("POST", "/admin/schools/{id}/coordinators/renew", Access.Staff),
        new("POST", "/admin/invitations/{id}/revoke", Access.People),
        new("GET", "/admin/own-competitions", Access.People),
        new("GET", "/admin/competitions/{id}/own-school", Access.People),
        new("POST", "/admin/competitions/{id}/own-school/accept", Access.People),
        new("POST", "/admin/competitions/{id}/own-school/declare", Access.People),
        new("POST", "/admin/competitions/{id}/own-school/leave", Access.People),
        new("GET", "/admin/competitions/{id}/own-school/mistakes/{name}", Access.People),
        new("GET", "/admin/competitions/{id}/own-school/enrol", Access.People),
        new("POST", "/admin/competitions/{id}/own-school/enrol", Access.People) { Kilobytes = 256 },
        new("POST", "/admin/competitions/{id}/own-school/withdraw", Access.People) { Kilobytes = 256 },
        new("POST", "/admin/competitions/{id}/own-school/code", Access.People),
        new("POST", "/admin/competitions/{id}/own-school/export.csv", Access.People),
        new("GET", "/admin/settings", Access.Owner),
        new("POST", "/admin/settings", Access.Owner) { Kilobytes = 512 },
        new("GET", "/crest/{hash}", Access.Anyone),
        new("GET", "/admin/settings/crest", Access.Owner),
        new("POST", "/admin/settings/crest", Access.Owner) { Kilobytes = 4096, TakesFiles = true },
        new("POST", "/admin/settings/crest/remove", Access.Owner),
        new("GET", "/admin/import/sheet", Access.Owner),
        new("GET", "/admin/import", Access.Owner),
        new("POST", "/admin/import/file", Access.Owner) { Kilobytes = 215_040, TakesFiles = true },
        new("POST", "/admin/import/file/remove", Access.Owner),
        new("POST", "/admin/import/plan", Access.Owner),
        new("POST", "/admin/import/run", Access.Owner),
        new("POST", "/admin/import/report.csv", Access.Owner),
        new("GET", "/admin/import/{id}", Access.Owner),
        new("POST", "/admin/import/{id}/undo", Access.Owner),
        new("GET", "/admin/audit", Access.Staff),
        new("POST", "/admin/audit/export.csv", Access.Staff),
        new("GET", "/admin/status", Access.Staff),
        new("POST", "/admin/status/backup", Access.Owner),
        new("POST", "/admin/status/prove", Access.Owner),
        new("POST", "/admin/status/download", Access.Owner),
        new("POST", "/admin/status/handover", Access.Owner),
        new("POST", "/admin/status/work", Access.Owner),
        new("POST", "/admin/status/work/over", Access.Owner),
        new("GET", "/admin/term", Access.Staff),
        new("GET", "/admin/wall", Access.Staff),
        new("POST", "/admin/wall", Access.Staff),
        new("POST", "/admin/wall/end", Access.Staff),
        new("POST", "/admin/wall/front", Access.Staff),
        // The society's own words
        new("GET", "/admin/pages", Access.Staff),
        new("GET", "/admin/pages/{name}", Access.Staff),
        new("POST", "/admin/pages/{name}", Access.Staff) { Kilobytes = 1024 },
        new("POST", "/admin/pages/{name}/original", Access.Staff),
        // Writing challenges
        new("GET", "/admin/challenges", Access.Content),
        new("POST", "/admin/challenges/new", Access.Content),
        new("GET", "/admin/help/marking", Access.Content),
        new("GET", "/admin/marking", Access.Content),
        new("GET", "/admin/challenges/{id}", Access.Content),
        new("POST", "/admin/challenges/{id}", Access.Content) { Kilobytes = 8192 },
        new("POST", "/admin/challenges/{id}/copy", Access.Content),
        new("POST", "/admin/challenges/{id}/archive", Access.Content),
        new("GET", "/admin/challenges/{id}/delete", Access.Content),
        new("POST", "/admin/challenges/{id}/delete", Access.Content),
        new("GET", "/admin/challenges/{id}/solution", Access.Content),
        new("POST", "/admin/challenges/{id}/solution", Access.Content),
        new("POST", "/admin/challenges/{id}/uploads", Access.Content) { Kilobytes = 8192, TakesFiles = true },
        new("GET", "/admin/articles", Access.Content),
        new("POST", "/admin/articles/new", Access.Content),
        new("GET", "/admin/articles/{id}", Access.Content),
        new("POST", "/admin/articles/{id}", Access.Content) { Kilobytes = 8192 },
        new("POST", "/admin/articles/{id}/uploads", Access.Content) { Kilobytes = 8192, TakesFiles = true },
        new("POST", "/admin/articles/{id}/archive", Access.Content),
        new("GET", "/admin/articles/{id}/delete", Access.Content),
        new("POST", "/admin/articles/{id}/delete", Access.Content),
        new("GET", "/admin/articles/{id}/history", Access.Content),
        new("GET", "/admin/articles/{id}/history/{name}", Access.Content),
        new("POST", "/admin/articles/{id}/history/{name}", Access.Content),
        new("GET", "/admin/articles/{id}/review", Access.Staff),
        new("POST", "/admin/articles/{id}/review", Access.Staff),
        new("GET", "/admin/articles/{id}/pdf", Access.Content),
        new("POST", "/admin/articles/{id}/pdf", Access.Content) { Kilobytes = 22528, TakesFiles = true },
        new("POST", "/admin/articles/{id}/pdf/remove", Access.Content),
        new("GET", "/admin/articles/{id}/export.md", Access.Content),
        new("GET", "/admin/articles/{id}/export.zip", Access.Content),
        new("POST", "/admin/challenges/ready", Access.Content),
        new("GET", "/admin/challenges/import", Access.Content),
        new("GET", "/admin/help", Access.Content),
        new("POST", "/admin/challenges/import", Access.Content) { Kilobytes = 16384, TakesFiles = true },
        new("POST", "/admin/challenges/import/confirm", Access.Content) { Kilobytes = 16384, TakesFiles = true },
        new("GET", "/admin/challenges/export.zip", Access.Content),
        new("GET", "/admin/challenges/{id}/export.md", Access.Content),
        new("POST", "/admin/challenges/{id}/remark", Access.Staff) { Kilobytes = 8192 },
        new("GET", "/admin/challenges/{id}/mistakes", Access.Staff),
        new("GET", "/admin/certificates", Access.Staff),
        // Competitions
        new("GET", "/admin/competitions", Access.Staff),
        new("GET", "/admin/competitions/new", Access.Staff),
        new("POST", "/admin/competitions/new", Access.Staff) { Kilobytes = 1024 },
        new("GET", "/admin/competitions/import", Access.Staff),
        new("POST", "/admin/competitions/import", Access.Staff) { Kilobytes = 16384, TakesFiles = true },
        new("POST", "/admin/competitions/import/confirm", Access.Staff) { Kilobytes = 16384, TakesFiles = true },
        new("GET", "/admin/competitions/{id}/export.zip", Access.Staff),
        new("GET", "/admin/competitions/{id}", Access.Staff),
        new("GET", "/admin/competitions/{id}/edit", Access.Staff),
        new("POST", "/admin/competitions/{id}/edit", Access.Staff) { Kilobytes = 1024 },
        new("GET", "/admin/competitions/{id}/publish", Access.Staff),
        new("POST", "/admin/competitions/{id}/publish", Access.Staff),
        new("POST", "/admin/competitions/{id}/draft", Access.Staff),
        new("GET", "/admin/competitions/{id}/archive", Access.Staff),
        new("POST", "/admin/competitions/{id}/archive", Access.Staff),
        new("GET", "/admin/competitions/{id}/delete", Access.Staff),
        new("POST", "/admin/competitions/{id}/delete", Access.Staff),
        new("POST", "/admin/competitions/{id}/copy", Access.Staff),
        new("GET", "/admin/competitions/{id}/challenges", Access.Content),
        new("POST", "/admin/competitions/{id}/challenges", Access.Content),
        new("POST", "/admin/competitions/{id}/challenges/move", Access.Content),
        new("GET", "/admin/competitions/{id}/schools", Access.Staff),
        new("POST", "/admin/competitions/{id}/schools", Access.Staff),
        new("POST", "/admin/competitions/{id}/schools/{name}", Access.Staff),
        new("GET", "/admin/competitions/{id}/pupils", Access.Staff),
        new("GET", "/admin/competitions/{id}/enrol", Access.Staff),
        new("POST", "/admin/competitions/{id}/change", Access.Staff) { Kilobytes = 256 },
        new("POST", "/admin/competitions/{id}/export.csv", Access.Staff),
        new("POST", "/admin/competitions/{id}/export.json", Access.Staff),
        new("GET", "/admin/competitions/{id}/pupils/{name}", Access.Staff),
        new("POST", "/admin/competitions/{id}/pupils/{name}/adjust", Access.Staff),
        new("POST", "/admin/competitions/{id}/pupils/{name}/disqualify", Access.Staff),
        new("POST", "/admin/competitions/{id}/pupils/{name}/move", Access.Owner),
        // Announcements
        new("GET", "/announcements", Access.Anyone),
        new("POST", "/announcements/read", Access.Member),
        new("POST", "/announcements/hide", Access.Member),
        new("GET", "/admin/announcements", Access.Admin),
        new("GET", "/admin/announcements/new", Access.Admin),
        new("POST", "/admin/announcements/new", Access.Admin) { Kilobytes = 1024 },
        new("GET", "/admin/announcements/{id}", Access.Admin),
        new("POST", "/admin/announcements/{id}", Access.Admin) { Kilobytes = 1024 },
        new("GET", "/admin/announcements/{id}/remove", Access.Admin),
        new("POST", "/admin/announcements/{id}/remove", Access.Admin),
        // Challenges
        new("GET", "/challenges", Access.Member),
        new("GET", "/challenges/{id}", Access.Member),
        new("GET", "/challenges/{id}/answer", Access.Member),
        new("POST", "/challenges/{id}/answer", Access.Member),
        new("GET", "/challenges/{id}/poster", Access.Admin),
        new("GET", "/challenges/{id}/calendar.ics", Access.Member),
        new("GET", "/uploads/{name}", Access.Anyone),
        new("GET", "/challenges/{id}/preview", Access.Member),
        new("POST", "/challenges/{id}/preview", Access.Member),
        new("GET", "/admin/challenges/{id}/paper", Access.People),
        new("POST", "/admin/challenges/{id}/paper", Access.People),
        new("GET", "/admin/challenges/{id}/paper/class", Access.People),
        new("POST", "/admin/challenges/{id}/paper/class", Access.People) { Kilobytes = 256 },
        new("GET", "/admin/members/{id}/answers", Access.Staff),
        new("POST", "/admin/members/{id}/answers/give", Access.Staff),
        new("POST", "/admin/members/{id}/answers/mark", Access.Staff),
        new("POST", "/admin/members/{id}/answers/time", Access.Staff),
        // Members
        new("GET", "/admin/members", Access.People),
        new("POST", "/admin/members/export.csv", Access.People),
        new("GET", "/admin/members/new", Access.People),
        new("POST", "/admin/members/new", Access.People),
        new("GET", "/admin/members/{id}", Access.People),
        new("POST", "/admin/members/{id}", Access.People),
        new("GET", "/admin/members/{id}/data", Access.People),
        new("POST", "/admin/members/{id}/data", Access.People),
        new("POST", "/admin/members/{id}/link", Access.People),
        new("POST", "/admin/members/{id}/sign-out", Access.People),
        new("POST", "/admin/members/{id}/name", Access.People),
        new("POST", "/admin/members/slips", Access.People) { Kilobytes = 256 },
        new("GET", "/admin/members/import", Access.People),
        new("POST", "/admin/members/import", Access.People) { Kilobytes = 1024, TakesFiles = true },
        new("POST", "/admin/members/import/confirm", Access.People) { Kilobytes = 1024 },
        new("GET", "/admin/members/import/{id}", Access.People),
        // Many members at once, and September
        new("POST", "/admin/members/change", Access.People) { Kilobytes = 256 },
        new("GET", "/admin/changes", Access.People),
        new("GET", "/admin/changes/{id}", Access.People),
        new("POST", "/admin/changes/{id}/undo", Access.People),
        new("GET", "/admin/rollover", Access.Staff),
        new("POST", "/admin/rollover", Access.Staff) { Kilobytes = 256 },
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
        var mapped = site.Routes.Select(route => new Row(route.Verbs == "GET HEAD" ? "GET" : route.Verbs, route.Template, route.Access));
        Assert.Equal(Table.Select(row => row.ToString()).Order(StringComparer.Ordinal),
            mapped.Select(row => row.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_form_is_held_to_the_limit_of_its_kind()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary does not tell its routes; BodyTests sends it bodies of every size.");
        await using var site = await Site.StartAsync();
        var mapped = site.Routes.Where(route => route.Verbs == "POST")
            .Select(route => Line(route.Template, route.Limit?.Bytes / 1024, route.Limit?.TakesFiles));
        var table = Table.Where(row => row.Verb == "POST").Select(row => Line(row.Template, row.Kilobytes, row.TakesFiles));
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
        foreach (var row in Table.Where(row => row.Access is not null))
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
            foreach (var row in Table.Where(row => row.Access is not null))
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

    private static void AssertLetIn(PageResponse answer, Row row, string who)
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

    internal sealed record Row(string Verb, string Template, Access? Access)
    {
        /// <summary>A request for it would sign the person out.</summary>
        public bool EndsSession { get; init; }

        /// <summary>The largest body of its form: what anybody may send, what a member may send, or what the row states.</summary>
        public int Kilobytes { get; init; } = Access == MathsSoc.Web.Access.Anyone ? 16 : 64;

        /// <summary>Whether its form may be sent as multipart/form-data.</summary>
        public bool TakesFiles { get; init; }

        public string Address => Template.Replace("{id}", "999999999", StringComparison.Ordinal)
            .Replace("{school}", "999999999", StringComparison.Ordinal)
            .Replace("{name}", new string('0', 64), StringComparison.Ordinal);

        public override string ToString() => $"{Verb} {Template} ({Access?.ToString() ?? "no gate"})";
    }
}
