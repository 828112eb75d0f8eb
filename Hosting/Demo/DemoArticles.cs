// The demo's articles, from the texts beside this file, and its newsletter with a PDF of one page.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Pages;

namespace MathsSoc.Hosting;

/// <summary>Publishes three articles and a newsletter in the weeks before now.</summary>
internal static class DemoArticles
{
    private const long Day = 86_400;
    private const string Prefix = "articles/";

    private const string Summary =
        "What this half term brought, two puzzles for the train, and when we meet before the holidays.";

    private static readonly string[] Page =
    [
        "This half term the society set ten challenges, and nearly every one of them was",
        "solved on the day it opened. The snail that turns left held out for two days.",
        "",
        "Two puzzles for the train",
        "1. Write 100 with six equal digits and the signs + - x : as you need them.",
        "2. A rope goes once round the Earth. Make it one metre longer, and lift it by",
        "    the same distance everywhere. Can a mouse pass below it? Can you?",
        "",
        "We meet",
        "Every Thursday at lunch in room 14. Bring a pencil. Bring somebody who says",
        "that they are no good at this: the best question last month was theirs.",
    ];

    /// <summary>
    /// Adds them as the work of <paramref name="authorId"/>, and writes the newsletter's file into <paramref name="uploads"/>, the folder
    /// of uploads. <paramref name="lastMonday"/> is the last Monday morning.
    /// </summary>
    public static void Add(Sql sql, string uploads, long authorId, long lastMonday)
    {
        var texts = ReadyProblems.Texts(Prefix);
        // The newest is public, so that a visitor finds something new; the third is for members alone.
        Publish(sql, Read(texts[0].Text), authorId, lastMonday - 5 * Day);
        Publish(sql, Read(texts[1].Text), authorId, lastMonday - 26 * Day);
        Publish(sql, Read(texts[2].Text) with { Audience = Audience.Members }, authorId, lastMonday - 12 * Day);
        var at = lastMonday - 3 * Day;
        var month = ReadingWords.Month(at);
        var pdf = OnePagePdf.Write("Larkhill Maths Society", $"Newsletter, {month}", Page);
        var hash = UploadFolder.HashOf(pdf);
        Directory.CreateDirectory(uploads);
        File.WriteAllBytes(Path.Combine(uploads, hash), pdf);
        var newsletter = new Article
        {
            Kind = ArticleKind.Newsletter, Title = "The half term in problems", Summary = Summary,
            Body = "The newsletter is one page, to print and to pin to a door. The answers to its two puzzles come with the next one.",
        };
        var id = Publish(sql, newsletter, authorId, at);
        Uploads.Add(sql, UploadOwner.Article(id), new Upload(hash, UploadTypes.Pdf, pdf.Length, ""), authorId, at);
        var stored = Articles.Find(sql, id)!;
        Articles.Update(sql, stored with { PdfHash = hash }, at);
    }

    private static long Publish(Sql sql, Article article, long authorId, long at) => Articles.Add(sql, article with
    {
        AuthorId = authorId, AuthorName = DemoPeople.Author, SavedBy = authorId, IsDraft = false, PublishedAt = at,
    }, at - Day, ChallengeBundles.Slug(article.Title));

    /// <summary>A text begins with its title and its summary: <c># Title</c>, then <c>&gt; Summary</c>.</summary>
    private static Article Read(string text)
    {
        var lines = text.Split('\n', 3);
        return new Article
        {
            Kind = ArticleKind.Article,
            Title = lines[0].TrimStart('#', ' '),
            Summary = lines[1].TrimStart('>', ' '),
            Body = lines[2].Trim(),
        };
    }
}
