// The one rule of articles over every state, audience and viewer; and that the SQL of lists agrees with it.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class ArticleRulesTests
{
    private const long Now = 1_800_000_000;

    private static readonly Viewer Pupil = new(1, Role.Member, 0), Leaving = new(2, null, 0), Editor = new(3, Role.Editor, 0);

    private static readonly Article Draft = new()
    {
        Kind = ArticleKind.Article, Title = "On tilings", Body = "Text", AuthorName = "Noor", PublishedAt = Now - 10,
    };

    private static readonly Article Published = Draft with { IsDraft = false };

    private static readonly (string Name, Article Article, ArticleState State, bool IsRead, bool IsListed, bool IsGone)[] Cases =
    [
        ("draft", Draft with { PublishedAt = null }, ArticleState.Draft, false, false, false),
        ("draft with a time that is over", Draft, ArticleState.Draft, false, false, false),
        ("scheduled", Published with { PublishedAt = Now + 1 }, ArticleState.Scheduled, false, false, false),
        ("published this second", Published with { PublishedAt = Now }, ArticleState.Published, true, true, false),
        ("unlisted", Published with { UnlistedAt = Now - 5 }, ArticleState.Published, true, false, false),
        ("archived", Published with { ArchivedAt = Now - 1 }, ArticleState.Archived, false, false, true),
        ("archived before its time", Published with { PublishedAt = Now - 1, ArchivedAt = Now - 5 }, ArticleState.Archived, false, false,
            false),
        ("archived as a draft", Draft with { ArchivedAt = Now - 1 }, ArticleState.Archived, false, false, false),
    ];

    [Fact]
    public void Readers_see_what_is_published_for_them_and_its_authors_see_everything()
    {
        foreach (var (name, open, state, isRead, isListed, isGone) in Cases)
            foreach (var audience in Enum.GetValues<Audience>())
                foreach (var viewer in new[] { Viewer.Visitor, Leaving, Pupil, Editor })
                {
                    var isMeant = audience == Audience.Everyone || viewer.Role is not null;
                    var expected = new ArticleStanding(
                        state, (isRead && isMeant) || viewer == Editor, isListed && isMeant, isGone && isMeant && viewer != Editor);
                    var found = ArticleRules.For(open with { Audience = audience }, viewer, Now);
                    Assert.True(expected == found, $"{name} for {audience}, read by {viewer}: {found}");
                }
    }

    [Fact]
    public void Lists_in_SQL_agree_with_the_rule()
    {
        using var folder = new TemporaryFolder();
        Migrator.Run(folder["x.db"], Migrator.Sections, 1);
        using var db = Db.Open(folder["x.db"], readers: 1);
        foreach (var (_, article, _, _, _, _) in Cases)
            foreach (var audience in Enum.GetValues<Audience>())
                db.Write(sql =>
                {
                    var id = Articles.Add(sql, article with { Audience = audience }, Now - 100);
                    if (article.ArchivedAt is { } archived) Articles.SetArchived(sql, id, true, archived);
                });
        foreach (var viewer in new[] { Viewer.Visitor, Leaving, Pupil })
        {
            var (all, listed, count) = db.Read(sql => (
                ArticleDesk.List(sql, null, "", Now, 0), Articles.List(sql, ArticleKind.Article, viewer.Role is not null, Now, 0),
                Articles.Count(sql, ArticleKind.Article, viewer.Role is not null, Now)));
            Assert.Equal(Cases.Length * 2, all.Count);
            Assert.Equal(
                all.Where(one => ArticleRules.For(one, viewer, Now).IsListed).Select(one => one.Id).Order(),
                listed.Select(one => one.Id).Order());
            Assert.Equal(listed.Count, count);
            Assert.NotEmpty(listed);
        }
    }

    [Fact]
    public void A_text_that_is_replaced_is_kept_and_of_fifty_one_the_oldest_goes()
    {
        using var folder = new TemporaryFolder();
        Migrator.Run(folder["x.db"], Migrator.Sections, 1);
        using var db = Db.Open(folder["x.db"], readers: 1);
        var id = db.Write(sql => Articles.Add(sql, Published, Now));
        for (var i = 0; i <= ArticleVersions.MaxKept; i++)
            db.Write(sql =>
            {
                var old = Articles.Find(sql, id)!;
                ArticleVersions.Keep(sql, old);
                Assert.True(Articles.Update(sql, old with { Body = $"Text {i}" }, Now + i));
                Assert.False(Articles.Update(sql, old with { Body = "Late" }, Now + i));
            });
        var kept = db.Read(sql => ArticleVersions.List(sql, id));
        Assert.Equal(ArticleVersions.MaxKept, kept.Count);
        Assert.Equal("Text 49", kept[0].Body);
        Assert.Equal("Text 0", kept[^1].Body);
    }
}
