// Earlier texts of an article: kept at every change of a published one, shown with what changed, and put back as a new one.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ArticleHistoryTests
{
    [Fact]
    public async Task Every_text_that_readers_had_is_kept_and_can_be_put_back()
    {
        await using var site = await Site.StartAsync();
        var (teacher, editor) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.Visit(Seed.Person("ed", Role.Editor)));
        var path = await teacher.BeginArticleAsync("Tilings");
        await teacher.WriteAsync(path, "save", ("body", "A draft's text is not kept."));
        await teacher.WriteAsync(path, "publish-now", ("body", "First."));
        await teacher.WriteAsync(path, "save", ("body", "Second."), ("title", "On tilings"));
        await teacher.WriteAsync(path, "save", ("unlisted", "1"));
        await teacher.WriteAsync(path, "save", ("body", "Third."));
        Assert.Equal("First.,Second.", site.Read("SELECT group_concat(body) FROM (SELECT body FROM article_versions ORDER BY number)"));
        var history = await editor.GetAsync($"{path}/history");
        Assert.Contains("The title “Tilings” becomes “On tilings”.", history.Text, StringComparison.Ordinal);
        Assert.Contains("saved by TS", history.Text, StringComparison.Ordinal);
        var first = history.Page.QuerySelectorAll(".history a").Last().GetAttribute("href")!;
        Assert.Contains("First.", (await editor.GetAsync(first)).Page.QuerySelector(".statement")!.TextContent, StringComparison.Ordinal);

        // An editor asks for it, a teacher does it.
        await editor.PostAsync(first);
        Assert.Equal("Third.", site.Read("SELECT body FROM articles"));
        Assert.Equal("First.", site.Read("SELECT body FROM article_versions WHERE is_waiting = 1"));
        Assert.Contains("The earlier text is back", (await teacher.PostAsync(first)).Text, StringComparison.Ordinal);
        Assert.Equal("First.|Tilings", site.Read("SELECT body || '|' || title FROM articles"));
        Assert.Equal("First.,Second.,Third.",
            site.Read("SELECT group_concat(body) FROM (SELECT body FROM article_versions WHERE is_waiting = 0 ORDER BY number)"));
        Assert.Equal(1, site.Count($"SELECT count(*) FROM audit WHERE action = 'article.put_back' AND actor_id = {teacher.MemberId}"));
        Assert.Equal(HttpStatusCode.NotFound, (await teacher.GetAsync($"{path}/history/999")).Status);
    }

    [Fact]
    public async Task Updated_is_shown_only_when_its_author_says_so()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = $"/admin/articles/{site.AddArticle()}";
        await teacher.WriteAsync(path, "save", ("body", "A slip mended."));
        Assert.Equal(0, site.Count("SELECT count(edited_at) FROM articles"));
        await teacher.WriteAsync(path, "save", ("body", "Another theorem."), ("updated", "1"));
        Assert.Equal(1, site.Count("SELECT count(edited_at) FROM articles"));
        Assert.Equal(2, site.Count("SELECT count(*) FROM article_versions"));
    }
}
