// Converts another MathsSoc's articles, newsletters and announcements, with the files that belong to them and to challenges.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

internal static class OtherTexts
{
    /// <summary>Of a row that no form here would have taken.</summary>
    public const string Bounded = "A text or a number in it is none that a form here takes: it was cut or left out.";

    private const string Articles = "articles", Announcements = "announcements";

    public static void Convert(OtherSociety society, EarlierFiles files, Arrivals arrivals, MovingOptions options)
    {
        foreach (var article in society.Articles) arrivals.Articles.Add(Convert(article, files, arrivals, options));
        foreach (var one in society.Announcements)
            if (options.Choices.KeepsOldAnnouncements || !IsOver(one, options)) arrivals.Announcements.Add(Convert(one, arrivals));
    }

    /// <summary>Whether it is not shown any more when it arrives.</summary>
    public static bool IsOver(Announcement one, MovingOptions options) => !one.IsDraft && one.ShownUntil <= options.Now;

    /// <summary>The files of an owner that are there, as they were described.</summary>
    public static List<Upload> FindFiles(IReadOnlyList<Upload> stored, EarlierFiles files, Action<string, string> tell)
    {
        var found = new List<Upload>();
        foreach (var one in stored)
            if (files.FindStored(one.Hash, tell) is { } file)
                found.Add(file with { Alt = EarlierMembers.Line(one.Alt, UploadTypes.MaxAlt) });
        return found;
    }

    private static ArrivingArticle Convert(OtherArticle from, EarlierFiles files, Arrivals arrivals, MovingOptions options)
    {
        var (one, values) = (from.Article, new OtherValues());
        var title = values.Line(one.Title, Article.MaxTitle) is { Length: > 0 } known ? known : $"{ArticleWords.Of(one.Kind)} {one.Id}";
        void Tell(string code, string sentence) =>
            arrivals.Lines.Add(new MoveLine(Articles, one.Id, title, MoveFate.Changed, code, sentence));
        var article = new Article
        {
            Kind = one.Kind,
            Title = title,
            Summary = values.Line(one.Summary, Article.MaxSummary),
            Body = values.Text(one.Body, Article.MaxBody),
            AuthorName = values.Line(one.AuthorName, Article.MaxAuthorName),
            Audience = options.Choices.Articles == ArticleChoice.Members ? Audience.Members : one.Audience,
            IsDraft = one.IsDraft || options.Choices.Articles == ArticleChoice.Drafts,
            PublishedAt = values.Time(one.PublishedAt),
            UnlistedAt = values.Time(one.UnlistedAt),
            ArchivedAt = one.ArchivedAt is null ? null : options.Now,
        };
        var all = FindFiles(from.Files, files, Tell);
        var pdf = all.Find(file => file.Hash == one.PdfHash && file.ContentType == UploadTypes.Pdf);
        if (pdf is not null) all.Remove(pdf);
        if (values.HasChanged) Tell("bounds", Bounded);
        return new ArrivingArticle(one.Id, article, MovedRows.Hash($"{one.Title}|{one.Summary}|{one.Body}|{one.Kind}|{one.PdfHash}|"
            + $"{one.AuthorName}|{one.Audience}|{one.IsDraft}|{one.PublishedAt}"))
        {
            MemberSourceId = one.AuthorId,
            Pictures = all,
            Pdf = pdf,
            PdfLine = pdf is null ? "" : AuthorPictures.LineOf(pdf with { Alt = $"{EarlierText.WithoutMarks(title)} (PDF)" }),
            FileId = OtherValues.FileId(from.FileId),
        };
    }

    private static ArrivingAnnouncement Convert(Announcement one, Arrivals arrivals)
    {
        var values = new OtherValues();
        var title = values.Line(one.Title, Data.Announcements.MaxTitle) is { Length: > 0 } known ? known : $"Announcement {one.Id}";
        var from = values.Time(one.ShownFrom);
        var bounded = one with
        {
            Title = title,
            Body = values.Text(one.Body, Data.Announcements.MaxBody),
            ShownFrom = from,
            ShownUntil = Math.Max(values.Time(one.ShownUntil), (from ?? 0) + 1),
            KeyStage = one.KeyStage.Length > 0 ? values.Line(one.KeyStage, ChallengeFiles.Bundle.MaxStage) : "",
            Class = one.Class.Length > 0 ? EarlierMembers.ClassOf(one.Class).Name : "",
            ActorId = null,
        };
        // What would be for nobody, or for everybody, without a name is for members.
        if ((one.KeyStage.Length > 0 && bounded.KeyStage.Length == 0) || (one.Class.Length > 0 && bounded.Class.Length == 0))
            bounded = bounded with { Audience = AnnouncementAudience.Members, KeyStage = "", Class = "" };
        if (values.HasChanged)
            arrivals.Lines.Add(new MoveLine(Announcements, one.Id, title, MoveFate.Changed, "bounds", Bounded));
        return new ArrivingAnnouncement(one.Id, bounded, MovedRows.Hash($"{one.Title}|{one.Body}"));
    }
}
