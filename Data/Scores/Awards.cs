// The ledger of points: rows are added and never changed, and each tells what it is for, so that every score explains itself.
using System.Data;

namespace MathsSoc.Data;

/// <summary>What a row of the ledger is for. An adjustment is a teacher's; a compensation gives or takes back after answers were marked anew.</summary>
public enum AwardKind { Completion, First, FirstDay, Adjustment, Compensation }

/// <summary>One row of the ledger, as a member may read it.</summary>
/// <param name="Title">The challenge; null: none.</param>
/// <param name="Corrects">What a compensation gives or takes back; null for other kinds.</param>
/// <param name="Reason">Said by whoever wrote it; empty for what the program awarded.</param>
/// <param name="ActorName">Who wrote it, by the display name; null: the program.</param>
/// <param name="At">When it was earned.</param>
/// <param name="MadeAt">When it was written: later than earned for a correction.</param>
/// <param name="KeyStage">The member's when it was earned; empty: none.</param>
public sealed record Award(long Id, long MemberId, long? ChallengeId, string? Title, AwardKind Kind, AwardKind? Corrects, long Points, string Reason,
    long? ActorId, string? ActorName, long At, long MadeAt, long Week, long? Term, long SchoolYear, string KeyStage) : IRow<Award>
{
    public static string Columns => "w.id, w.member_id, w.challenge_id, (SELECT h.title FROM challenges h WHERE h.id = w.challenge_id), w.kind, w.corrects, w.points, w.reason, "
        + "w.actor_id, (SELECT m.display_name FROM members m WHERE m.id = w.actor_id), w.at, w.made_at, w.week, w.term, w.school_year, w.key_stage";

    public static Award Read(IDataRecord row) => new(row.GetInt64(0), row.GetInt64(1), row.Number(2), row.Text(3), AwardKinds.Read(row.GetString(4)),
        row.GetString(5) is { Length: > 0 } corrects ? AwardKinds.Read(corrects) : null, row.GetInt64(6), row.GetString(7), row.Number(8), row.Text(9),
        row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.Number(13), row.GetInt64(14), row.GetString(15));
}

/// <summary>A row that is to be added; <c>Moment</c> is when it was earned.</summary>
internal sealed record NewAward(long MemberId, long? ChallengeId, AwardKind Kind, AwardKind? Corrects, long Points, string Reason, long? ActorId, Moment Moment, long MadeAt);

/// <summary>The names of kinds in the database.</summary>
public static class AwardKinds
{
    private static readonly string[] Stored = ["completion", "first", "first_day", "adjustment", "compensation"];

    /// <summary>The stored form.</summary>
    public static string Of(AwardKind kind) => Stored[(int)kind];

    internal static AwardKind Read(string text) => (AwardKind)Array.IndexOf(Stored, text);
}

/// <summary>Reads the ledger and adds to it.</summary>
public static class Awards
{
    /// <summary>
    /// Why a member has this score in a period (and, where a key stage is named, in it): the rows it is the sum of, the latest first; at most
    /// <paramref name="most"/> after <paramref name="skip"/>. <paramref name="until"/>: only what was written by then.
    /// </summary>
    public static List<Award> List(Sql sql, long memberId, Period period, string keyStage, int skip, int most, long? until = null) => sql.Rows<Award>($"""
        SELECT {Award.Columns} FROM awards w
        WHERE w.member_id = @member AND {period.Column} = @period AND (@stage = '' OR w.key_stage = @stage) AND w.made_at <= @until
        ORDER BY w.at DESC, w.id DESC LIMIT @most OFFSET @skip
        """, ("member", memberId), ("period", period.Key), ("stage", keyStage), ("skip", skip), ("most", most),
        ("until", until ?? long.MaxValue));

    /// <summary>
    /// Gives points, or takes them, for a reason that the member reads (and that names nobody: it stays when the member is gone). False when this is no active
    /// pupil: staff never score.
    /// </summary>
    public static bool Adjust(Sql sql, long memberId, int points, string reason, Actor actor, Rules rules, long now)
    {
        if (points == 0 || Members.Find(sql, memberId) is not { } member || !MemberRules.IsActivePupil(member)) return false;
        Add(sql, new NewAward(memberId, null, AwardKind.Adjustment, null, points, reason, actor.MemberId, Moment.Of(rules, member.StartYear, now), now));
        Audit.Add(sql, actor, "points.adjust", now, "member", memberId, points.ToString("+0;-0", System.Globalization.CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>The only statement that writes the ledger; the totals follow in the same transaction. No points, no row.</summary>
    internal static void Add(Sql sql, NewAward award)
    {
        if (award.Points == 0) return;
        var moment = award.Moment;
        sql.Run("""
            INSERT INTO awards (member_id, challenge_id, kind, corrects, points, reason, actor_id, at, made_at, week, term, school_year, key_stage)
            VALUES (@member, @challenge, @kind, @corrects, @points, @reason, @actor, @at, @made, @week, @term, @year, @stage)
            """, ("member", award.MemberId), ("challenge", award.ChallengeId), ("kind", AwardKinds.Of(award.Kind)),
            ("corrects", award.Corrects is { } corrects ? AwardKinds.Of(corrects) : ""), ("points", award.Points), ("reason", award.Reason),
            ("actor", award.ActorId), ("at", moment.At), ("made", award.MadeAt), ("week", moment.Week), ("term", moment.Term), ("year", moment.SchoolYear),
            ("stage", moment.KeyStage));
        Totals.Add(sql, award.MemberId, award.Points, moment);
    }
}
