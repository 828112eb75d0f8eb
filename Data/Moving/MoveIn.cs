// Brings what arrives from an earlier site into this one: the one code that both a plan, on a copy, and the deed itself run.
using Dapper;

namespace MathsSoc.Data;

/// <summary>One move, within one transaction.</summary>
public static class MoveIn
{
    /// <summary>Brings everything in, and says what it did. It leaves out what is here already.</summary>
    public static MoveOutcome Run(Sql sql, Arrivals arrivals, Actor actor, long now)
    {
        var (source, isKnown) = MovedRows.FindSource(sql, arrivals.Fingerprint);
        var move = new Move
        {
            Sql = sql,
            Arrivals = arrivals,
            Source = source,
            IsKnown = isKnown,
            UndoneTimes = isKnown ? MovedRows.UndoneTimes(sql, source) : [],
            Import = MovedRows.Begin(sql, source, arrivals, now),
            Now = now,
            Outcome = new MoveOutcome(),
            Rules = SettleKeyStages(sql, arrivals, now, out var note),
        };
        foreach (var line in arrivals.Lines) move.Outcome.Add(line);
        if (note.Length > 0) move.Outcome.Notes.Add(note);
        var schools = MovedSchools.Bring(move);
        var members = MovedMembers.Bring(move, schools, actor);
        var weekly = MovedSet.Weekly(move);
        var parts = MovedChallenges.Bring(move, weekly);
        var touched = MovedAnswers.Bring(move, weekly, members, parts);
        var earned = MovedCompletions.Work(move, touched);
        MovedScores.Bring(move, weekly, members, earned);
        MovedCompetition.Bring(move, schools, members, actor);
        MovedArticles.Bring(move, members);
        MovedAnnouncements.Bring(move, schools);
        var outcome = move.Outcome;
        (outcome.UploadTotal, outcome.UploadCapacity) = (Uploads.Total(sql), arrivals.UploadCapacity);
        MovedRows.Point(sql, source, outcome);
        outcome.ImportId = move.Import;
        MovedRows.End(sql, move.Import, outcome.Summary, outcome.ChangeId);
        Audit.Add(sql, actor, "import.done", now, "import", move.Import, outcome.Summary);
        return outcome;
    }

    /// <summary>
    /// A society that has neither chosen key stages nor any pupils takes those of the earlier site, so that nobody's board changes.
    /// </summary>
    private static Rules SettleKeyStages(Sql sql, Arrivals arrivals, long now, out string note)
    {
        var rules = Rules.Find(sql);
        note = "";
        if (Rules.Write(rules.KeyStages) == arrivals.KeyStages) return rules;
        var isUntouched = Settings.FindValue(sql, SocietySettings.KeyStagesName) is null
            && !sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM members WHERE start_year IS NOT NULL)");
        if (!isUntouched)
        {
            note = $"The key stages here ({Rules.Write(rules.KeyStages)}) are not those of the earlier site ({arrivals.KeyStages}), "
                + "and stay as they are: some pupils are on another board than there.";
            return rules;
        }
        Settings.Set(sql, SocietySettings.KeyStagesName, arrivals.KeyStages, now);
        note = $"The key stages become those of the earlier site: {arrivals.KeyStages}.";
        return Rules.Find(sql);
    }
}

/// <summary>What every step of a move needs.</summary>
internal sealed class Move
{
    public required Sql Sql { get; init; }
    public required Arrivals Arrivals { get; init; }
    public required Rules Rules { get; init; }
    public required string Source { get; init; }

    /// <summary>Whether something of this source arrived before.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>See <see cref="MovedRows.UndoneTimes"/>.</summary>
    public required HashSet<long> UndoneTimes { get; init; }

    public required long Import { get; init; }
    public required long Now { get; init; }
    public required MoveOutcome Outcome { get; init; }

    public Dictionary<long, MovedRow> Known(string table) => IsKnown ? MovedRows.Of(Sql, Source, table) : [];

    public void Note(string table, long sourceId, long targetId, string content) =>
        MovedRows.Note(Sql, Source, table, new MovedRow(sourceId, targetId, content), Import);
}
