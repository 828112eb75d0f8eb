// What a head teacher asks about a term: how many of the society's pupils took part, how much they answered, how much they solved.
using Dapper;

namespace MathsSoc.Data;

/// <summary>One year group in a term, or with the title one challenge.</summary>
/// <param name="Active">Pupils who answered something.</param>
/// <param name="Answers">Answers that counted, right or not.</param>
/// <param name="Tried">Challenges tried, each counted once for each pupil.</param>
/// <param name="Solved">Those of them that are complete.</param>
public sealed record TermLine(long Active, long Answers, long Tried, long Solved)
{
    /// <summary>Set in lines about a year group; null there for members without one.</summary>
    public long? StartYear { get; init; }

    /// <summary>Set in lines about a challenge; otherwise 0.</summary>
    public long ChallengeId { get; init; }

    /// <summary>Set in lines about a challenge; otherwise empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The title of the competition that the challenge belongs to; null for one of the society's own.</summary>
    public string? Competition { get; init; }

    /// <summary>From 0 to 100, to the nearest; 0 and 100 are said of none and of all alone.</summary>
    public int Percent => Solved == 0 ? 0 : Solved == Tried ? 100
        : (int)Math.Clamp((Solved * 200 + Tried) / (Tried * 2), 1, 99);
}

/// <summary>The pupils of a year group who could take part.</summary>
public sealed record YearSize(long? StartYear, long Pupils);

/// <summary>A term in numbers.</summary>
/// <param name="All">The sum over all pupils.</param>
/// <param name="Pupils">Active accounts of pupils, without those of guest schools.</param>
public sealed record TermReport(
    TermLine All, long Pupils, IReadOnlyList<TermLine> Years, IReadOnlyList<TermLine> Challenges, IReadOnlyList<YearSize> Sizes)
{
    private const int MaxChallenges = 60, MaxYears = 20;

    // Each pupil with each challenge that they answered between the two instants.
    private const string Tried = """
        WITH tried AS MATERIALIZED (SELECT a.member_id, p.challenge_id, count(*) AS answers
            FROM attempts a JOIN parts p ON p.id = a.part_id WHERE a.submitted_at >= @from AND a.submitted_at < @until GROUP BY 1, 2)
        """;

    private const string Sums = """
        count(DISTINCT t.member_id) AS active, coalesce(sum(t.answers), 0) AS answers, count(*) AS tried, count(c.member_id) AS solved
        """;

    private const string From = $"""
        FROM tried t JOIN members m ON m.id = t.member_id AND m.role = 'member' AND NOT {MemberRules.OfGuestSchool}
            LEFT JOIN completions c ON c.member_id = t.member_id AND c.challenge_id = t.challenge_id
        """;

    /// <summary>
    /// The numbers of what was answered between two instants. It reads every answer, so it is for a page that few people open.
    /// </summary>
    public static TermReport Find(Sql sql, long from, long until)
    {
        var all = sql.QuerySingle<TermLine>($"{Tried} SELECT {Sums} {From}", new { from, until });
        var years = sql.Query<TermLine>($"""
            {Tried} SELECT {Sums}, m.start_year {From} GROUP BY m.start_year ORDER BY m.start_year DESC LIMIT {MaxYears}
            """, new { from, until }).AsList();
        var challenges = sql.Query<TermLine>($"""
            {Tried} SELECT {Sums}, h.id AS challenge_id, h.title, k.title AS competition {From}
                JOIN challenges h ON h.id = t.challenge_id LEFT JOIN competitions k ON k.id = h.competition_id
            GROUP BY h.id ORDER BY h.released_at DESC, h.id DESC LIMIT {MaxChallenges}
            """, new { from, until }).AsList();
        var sizes = sql.Query<YearSize>($"""
            SELECT m.start_year, count(*) AS pupils FROM members m WHERE {MemberRules.ActivePupil} AND NOT {MemberRules.OfGuestSchool}
            GROUP BY m.start_year
            """).AsList();
        return new TermReport(all, sizes.Sum(static size => size.Pupils), years, challenges, sizes);
    }
}
