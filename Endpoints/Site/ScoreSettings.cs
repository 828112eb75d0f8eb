// The settings for points and boards: the fields of one section of the settings page, read and filled.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Fills and reads the section.</summary>
internal static class ScoreSettings
{
    public const int MaxTerms = 4000;
    private const int MaxInstant = 19;
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm"];

    /// <summary>Fills the form with the rules as they are.</summary>
    public static void Fill(FormView form, ScoreRules rules)
    {
        form["attempts"] = Number(rules.Attempts);
        form["points"] = Number(rules.Points);
        form["first"] = Number(rules.FirstBonus);
        form["day"] = Number(rules.FirstDayBonus);
        form["grace"] = Number(rules.GraceSeconds);
        form["frozen"] = Write(rules.FrozenAt);
        form["public"] = rules.BoardsArePublic ? "1" : "";
        form["terms"] = Terms.Write(rules.TermDates).Replace("; ", "\n", StringComparison.Ordinal);
    }

    /// <summary>The rules that the form asks for; where it is wrong something stands in, and is never saved.</summary>
    public static ScoreRules Read(FormReader form, ScoreRules now)
    {
        int Read(string field, string label, Bounds bounds) => form.Number(field, label, bounds.Least, bounds.Most) ?? bounds.Least;

        var attempts = Read("attempts", "Answers that count, for each part", ScoreRules.AttemptsBounds);
        var points = Read("points", "Points of a new challenge", ScoreRules.PointsBounds);
        var first = Read("first", "More for the first to solve it", ScoreRules.PointsBounds);
        var day = Read("day", "More for everybody who solves it by the end of its first school day", ScoreRules.PointsBounds);
        var grace = Read("grace", "Seconds after the lock in which an answer still counts that was begun before it", ScoreRules.GraceBounds);
        var frozen = form.Line("frozen", "Boards are frozen from", MaxInstant, isOptional: true);
        // As it was shown it means what it was, to the second.
        long? frozenAt = frozen == Write(now.FrozenAt) ? now.FrozenAt : null;
        if (frozenAt is null && frozen.Length > 0)
        {
            if (DateTime.TryParseExact(frozen, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is >= 2000 and < 2100) frozenAt = SchoolTime.Instant(local);
            else form.Fail("frozen", "Boards are frozen from: a day and a time such as 2026-12-10 15:30, please, or nothing.");
        }
        var isPublic = form.Ticked("public");
        var terms = Terms.Parse(form.Text("terms", "Terms", MaxTerms, isOptional: true));
        if (terms is null)
            form.Fail("terms", "Terms: one line for each stretch of school days, the earliest first, none across 1 September: a name, then the first and the last day, as in Autumn 2026-09-03..2026-10-23.");
        return new ScoreRules(attempts, points, first, day, grace, frozenAt, isPublic, terms ?? now.TermDates);
    }

    private static string Write(long? instant) => instant is { } at ? SchoolTime.Local(at).ToString(Instants[0], CultureInfo.InvariantCulture) : "";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
