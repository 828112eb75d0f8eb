// The ledger of points: rows are added and never changed, and each tells what it is for, so that every score explains itself.
using System.Data.Common;
using Dapper;
using MathsSoc.Data;

[module: TypeHandler(typeof(AwardKind), typeof(AwardKindHandler))]

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
    long? ActorId, string? ActorName, long At, long MadeAt, long Week, long? Term, long SchoolYear, string KeyStage);

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

/// <summary>Has Dapper read and write kinds as <see cref="AwardKinds"/> does.</summary>
internal sealed class AwardKindHandler : DbValueHandler<AwardKind>
{
    protected override void SetValueCore(DbParameter parameter, AwardKind value) => parameter.Value = AwardKinds.Of(value);

    protected override AwardKind Parse(object? value) => AwardKinds.Read((string)value!);
}

/// <summary>Reads the ledger and adds to it.</summary>
public static class Awards
{
    private const string Select = """
        SELECT w.id, w.member_id, w.challenge_id, (SELECT h.title FROM challenges h WHERE h.id = w.challenge_id) AS title,
            w.kind, nullif(w.corrects, '') AS corrects, w.points, w.reason,
            w.actor_id, (SELECT m.display_name FROM members m WHERE m.id = w.actor_id) AS actor_name,
            w.at, w.made_at, w.week, w.term, w.school_year, w.key_stage
        FROM awards w
        """;

    /// <summary>
    /// Why a member has this score in a period (and, where a key stage is named, in it): the rows it is the sum of, the latest first; at most
    /// <paramref name="most"/> after <paramref name="skip"/>. <paramref name="until"/>: only what was written by then.
    /// </summary>
    public static List<Award> List(Sql sql, long memberId, Period period, string keyStage, int skip, int most, long? until = null) =>
        sql.Query<Award>($"""
            {Select}
            WHERE w.member_id = @memberId AND {period.Column} = @Key AND (@keyStage = '' OR w.key_stage = @keyStage) AND w.made_at <= @until
            ORDER BY w.at DESC, w.id DESC LIMIT @most OFFSET @skip
            """, new { memberId, period.Key, keyStage, skip, most, until = until ?? long.MaxValue }).AsList();

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
        sql.Execute("""
            INSERT INTO awards (member_id, challenge_id, kind, corrects, points, reason, actor_id, at, made_at, week, term, school_year, key_stage)
            VALUES (@MemberId, @ChallengeId, @Kind, coalesce(@Corrects, ''), @Points, @Reason, @ActorId, @At, @MadeAt,
                @Week, @Term, @SchoolYear, @KeyStage)
            """, new
        {
            award.MemberId, award.ChallengeId, award.Kind, award.Corrects, award.Points, award.Reason, award.ActorId, award.MadeAt,
            moment.At, moment.Week, moment.Term, moment.SchoolYear, moment.KeyStage,
        });
        Totals.Add(sql, award.MemberId, award.Points, moment);
    }
}
