// A challenge's poster: what stands on it, for whom it is, and what whoever prints it too early is told.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class PosterTests
{
    [Fact]
    public async Task An_author_finds_a_sheet_with_the_statement_the_questions_a_code_and_strips()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(null, Part.New("(a) How much is $6\\times7$?", "42"), Part.New("", "43"));
        var eddy = site.Visit(Seed.Person("eddy", Role.Editor));
        Assert.NotNull((await eddy.GetAsync(problem.Path)).Page.QuerySelector($"a[href='{problem.Path}/poster']"));
        var sheet = await eddy.GetAsync(problem.Path + "/poster");
        Assert.Equal(HttpStatusCode.OK, sheet.Status);
        var poster = sheet.Page.QuerySelector(".poster")!;
        Assert.Single(sheet.Page.QuerySelectorAll("h1"));
        Assert.Single(poster.QuerySelectorAll(".poster-questions > *"));
        Assert.NotNull(poster.QuerySelector(".poster-questions .tex, .poster-questions [class*=tex]"));
        Assert.NotNull(poster.QuerySelector("svg.qr"));
        var address = site.Address.Authority + problem.Path;
        Assert.Equal(8, poster.QuerySelectorAll(".strips li").Length);
        Assert.All(poster.QuerySelectorAll(".strips li"),
            strip => Assert.EndsWith(address, strip.TextContent.Trim(), StringComparison.Ordinal));
        Assert.Contains(address, poster.QuerySelector(".poster-foot")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(sheet.Page.QuerySelectorAll(".notice.error"));
    }

    [Fact]
    public async Task It_is_for_those_who_write_and_they_are_told_when_pupils_cannot_open_it()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(one => one.ReleasedOn(site.Now + 86_400, null, null));
        Assert.Equal(HttpStatusCode.Forbidden, (await site.Visit(Seed.Pupil("ada")).GetAsync(problem.Path + "/poster")).Status);
        Assert.Null((await site.Visit(Seed.Pupil("bob")).GetAsync(problem.Path)).Page.QuerySelector("a[href$='/poster']"));
        var sheet = await site.Visit(Seed.Person("tia", Role.Teacher)).GetAsync(problem.Path + "/poster");
        Assert.Contains("Pupils cannot open this before", sheet.Page.QuerySelector(".notice.error")!.TextContent, StringComparison.Ordinal);
    }
}
