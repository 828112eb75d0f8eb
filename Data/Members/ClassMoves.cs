// Class names that move up with their pupils in September: 9B becomes 10B, by one rule; what does not fit it stays as it is.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

/// <summary>Pupils of one class whose class name moves up.</summary>
public sealed record ClassMove(string From, string To, long Members);

/// <summary>Pupils of one class and one year group whose class name stays, because it does not begin with that year group.</summary>
/// <param name="YearGroup">The pupils' year group before that September.</param>
public sealed record ClassStay(string Class, int YearGroup, long Members);

/// <summary>What happens to the classes in one September.</summary>
public sealed record ClassMovePlan(IReadOnlyList<ClassMove> Moves, IReadOnlyList<ClassStay> Stays)
{
    /// <summary>How many pupils change class.</summary>
    public long Members => Moves.Sum(move => move.Members);
}

/// <summary>
/// Moves class names up. A name that begins with the year group of its pupils before that September begins with the next one afterwards.
/// Whoever is moved fits no more, so that nobody is moved twice.
/// </summary>
public static class ClassMoves
{
    /// <summary>The setting that holds the school year for which the move waits.</summary>
    private const string PlannedName = "september.classes";

    // Not those who repeat the year or leave: a decision that waits for that September counts too.
    private const string Pupils = """
        FROM members WHERE class <> '' AND start_year IS NOT NULL AND state IN ('active', 'waiting')
            AND NOT EXISTS (SELECT 1 FROM rollover_fates f WHERE f.member_id = members.id AND f.school_year = @schoolYear)
        """;

    /// <summary>The name after a September; null if it does not begin with the year group before that September.</summary>
    public static string? Next(string name, int yearGroupBefore)
    {
        var digits = 0;
        while (digits < name.Length && char.IsAsciiDigit(name[digits])) digits++;
        if (name[..digits] != yearGroupBefore.ToString(CultureInfo.InvariantCulture)) return null;
        var next = string.Create(CultureInfo.InvariantCulture, $"{yearGroupBefore + 1}{name[digits..]}");
        return next.Length <= ClassNames.MaxLength ? next : null;
    }

    /// <summary>What the rule does to the classes as they are now, in the September in which this school year begins.</summary>
    /// <param name="lastYear">The last year group of the school: beyond it no class name moves.</param>
    public static ClassMovePlan Plan(Sql sql, int schoolYear, int lastYear)
    {
        var (moves, stays) = (new List<ClassMove>(), new List<ClassStay>());
        foreach (var row in sql.Query<ClassRow>($"""
            SELECT class, start_year, count(*) AS members {Pupils}
            GROUP BY class, start_year ORDER BY CAST(class AS INTEGER), class, start_year DESC LIMIT 2000
            """, new { schoolYear }).AsList())
        {
            var before = SchoolTime.YearGroup(row.StartYear, schoolYear) - 1;
            if (NextOf(row.Class, row.StartYear, schoolYear, lastYear) is { } next) moves.Add(new ClassMove(row.Class, next, row.Members));
            // Whoever has the number of the new year group already needs nothing.
            else if (Next(row.Class, before + 1) is null || before >= lastYear) stays.Add(new ClassStay(row.Class, before, row.Members));
        }
        return new ClassMovePlan(moves, stays);
    }

    /// <summary>Moves the class names of these pupils up, as one change that can be undone; nothing where nobody fits.</summary>
    /// <param name="may">Whose class may be changed.</param>
    public static ChangeOutcome Apply(Sql sql, Actor actor, int schoolYear, int lastYear, Func<Member, bool> may, long now)
    {
        var ids = sql.Query<long>($"SELECT id {Pupils}", new { schoolYear }).AsList();
        return MemberChanges.Apply(sql, actor, ChangeAction.Class, ids, member =>
            member.StartYear is { } start && may(member) && NextOf(member.Class, start, schoolYear, lastYear) is { } next
                ? member with { Class = next } : member, now);
    }

    /// <summary>The school year for which the move waits; null: none.</summary>
    public static int? FindPlanned(Sql sql) =>
        Rules.Whole(Settings.FindValue(sql, PlannedName) ?? "", 2000, 2200);

    /// <summary>Has the move wait for a September that is still to come, or (false) takes that back.</summary>
    public static void SetPlanned(Sql sql, Actor actor, int schoolYear, bool isPlanned, long now)
    {
        if ((FindPlanned(sql) == schoolYear) == isPlanned) return;
        if (isPlanned) Settings.Set(sql, PlannedName, string.Create(CultureInfo.InvariantCulture, $"{schoolYear}"), now);
        else Settings.Remove(sql, PlannedName);
        var detail = string.Create(CultureInfo.InvariantCulture, $"{schoolYear}: {(isPlanned ? "they move up" : "taken back")}");
        Audit.Add(sql, actor, "change.classes", now, detail: detail);
    }

    /// <summary>Whether a move waits for this school year or an earlier one.</summary>
    public static bool IsDue(Sql sql, int schoolYear) => FindPlanned(sql) <= schoolYear;

    /// <summary>Carries out the move that waited for this September; one that waited for an earlier one is dropped.</summary>
    public static void CarryOut(Sql sql, int schoolYear, int lastYear, long now)
    {
        if (FindPlanned(sql) is not { } planned || planned > schoolYear) return;
        Settings.Remove(sql, PlannedName);
        if (planned == schoolYear) Apply(sql, Actor.Program, schoolYear, lastYear, static _ => true, now);
    }

    private static string? NextOf(string name, long startYear, int schoolYear, int lastYear)
    {
        var group = SchoolTime.YearGroup(startYear, schoolYear);
        return group > lastYear ? null : Next(name, group - 1);
    }

    internal sealed record ClassRow(string Class, long StartYear, long Members);
}
