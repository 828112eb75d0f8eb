// Articles as text files: what is written is read back, whatever it contains, and every mistake is reported with its line.
using System.Text;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.ChallengeFiles;

public sealed class ArticleBundleTests
{
    private static readonly string Hash = new('a', 64);

    private static readonly string Whole =
        "---\nid: on-tilings\ntitle: On tilings\nkind: newsletter\nauthor: Ms Noether\npublished-at: 2026-11-10 12:30\n"
        + $"audience: members\nsummary: 'Hexagons: why?'\npdf: {Hash}.pdf\nunlisted: true\n---\n\n"
        + "# Why\n\n## Solution\n\n---\n\nThey do.\n";

    [Fact]
    public void A_file_is_read_and_written_the_same()
    {
        var (article, errors) = ArticleBundle.Read(Whole);
        Assert.Empty(errors);
        Assert.Equal(new BundleArticle("On tilings")
        {
            Id = "on-tilings", Kind = ArticleKind.Newsletter, Author = "Ms Noether", PublishedAt = 1_794_313_800,
            Audience = Audience.Members, Summary = "Hexagons: why?",
            PdfHash = Hash, IsUnlisted = true, Body = "# Why\n\n## Solution\n\n---\n\nThey do.",
        }, article);
        Assert.Equal(Whole, ArticleBundle.Write(article!));
        Assert.Equal(article, ArticleBundle.Read("\uFEFF" + Whole.Replace("\n", "\r\n", StringComparison.Ordinal)).Article);
    }

    [Theory]
    [InlineData(true, "kind: article\n")]
    [InlineData(true, "# a comment\npublished-at: 2026-11-10 12:30\n")]
    [InlineData(true, "unlisted: true\n")]
    [InlineData(false, "")]
    [InlineData(false, "kind: number\nparts:\n  - id: a\n    answer: 1\n")]
    [InlineData(false, "points: 1\n")]
    public void A_file_says_by_its_lines_whether_it_is_an_article(bool isArticle, string lines) =>
        Assert.Equal(isArticle, ArticleBundle.IsArticle($"---\ntitle: T\n{lines}---\n\naudience: everyone\n"));

    [Theory]
    [InlineData("title: On tilings", "titel: On tilings", 3, "An article has no “titel”")]
    [InlineData("title: On tilings\n", "", 10, "no title")]
    [InlineData("title: On tilings", "title: On tilings\ntitle: U", 4, "twice")]
    [InlineData("title: On tilings", "  title: On tilings", 3, "begins at the margin")]
    [InlineData("title: On tilings", "- a", 3, "begins at the margin")]
    [InlineData("id: on-tilings", "id: On Tilings", 2, "small letters")]
    [InlineData("kind: newsletter", "kind: poem", 4, "article or newsletter")]
    [InlineData("2026-11-10 12:30", "10 November", 6, "2026-11-30 12:30")]
    [InlineData("audience: members", "audience: staff", 7, "everyone or members")]
    [InlineData("'Hexagons: why?'", "Hexagons: why?", 8, "'Hexagons: why?'")]
    [InlineData(".pdf", ".exe", 9, "64 digits and letters")]
    [InlineData("pdf: a", "pdf: ../a", 9, "64 digits and letters")]
    [InlineData("unlisted: true", "unlisted: false", 10, "leave the line out")]
    [InlineData("unlisted: true\n---", "unlisted: true", 19, "does not end")]
    public void Every_mistake_is_told_with_its_line(string right, string wrong, int line, string said)
    {
        Assert.Contains(right, Whole, StringComparison.Ordinal);
        var text = Whole.Replace(right, wrong, StringComparison.Ordinal);
        // A second line of dashes in the text would end the front matter.
        if (line == 19) text = text.Replace("\n---\n\nThey", "\n\n\nThey", StringComparison.Ordinal);
        var (article, errors) = ArticleBundle.Read(text);
        Assert.Null(article);
        Assert.Contains(errors, error => error.Line == line && error.Message.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_text_has_its_bounds()
    {
        (string Key, int Most)[] bounds = [("title", Article.MaxTitle), ("author", Article.MaxAuthorName), ("summary", Article.MaxSummary)];
        foreach (var (key, most) in bounds)
            foreach (var more in new[] { 0, 1 })
                Assert.Equal(more, ArticleBundle.Read(
                    $"---\n{(key == "title" ? "" : "title: T\n")}{key}: {new string('x', most + more)}\n---\n").Errors.Count);
        foreach (var more in new[] { 0, 1 })
            Assert.Equal(more, ArticleBundle.Read($"---\ntitle: T\n---\n{new string('x', Article.MaxBody + more)}\n").Errors.Count);
    }

    [Fact]
    public void What_is_written_is_read_back_whatever_is_in_it()
    {
        var random = new Random(20261127);
        for (var i = 0; i < 5_000; i++)
        {
            var article = Any(random);
            var text = ArticleBundle.Write(article);
            var (read, errors) = ArticleBundle.Read(text);
            Assert.True(errors.Count == 0, text + "\n" + string.Join('\n', errors));
            Assert.Equal(article, read);
            Assert.Equal(text, ArticleBundle.Write(read!));
            Assert.True(ArticleBundle.IsArticle(text), text);
        }
    }

    private static BundleArticle Any(Random random) => new(Line(random))
    {
        Id = random.Next(2) == 0 ? null : $"a-{random.Next(100)}",
        Kind = (ArticleKind)random.Next(2),
        Author = random.Next(3) == 0 ? null : Line(random),
        PublishedAt = random.Next(3) == 0 ? null : 1_760_000_000 / 60 * 60 + 60L * random.Next(2_000_000),
        Audience = random.Next(3) == 0 ? null : (Audience)random.Next(2),
        Summary = random.Next(3) == 0 ? "" : Line(random),
        PdfHash = random.Next(2) == 0 ? null : Hash,
        IsUnlisted = random.Next(2) == 0,
        Body = random.Next(8) == 0 ? "" : ArticleBundle.Tidy(Body(random)),
    };

    private static readonly string[] Pieces =
    [
        " ", ":", ": ", "#", " #", "'", "\"", "\\", @"\frac12", "|", "- ", "?", "{", "[", "&", "*", "!", "%", "@", "`", ">", "\t", "\0",
        "é", "🙂", "\u00A0", "\u2028", "\uFEFF", "$x$", "~", "---", "true", "title: ", "parts:",
    ];

    // A letter keeps it from being empty; the characters around it may be anything.
    private static string Line(Random random)
    {
        var text = new StringBuilder();
        var letter = random.Next(6);
        for (var n = 0; n < 6; n++) text.Append(n == letter ? "x" : random.Next(3) == 0 ? "" : Pieces[random.Next(Pieces.Length)]);
        return text.ToString();
    }

    private static string Body(Random random)
    {
        var text = new StringBuilder();
        for (var n = random.Next(1, 9); n > 0; n--)
            text.Append(random.Next(3) == 0 ? "## Solution" : Line(random)).Append(random.Next(4) == 0 ? "\r\n\n---\n" : "\n");
        return text.ToString();
    }
}
