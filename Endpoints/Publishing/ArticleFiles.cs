// Converts articles between the database and their files, and sends an article as a file, with its pictures and its PDF in a zip file.
using System.IO.Compression;
using System.Text;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Converts stored articles to files and back.</summary>
internal static class ArticleFiles
{
    /// <summary>Where a zip file has articles, with their pictures beside them.</summary>
    private const string Folder = "articles/";

    /// <summary>
    /// The article as a file. A file cannot say that an article is archived, and a draft's planned time would publish it where the file is
    /// brought in: neither has a time in its file.
    /// </summary>
    public static BundleArticle Of(Article article, string fileId) => new(article.Title)
    {
        Id = fileId,
        Kind = article.Kind,
        Author = article.AuthorName.Length == 0 ? null : article.AuthorName,
        PublishedAt = article.IsDraft || article.ArchivedAt is not null ? null : Minute(article.PublishedAt),
        Audience = article.Audience,
        Summary = article.Summary,
        PdfHash = article.PdfHash,
        IsUnlisted = article.UnlistedAt is not null,
        Body = ArticleBundle.Tidy(article.Body),
    };

    /// <summary>
    /// Fills in what the file leaves out, so that it can be compared, and takes out what this person may not decide: an editor writes under
    /// their own name, and makes drafts where a teacher has to look at them.
    /// </summary>
    public static BundleArticle Complete(BundleArticle file, BundleArticle? old, bool isDraft, ArticleRights rights, string ownName) =>
        file with
        {
            Id = old?.Id ?? file.Id ?? ChallengeBundles.Slug(file.Title, "article"),
            Author = (rights.MayName ? file.Author : null) ?? old?.Author ?? ownName,
            PublishedAt = isDraft && rights.MustWait ? null : file.PublishedAt ?? old?.PublishedAt,
            Audience = file.Audience ?? old?.Audience ?? Audience.Everyone,
        };

    /// <summary>A completed file as it would be stored over <paramref name="old"/>.</summary>
    public static Article Store(BundleArticle file, Article old, long now) => old with
    {
        Kind = file.Kind,
        Title = file.Title,
        Summary = file.Summary,
        Body = file.Body,
        AuthorName = file.Author ?? "",
        Audience = file.Audience ?? old.Audience,
        PdfHash = file.PdfHash,
        UnlistedAt = file.IsUnlisted ? old.UnlistedAt ?? now : null,
        IsDraft = file.PublishedAt is null && old.IsDraft,
        // Times in files have no seconds; those of the stored time stay.
        PublishedAt = file.PublishedAt is { } at && Minute(old.PublishedAt) != at ? at : old.PublishedAt,
    };

    /// <summary>The article as the text of a file: what this person goes on with, which is an editor's own change if one waits.</summary>
    public static string TextOf(ArticleEditor desk) => ArticleBundle.Write(Of(desk.Text, desk.FileId));

    /// <summary>The pictures that the text shows, and the PDF.</summary>
    public static List<Upload> UploadsOf(ArticleEditor desk)
    {
        var named = UploadTypes.HashesIn(desk.Text.Body, Uploads.MaxOfOwner);
        var uploads = desk.Pictures.Where(upload => named.Contains(upload.Hash)).ToList();
        if (desk.Text.PdfHash is { } pdf) uploads.Add(new Upload(pdf, UploadTypes.Pdf, desk.Text.PdfBytes ?? 0, ""));
        return uploads;
    }

    /// <summary>Adds the article to a zip file, with its files; those whose hash is in <paramref name="sent"/> are there already.</summary>
    public static async Task Send(ZipSender zip, UploadFolder folder, ArticleEditor desk, HashSet<string> sent)
    {
        var time = SchoolTime.Local(desk.Article.UpdatedAt);
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(TextOf(desk)));
        await zip.Add($"{Folder}{desk.FileId}.md", time, text, CompressionLevel.Optimal);
        foreach (var upload in UploadsOf(desk))
            if (sent.Add(upload.Hash)) await folder.Send(zip, Folder, upload, time);
    }

    private static long? Minute(long? instant) => instant - instant % 60;
}
