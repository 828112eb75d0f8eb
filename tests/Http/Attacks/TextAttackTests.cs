// Hostile text typed into every field that keeps it; then every page and file is fetched: none fails, and all of it is still text.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http.Attacks;

public sealed class TextAttackTests
{
    /// <summary>Each would show itself if it were not treated as text: as an element, an attribute, a template's result, a row.</summary>
    private static readonly string[] Hostile =
    [
        "<b data-attack>x</b><script data-attack>alert(1)</script>", "\"><img data-attack src=x onerror=alert(1)>",
        "' onfocus=alert(1) data-attack='",
        "</title></textarea></script><i data-attack>", "<!--<svg data-attack onload=alert(1)>", "&lt;b data-attack&gt;",
        "javascript:alert(1)",
        "[x](javascript:alert(1)) ![x](data:text/html,1)", "<http://a.example/\" onclick=x data-attack=\">",
        "\\href{javascript:alert(1)}{x} $\\frac1{",
        "$\\htmlData{attack=1}{x}$ $$\\require{x}", "'; DROP TABLE members; --", "\" OR 1=1 --", "%' ESCAPE '",
        "{{7*7}} ${7*7} @(7*7) #{7*7} <%= 7*7 %>",
        "%s%s%n %d {0} {Name}", "=HYPERLINK(\"http://a.example\")", "@SUM(A1);=1+1", "../../etc/passwd", "\uFFFD\uFFFD",
        "A\u0300\u0301\u0302\u0303\u0304\u0305",
        "\r\nSet-Cookie: attack=1", "a\u0000b", "a\u202Eb", "\U0001F600\U0001F3FD", "constructor __proto__", "null", "-1", "1e309",
    ];

    [Fact]
    public async Task Whatever_is_typed_stays_text_on_every_page()
    {
        await using var full = await FullSite.StartAsync();
        var (site, owner) = (full.Site, full.Owner);
        var kept = 0;
        for (var i = 0; i < Hostile.Length; i++)
        {
            var text = Hostile[i];
            var quoted = text.Replace("\"", "\"\"", StringComparison.Ordinal);
            (string Path, (string, string)[] Fields)[] forms =
            [
                ("/admin/members/new", [("name", text), ("year", "9"), ("role", "Member"), ("class", text), ("display", text)]),
                ("/admin/members/new", [("name", text), ("year", "9"), ("role", "Member")]),
                ("/account/name", [("name", text)]),
                ("/admin/schools", [("name", text)]),
                ("/admin/codes", [("label", text), ("class", text), ("uses", "5"), ("days", "5")]),
                ("/admin/codes", [("label", text), ("uses", "5"), ("days", "5")]),
                ("/admin/challenges/new", [("title", text)]),
                ($"/scores/{full.Ada.MemberId}", [("points", "1"), ("reason", text)]),
                ($"/admin/members/{full.Ada.MemberId}/answers/give", [("part", $"{full.Open.Parts[0]}"), ("reason", text)]),
                ("/admin/members/import/confirm", [("text", $"name,display name\n\"{quoted}\",H{i}")]),
                ("/admin/wall", [("label", text)]),
            ];
            foreach (var (path, fields) in forms)
            {
                var person = path == "/account/name" ? full.Ada : owner;
                var answer = await person.SendAsync(HttpMethod.Post, path, fields);
                AssertIsText(answer, $"{path} with {text}");
                if (answer.Status == HttpStatusCode.SeeOther) kept++;
            }
            var member = await full.Bob.SendAsync(HttpMethod.Post, $"{full.Open.Path}/preview", ("part", $"{full.Open.Parts[0]}"),
                ("answer", text));
            AssertIsText(member, $"a preview of {text}");
            AssertIsText(await full.Ada.SendAsync(HttpMethod.Post, $"{full.Open.Path}/answer",
                ("part", $"{full.Open.Parts[0]}"), ("answer", text), ("key", $"k{i}"), ("begun", "0")), $"the answer {text}");
            // Without a password: comparing one takes long, on purpose.
            AssertIsText(await new Person(site).SendAsync(HttpMethod.Post, "/login", ("login", text), ("next", text)), "login");
            AssertIsText(await new Person(site).SendAsync(HttpMethod.Post, "/join", ("code", text), ("name", text), ("login", text)),
                "join");
            AssertIsText(await new Person(site).SendAsync(HttpMethod.Post, "/reset", ("token", text), ("password", text)), "reset");
        }
        Assert.InRange(kept, 3 * Hostile.Length, 11 * Hostile.Length);
        await AssertEveryPageAsync(full);
    }

    [Fact]
    public async Task Whatever_an_author_writes_stays_text_on_every_page()
    {
        await using var full = await FullSite.StartAsync();
        var path = $"/admin{full.Draft.Path}";
        foreach (var text in Hostile)
        {
            var page = await full.Owner.GetAsync(path);
            var fields = page.FieldsOf("form.author").With(("title", text), ("source", text), ("statement", text + "\n\n> " + text),
                ("solution", text),
                ("p0-label", text), ("p0-mistakes", $"7 -> {text}"), ("p0-accepted", text), ("do", "save"));
            AssertIsText(await full.Owner.SendAsync(HttpMethod.Post, path, fields), $"the editor with {text}");
            AssertIsText(await full.Owner.SendAsync(HttpMethod.Post, path, fields.With(("do", "preview"))), $"the preview with {text}");
            AssertIsText(await full.Owner.GetAsync(path), $"the editor after {text}");
            AssertIsText(await full.Owner.GetAsync(full.Draft.Path), $"the challenge after {text}");
            AssertIsText(await full.Owner.GetAsync($"{full.Draft.Path}/poster"), $"the poster after {text}");
            var file = await full.Owner.GetAsync($"{path}/export.md");
            Assert.Equal(HttpStatusCode.OK, file.Status);
        }
    }

    [Fact]
    public async Task Whatever_the_desk_writes_of_a_competition_stays_text_on_every_page()
    {
        await using var full = await FullSite.StartAsync();
        var (id, desk) = (full.Running.Id, $"/admin/competitions/{full.Running.Id}");
        var kept = 0;
        foreach (var text in Hostile)
        {
            var fields = (await full.Owner.GetAsync(desk + "/edit")).FieldsOf("#competition")
                .With(("title", text), ("body", text + "\n\n> " + text), ("fairness", text));
            AssertIsText(await full.Owner.SendAsync(HttpMethod.Post, desk + "/edit", fields.With(("do", "preview"))), $"preview of {text}");
            var saved = await full.Owner.SendAsync(HttpMethod.Post, desk + "/edit", fields.With(("do", "save")));
            AssertIsText(saved, $"the form with {text}");
            if (saved.Status == HttpStatusCode.SeeOther) kept++;
            var pupil = $"{desk}/pupils/{full.Bob.MemberId}";
            AssertIsText(await full.Owner.SendAsync(HttpMethod.Post, pupil + "/adjust", (await full.Owner.GetAsync(pupil))
                .FieldsOf("form[action$=adjust]").With(("points", "1"), ("reason", text))), $"a reason of {text}");
            AssertIsText(await full.Owner.GetAsync(pupil), $"the pupil's page of {text}");
            AssertIsText(await full.Bob.GetAsync($"/scores/{full.Bob.MemberId}"), $"the pupil's points of {text}");
            foreach (var path in new[] { "/", "/competitions", $"/competitions/{id}", $"/competitions/{id}/start",
                $"/competitions/{id}/pupils", $"/competitions/{id}/schools", $"/competitions/{id}/wall", "/calendar.ics" })
                AssertIsText(await full.Ada.GetAsync(path), $"{path} of {text}");
            foreach (var path in new[] { "/edit", "/challenges", "/schools", "/pupils", "/results", "" })
                AssertIsText(await full.Owner.GetAsync(desk + path), $"{path} of {text}");
            AssertIsText(await full.People["coordinator"].GetAsync(desk + "/own-school"), $"the school's page of {text}");
        }
        Assert.InRange(kept, Hostile.Length / 2, Hostile.Length);
    }

    [Fact]
    public async Task The_name_of_the_society_is_text_in_every_frame()
    {
        await using var full = await FullSite.StartAsync();
        foreach (var text in Hostile)
        {
            var fields = (await full.Owner.GetAsync("/admin/settings")).FieldsOf("main form");
            var (name, motto) = (text.Length <= 60 ? text : text[..60], text);
            AssertIsText(await full.Owner.SendAsync(HttpMethod.Post, "/admin/settings", fields.With(("name", name), ("motto", motto),
                ("terms", text))), text);
            AssertIsText(await full.Owner.SendAsync(HttpMethod.Post, "/admin/settings", fields.With(("name", name), ("motto", motto))),
                text);
            foreach (var path in new[] { "/", "/about", "/login", "/nowhere", "/wall" })
            {
                AssertIsText(await full.Owner.GetAsync(path), $"{path} of {text}");
                AssertIsText(await new Person(full.Site).GetAsync(path), $"{path} of {text}");
            }
        }
    }

    [Fact]
    public async Task Whatever_stands_in_an_address_stays_text()
    {
        await using var full = await FullSite.StartAsync();
        string[] names =
        [
            "q", "state", "said", "page", "sort", "stage", "period", "key", "next", "code", "token", "from", "to", "who", "about",
            "action", "before", "part",
            "attempt", "n", "tick", "member", "year", "show", "school", "class", "role", "id", "month", "name", "until", "for",
        ];
        var pages = RouteTable.Rows.Where(row => row.Verb == "GET").Select(row => full.AddressOf(row.Template)).ToList();
        foreach (var text in Hostile)
        {
            var query = string.Join('&', names.Select(name => $"{name}={Uri.EscapeDataString(text)}"));
            foreach (var path in pages)
            {
                var answer = await full.Owner.SendAsync(HttpMethod.Get, $"{path}?{query}");
                if (answer.Response.Content.Headers.ContentType?.MediaType == "text/html") AssertIsText(answer, $"{path} with {text}");
                else Assert.True((int)answer.Status < 500, $"{path} with {text} is {(int)answer.Status}");
            }
        }
    }

    private static async Task AssertEveryPageAsync(FullSite full)
    {
        foreach (var (who, person) in full.People)
            foreach (var row in RouteTable.Rows.Where(row => row.Verb == "GET"))
            {
                var answer = await person.SendAsync(HttpMethod.Get, full.AddressOf(row.Template));
                AssertIsText(answer, $"{who}'s {row}");
            }
        foreach (var path in new[] { "/admin/members/export.csv", "/admin/audit/export.csv", "/leaderboard/export.csv" })
        {
            var file = await full.Owner.SendAsync(HttpMethod.Post, path);
            Assert.Equal(HttpStatusCode.OK, file.Status);
            var text = await file.Response.Content.ReadAsStringAsync();
            // A spreadsheet set to commas, and one set to semicolons, which sees no quotation marks but at a cell's beginning.
            Assert.DoesNotMatch("(^|[,;\n])\"?[=+@-]", text);
        }
        // Every row of both lists, as a page and as a file of one's own.
        foreach (var path in new[] { "/admin/members?sort=name&page=2", "/admin/audit?before=99999", "/account/data.json" })
            Assert.True((int)(await full.Owner.GetAsync(path)).Status < 500, path);
    }

    /// <summary>No failure, no element or attribute of ours, no handler, no address that runs, no header.</summary>
    private static void AssertIsText(PageResponse answer, string what)
    {
        Assert.True((int)answer.Status < 500, $"{what} is {(int)answer.Status}: {answer.Text}");
        Assert.False(answer.Response.Headers.TryGetValues("Set-Cookie",
            out var cookies) && cookies.Any(cookie => cookie.StartsWith("attack", StringComparison.Ordinal)), what);
        if (answer.Response.Content.Headers.ContentType?.MediaType != "text/html") return;
        const string Ours = "[data-attack], script:not([src]), [onerror], [onload], [onclick], [onfocus], iframe, object";
        Assert.True(answer.Page.QuerySelector(Ours) is null,
            $"{what}: {answer.Page.Source.Text}");
        foreach (var link in answer.Page.QuerySelectorAll("[href], [src], [action], [formaction]"))
            foreach (var name in new[] { "href", "src", "action", "formaction" })
                Assert.False(link.GetAttribute(name) is { } address && (address.TrimStart().StartsWith("javascript:",
                    StringComparison.OrdinalIgnoreCase)
                    || address.TrimStart().StartsWith("data:", StringComparison.OrdinalIgnoreCase)), $"{what}: {link.OuterHtml}");
        Assert.DoesNotContain("{{49}}", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@(49)", answer.Text, StringComparison.Ordinal);
    }
}
