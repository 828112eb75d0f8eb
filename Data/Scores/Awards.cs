// The ledger of points: rows are added and never changed, and each records what it is for, so that every score can be explained.
using System.Data.Common;
using System.Globalization;
using Dapper;
using MathsSoc.Data;

[module: TypeHandler(typeof(AwardKind), typeof(AwardKindHandler))]

namespace MathsSoc.Data;

/// <summary>
/// What a row of the ledger is for. Where a challenge gives its points by part, each right part is a row. An adjustment is made by a
/// teacher; a compensation gives points or takes them back after answers were marked again.
/// </summary>
public enum AwardKind { Completion, First, FirstDay, Adjustment, Compensation, Part }

/// <summary>One row of the ledger, as a member may read it. Times are unix seconds.</summary>
public sealed record Award
{
    public required long Id { get; init; }
    public required long MemberId { get; init; }

    /// <summary>Null: the points are not for a challenge.</summary>
    public long? ChallengeId { get; init; }

    /// <summary>The challenge's title; null: the points are not for a challenge.</summary>
    public string? Title { get; init; }

    /// <summary>The title of the competition in which the points are; null: in none.</summary>
    public string? Competition { get; init; }

    public required AwardKind Kind { get; init; }

    /// <summary>The kind of award that a compensation gives or takes back; null for other kinds.</summary>
    public AwardKind? Corrects { get; init; }

    public required long Points { get; init; }

    /// <summary>The teacher's reason; empty for what the program awarded.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The member of staff who added the row; null: the program.</summary>
    public long? ActorId { get; init; }

    /// <summary>The display name of that member of staff; null: the program.</summary>
    public string? ActorName { get; init; }

    /// <summary>When the points were earned.</summary>
    public required long At { get; init; }

    /// <summary>When the row was added: for a correction, later than the points were earned.</summary>
    public required long MadeAt { get; init; }

    /// <summary>The key of the week's <see cref="Period"/>, as <see cref="Term"/> and <see cref="SchoolYear"/> are of theirs.</summary>
    public required long Week { get; init; }

    /// <summary>Null: earned in the holidays.</summary>
    public long? Term { get; init; }

    public required long SchoolYear { get; init; }

    /// <summary>The member's key stage when the points were earned; empty: none.</summary>
    public string KeyStage { get; init; } = "";

    /// <summary>The competition in which they were earned; null: in none.</summary>
    public long? CompetitionId { get; init; }
}

/// <summary>A row to be added to the ledger; <see cref="Award"/> explains its properties.</summary>
internal sealed record NewAward
{
    public required long MemberId { get; init; }
    public long? ChallengeId { get; init; }

    /// <summary>Of points that are for no challenge; a challenge's competition is its own. Null: none.</summary>
    public long? CompetitionId { get; init; }

    /// <summary>Set for the kind Part and its compensations alone.</summary>
    public long? PartId { get; init; }

    public required AwardKind Kind { get; init; }
    public AwardKind? Corrects { get; init; }

    /// <summary>0: nothing is added.</summary>
    public required long Points { get; init; }

    public string Reason { get; init; } = "";
    public long? ActorId { get; init; }

    /// <summary>When the points were earned.</summary>
    public required AwardPeriods AwardPeriods { get; init; }

    /// <summary>When the row is added.</summary>
    public required long MadeAt { get; init; }
}

/// <summary>Converts kinds to and from their names in the database.</summary>
public static class AwardKinds
{
    private static readonly string[] Stored = ["completion", "first", "first_day", "adjustment", "compensation", "part"];

    /// <summary>The stored form.</summary>
    public static string Of(AwardKind kind) => Stored[(int)kind];

    internal static AwardKind Read(string text) => (AwardKind)Array.IndexOf(Stored, text);
}

/// <summary>Makes Dapper read and write kinds as <see cref="AwardKinds"/> does.</summary>
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
            w.at, w.made_at, w.week, w.term, w.school_year, w.key_stage, w.competition_id,
            (SELECT k.title FROM competitions k WHERE k.id = w.competition_id) AS competition
        FROM awards w
        """;

    /// <summary>
    /// The rows that add up to a member's score in a period (and in a key stage, unless it is empty), the latest first: at most
    /// <paramref name="most"/> after <paramref name="skip"/>. <paramref name="until"/>: only rows that were added by then; null: all.
    /// </summary>
    public static List<Award> List(Sql sql, long memberId, Period period, string keyStage, int skip, int most, long? until = null) =>
        sql.Query<Award>($"""
            {Select}
            WHERE w.member_id = @memberId AND {period.Column} = @Key AND (@keyStage = '' OR w.key_stage = @keyStage)
                AND w.counts_for_society = 1 AND w.made_at <= @until
            ORDER BY w.at DESC, w.id DESC LIMIT @most OFFSET @skip
            """, new { memberId, period.Key, keyStage, skip, most, until = until ?? long.MaxValue }).AsList();

    /// <summary>The rows that add up to a member's score in a competition, the latest first; at most 500.</summary>
    public static List<Award> ListIn(Sql sql, long memberId, long competitionId) => sql.Query<Award>($"""
        {Select} WHERE w.member_id = @memberId AND w.competition_id = @competitionId ORDER BY w.at DESC, w.id DESC LIMIT 500
        """, new { memberId, competitionId }).AsList();

    /// <summary>
    /// Gives a pupil points, or takes them away, for a reason that the pupil can read. The reason must not name anyone: it is kept after
    /// the member has left. False if the member is not an active pupil: staff never score.
    /// </summary>
    /// <param name="competitionId">The competition in which they count; null: in none.</param>
    public static bool Adjust(
        Sql sql, long memberId, int points, string reason, Actor actor, Rules rules, long now, long? competitionId = null)
    {
        if (points == 0 || Members.Find(sql, memberId) is not { } member || !MemberRules.IsActivePupil(member)) return false;
        Add(sql, new NewAward
        {
            MemberId = memberId,
            CompetitionId = competitionId,
            Kind = AwardKind.Adjustment,
            Points = points,
            Reason = reason,
            ActorId = actor.MemberId,
            AwardPeriods = AwardPeriods.Of(rules, member.StartYear, now),
            MadeAt = now,
        });
        var detail = points.ToString("+0;-0", CultureInfo.InvariantCulture) + (competitionId is { } id ? $" in competition {id}" : "");
        Audit.Add(sql, actor, "points.adjust", now, "member", memberId, detail);
        return true;
    }

    /// <summary>Adds a row and updates the totals in the same transaction; a row without points is left out.</summary>
    internal static void Add(Sql sql, NewAward award)
    {
        if (award.Points == 0) return;
        var competition = FindCompetition(sql, award);
        AddRow(sql, award, competition);
        if (competition?.CountsForSociety ?? true) Totals.Add(sql, award.MemberId, award.Points, award.AwardPeriods);
    }

    /// <summary>
    /// Adds rows as <see cref="Add"/> does, each before the next is asked for, and then updates all their totals at once: of 200,000 rows
    /// one by one that takes most of the time. Nothing reads totals in between.
    /// </summary>
    internal static void AddMany(Sql sql, IEnumerable<NewAward> awards)
    {
        var last = sql.ExecuteScalar<long>("SELECT coalesce(max(id), 0) FROM awards");
        var (of, competition) = (default((long?, long?)?), default(AwardCompetition));
        foreach (var award in awards)
        {
            if (award.Points == 0) continue;
            if (of != (award.CompetitionId, award.ChallengeId)) competition = FindCompetition(sql, award);
            of = (award.CompetitionId, award.ChallengeId);
            AddRow(sql, award, competition);
        }
        Totals.AddSince(sql, last);
    }

    /// <summary>The competition in which a row counts; null: in none.</summary>
    private static AwardCompetition? FindCompetition(Sql sql, NewAward award) =>
        // On the society's boards points would tell at once what a competition tells only at its close.
        sql.QueryFirstOrDefault<AwardCompetition>("""
            SELECT k.id, k.counts_for_society AND NOT k.holds_verdicts AS counts_for_society, k.results_at IS NOT NULL AS has_results
            FROM competitions k
            WHERE k.id = coalesce(@CompetitionId, (SELECT h.competition_id FROM challenges h WHERE h.id = @ChallengeId))
            """, new { award.CompetitionId, award.ChallengeId });

    /// <summary>Adds a row, without the society's totals. This is the only statement that writes the ledger.</summary>
    private static void AddRow(Sql sql, NewAward award, AwardCompetition? competition)
    {
        var moment = award.AwardPeriods;
        var countsForSociety = competition?.CountsForSociety ?? true;
        sql.Execute("""
            INSERT INTO awards (member_id, challenge_id, part_id, kind, corrects, points, reason, actor_id, at, made_at,
                week, term, school_year, key_stage, competition_id, counts_for_society)
            VALUES (@MemberId, @ChallengeId, @PartId, @Kind, coalesce(@Corrects, ''), @Points, @Reason, @ActorId, @At, @MadeAt,
                @Week, @Term, @SchoolYear, @KeyStage, @competitionId, @countsForSociety)
            """, new
        {
            award.MemberId, award.ChallengeId, award.PartId, award.Kind, award.Corrects, award.Points, award.Reason, award.ActorId,
            award.MadeAt, competitionId = competition?.Id, countsForSociety,
            moment.At, moment.Week, moment.Term, moment.SchoolYear, moment.KeyStage,
        });
        if (competition is null) return;
        Enrolments.AddPoints(sql, competition.Id, award.MemberId, award.Points, moment.At);
        if (competition.HasResults) CompetitionResults.NoteCorrection(sql, competition.Id, award.MadeAt);
    }

    internal sealed record AwardCompetition(long Id, bool CountsForSociety, bool HasResults);
}
