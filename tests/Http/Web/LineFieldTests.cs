// Each character that cannot be seen or that turns the direction of writing, typed into fields of one line: none takes one, and says why.
// That no field at all keeps one is shown by Attacks/UnseenTextTests.cs, which finds the fields by itself.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class LineFieldTests
{
    private const string Code = "7KQ2MPXD";

    private static readonly string[] Unseen = ["\u200B", "\u202E", "\u2066", "\uFEFF", "\u00AD", "\u3164", "\u2800", "\U000E0041",
        "\uFE0F"];

    /// <summary>A form, the field in question, and the rest of what makes the form good.</summary>
    private sealed record Row(string Path, string Field, string Good, params (string Name, string Value)[] Others);

    [Fact]
    public async Task No_field_of_one_line_takes_a_character_that_cannot_be_seen()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var owner = site.Visit(Seed.Person("olga", Role.Owner));
        var problem = site.AddProblem();
        using (var db = site.OpenDatabase())
            db.Write(sql => JoinCodes.Add(sql, new JoinCode { Code = Code, Label = "9B", MaxUses = 9, ExpiresAt = 4_000_000_000 }, null,
                1));
        (string, string)[] joining =
            [("code", Code), ("name", "Bo Nye"), ("display", "Euler"), ("year", "9"), ("class", "9B"), ("login", "bo"), ("password",
                Seed.Password)];
        var settings = (await owner.GetAsync("/admin/settings")).FieldsOf("main form").ToArray();
        var editor = (await owner.GetAsync($"/admin{problem.Path}")).FieldsOf("form.author").With(("do", "save"));
        // One field for each way in which a line is read.
        Row[] rows =
        [
            .. new[] { "name", "display", "class", "login" }.Select(field => new Row("/join", field, "Name", joining)),
            new("/admin/schools", "domain", "vale.example", ("name", "Vale")),
            .. new[] { "motto", "accent", "stages", "terms" }.Select(field => new Row("/admin/settings", field, "Name", settings)),
            .. new[] { "title", "p0-label", "p0-choices" }.Select(field => new Row($"/admin{problem.Path}", field, "Twelve", editor)),
            new($"/admin{problem.Path}", "p0-mistakes", "10 -> Count again", editor),
            new("/login", "login", "ada", ("password", "x")),
        ];
        var visitor = new Person(site);
        foreach (var row in rows)
        {
            var person = row.Path is "/join" or "/login" ? visitor : owner;
            foreach (var unseen in Unseen)
            {
                var text = row.Good[..^1] + unseen + row.Good[^1];
                var answer = await person.SendAsync(HttpMethod.Post, row.Path, row.Others.With((row.Field, text)));
                var what = $"{row.Path} {row.Field} U+{char.ConvertToUtf32(unseen, 0):X4}";
                Assert.True(answer.Status == HttpStatusCode.UnprocessableEntity, $"{what} is {(int)answer.Status}: {answer.Text}");
                Assert.True(answer.Text.Contains("cannot be seen", StringComparison.Ordinal)
                    || (row.Field == "login" && answer.Text.Contains("A login has letters", StringComparison.Ordinal)),
                        $"{what}: {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task A_search_for_what_cannot_be_seen_finds_nothing_and_breaks_nothing()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var owner = site.Visit(Seed.Person("olga", Role.Owner));
        foreach (var path in new[] { "/admin/members?q=", "/admin/challenges?q=", "/admin/rollover?q=", "/admin/audit?q=",
            "/challenges?stage=" })
            foreach (var unseen in Unseen)
                Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync(path + Uri.EscapeDataString($"a{unseen}b"))).Status);
    }

    [Fact]
    public async Task A_list_and_a_challenge_file_are_held_to_the_same_rule()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var owner = site.Visit(Seed.Person("olga", Role.Owner));
        foreach (var unseen in Unseen)
        {
            var list = $"name,login,display name,class\nAda{unseen}B,,,\nBo Nye,b{unseen}o,,\n"
                + $"Cy Dee,,Eu{unseen}ler,\nDi Eff,,,9{unseen}B\nEd Gee,,,";
            var plan = await owner.PostAsync("/admin/members/import", ("text", list));
            Assert.Contains("Of 5 rows, 1 will be added, 0 are there already, and 4 have mistakes.", plan.Text, StringComparison.Ordinal);
        }
        const string File = "---\ntitle: \"Tw\\u202Eelve\"\nkey-stage: all\nparts:\n  - id: a\n    answer: 12\n---\n\nWhat is twelve?\n";
        var read = await owner.PostFileAsync("/admin/challenges/import", "twelve.md", System.Text.Encoding.UTF8.GetBytes(File));
        Assert.Contains("Title: There is a line break or another character in it that cannot be seen, after “Tw”.", read.Text,
            StringComparison.Ordinal);
    }
}
