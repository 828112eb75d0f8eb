// The help on marking and the page that tries it, and the tables of usual answers on an author's desk.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Marking;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class MarkingHelpTests
{
    [Fact]
    public async Task The_help_shows_right_and_wrong_answers_of_every_kind()
    {
        await using var site = await Site.StartAsync();
        var page = await site.Visit(Seed.Person("ed", Role.Editor)).GetAsync("/admin/help/marking");
        foreach (var kind in Enum.GetValues<AnswerKind>())
        {
            // Each kind once, and below it its rows.
            var body = Assert.Single(page.Page.QuerySelectorAll("tbody"),
                one => one.Children[0].TextContent.StartsWith(kind.Name() + ":", StringComparison.Ordinal));
            Assert.Contains(body.QuerySelectorAll("tr:not(.kind)"),
                row => row.Children[1].QuerySelector("code") is not null && row.Children[3].QuerySelector("code") is not null);
        }
        var first = page.Page.QuerySelector("tbody tr:not(.kind)")!;
        Assert.Contains("2x = 8, x = 4", first.Children[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("X = 4", first.Children[2].TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Page.QuerySelector("form[action$='/admin/marking'] input[name=model]"));
    }

    [Fact]
    public void Every_row_of_the_help_has_answers_that_are_right_and_wrong() =>
        Assert.All(MarkingHelp.Rows, row => Assert.True(row.Right.Count > 0 && row.Wrong.Count > 0, $"{row.Kind}: {row.Model}"));

    [Fact]
    public async Task An_answer_is_tried_without_anything_being_kept()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var right = await editor.GetAsync("/admin/marking?model=3%2F4&kind=number&answer=0.75");
        Assert.Equal("Right.", right.Page.QuerySelector(".said strong")!.TextContent);
        Assert.Contains("6/8", right.Page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("3/4", right.FieldsOf("form.author").Find(field => field.Name == "model").Value);

        var form = await editor.GetAsync("/admin/marking?model=3%2F4&kind=fraction&answer=0.75");
        Assert.Contains("It costs nothing.", form.Page.QuerySelector(".said strong")!.TextContent, StringComparison.Ordinal);
        var refused = await editor.GetAsync("/admin/marking?model=2%2B&answer=2");
        Assert.Contains("cannot be read", refused.Page.QuerySelector(".notice.error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("kind unit", (await editor.GetAsync("/admin/marking?model=20%20g")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await editor.GetAsync("/admin/marking")).Status);
        var tooLong = await editor.GetAsync("/admin/marking?model=1&answer=" + new string('1', 2500));
        Assert.Contains("too large", tooLong.Text, StringComparison.Ordinal);
        var wrong = await editor.GetAsync("/admin/marking?model=1&places=2&figures=3&tolerance=-1");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.NotNull(wrong.ErrorOf("tolerance"));
        Assert.NotNull(wrong.ErrorOf("figures"));
    }

    [Fact]
    public async Task Trying_is_bounded_as_previews_are()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PREVIEW", "3 per minute"));
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await editor.GetAsync("/admin/marking?model=1&answer=1")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await editor.GetAsync("/admin/marking?model=1&answer=1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await editor.GetAsync("/admin/help/marking")).Status);
    }

    [Fact]
    public async Task The_desk_shows_how_usual_answers_would_be_marked_and_what_is_worth_a_look()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("Weights");
        (string, string)[] fields = [("statement", "Simplify $\\frac{6}{8}$."), ("p0-answer", "3/4"), ("p0-kind", "number")];
        var preview = await editor.WriteAsync(path, "preview", fields);
        Assert.Equal("Right", VerdictOn(preview, "0.75"));
        Assert.Equal("Wrong: an attempt", VerdictOn(preview, "-3/4"));
        Assert.Equal("Right", VerdictOn(preview, @"\frac{6}{8}"));

        var saved = await editor.WriteAsync(path, "save", [.. fields, ("p0-kind", "fraction")]);
        Assert.Equal("Costs nothing", VerdictOn(saved, @"\frac{6}{8}"));
        Assert.Equal("Costs nothing", VerdictOn(saved, "0.75"));
        var weight = await editor.WriteAsync(path, "save", ("p0-answer", "20 g"), ("p0-kind", "auto"));
        Assert.Contains("kind unit", weight.Page.QuerySelector(".notice ul")!.TextContent, StringComparison.Ordinal);
        // With an error in the form there is nothing to show them for.
        Assert.Null((await editor.WriteAsync(path, "save", ("p0-answer", "2 +"))).Page.QuerySelector("#typings"));
    }

    private static string? VerdictOn(PageResponse page, string typed) =>
        page.Page.QuerySelectorAll("#typings tbody tr").FirstOrDefault(row => row.Children[0].TextContent == typed)?
            .Children[2].TextContent;
}
