// Whose form it is: every form names the member whose page it is on, and one that another member's page sends does nothing.
using System.Net;
using System.Text.RegularExpressions;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class FormOwnerTests
{
    private const string Field = "signed_in_as";
    private static readonly Part[] Forty = [Part.New("(a)", "40")];

    [Fact]
    public void Every_posted_form_ends_with_the_field()
    {
        var forms = 0;
        foreach (var path in Repository.Files("Endpoints", ".cshtml").Concat(Repository.Files("Pages", ".cshtml")))
            foreach (Match form in Regex.Matches(Repository.Read(path), """<form\b[^\n]*?method="post"[\s\S]*?</form>"""))
            {
                forms++;
                Assert.True(form.Value.EndsWith("@SignedInAs()</form>", StringComparison.Ordinal), $"{path}: {form.Value}");
            }
        Assert.True(forms > 50, $"{forms} forms");
    }

    [Fact]
    public async Task On_every_page_that_a_member_or_an_owner_reaches_each_form_names_them()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        site.AddProblem(null, Forty);
        foreach (var (person, pages, forms) in new[] { (site.Visit(Seed.Pupil("ada")), 8, 10), (head, 30, 45) })
        {
            var (seen, waiting, found) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>(["/"]), 0);
            while (waiting.TryDequeue(out var path) && seen.Count < 200)
            {
                // One page of each kind: the numbers of a query lead to the same forms.
                if (!seen.Add(path.Split('?', '#')[0])) continue;
                var page = await person.GetAsync(path);
                if (page.Response.Content.Headers.ContentType?.MediaType != "text/html") continue;
                foreach (var form in page.Page.QuerySelectorAll("form[method=post]"))
                {
                    found++;
                    Assert.True(form.QuerySelector($"input[name={Field}]")?.GetAttribute("value") == $"{person.MemberId}",
                        $"{path}: {form.GetAttribute("action")} does not name member {person.MemberId}");
                }
                foreach (var link in page.Page.QuerySelectorAll("a[href^='/']")) waiting.Enqueue(link.GetAttribute("href")!);
            }
            Assert.True(seen.Count >= pages && found >= forms, $"{seen.Count} pages, {found} forms");
        }
    }

    [Fact]
    public async Task A_form_of_another_members_page_is_refused_with_its_text_and_nothing_is_changed()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var (ada, head) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("head", Role.Owner)));
        site.AddProblem(null, Forty);
        var before = Dump.Of(site);
        foreach (var row in RouteTable.Rows.Where(row => row is { Verb: "POST", Access: not null, Template: not "/logout" }))
        {
            var path = row.Template.Replace("{id}", "1", StringComparison.Ordinal).Replace("{name}", "none", StringComparison.Ordinal);
            var refused = await head.PostAsync(path, (Field, $"{ada.MemberId}"), ("answer", "typed by Ada"), ("password", "secret"));
            Assert.True(refused.Status == HttpStatusCode.Conflict, $"{row} is {refused.Status}");
            Assert.Equal("typed by Ada", refused.Page.QuerySelector("textarea")!.TextContent.Trim());
            Assert.DoesNotContain("secret", refused.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        }
        Assert.Equal(before, Dump.Of(site));
        // Nobody stays signed in who wished to be signed out.
        Assert.Equal("/login?said=out", (await head.PostAsync("/logout", (Field, $"{ada.MemberId}"))).Path);
    }

    [Fact]
    public async Task An_answer_typed_on_anothers_page_is_spent_by_neither_and_one_without_a_name_counts()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(null, Forty);
        var (ada, bob) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("bob")));
        var fields = (await ada.GetAsync(problem.Path)).FieldsOf("form.answer").With(("answer", "40"));
        var refused = await bob.PostAsync($"{problem.Path}/answer", fields);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("40", refused.Page.QuerySelector("textarea")!.TextContent.Trim());
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));
        // A program's form names nobody.
        await bob.PostAsync($"{problem.Path}/answer", [.. fields.Where(field => field.Name != Field)]);
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
        Assert.Contains("Right", (await ada.PostAsync($"{problem.Path}/answer", fields.With(("key", "another")))).Text,
            StringComparison.Ordinal);
    }
}
