// Brings in articles and newsletters by the statements that their authors' desk uses, under the ids they had where that is possible.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

internal static class MovedArticles
{
    private const string Kind = "articles";
    private const long MaxKeptId = 1_000_000;

    /// <param name="members">Ids here by ids there.</param>
    public static void Bring(Move move, Dictionary<long, long> members)
    {
        var known = move.Known(MovedRows.Articles);
        var last = move.Sql.ExecuteScalar<long?>("SELECT seq FROM sqlite_sequence WHERE name = 'articles'") ?? 0;
        var keepsIds = last == 0 || (known.Count > 0 && known.Values.All(static row => row.SourceId == row.TargetId));
        foreach (var arriving in move.Arrivals.Articles)
        {
            if (known.TryGetValue(arriving.SourceId, out var row))
            {
                TakeKnown(move, arriving, row);
                continue;
            }
            // A number below one that was given once is never given again.
            var id = keepsIds && arriving.SourceId <= MaxKeptId && arriving.SourceId > last ? arriving.SourceId : 0;
            last = Add(move, arriving, id, members);
            if (keepsIds && last != arriving.SourceId)
                Say(move, arriving, MoveFate.Changed, "other-number", $"Its number was {arriving.SourceId} and is {last} here.");
        }
    }

    private static long Add(Move move, ArrivingArticle arriving, long wanted, Dictionary<long, long> members)
    {
        long? author = arriving.MemberSourceId is { } writer && members.TryGetValue(writer, out var here) ? here : null;
        var name = arriving.Article.AuthorName;
        if (name.Length == 0 && author is { } id) name = Members.Find(move.Sql, id)?.DisplayName ?? "";
        var added = Articles.Add(move.Sql, arriving.Article with
        {
            Id = wanted, IsDraft = true, Summary = "", Body = "", AuthorId = author, AuthorName = name,
        }, move.Now, arriving.FileId is { Length: > 0 } file ? file : $"flask-a{arriving.SourceId}");
        Save(move, arriving, Articles.Find(move.Sql, added)!);
        if (arriving.FileName.Length > 0) OldAddresses.NoteFile(move.Sql, arriving.FileName, added);
        move.Outcome.Add(Kind, MoveFate.New);
        return added;
    }

    /// <summary>Gives the stored article what arrives: a file belongs to an article that is there already.</summary>
    private static void Save(Move move, ArrivingArticle arriving, Article stored)
    {
        var (sql, next) = (move.Sql, arriving.Article);
        var owner = UploadOwner.Article(stored.Id);
        void Tell(string code, string sentence) => Say(move, arriving, MoveFate.Changed, code, sentence);
        foreach (var file in arriving.Pictures) MovedFiles.Give(move, owner, file, Tell);
        var hasPdf = arriving.Pdf is { } pdf && MovedFiles.Give(move, owner, pdf, Tell);
        var isBeside = hasPdf && next.Kind == ArticleKind.Newsletter;
        ArticleDesk.Save(sql, stored, stored with
        {
            Kind = next.Kind,
            Title = next.Title,
            Summary = isBeside || arriving.Pdf is null ? next.Summary : "",
            Body = hasPdf && !isBeside ? $"{next.Body}\n\n{arriving.PdfLine}".TrimStart() : next.Body,
            AuthorName = next.AuthorName.Length > 0 ? next.AuthorName : stored.AuthorName,
            Audience = next.Audience,
            IsDraft = next.IsDraft,
            PublishedAt = next.PublishedAt,
            UnlistedAt = next.UnlistedAt,
            PdfHash = isBeside ? arriving.Pdf!.Hash : null,
            FeedId = next.IsDraft ? null : stored.FeedId ?? SiteName.Find(sql).Tag("article", stored.Id, next.PublishedAt!.Value),
        }, move.Now);
        if (next.ArchivedAt is not null) Articles.SetArchived(sql, stored.Id, isArchived: true, move.Now);
        var version = Articles.FindVersion(sql, stored.Id);
        move.Note(MovedRows.Articles, arriving.SourceId, stored.Id,
            string.Create(CultureInfo.InvariantCulture, $"{arriving.Content} {version}"));
    }

    private static void TakeKnown(Move move, ArrivingArticle arriving, MovedRow row)
    {
        if (Articles.Find(move.Sql, row.TargetId) is not { } here)
        {
            move.Outcome.Add(Kind, MoveFate.Skipped, arriving.SourceId, arriving.Article.Title, "gone",
                "Came before, and was deleted here since: stays deleted.");
            return;
        }
        if (here.ArchivedAt is { } at && move.UndoneTimes.Contains(at))
        {
            Articles.SetArchived(move.Sql, here.Id, isArchived: false, move.Now);
            Save(move, arriving, Articles.Find(move.Sql, here.Id)!);
            move.Outcome.Add(Kind, MoveFate.New);
            return;
        }
        var words = row.Content.Split(' ');
        var isUntouched = words.Length == 2 && words[1] == here.Version.ToString(CultureInfo.InvariantCulture);
        if (words[0] == arriving.Content) move.Outcome.Add(Kind, MoveFate.Same);
        else if (isUntouched && here.ArchivedAt is null)
        {
            Save(move, arriving, here);
            move.Outcome.Add(Kind, MoveFate.Changed, arriving.SourceId, arriving.Article.Title, "newer",
                "Was changed on the earlier site since it came, and not here: it is taken, and the text before it is kept.");
        }
        else
        {
            move.Outcome.Add(Kind, MoveFate.Same);
            Say(move, arriving, MoveFate.Skipped, "changed-there",
                "Was changed on the earlier site since it came, and here too: it is left as it is here. "
                + "Change it by hand if that is wanted.");
        }
    }

    private static void Say(Move move, ArrivingArticle arriving, MoveFate fate, string code, string sentence) =>
        move.Outcome.Say(Kind, fate, arriving.SourceId, arriving.Article.Title, code, sentence);
}
