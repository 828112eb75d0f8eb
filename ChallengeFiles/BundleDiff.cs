// Describes in words what an import would change in a challenge.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.ChallengeFiles;

internal static class BundleDiff
{
    private const int Longest = 80;

    public static IReadOnlyList<string> Of(BundleChallenge? old, BundleChallenge next)
    {
        var changes = new List<string>();
        if (old is null)
        {
            var opening = next.ReleaseAt is { } at ? $", opening {SchoolTime.Time(at)}" : ", as a draft";
            changes.Add($"A new challenge, “{next.Title}”, with {English.Count(next.Parts.Count, "part")}{opening}.");
            return changes;
        }
        Compare(changes, "The title", old.Title, next.Title);
        Compare(changes, "The key stage", old.KeyStage ?? "all", next.KeyStage ?? "all");
        Compare(changes, "The points", Number(old.Points, "the usual"), Number(next.Points, "the usual"));
        Compare(changes, "What the points are for", PointsFor(old), PointsFor(next));
        Compare(changes, "The bonus for the first", Number(old.FirstBonus, "the usual"), Number(next.FirstBonus, "the usual"));
        Compare(changes, "The release", Time(old.ReleaseAt, "none, a draft"), Time(next.ReleaseAt, "none, a draft"));
        Compare(changes, "The lock", Lock(old), Lock(next));
        Compare(changes, "The source", old.Source, next.Source);
        Parts(changes, old.Parts, next.Parts);
        Text(changes, "The statement", old.Statement, next.Statement);
        Text(changes, "The solution", old.Solution, next.Solution);
        return changes;
    }

    private static string PointsFor(BundleChallenge challenge) => challenge.IsByPart ? "each part" : "all parts together";

    private static void Parts(List<string> changes, IReadOnlyList<BundlePart> old, IReadOnlyList<BundlePart> next)
    {
        var (before, after) = (new List<string>(), new List<string>());
        foreach (var part in old)
        {
            if (Find(next, part.Id) is { } kept)
            {
                Part(changes, part, kept);
                before.Add(part.Id);
            }
            else changes.Add($"Part {part.Id} goes. What was answered to it stays in the record.");
        }
        foreach (var part in next)
        {
            if (Find(old, part.Id) is not null) after.Add(part.Id);
            else changes.Add($"Part {part.Id} is new: its answer is “{Cut(part.Answer.Model)}”, kind {part.Answer.Kind.Name()}.");
        }
        Compare(changes, "The order of the parts", string.Join(", ", before), string.Join(", ", after));
    }

    private static void Part(List<string> changes, BundlePart old, BundlePart next)
    {
        var of = $"Part {old.Id}: the";
        Compare(changes, $"{of} label", old.Label, next.Label);
        Compare(changes, $"{of} answer", old.Answer.Model, next.Answer.Model);
        Compare(changes, $"{of} kind", old.Answer.Kind.Name(), next.Answer.Kind.Name());
        Compare(changes, $"{of} unit of angles", Angle(old), Angle(next));
        Compare(changes, $"{of} tolerance", Number(old.Answer.Tolerance), Number(next.Answer.Tolerance));
        Compare(changes, $"{of} number of decimal places", Number(old.Answer.Places, ""), Number(next.Answer.Places, ""));
        Compare(changes, $"{of} number of significant figures", Number(old.Answer.Figures, ""), Number(next.Answer.Figures, ""));
        Compare(changes, $"{of} letter i", Letter(old), Letter(next));
        Compare(changes, $"{of} declared letters", old.Answer.Names, next.Answer.Names);
        Compare(changes, $"{of} choices", old.Choices, next.Choices);
        Compare(changes, $"{of} other accepted wordings", old.Answer.AlsoAccepted, next.Answer.AlsoAccepted);
        Compare(changes, $"{of} examples to accept", old.Accepted, next.Accepted);
        Compare(changes, $"{of} examples to reject", old.Rejected, next.Rejected);
        Compare(changes, $"{of} hints", Hints(old), Hints(next));
    }

    // Which lines differ: equal lines at the beginning and the end are left out.
    private static void Text(List<string> changes, string what, string old, string next)
    {
        var (before, after) = (Bundle.Tidy(old), Bundle.Tidy(next));
        if (before == after) return;
        if (before.Length == 0 || after.Length == 0)
        {
            changes.Add(before.Length == 0 ? $"{what} is new." : $"{what} goes.");
            return;
        }
        var (was, now) = (before.Split('\n'), after.Split('\n'));
        var shorter = Math.Min(was.Length, now.Length);
        int same = 0, tail = 0;
        while (same < shorter && was[same] == now[same]) same++;
        while (tail < shorter - same && was[^(tail + 1)] == now[^(tail + 1)]) tail++;
        int goes = was.Length - same - tail, comes = now.Length - same - tail;
        var from = same + 1;
        changes.Add(goes == 0 ? $"{what}: {English.Count(comes, "line")} added after line {same}."
            : comes == 0 ? $"{what}: {Lines(from, goes)} {(goes == 1 ? "goes" : "go")}."
            : $"{what}: {Lines(from, goes)} {(goes == 1 ? "becomes" : "become")} {English.Count(comes, "line")}, "
                + $"beginning “{Cut(now[same])}”.");
    }

    private static string Lines(int from, int count) => count == 1 ? $"line {from}" : $"lines {from} to {from + count - 1}";

    // For a list, the values that go and come; for the same values in another order, only that.
    private static void Compare(List<string> changes, string what, IReadOnlyList<string> old, IReadOnlyList<string> next)
    {
        if (string.Join('\n', old) == string.Join('\n', next)) return;
        var (goes, comes) = (Missing(old, next), Missing(next, old));
        changes.Add(goes.Length + comes.Length == 0 ? $"{what} change their order."
            : comes.Length == 0 ? $"{what} lose {goes}."
            : goes.Length == 0 ? $"{what} gain {comes}."
            : $"{what} lose {goes} and gain {comes}.");
    }

    private static string Missing(IReadOnlyList<string> from, IReadOnlyList<string> other)
    {
        var missing = new List<string>();
        foreach (var value in from)
            if (!Has(other, value)) missing.Add($"“{Cut(value)}”");
        return string.Join(", ", missing);
    }

    private static bool Has(IReadOnlyList<string> values, string value)
    {
        foreach (var other in values)
            if (other == value) return true;
        return false;
    }

    private static void Compare(List<string> changes, string what, string? old, string? next)
    {
        old ??= "";
        next ??= "";
        if (old == next) return;
        var isMany = what.EndsWith("points", StringComparison.Ordinal);
        // Two long texts are shown from a little before the place where they differ.
        var same = old.AsSpan().CommonPrefixLength(next);
        var from = Math.Max(old.Length, next.Length) <= Longest || same < Longest / 2 ? 0 : same - Longest / 4;
        changes.Add(old.Length == 0 ? $"{what} is new: “{Cut(next)}”."
            : next.Length == 0 ? $"{what} “{Cut(old)}” {(isMany ? "go" : "goes")}."
            : $"{what} “{Cut(old, from)}” {(isMany ? "become" : "becomes")} “{Cut(next, from)}”.");
    }

    private static BundlePart? Find(IReadOnlyList<BundlePart> parts, string id)
    {
        foreach (var part in parts)
            if (part.Id == id) return part;
        return null;
    }

    private static List<string> Hints(BundlePart part)
    {
        var hints = new List<string>();
        foreach (var hint in part.Hints) hints.Add(hint.Answer + Bundle.Arrow + hint.Say);
        return hints;
    }

    private static string Lock(BundleChallenge challenge) =>
        challenge.LockAfterHours is { } hours ? $"{hours} hours after the release" : Time(challenge.LockAt, "never");

    private static string Time(long? instant, string none) => instant is { } at ? SchoolTime.Time(at) : none;

    private static string Angle(BundlePart part) => part.Answer.Angle == AngleUnit.Degrees ? "degrees" : "radians";

    private static string Letter(BundlePart part) => part.Answer.Complex ? "the square root of −1" : "a letter";

    private static string Number(int? number, string none) => number?.ToString(CultureInfo.InvariantCulture) ?? none;

    private static string? Number(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Cut(string text, int from = 0)
    {
        var line = text[from..].Replace('\n', ' ');
        return (from > 0 ? "…" : "") + (line.Length > Longest ? line[..Longest] + "…" : line);
    }
}
