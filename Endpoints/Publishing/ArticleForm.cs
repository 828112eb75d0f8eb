// Converts between a stored article and the fields of its form. It uses no database.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>An article as a form would store it. <c>View</c> holds the errors.</summary>
/// <param name="Article">Its version is the one that the form was loaded with.</param>
/// <param name="WaitingId">The waiting change that the form was loaded with; 0 if there was none.</param>
public sealed record TypedArticle(Article Article, long WaitingId, FormReader Form)
{
    public FormView View => Form.View;
}

/// <summary>What the person who writes may do with this article.</summary>
/// <param name="MustWait">A teacher has to look at it before readers see it.</param>
/// <param name="MayName">Whether they may write another author than themselves.</param>
public sealed record ArticleRights(bool MustWait, bool MayName);

/// <summary>Fills and reads the form.</summary>
public static class ArticleForm
{
    /// <summary>When it is published, as the form sends it. A button can say "now" too, whatever is chosen.</summary>
    public const string Draft = "draft", Now = "now", At = "at", PublishNow = "publish-now";

    private static readonly string[] Fields =
    [
        "title", "kind", "author", "summary", "body", "audience", "publish", "release", "unlisted", "updated", "version", "waiting", "alt",
        "decorative",
    ];

    /// <summary>The form of an article as it is stored.</summary>
    public static FormView Fill(Article article, long waitingId) => new()
    {
        ["title"] = article.Title,
        ["kind"] = EnumText.Of(article.Kind),
        ["author"] = article.AuthorName,
        ["summary"] = article.Summary,
        ["body"] = article.Body,
        ["audience"] = EnumText.Of(article.Audience),
        ["publish"] = article.IsDraft && article.WaitsAt is null ? Draft : article.PublishedAt is null ? Now : At,
        ["release"] = FormReader.InstantText(article.PublishedAt),
        ["unlisted"] = article.UnlistedAt is null ? "" : "1",
        ["version"] = $"{article.Version}",
        ["waiting"] = $"{waitingId}",
    };

    /// <summary>What was typed, to be shown again without being judged.</summary>
    public static FormView Unjudged(FormView form)
    {
        var next = new FormView();
        foreach (var name in Fields) next[name] = form[name];
        return next;
    }

    /// <summary>Whether rendering the text of the form is a large job, see <see cref="HeavyJobs"/>.</summary>
    public static bool IsLong(IFormCollection sent) => AuthorTexts.IsLong(sent["body"].ToString().Length);

    /// <summary>
    /// Reads the sent form. What has no field for this person is copied from <paramref name="stored"/>. <paramref name="button"/> is the
    /// one that was pressed.
    /// </summary>
    public static TypedArticle Read(IFormCollection sent, Article stored, ArticleRights rights, long now, string button)
    {
        var form = new FormReader(sent);
        var isLocked = rights.MustWait && !stored.IsDraft;
        form.View["version"] = sent["version"].ToString();
        form.View["waiting"] = sent["waiting"].ToString();
        form.View["alt"] = ChallengeForm.Cut(sent["alt"].ToString(), UploadTypes.MaxAlt);
        form.View["decorative"] = sent["decorative"].ToString().Length > 0 ? "1" : "";
        var article = stored with
        {
            Title = form.Line("title", "Title", Article.MaxTitle),
            Kind = sent.ContainsKey("kind") || !isLocked ? form.One<ArticleKind>("kind", "Kind") ?? stored.Kind : stored.Kind,
            AuthorName = rights.MayName ? form.Line("author", "Author", Article.MaxAuthorName) : stored.AuthorName,
            Summary = form.Folded("summary", "Summary", Article.MaxSummary, isOptional: true),
            Body = Bundle.TidyLines(form.Text("body", "Text", Article.MaxBody, isOptional: true)),
            Audience = sent.ContainsKey("audience") || !isLocked
                ? form.One<Audience>("audience", "Who may read it") ?? stored.Audience : stored.Audience,
            Version = FormReader.IdIn(form.View["version"]) ?? -1,
        };
        article = ReadTimes(form, sent, article, stored, isLocked, now, button);
        if (isLocked) FailLocked(form, article, stored);
        return new TypedArticle(article, FormReader.IdIn(form.View["waiting"]) ?? 0, form);
    }

    private static Article ReadTimes(
        FormReader form, IFormCollection sent, Article article, Article stored, bool isLocked, long now, string button)
    {
        var isUnlisted = isLocked && !sent.ContainsKey("unlisted") ? stored.UnlistedAt is not null : form.Ticked("unlisted");
        var isUpdated = form.Ticked("updated");
        article = article with
        {
            UnlistedAt = isUnlisted ? stored.UnlistedAt ?? now : null,
            EditedAt = isUpdated && ArticleRules.IsOut(stored, now) ? now : stored.EditedAt,
        };
        if (isLocked && !sent.ContainsKey("release")) return article;
        var release = form.Instant("release", "Publish at", isOptional: true, stored.PublishedAt);
        if (ArticleRules.IsOut(stored, now))
        {
            // A form that was loaded before it was published has no field for a time that is over.
            if (sent.ContainsKey("publish"))
            {
                if (button != PublishNow && form.OneOf("publish", "Publish", [Draft, Now, At]) == Draft)
                    form.Fail("publish", "Publish: its time has come, and readers have it. To take it away from them, archive it.");
                return article with { PublishedAt = stored.PublishedAt };
            }
            if (release is null || release > now)
                form.Fail("release", "Published: readers have this, so its time stays in the past. To take it away from them, archive it.");
            return article with { PublishedAt = release ?? stored.PublishedAt };
        }
        var choice = form.OneOf("publish", "Publish", [Draft, Now, At]) ?? Draft;
        if (button == PublishNow) (choice, release, form.View["publish"]) = (Now, null, Now);
        // Whoever types a time since the page was loaded means it.
        else if (choice == Now && release is not null && form.View["release"] != sent["release_shown"].ToString())
            (choice, form.View["publish"]) = (At, At);
        if (choice == At && release is null)
            form.Fail("release", "Publish at: please give the day and the time, or choose to publish it now.");
        return article with
        {
            IsDraft = choice == Draft,
            PublishedAt = choice switch { Now => now, _ => release },
            WaitsAt = choice == Draft ? stored.WaitsAt : null,
        };
    }

    private static void FailLocked(FormReader form, Article article, Article stored)
    {
        const string Who = "a teacher changes this, once it is published or has its time.";
        if (article.Kind != stored.Kind) form.Fail("kind", $"Kind: {Who}");
        if (article.Audience != stored.Audience) form.Fail("audience", $"Who may read it: {Who}");
        if ((article.UnlistedAt is null) != (stored.UnlistedAt is null)) form.Fail("unlisted", $"Unlisted: {Who}");
        if (article.PublishedAt != stored.PublishedAt || article.IsDraft) form.Fail("release", $"Publish at: {Who}");
    }
}
