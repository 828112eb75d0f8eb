// Brings in challenges with their parts and pictures, under the ids they had where that is possible, so that old addresses live on.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A part that is here, and whether its challenge is.</summary>
internal sealed record MovedPart(long PartId, long ChallengeId);

internal static class MovedChallenges
{
    private const long MaxKeptId = 1_000_000;

    /// <summary>The parts by their boxes' ids there.</summary>
    public static Dictionary<long, MovedPart> Bring(Move move, MovedSet set)
    {
        var parts = new Dictionary<long, MovedPart>();
        var (known, knownParts) = (move.Known(set.ChallengeTable), move.Known(set.PartTable));
        var keepsIds = set.Competition is null
            && (LastId(move.Sql) == 0 || (known.Count > 0 && known.Values.All(static row => row.SourceId == row.TargetId)));
        foreach (var challenge in set.Challenges)
        {
            var isKnown = known.TryGetValue(challenge.SourceId, out var row);
            if (isKnown && !IsArchivedByUndo(move, row!.TargetId))
            {
                TakeKnown(move, set, challenge, row, knownParts, parts);
                continue;
            }
            var id = isKnown ? BringBack(move, set, challenge, row!.TargetId) : Add(move, set, challenge, keepsIds);
            // Parts that are there from before an undo have answers; they are taken out, and their answers count no more.
            var ids = Parts.Save(move.Sql, id, [.. challenge.Parts.Select(static part => part.Part)], move.Now);
            for (var i = 0; i < ids.Count; i++)
            {
                var source = challenge.Parts[i].SourceId;
                parts[source] = new MovedPart(ids[i], id);
                if (challenge.Parts[i].FileId is { Length: > 0 } name) FileNames.NamePart(move.Sql, ids[i], name);
                move.Note(set.PartTable, source, ids[i], "");
            }
            move.Note(set.ChallengeTable, challenge.SourceId, id, challenge.Content);
            move.Outcome.Add(set.Kind, MoveFate.New);
            if (keepsIds && id != challenge.SourceId)
                move.Outcome.Say(set.Kind, MoveFate.Changed, challenge.SourceId, challenge.Challenge.Title, "other-number",
                    $"Its number was {challenge.SourceId} and is {id} here.");
        }
        if (!keepsIds && set.Competition is null && move.Outcome.Count(set.Kind, MoveFate.New) > 0)
            move.Outcome.Notes.Add("There are challenges here already, so those that arrive get new numbers in their addresses.");
        return parts;
    }

    private static void TakeKnown(Move move, MovedSet set, ArrivingChallenge challenge, MovedRow row,
        Dictionary<long, MovedRow> knownParts, Dictionary<long, MovedPart> parts)
    {
        var title = challenge.Challenge.Title;
        if (!move.Sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM challenges WHERE id = @TargetId)", new { row.TargetId }))
        {
            move.Outcome.Add(set.Kind, MoveFate.Skipped, challenge.SourceId, title, "gone",
                "Came before, and was deleted here since: stays deleted.");
            return;
        }
        move.Outcome.Add(set.Kind, MoveFate.Same);
        foreach (var part in challenge.Parts)
            if (knownParts.TryGetValue(part.SourceId, out var known)
                && move.Sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM parts WHERE id = @TargetId)", new { known.TargetId }))
                parts[part.SourceId] = new MovedPart(known.TargetId, row.TargetId);
        if (row.Content != challenge.Content)
            move.Outcome.Say(set.Kind, MoveFate.Skipped, challenge.SourceId, title, "changed-there",
                "Was changed on the earlier site since it came: it is left as it is here. Change it by hand if that is wanted.");
    }

    private static bool IsArchivedByUndo(Move move, long id) => move.UndoneTimes.Count > 0
        && move.Sql.ExecuteScalar<long?>("SELECT archived_at FROM challenges WHERE id = @id", new { id }) is { } at
        && move.UndoneTimes.Contains(at);

    /// <summary>
    /// Takes a challenge out of the archive, where an undo has put it, as it arrives now. A solution that was shown stays shown.
    /// </summary>
    private static long BringBack(Move move, MovedSet set, ArrivingChallenge arriving, long id)
    {
        var challenge = arriving.Challenge;
        move.Sql.Execute("""
            UPDATE challenges SET title = @Title, key_stage = @keyStage, body = @Body, source = @Source, solution = @Solution,
                points = @Points, first_bonus = @FirstBonus, is_draft = @IsDraft, author_name = @AuthorName,
                released_at = @ReleasedAt, lock_hours = @LockHours, locked_at = @LockedAt,
                solution_shown_at = coalesce(solution_shown_at, @SolutionShownAt), solution_hours = @SolutionHours,
                archived_at = @ArchivedAt
            WHERE id = @id
            """, new
            {
                id, keyStage = StageOf(move, set, challenge), challenge.Title, challenge.Body, challenge.Source, challenge.Solution,
                challenge.Points, challenge.FirstBonus, challenge.IsDraft, challenge.AuthorName, challenge.ArchivedAt, challenge.ReleasedAt,
                challenge.LockHours, challenge.LockedAt, challenge.SolutionShownAt, challenge.SolutionHours,
            });
        GivePictures(move, set, arriving, id);
        return id;
    }

    private static void GivePictures(Move move, MovedSet set, ArrivingChallenge arriving, long id)
    {
        foreach (var file in arriving.Pictures)
            MovedFiles.Give(move, UploadOwner.Challenge(id), file, (code, sentence) =>
                move.Outcome.Say(set.Kind, MoveFate.Changed, arriving.SourceId, arriving.Challenge.Title, code, sentence));
    }

    private static long LastId(Sql sql) =>
        sql.ExecuteScalar<long?>("SELECT seq FROM sqlite_sequence WHERE name = 'challenges'") ?? 0;

    private static long Add(Move move, MovedSet set, ArrivingChallenge arriving, bool keepsIds)
    {
        var (sql, challenge) = (move.Sql, arriving.Challenge);
        // A number below one that was given once is never given again.
        long? id = keepsIds && arriving.SourceId <= MaxKeptId && arriving.SourceId > LastId(sql) ? arriving.SourceId : null;
        var added = sql.ExecuteScalar<long>("""
            INSERT INTO challenges (id, file_id, title, key_stage, body, source, solution, points, is_by_part, first_bonus, is_draft,
                released_at, lock_hours, locked_at, solution_shown_at, solution_hours, archived_at, author_name, created_at, updated_at,
                competition_id)
            VALUES (@id, @fileId, @Title, @keyStage, @Body, @Source, @Solution, @Points, @IsByPart, @FirstBonus, @IsDraft,
                @ReleasedAt, @LockHours, @LockedAt, @SolutionShownAt, @SolutionHours, @ArchivedAt, @AuthorName, @CreatedAt, @Now,
                @competitionId)
            RETURNING id
            """, new
            {
                id,
                fileId = FileNames.Free(sql, arriving.FileId is { Length: > 0 } name ? name : $"{set.FilePrefix}{arriving.SourceId}"),
                keyStage = StageOf(move, set, challenge), competitionId = set.Competition?.Id,
                challenge.Title, challenge.Body, challenge.Source, challenge.Solution, challenge.Points, challenge.IsByPart,
                challenge.FirstBonus, challenge.IsDraft, challenge.ReleasedAt, challenge.LockHours, challenge.LockedAt,
                challenge.SolutionShownAt, challenge.SolutionHours, challenge.ArchivedAt, challenge.AuthorName, challenge.CreatedAt,
                move.Now,
            });
        GivePictures(move, set, arriving, added);
        return added;
    }

    /// <summary>As this society, or the competition, writes the name of the stage; empty, for everybody, if it has none of it.</summary>
    private static string StageOf(Move move, MovedSet set, Challenge challenge)
    {
        if (set.Competition is { } competition) return competition.FindDivision(challenge.KeyStage) ?? "";
        foreach (var stage in move.Rules.KeyStages)
            if (stage.Name.Equals(challenge.KeyStage, StringComparison.OrdinalIgnoreCase)) return stage.Name;
        return "";
    }
}
