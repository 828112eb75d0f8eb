// Describes in words what an import would change in a challenge.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.ChallengeFiles;

using static TextDiff;

internal static class BundleDiff
{
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
        Compare(changes, "The opening time", Time(old.ReleaseAt, "none, a draft"), Time(next.ReleaseAt, "none, a draft"));
        Compare(changes, "The closing time", Lock(old), Lock(next));
        Compare(changes, "The hours until the solution shows itself",
            Number(old.SolutionAfterHours, "none"), Number(next.SolutionAfterHours, "none"));
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
        challenge.LockAfterHours is { } hours ? $"{hours} hours after it opens" : Time(challenge.LockAt, "never");

    private static string Time(long? instant, string none) => instant is { } at ? SchoolTime.Time(at) : none;

    private static string Angle(BundlePart part) => part.Answer.Angle == AngleUnit.Degrees ? "degrees" : "radians";

    private static string Letter(BundlePart part) => part.Answer.Complex ? "the square root of −1" : "a letter";

    private static string Number(int? number, string none) => number?.ToString(CultureInfo.InvariantCulture) ?? none;

    private static string? Number(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);
}
