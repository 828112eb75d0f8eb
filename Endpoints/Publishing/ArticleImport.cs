// Plans the import of an article's file for the dry run, and carries the plan out: nothing is published that its sender may not publish.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What the import of an article's file would store.</summary>
/// <param name="File">With what the file leaves out.</param>
/// <param name="WrittenId">The id as it is written in the file; empty if it has none.</param>
/// <param name="Desk">The article that it changes; null for a new one.</param>
/// <param name="IsPublishing">Whether readers would see it, now or at its time, who do not see it without.</param>
internal sealed record ArticlePlan(BundleArticle File, string WrittenId, Article Next, ArticleEditor? Desk, bool IsPublishing);

/// <summary>Plans imports of articles, and carries one plan out.</summary>
internal static class ArticleImport
{
    /// <summary>The plan of one file.</summary>
    public static async Task<FilePlan> Plan(Visit visit, UploadFolder folder, string name, string text, IReadOnlyList<SentPicture> sent)
    {
        var (file, errors) = ArticleBundle.Read(text);
        var plan = new FilePlan(name, text, file?.Title ?? "", FileAction.Refuse, [], [], null) { IsOfArticle = true };
        if (file is null) return plan with { Sentences = [.. errors.Select(error => $"Line {error.Line}: {error.Message}")] };
        var written = file.Id ?? "";
        var found = await visit.Read(sql => FileNames.FindArticles(sql, written, file.Title));
        if (found.Count > 1) return Refused("title", "Several articles here have this title. Say in the file which it means, "
            + "by the id that stands in that article’s own file, or give it a new id.");
        var desk = found.Count == 1 ? await ArticleEditor.Find(visit, found[0]) : null;
        plan = plan with { Here = desk is null ? null : ArticleEditor.PathOf(desk.Article.Id) };
        var (rights, me) = (ArticleEditor.RightsOf(visit), visit.Member);
        var old = desk is null ? null : ArticleFiles.Of(desk.Text, desk.FileId);
        var whole = ArticleFiles.Complete(file, old, desk?.Article.IsDraft != false, rights, me.DisplayName);
        var before = desk?.Text ?? new Article { Kind = file.Kind, AuthorId = whole.Author == me.DisplayName ? me.MemberId : null };
        var next = ArticleFiles.Store(whole, before, visit.Now) with { SavedBy = me.MemberId };

        var owned = desk is null ? [] : await visit.Read(sql => Uploads.List(sql, UploadOwner.Article(next.Id)));
        var files = ImportedFiles.Find(sent, next.Body, owned, next.PdfHash);
        var article = new ArticlePlan(whole, written, next, desk, before.IsDraft && !next.IsDraft);
        if (whole == old && files.Count == 0) return plan with { Fate = FileAction.Same, Article = article };

        if (FindLocked(whole, old, desk, visit.Now) is var (key, sentence)) return Refused(key, sentence);
        if (await visit.Read(sql => ImportedFiles.FindProblem(sql, folder, files, next.PdfHash)) is { } problem)
            return Refused("body", problem);
        if (next.PdfHash is { } pdf && !files.Exists(one => one.Hash == pdf && one.ContentType == UploadTypes.Pdf)
            && await visit.Read(sql => Uploads.FindType(sql, pdf)) != UploadTypes.Pdf)
            return Refused("pdf", "This PDF is not here, and was not sent with the file. Choose both, or take this line out and "
                + "send the PDF on the newsletter’s page.");
        if (files.Exists(static one => PictureSize.Read(one.Bytes).Size is { Width: > ArticlePictures.MaxWidth }))
            return Refused("body", $"A picture is wider than {ArticlePictures.MaxWidth:N0} pixels. Make it narrower first.");

        var body = Markdown.Render(next.Body, await AuthorTexts.SettingsFor(visit, next.Body, files));
        var form = new FormReader(FormCollection.Empty);
        ArticleChecks.Fail(form, next, body, live: !next.IsDraft);
        ChallengeChecks.FailLine(form, "author", "Author", next.AuthorName);
        ChallengeChecks.FailLine(form, "summary", "Summary", next.Summary);
        if (!form.IsGood)
            return plan with { Sentences = [.. form.View.Errors.Select(error => Located(text, error.Field, error.Sentence))] };

        var changes = desk is null ? [] : ArticleChecks.Changes(desk.Text, next);
        Describe(changes, whole, old, next, visit.Now);
        if (rights.MustWait && desk is { Article.IsDraft: false })
            changes.Add("The change waits for a teacher. Until then readers see the text as it is.");
        else if (rights.MustWait && file.PublishedAt is not null) changes.Add("It stays a draft: a teacher publishes it.");
        if (file.Author is { } author && author != whole.Author) changes.Add($"Its author is “{whole.Author}”: a teacher names another.");
        if (desk is null && file.Id is not null && (await visit.Read(sql => FileNames.FindArticles(sql, "", file.Title))).Count > 0)
            changes.Add("An article here has the same title but another id, so this one is added beside it.");
        ImportedFiles.Describe(changes, files);
        return plan with
        {
            Fate = desk is null ? FileAction.Add : FileAction.Change,
            Sentences = changes,
            Warnings = ArticleChecks.Warnings(body),
            Pictures = files,
            Article = article,
        };

        FilePlan Refused(string key, string sentence) => plan with { Sentences = [Located(text, key, sentence)] };
    }

    /// <summary>Carries out a plan; false, and nothing is written, if the article has been added or saved since it was planned.</summary>
    public static bool Apply(Sql sql, Visit visit, UploadFolder folder, FilePlan plan, StagedFiles staged)
    {
        var (file, written, next, desk, _) = plan.Article!;
        if (ImportedFiles.FindProblem(sql, folder, plan.Pictures, next.PdfHash) is not null) return false;
        var id = next.Id;
        if (desk is null)
        {
            // If the button was pressed twice, the other request has added it already.
            if (FileNames.FindArticles(sql, written, file.Title).Count > 0) return false;
            id = Articles.Add(sql, next with { IsDraft = true, PdfHash = null }, visit.Now, file.Id!);
        }
        else if (Articles.FindVersion(sql, id) != desk.Article.Version) return false;
        var stored = desk?.Article ?? Articles.Find(sql, id)!;
        var isWaiting = desk is { Rights.MustWait: true, Article.IsDraft: false };
        if (isWaiting && (ArticleVersions.FindWaiting(sql, id)?.Id ?? 0) != desk!.WaitingId) return false;

        ImportedFiles.Take(sql, visit, UploadOwner.Article(id), next.Body, plan.Pictures, staged, next.PdfHash);
        next = next with { Id = id };
        if (isWaiting) ArticleSaving.LetWait(sql, visit, desk!, next);
        else if (next.IsDraft) ArticleDesk.Save(sql, stored, next, visit.Now);
        else
        {
            var published = next with { WaitsAt = null, Note = "", FeedId = stored.FeedId ?? ArticleSaving.FeedIdOf(visit, id) };
            ArticleSaving.Store(sql, visit, stored, published);
        }
        if (stored.PdfHash is { } pdf && pdf != next.PdfHash) ArticleDesk.GiveUp(sql, next, pdf);
        Audit.Add(sql, visit.Actor, "article.import", visit.Now, "article", id, desk is null ? "new" : "changed");
        return true;
    }

    /// <summary>What the file says that it cannot change, and the name of its line; null if nothing.</summary>
    private static (string Key, string Sentence)? FindLocked(BundleArticle file, BundleArticle? old, ArticleEditor? desk, long now)
    {
        if (desk is null || old is null) return null;
        if (desk.Article.ArchivedAt is not null)
            return ("id", "This article is in the archive, and is not changed there. Take it out on its page first, or give the "
                + "file another id.");
        if (ArticleRules.IsOut(desk.Article, now) && file.PublishedAt > now)
            return ("published-at", "Readers have this, so its time stays in the past. To take it away from them, archive it.");
        if (!desk.Rights.MustWait || desk.Article.IsDraft) return null;
        var key = file.Kind != old.Kind ? "kind" : file.PublishedAt != old.PublishedAt ? "published-at"
            : file.Audience != old.Audience ? "audience" : file.PdfHash != old.PdfHash ? "pdf"
            : file.IsUnlisted != old.IsUnlisted ? "unlisted" : null;
        return key is null ? null : (key, $"“{key}” is for a teacher to change, once the article is published or has its time.");
    }

    /// <summary>Adds what becomes of its time and of the lists, one sentence each.</summary>
    private static void Describe(List<string> changes, BundleArticle file, BundleArticle? old, Article next, long now)
    {
        if (old is null)
        {
            var state = next.IsDraft ? "as a draft"
                : next.PublishedAt > now ? $"to be published on {Time(file)}" : $"published on {Time(file)}";
            changes.Add($"A new {EnumText.Of(file.Kind)}, “{file.Title}”, {state}.");
        }
        else if (old.PublishedAt is null && file.PublishedAt is not null)
            changes.Add(next.PublishedAt > now
                ? $"It is to be published on {Time(file)}." : $"It is published, with the time {Time(file)}.");
        else if (old.PublishedAt != file.PublishedAt)
            TextDiff.Compare(changes, "The time of publishing", Time(old), Time(file));
        if (file.IsUnlisted != (old?.IsUnlisted ?? false))
            changes.Add(file.IsUnlisted ? "No list shows it: only who has its address reads it." : "Lists show it.");
    }

    private static string Time(BundleArticle file) => file.PublishedAt is { } at ? SchoolTime.Time(at) : "";

    private static string Located(string text, string key, string sentence) => $"Line {ArticleBundle.LineOf(text, key)}: {sentence}";
}
