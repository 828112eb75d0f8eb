// Describes in words how one text or value differs from another.
using MathsSoc.Pages;

namespace MathsSoc.ChallengeFiles;

/// <summary>Each method adds a sentence if there is a difference; <c>what</c> begins it: "The title".</summary>
internal static class TextDiff
{
    private const int Longest = 80;

    /// <summary>Which lines differ: equal lines at the beginning and the end are left out.</summary>
    public static void Text(List<string> changes, string what, string old, string next)
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

    /// <summary>What one line or value becomes.</summary>
    public static void Compare(List<string> changes, string what, string? old, string? next)
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

    /// <summary>For a list, the values that go and come; for the same values in another order, only that.</summary>
    public static void Compare(List<string> changes, string what, IReadOnlyList<string> old, IReadOnlyList<string> next)
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

    /// <summary>The text on one line, cut to a length that a sentence can hold.</summary>
    public static string Cut(string text, int from = 0)
    {
        var line = text[from..].Replace('\n', ' ');
        return (from > 0 ? "…" : "") + (line.Length > Longest ? line[..Longest] + "…" : line);
    }
}
