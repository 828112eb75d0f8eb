// Converts articles and newsletters: their HTML to Markdown, their authors' names, their times, and the PDFs beside them.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Moving;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One site's articles and newsletters.</summary>
internal sealed class EarlierArticles(EarlierSite site, EarlierFiles files, Arrivals arrivals, MovingOptions options)
{
    private const string Kind = "articles";
    private static readonly string[] Folders = ["newsletters/", "challenges/newsletters/"];

    public void Convert()
    {
        var users = site.Users.ToDictionary(static user => user.Id);
        foreach (var article in site.Articles) Convert(article, users);
    }

    public static bool IsNewsletter(SourceArticle article) =>
        article.Type.Trim().Equals("newsletter", StringComparison.OrdinalIgnoreCase);

    private void Convert(SourceArticle from, Dictionary<long, SourceUser> users)
    {
        var kind = IsNewsletter(from) ? ArticleKind.Newsletter : ArticleKind.Article;
        var title = EarlierMembers.Line(from.Title, Article.MaxTitle);
        if (title.Length == 0) title = string.Create(CultureInfo.InvariantCulture, $"{ArticleWords.Of(kind)} {from.Id}");
        void Tell(string code, string sentence) => arrivals.Lines.Add(new MoveLine(Kind, from.Id, title, MoveFate.Changed, code, sentence));
        if (title != LineText.Tidy(from.Title)) Tell("title", "The title was empty or too long, or had characters that cannot be shown.");
        if (kind == ArticleKind.Article && !from.Type.Trim().Equals("article", StringComparison.OrdinalIgnoreCase))
            Tell("type", "Its type is none that is known: it is an article.");
        var writer = from.UserId is { } id ? users.GetValueOrDefault(id) : null;
        if (writer is null) Tell("no-author", "Whoever stored it is gone: it belongs to nobody here.");
        var posted = options.Instant(from.Posted);
        if (posted > options.Now) Tell("odd-time", "It was posted in the future, by its own date: it counts as posted now.");
        posted = Math.Min(posted, options.Now);

        var pictures = new List<Upload>();
        var body = new EarlierText(files, pictures, Tell).Convert(from.Content);
        if (body.Length > Article.MaxBody) Tell("long", $"The text is longer than the editor takes ({Article.MaxBody:N0} characters).");
        var pdf = from.FileName.Length > 0 ? files.FindPdf(from.FileName, Folders, Tell) : null;
        var isBeside = pdf is not null && kind == ArticleKind.Newsletter;
        if (isBeside) Tell("summary", "Say in its summary what is in the PDF, for readers who cannot open it.");
        if (body.Length == 0 && pdf is null) Tell("empty", "It has neither a text nor a PDF.");
        arrivals.Articles.Add(new ArrivingArticle(from.Id, new Article
        {
            Kind = kind,
            Title = title,
            Summary = isBeside && body.Length == 0 ? $"The society’s newsletter of {SchoolTime.Date(posted)}, as a PDF." : "",
            Body = body,
            AuthorName = NameOf(from, Tell),
            Audience = options.Choices.Articles == ArticleChoice.Members ? Audience.Members : Audience.Everyone,
            IsDraft = options.Choices.Articles == ArticleChoice.Drafts,
            PublishedAt = posted,
        }, MovedRows.Hash($"{from.Title}|{from.Content}|{from.FileName}|{from.Creator}|{from.Type}|{from.Posted}"))
        {
            MemberSourceId = writer?.Id,
            Pictures = pictures,
            Pdf = pdf is null ? null : pdf with { Alt = title },
            PdfLine = pdf is null ? "" : AuthorPictures.LineOf(pdf with { Alt = $"{EarlierText.WithoutMarks(title)} (PDF)" }),
            FileName = from.FileName,
        });
    }

    /// <summary>The author as pages named them there; empty: the display name of whoever stored it.</summary>
    private string NameOf(SourceArticle from, Action<string, string> tell)
    {
        var name = EarlierMembers.Line(from.Creator, Article.MaxAuthorName);
        var folded = Latin.Fold(name);
        if (name.Length > 0 && site.Users.Exists(user => !user.IsAdmin && Latin.Fold(LineText.Tidy(user.FullName)) == folded))
            tell("author-name", "Its author is a pupil by full name, for all its readers to see: change it if that is not wanted.");
        return name;
    }
}
