// Articles, newsletters and announcements of the earlier site arrive with their words, authors, times and files; what is doubtful is told.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class ArticlesTests : IDisposable
{
    private const string Posted = "2025-12-05 12:00:00", Late = "2027-01-10 12:00:00";
    private readonly TemporaryFolder folder = new();
    private readonly MovingPlace place;

    public ArticlesTests()
    {
        place = new MovingPlace(folder.Path) { Uploads = folder["uploads"] };
        Directory.CreateDirectory(folder["uploads/newsletters"]);
    }

    public void Dispose()
    {
        place.Dispose();
        folder.Dispose();
    }

    private static void Base(EarlierSiteFile file)
    {
        file.User(1, "head@x.example", "Helen Head", null, "", isAdmin: true);
        file.User(2, "ada@x.example", "Ada Byron", 9, "");
    }

    private MoveOutcome Move(Action<EarlierSiteFile> more)
    {
        var outcome = place.Move(file =>
        {
            Base(file);
            more(file);
        });
        place.HoldsTogether();
        return outcome;
    }

    private void Upload(string name, byte[] bytes) => File.WriteAllBytes(folder[$"uploads/{name}"], bytes);

    private static List<string> Codes(MoveOutcome outcome, string kind) =>
        [.. outcome.Lines.Where(line => line.Kind == kind).Select(line => $"{line.SourceId}:{line.Code}").Order(StringComparer.Ordinal)];

    [Fact]
    public void Articles_and_newsletters_keep_their_numbers_words_authors_times_and_files()
    {
        Upload("newsletters/newsletter_2025_12_a.pdf", Newsletters.Pdf(3_000_000));
        Upload("x.png", Pictures.Png(9));
        var outcome = Move(file =>
        {
            file.Article(3, "On primes", "<h2>Primes</h2><p>It cost $5. <img src=\"/static/uploads/x.png\"> \\(p^2\\)</p>", Posted,
                creator: "The maths club");
            file.Article(7, "December", "", Posted, type: "newsletter", file: "newsletter_2025_12_a.pdf");
            file.Article(8, "Again", "<p>The same file.</p>", Posted, type: "newsletter", file: "newsletter_2025_12_a.pdf");
            file.Article(9, "With [file]", "<p>See.</p>", Posted, file: "newsletter_2025_12_a.pdf");
        });
        var at = SchoolTime.Instant(new DateTime(2025, 12, 5, 12, 0, 0));
        Assert.Equal(
            [
                $"3|article|On primes||The maths club|1|0|{at}|0",
                $"7|newsletter|December|The society’s newsletter of 5 December 2025, as a PDF.|HH|1|0|{at}|1",
                $"8|newsletter|Again||HH|1|0|{at}|1", $"9|article|With [file]||HH|1|0|{at}|0",
            ],
            place.Rows("""
                SELECT id || '|' || kind || '|' || title || '|' || summary || '|' || author_name || '|' || author_id || '|' || is_draft
                    || '|' || published_at || '|' || (pdf_hash IS NOT NULL)
                FROM articles WHERE audience = 'everyone' AND feed_id IS NOT NULL ORDER BY id
                """));
        var picture = UploadFolder.HashOf(Pictures.Png(9));
        Assert.Equal($"## Primes\n\nIt cost \\$5. ![A picture](upload:{picture}.png) $p^2$",
            Assert.Single(place.Rows("SELECT body FROM articles WHERE id = 3")));
        var pdf = UploadFolder.HashOf(Newsletters.Pdf(3_000_000));
        Assert.Equal($"See.\n\n[With  file  (PDF)](/uploads/{pdf}.pdf)",
            Assert.Single(place.Rows("SELECT body FROM articles WHERE id = 9")));
        Assert.Equal(2, outcome.Uploads);
        Assert.Equal(["7", "8", "9"],
            place.Rows("SELECT article_id FROM import_files WHERE name = 'newsletter_2025_12_a.pdf' ORDER BY 1"));
        Assert.Equal(["3:alt", "7:summary", "8:summary"], Codes(outcome, "articles"));
        // A draft that became published is no earlier text of it.
        Assert.Equal(0, place.Count("SELECT count(*) FROM article_versions"));
    }

    [Fact]
    public void Articles_of_every_kind_arrive_and_each_doubt_is_told()
    {
        Upload("newsletters/no.pdf", "<html>"u8.ToArray());
        Upload("newsletters/empty.pdf", []);
        Upload("newsletters/large.pdf", Newsletters.Pdf((20 << 20) + 1));
        Directory.CreateDirectory(folder["uploads/newsletters/folder.pdf"]);
        var outcome = Move(file =>
        {
            file.Article(1, "", "<p>x</p>", Posted, type: "poem", user: 99);
            file.Article(2, new string('t', 150), "<p>&nbsp;</p>", "2099-01-01 00:00:00", creator: "ada  BYRON");
            var id = 3;
            foreach (var name in new[] { "no.pdf", "empty.pdf", "large.pdf", "folder.pdf", "none.pdf", "../x" })
                file.Article(id++, "Letter", "<p>x</p>", Posted, type: "newsletter", file: name);
            file.Article(9, "Away", "<p><img src='https://evil.example/x.png'><img src='/static/uploads/../../x.png'></p>"
                + "<script>1</script>", Posted);
            file.Article(10, "Never", "x", "never");
            file.Article(11, "Long", "<p>" + new string('y', 120_000) + "</p>", Posted);
        });
        Assert.Equal(
            [
                "10:value", "11:long", "1:no-author", "1:title", "1:type", "2:author-name", "2:empty", "2:odd-time", "2:title", "3:pdf",
                "4:pdf", "5:pdf", "6:pdf", "7:pdf", "8:pdf", "9:dropped", "9:empty", "9:picture",
            ],
            Codes(outcome, "articles"));
        Assert.Equal((10, 1), (outcome.Count("articles", MoveFate.New), outcome.Count("articles", MoveFate.Skipped)));
        Assert.Equal(["Article 1||0", $"{new string('t', 100)}|ada BYRON|1"],
            place.Rows("SELECT title || '|' || author_name || '|' || coalesce(author_id, 0) FROM articles WHERE id < 3 ORDER BY id"));
        Assert.Equal(0, place.Count("SELECT count(*) FROM articles WHERE published_at > @Now OR pdf_hash IS NOT NULL",
            new { MovingPlace.Now }));
        Assert.Equal(["it is no PDF", "it is empty", "it is larger than 20 MB", "it is a folder, a link or a pipe", "it is missing"],
            outcome.Lines.Where(line => line.Code == "pdf" && line.SourceId < 8).Select(line => line.Sentence.Split(": ")[1].TrimEnd('.')));
    }

    [Theory]
    [InlineData(ArticleChoice.Public, "everyone 0", "everybody on the web reads them")]
    [InlineData(ArticleChoice.Members, "members 0", "visitors do not any more")]
    [InlineData(ArticleChoice.Drafts, "everyone 1", "nobody reads until staff publish each")]
    public void Who_reads_them_is_a_question(ArticleChoice choice, string expected, string sentence)
    {
        place.Choices = place.Choices with { Articles = choice };
        var questions = place.Convert(file =>
        {
            Base(file);
            file.Article(1, "One", "<p>x</p>", Posted);
            file.Article(2, "Two", "<p>x</p>", Posted, type: "newsletter");
        }).Questions;
        Assert.Contains(questions.Write(place.Options, new MoveOutcome()),
            note => note.StartsWith("1 article and 1 newsletter", StringComparison.Ordinal)
                && note.Contains(sentence, StringComparison.Ordinal));
        Move(file => file.Article(1, "One", "<p>x</p>", Posted));
        Assert.Equal([expected], place.Rows("SELECT audience || ' ' || is_draft FROM articles"));
    }

    [Fact]
    public void A_second_run_changes_nothing_a_newer_text_is_taken_and_one_that_was_changed_here_is_left_alone()
    {
        void Write(EarlierSiteFile file, string words)
        {
            for (var id = 1; id < 4; id++) file.Article(id, $"Text {id}", $"<p>{words}</p>", Posted);
            for (var id = 1; id < 3; id++) file.Announcement(id, $"News {id}", $"<p>{words}</p>", Late);
        }
        Move(file => Write(file, "first"));
        const string Numbers = "SELECT group_concat(id || body || version) FROM articles UNION ALL "
            + "SELECT group_concat(id || body || version) FROM announcements";
        var before = place.Rows(Numbers);
        Assert.True(Move(file => Write(file, "first")).IsNothing);
        Assert.Equal(before, place.Rows(Numbers));

        place.Db.Write(sql =>
        {
            Assert.True(Articles.Update(sql, Articles.Find(sql, 2)! with { Body = "mine" }, MovingPlace.Now));
            Assert.True(Announcements.Update(sql, Announcements.Find(sql, 2)! with { Body = "mine" }, MovingPlace.Now));
            Assert.True(Articles.SetArchived(sql, 3, true, MovingPlace.Now));
        });
        var newer = Move(file => Write(file, "second"));
        Assert.Equal(["second", "mine", "first"], place.Rows("SELECT body FROM articles ORDER BY id"));
        Assert.Equal(["second", "mine"], place.Rows("SELECT body FROM announcements ORDER BY id"));
        Assert.Equal(["1:newer", "2:changed-there", "3:changed-there"], Codes(newer, "articles"));
        Assert.Equal(["1:newer", "2:changed-there"], Codes(newer, "announcements"));
        Assert.Equal(["first"], place.Rows("SELECT body FROM article_versions"));
        Assert.True(Move(file => Write(file, "first")).Count("articles", MoveFate.Changed) == 1, "What was taken can be taken again.");
    }

    [Fact]
    public void An_undo_archives_articles_removes_announcements_and_lets_both_come_again()
    {
        void Write(EarlierSiteFile file)
        {
            file.Article(1, "One", "<p>x</p>", Posted);
            file.Announcement(1, "News", "<p>x</p>", Late);
            file.Announcement(2, "Changed here", "<p>x</p>", Late);
        }
        var done = Move(Write);
        place.Db.Write(sql => Announcements.Update(sql, Announcements.Find(sql, 2)! with { Body = "mine" }, MovingPlace.Now));
        Assert.True(place.Db.Read(OldAddresses.Exist));
        var (undone, problem) = place.Db.Write(sql => MoveBack.Run(sql, done.ImportId, Actor.CommandLine, MovingPlace.Now + 60));
        Assert.True(undone is not null, problem);
        Assert.False(place.Db.Read(OldAddresses.Exist));
        Assert.Equal(["Changed here"], place.Rows("SELECT title FROM announcements"));
        Assert.Equal(1, place.Count("SELECT count(*) FROM articles WHERE archived_at IS NOT NULL"));
        var again = Move(Write);
        Assert.Equal((1, 1), (again.Count("articles", MoveFate.New), again.Count("announcements", MoveFate.New)));
        Assert.Equal(0, place.Count("SELECT count(*) FROM articles WHERE archived_at IS NOT NULL"));
    }

    [Fact]
    public void Where_articles_are_already_those_that_arrive_get_new_numbers()
    {
        place.Db.Write(sql => Articles.Add(sql, new Article { Kind = ArticleKind.Article, Title = "Ours" }, MovingPlace.Now));
        Move(file => file.Article(1, "Theirs", "<p>x</p>", Posted));
        Assert.Equal(["1 Ours", "2 Theirs"], place.Rows("SELECT id || ' ' || title FROM articles ORDER BY id"));
        Assert.Equal(2, place.Db.Read(sql => OldAddresses.FindArticle(sql, 1)));
    }

    [Fact]
    public void A_file_for_which_there_is_no_room_stays_behind()
    {
        place.Options = place.Options with { UploadCapacity = 1000 };
        Upload("newsletters/a.pdf", Newsletters.Pdf(2000));
        var outcome = Move(file => file.Article(1, "Letter", "", Posted, type: "newsletter", file: "a.pdf"));
        Assert.Contains("1:file-room", Codes(outcome, "articles"));
        Assert.Equal(["|0"], place.Rows("SELECT summary || '|' || (pdf_hash IS NOT NULL) FROM articles"));
    }

    [Fact]
    public void Announcements_are_shown_for_a_month_from_their_day_and_then_are_over()
    {
        void Write(EarlierSiteFile file)
        {
            file.Announcement(1, "Old", "<p>Was <b>long</b> ago</p>", Posted);
            file.Announcement(2, "", "<p><img src='/static/uploads/x.png'>Soon</p>", Late);
            file.Announcement(3, "Future", "<p>x</p>", "2099-01-01 00:00:00");
            file.Announcement(4, "Long", $"<p>{new string('y', 3000)}</p>", Late);
            file.Announcement(5, "No time", "x", "never");
        }
        Assert.Contains(place.Convert(Write).Questions.Write(place.Options, new MoveOutcome()),
            note => note.StartsWith("1 announcement of more than 30 days ago", StringComparison.Ordinal));
        var outcome = Move(Write);
        Assert.Equal(["Announcement 2|1", "Future|1", "Long|0", "Old|0"], place.Rows(
            $"SELECT title || '|' || (shown_until > {MovingPlace.Now}) FROM announcements WHERE audience = 'everyone' ORDER BY 1"));
        Assert.Equal(["Was **long** ago"], place.Rows("SELECT body FROM announcements WHERE title = 'Old'"));
        Assert.Equal(["2:picture", "2:title", "3:odd-time", "4:long", "5:value"], Codes(outcome, "announcements"));
        using var own = new TemporaryFolder();
        using var other = new MovingPlace(own.Path);
        other.Choices = other.Choices with { KeepsOldAnnouncements = false };
        other.Move(Write);
        Assert.Equal(0, other.Count("SELECT count(*) FROM announcements WHERE title = 'Old'"));
    }

    [Fact]
    public void More_announcements_than_are_ever_shown_together_arrive_as_over()
    {
        Move(file =>
        {
            for (var id = 1; id <= Announcements.MaxCurrent + 20; id++) file.Announcement(id, $"News {id}", "x", Late);
        });
        Assert.Equal(Announcements.MaxCurrent,
            place.Count("SELECT count(*) FROM announcements WHERE shown_until > @Now", new { MovingPlace.Now }));
        Assert.Equal(Announcements.MaxCurrent + 20, place.Count("SELECT count(*) FROM announcements"));
    }
}
