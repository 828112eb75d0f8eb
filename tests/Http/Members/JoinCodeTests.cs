// Join codes as the teacher meets them: made, listed, shown on the board, ended.
using System.Net;
using System.Text.RegularExpressions;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class JoinCodeTests
{
    private static List<JoinCode> Codes(Site site)
    {
        using var db = site.OpenDatabase();
        return db.Read(JoinCodes.List);
    }

    private static long Add(Site site, string code, long uses, long expires)
    {
        using var db = site.OpenDatabase();
        var joinCode = new JoinCode { Code = code, Label = "9B, autumn", MaxUses = uses, ExpiresAt = expires };
        return db.Write(sql => JoinCodes.Add(sql, joinCode, null, 1));
    }

    [Fact]
    public async Task A_code_is_made_with_a_label_alone_and_shown_for_the_board()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var form = await teacher.GetAsync("/admin/codes");
        Assert.Equal(("40", "14"),
            (form.Page.QuerySelector("#uses")!.GetAttribute("value"), form.Page.QuerySelector("#days")!.GetAttribute("value")));
        Assert.Null(form.Page.QuerySelector("#school"));

        var board = await teacher.PostAsync("/admin/codes",
            ("label", "Open evening"), ("year", ""), ("class", ""), ("uses", "40"), ("days", "14"));
        var code = Assert.Single(Codes(site));
        Assert.Equal($"/admin/codes/{code.Id}", board.Path);
        Assert.Equal(("Open evening", 40L, 0L, (long?)null, 14 * 86_400L),
            (code.Label, code.MaxUses, code.Uses, code.StartYear, code.ExpiresAt - code.CreatedAt));
        var shown = board.Page.QuerySelector(".board .code")!.TextContent;
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$", shown);
        Assert.Equal(code.Code, shown.Replace("-", "", StringComparison.Ordinal));
        Assert.Equal($"{site.Address.GetLeftPart(UriPartial.Authority)}/join", board.Page.QuerySelector(".board .address")!.TextContent);
        Assert.Contains("0 of 40", (await teacher.GetAsync("/admin/codes")).Text, StringComparison.Ordinal);
        using var db = site.OpenDatabase();
        var line = Assert.Single(db.Read(sql => Audit.List(sql, new AuditFilter(null, "code.", null, null, null, null), 10)));
        Assert.Equal(("code.make", code.Id, teacher.MemberId), (line.Action, line.SubjectId, line.ActorId));
        Assert.DoesNotContain(code.Code, line.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_for_a_year_a_class_and_a_school_says_so()
    {
        await using var site = await Site.StartAsync();
        long school;
        using (var db = site.OpenDatabase()) school = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var board = await teacher.PostAsync("/admin/codes",
            ("label", "9B"), ("year", "9"), ("class", "9B"), ("school", $"{school}"), ("uses", "1"), ("days", "365"));
        Assert.Contains("Year 9, 9B, Hill School", board.Text, StringComparison.Ordinal);
        Assert.Equal((2024L, "9B", school), (Codes(site)[0].StartYear, Codes(site)[0].Class, Codes(site)[0].SchoolId));
    }

    [Theory]
    [InlineData("label", "")]
    [InlineData("label", "This label goes on and on and on, far past the sixty characters that it may have")]
    [InlineData("year", "6")]
    [InlineData("year", "14")]
    [InlineData("class", "A class with a very long name")]
    [InlineData("school", "999")]
    [InlineData("uses", "0")]
    [InlineData("uses", "2001")]
    [InlineData("days", "")]
    [InlineData("days", "366")]
    [InlineData("days", "a fortnight")]
    public async Task A_mistake_is_said_at_its_field_and_what_was_typed_stays(string field, string value)
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Write(sql => Schools.Add(sql, "Hill School", null, 1));
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var fields = new Dictionary<string, string>
        {
            ["label"] = "9B", ["year"] = "9", ["class"] = "", ["school"] = "", ["uses"] = "31", ["days"] = "14", [field] = value
        };
        var again = await teacher.PostAsync("/admin/codes", [.. fields.Select(pair => (pair.Key, pair.Value))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.NotNull(again.ErrorOf(field));
        Assert.Single(again.Page.QuerySelectorAll(".field-error"));
        Assert.Equal(fields["uses"], again.Page.QuerySelector("#uses")!.GetAttribute("value"));
        Assert.Empty(Codes(site));
    }

    [Fact]
    public async Task An_ended_code_is_over_for_good()
    {
        await using var site = await Site.StartAsync();
        var id = Add(site, "7KQ2MPXD", 5, 9_999_999_999);
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        Assert.Contains("7KQ2-MPXD",
            (await teacher.GetAsync($"/admin/codes/{id}")).Page.QuerySelector(".board")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("The code was ended.", (await teacher.PostAsync($"/admin/codes/{id}/end")).Text, StringComparison.Ordinal);
        Assert.Contains("had ended already", (await teacher.PostAsync($"/admin/codes/{id}/end")).Text, StringComparison.Ordinal);
        var board = await teacher.GetAsync($"/admin/codes/{id}");
        Assert.Contains("Nobody can join with this code any more.", board.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("7KQ2", board.Page.QuerySelector(".board")!.TextContent, StringComparison.Ordinal);
        using var db = site.OpenDatabase();
        Assert.False(db.Write(sql => JoinCodes.Use(sql, id, site.Now)));
        Assert.Single(db.Read(sql => Audit.List(sql, new AuditFilter(null, "code.end", null, null, null, null), 10)));
    }

    [Fact]
    public async Task The_list_says_why_a_code_is_not_open()
    {
        await using var site = await Site.StartAsync();
        Add(site, "AAAAAAAA", 5, 9_999_999_999);
        Add(site, "BBBBBBBB", 5, 1_790_000_000);
        var used = Add(site, "CCCCCCCC", 1, 9_999_999_999);
        using (var db = site.OpenDatabase()) Assert.True(db.Write(sql => JoinCodes.Use(sql, used, 2)));
        var page = await site.Visit(Seed.Person("ruth", Role.Teacher)).GetAsync("/admin/codes");
        var states = page.Page.QuerySelectorAll("tbody tr").Select(row => row.Children[4].TextContent.Trim()).ToList();
        Assert.Equal(["Used up", "Ended Monday 21 Sep, 15:13"], states[..2]);
        Assert.StartsWith("Open until ", states[2], StringComparison.Ordinal);
        Assert.Single(page.Page.QuerySelectorAll("form[action$='/end']"));
    }

    [Fact]
    public async Task Behind_https_nobody_has_to_type_it()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "https://maths.school.example"));
        var id = Add(site, "7KQ2MPXD", 5, 9_999_999_999);
        var board = await site.Visit(Seed.Person("ruth", Role.Teacher)).GetAsync($"/admin/codes/{id}");
        Assert.Equal("maths.school.example/join", board.Page.QuerySelector(".board .address")!.TextContent);
        const string link = "https://maths.school.example/join?code=7KQ2-MPXD";
        Assert.Equal(link, board.Page.QuerySelector(".facts a")!.GetAttribute("href"));
        Assert.Equal(DrawnFor(link), board.Page.QuerySelector(".board svg.qr path:last-of-type")!.GetAttribute("d"));
    }

    private static string DrawnFor(string link) =>
        System.Xml.Linq.XElement.Parse(MathsSoc.Pages.QrCode.Draw(link, "x")!.Markup).Elements().Last().Attribute("d")!.Value;

    [Fact]
    public void Codes_are_not_repeated()
    {
        var codes = Enumerable.Range(0, 1000).Select(_ => MathsSoc.Data.OneTimeCodes.NewJoinCode()).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.True(Regex.IsMatch(code, "^[0-9A-Z]{8}$"), code));
    }
}
