// A session ends while something is being typed: the text is carried through signing in, and nothing is sent by itself.
using System.Net;
using System.Text.RegularExpressions;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Web;
using Microsoft.AspNetCore.Http;

namespace MathsSoc.Tests.Http;

public sealed class SignedOutTests
{
    private const string Attempts = "SELECT count(*) FROM attempts";
    private static readonly Part[] Forty = [Part.New("(a)", "40")];

    private const string Typed = "<b>\"x\" & 'y'</b> ½ 𝔸";

    [Fact]
    public async Task A_typed_answer_comes_back_after_signing_in_and_counts_only_when_it_is_sent()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(null, Forty);
        var ada = site.Visit(Seed.Pupil("ada"));
        var fields = (await ada.GetAsync(problem.Path)).FieldsOf("form.answer").With(("answer", "40"));
        ada.Token = null;
        var asked = await ada.PostAsync($"{problem.Path}/answer", fields);
        Assert.Equal((HttpStatusCode.Forbidden, "You are signed out"), (asked.Status, asked.Page.QuerySelector("h1")!.TextContent));
        Assert.Equal("no-store", asked.Response.Headers.CacheControl?.ToString());
        Assert.Equal($"{problem.Path}/answer", ActionOf(asked));

        // A wrong password loses nothing.
        var wrong = await ada.PostAsync(ActionOf(asked), Fields(asked, "ada", "guess"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("do not go together", wrong.Text, StringComparison.Ordinal);
        Assert.Null(ada.Token);
        var back = await ada.PostAsync(ActionOf(wrong), Fields(wrong, "ada"));
        Assert.Equal(HttpStatusCode.OK, back.Status);
        Assert.NotNull(ada.Token);
        Assert.NotNull(back.Page.QuerySelector(".site-member form"));
        Assert.Equal("40", back.Page.QuerySelector($"#answer-{problem.Parts[0]}")!.GetAttribute("value"));
        Assert.Contains("Nothing has been sent yet", back.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count(Attempts));

        var sent = await ada.PostAsync($"{problem.Path}/answer", [.. back.FieldsOf("form.answer")]);
        Assert.Contains("Right", sent.Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count(Attempts));
    }

    [Theory]
    [InlineData("/account/name", "name", "#name")]
    [InlineData("/admin/schools", "name", "#name")]
    [InlineData("/admin/members/new", "name", "#name")]
    [InlineData("/admin/codes", "label", "#label")]
    [InlineData("/admin/challenges/new", "title", "#title")]
    [InlineData("/admin/settings", "name", "#name")]
    [InlineData("/admin/challenges/1", "statement", "#statement")]
    [InlineData("/admin/challenges/1/paper", "answer", "#answer")]
    [InlineData("/scores/2", "reason", "#reason")]
    public async Task A_form_of_its_own_is_shown_filled_in(string path, string field, string place)
    {
        await using var site = await Site.StartAsync();
        var (head, before) = OwnerOfAChallenge(site);
        var shown = await SendSignedOutAsync(head, "head", path, (field, Typed), ("signed_in_as", $"{head.MemberId}"));
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        var input = shown.Page.QuerySelector(place);
        Assert.NotNull(input);
        Assert.Equal(Typed, (input.GetAttribute("value") ?? input.TextContent).Trim());
        Assert.Contains("Nothing has been sent yet", shown.Text, StringComparison.Ordinal);
        Assert.Equal(before, DumpWithoutSessions(site));
    }

    [Fact]
    public async Task Whatever_form_it_was_nothing_is_done_by_signing_in_and_its_text_is_there()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var (head, before) = OwnerOfAChallenge(site);
        foreach (var row in RouteTable.Rows.Where(row => row.Verb == "POST" && row.Access is not (null or Access.Anyone)))
        {
            // Points are given to the pupil, everything else has the number 1.
            var id = row.Template == "/scores/{id}" ? "2" : "1";
            var path = row.Template.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", "none", StringComparison.Ordinal);
            var shown = await SendSignedOutAsync(head, "head", path,
                ("reason", Typed), ("title", Typed), ("label", Typed), ("name", Typed), ("text", Typed), ("answer", Typed),
                ("part", "1"), ("points", Typed), ("sentence", Typed), ("a-2-1", Typed), ("version", "1"));
            Assert.True(shown.Status == HttpStatusCode.OK, $"{row} is {shown.Status}");
            var isThere = shown.Page.QuerySelectorAll("input, textarea")
                .Any(one => (one.GetAttribute("value") ?? one.TextContent).Trim() == Typed);
            // The page of a PDF has no text to lose.
            Assert.True(isThere || row.Template.EndsWith("/pdf", StringComparison.Ordinal), $"{row} has lost the text");
            Assert.True(before == DumpWithoutSessions(site), $"{row} did something");
        }
    }

    [Fact]
    public async Task Passwords_codes_and_files_are_not_carried_and_the_page_says_so()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Person("olga", Role.Owner));
        var visitor = new Person(site);
        var page = await visitor.PostAsync("/account/password", ("old", "secret one"), ("new", "secret two"), ("password", "secret three"),
            ("token", "secret four"), ("code", "secret five"));
        Assert.Equal("You are signed out", page.Page.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain("secret", page.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Contains("Passwords, codes and files are never kept", page.Text, StringComparison.Ordinal);

        using var form = new MultipartFormDataContent
        {
            { new StringContent("# typed"), "text" }, { new ByteArrayContent("secret file"u8.ToArray()), "file", "secret.md" },
        };
        page = await visitor.PostFormAsync("/admin/challenges/import", form);
        Assert.Equal("# typed", page.Page.QuerySelector("input[name='kept.text']")!.GetAttribute("value"));
        Assert.DoesNotContain("secret", page.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal("multipart/form-data", page.Page.QuerySelector(SignInForm)!.GetAttribute("enctype"));
    }

    [Fact]
    public void Every_field_for_a_secret_is_one_that_is_not_carried()
    {
        foreach (var path in Repository.Files("Endpoints", ".cs"))
            foreach (Match match in Regex.Matches(Repository.Read(path), @"\.Secret\(""(\w+)"""))
            {
                var name = match.Groups[1].Value;
                var kept = KeptForm.Of(new FormCollection(new() { [name] = "x", ["other"] = "y" }));
                Assert.Equal(["other"], kept.Keys);
            }
    }

    [Fact]
    public async Task Somebody_else_who_signs_in_finds_the_text_as_anothers_and_it_is_not_sent()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(null, Forty);
        var ada = site.Visit(Seed.Pupil("ada"));
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("bob"));
        var fields = (await ada.GetAsync(problem.Path)).FieldsOf("form.answer").With(("answer", "40"));
        var shown = await SendSignedOutAsync(ada, "bob", $"{problem.Path}/answer", fields);
        Assert.Equal((HttpStatusCode.Conflict, "This form is another member’s"),
            (shown.Status, shown.Page.QuerySelector("h1")!.TextContent));
        Assert.Equal("40", shown.Page.QuerySelector("textarea[readonly]")!.TextContent.Trim());
        Assert.Empty(shown.Page.QuerySelectorAll("main form"));
        Assert.Equal(0, site.Count(Attempts));

        // Somebody who may not send it at all: a pupil with a teacher's form that names nobody.
        var refused = await SendSignedOutAsync(new Person(site), "bob", "/admin/schools", ("name", Typed));
        Assert.Equal((HttpStatusCode.Forbidden, Typed), (refused.Status, refused.Page.QuerySelector("textarea")!.TextContent.Trim()));
    }

    [Fact]
    public async Task A_class_whose_sessions_ended_at_once_is_not_refused()
    {
        await using var site = await Site.StartAsync();
        var visitor = new Person(site);
        for (var i = 0; i < 60; i++)
            Assert.Equal(HttpStatusCode.Forbidden, (await visitor.PostAsync("/challenges/1/answer", ("answer", $"{i}"))).Status);
    }

    [Fact]
    public async Task A_script_that_is_signed_out_gets_json()
    {
        await using var site = await Site.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/challenges/1/preview")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("answer", "1")]),
        };
        request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Accept", "application/json");
        using var response = await site.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    /// <summary>Sends a form without a session, and signs in on the page that comes.</summary>
    private static async Task<PageResponse> SendSignedOutAsync(
        Person person, string login, string path, params (string Name, string Value)[] fields)
    {
        person.Token = null;
        var asked = await person.PostAsync(path, fields);
        Assert.True(asked.Status == HttpStatusCode.Forbidden, $"{path} is {asked.Status}");
        return await person.SendAsync(HttpMethod.Post, ActionOf(asked), Fields(asked, login));
    }

    private const string SignInForm = "form:has(#password)";

    private static string ActionOf(PageResponse page) => page.Page.QuerySelector(SignInForm)!.GetAttribute("action")!;

    private static (string Name, string Value)[] Fields(PageResponse page, string login, string password = Seed.Password) =>
        page.FieldsOf(SignInForm).With(("login", login), ("password", password));

    /// <summary>An owner with the id 1, a pupil with 2, a challenge with 1, and the database before anything is sent.</summary>
    private static (Person Head, string Before) OwnerOfAChallenge(Site site)
    {
        var head = site.Visit(Seed.Person("head", Role.Owner));
        site.Visit(Seed.Pupil("ada"));
        site.AddProblem(null, Forty);
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                Articles.Add(sql, Newsletters.Draft, site.Now);
                Announcements.Add(
                    sql, new Announcement { Title = "Chess", Body = "On Friday.", ShownFrom = site.Now, ShownUntil = site.Now + 86_400 },
                    "key", site.Now);
            });
        return (head, DumpWithoutSessions(site));
    }

    /// <summary>The database without what signing in itself writes.</summary>
    private static string DumpWithoutSessions(Site site) => string.Join('\n', Dump.Of(site).Split('\n')
        .Where(line => line.Split('|')[0] is not ("sessions" or "members" or "user_version")));
}
