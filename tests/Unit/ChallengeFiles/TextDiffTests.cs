// How one text differs from another, in words: against a slower way to find it out, over many texts, and within bounds.
using MathsSoc.ChallengeFiles;

namespace MathsSoc.Tests.Unit.ChallengeFiles;

public sealed class TextDiffTests
{
    private static readonly string[] Lines = ["", "a", "b", "aa", "ab", "a b", " "];

    [Theory]
    [InlineData("a", "a\nb", "The text: 1 line added after line 1.")]
    [InlineData("b", "a\nb", "The text: 1 line added at the beginning.")]
    [InlineData("a\nb", "a\n\nb", "The text: 1 line added after line 1.")]
    [InlineData("a\nb\nc", "a\nc", "The text: line 2 goes.")]
    [InlineData("ab\nc", "b\nc", "The text: line 1 becomes 1 line, beginning “b”.")]
    [InlineData("a\nb\nc\nd", "a\nx\nd", "The text: lines 2 to 3 become 1 line, beginning “x”.")]
    public void It_names_the_lines(string old, string next, string sentence) => Assert.Equal(sentence, Compare(old, next));

    [Fact]
    public void It_finds_the_same_as_line_by_line()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var (old, next) = (Text(random), Text(random));
            Assert.Equal(LineByLine(old, next), Compare(old, next));
        }
    }

    [Fact]
    public void Half_a_character_is_never_shown()
    {
        var changes = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var same = new string('x', 60 + i) + string.Concat(Enumerable.Repeat("🔷", 40));
            TextDiff.Compare(changes, "The title", $"{same}1{same}", $"{same}2{same}");
        }
        Assert.All(changes, change => Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(
            System.Text.Encoding.UTF8.GetBytes(change))));
        Assert.Equal(4, changes.Count);
    }

    // What a history with fifty of the longest texts compares takes no copy of them.
    [Fact]
    public void The_longest_texts_are_compared_where_they_are()
    {
        var old = string.Join('\n', Enumerable.Repeat("a line of a text", 5800));
        var next = old.Replace("\n", "\n ", StringComparison.Ordinal);
        Compare(old, next);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("The text: lines 2 to 5800 become 5799 lines, beginning “ a line of a text”.", Compare(old, next));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 10_000);
    }

    private static string Text(Random random) => string.Join('\n', random.GetItems(Lines, random.Next(7)));

    private static string Compare(string old, string next)
    {
        var changes = new List<string>();
        TextDiff.Text(changes, "The text", old, next);
        return string.Join(' ', changes);
    }

    private static string LineByLine(string old, string next)
    {
        var (was, now) = (Tidy(old), Tidy(next));
        if (was.SequenceEqual(now)) return "";
        if (was.Count == 0 || now.Count == 0) return was.Count == 0 ? "The text is new." : "The text goes.";
        int same = 0, tail = 0, shorter = Math.Min(was.Count, now.Count);
        while (same < shorter && was[same] == now[same]) same++;
        while (tail < shorter - same && was[^(tail + 1)] == now[^(tail + 1)]) tail++;
        int goes = was.Count - same - tail, comes = now.Count - same - tail;
        var lines = goes == 1 ? $"line {same + 1}" : $"lines {same + 1} to {same + goes}";
        var coming = comes == 1 ? "1 line" : $"{comes} lines";
        return goes == 0 ? $"The text: {coming} added {(same == 0 ? "at the beginning" : $"after line {same}")}."
            : comes == 0 ? $"The text: {lines} {(goes == 1 ? "goes" : "go")}."
            : $"The text: {lines} {(goes == 1 ? "becomes" : "become")} {coming}, beginning “{now[same]}”.";
    }

    private static List<string> Tidy(string text)
    {
        var lines = text.Split('\n').ToList();
        while (lines.Count > 0 && lines[0].Trim().Length == 0) lines.RemoveAt(0);
        while (lines.Count > 0 && lines[^1].Trim().Length == 0) lines.RemoveAt(lines.Count - 1);
        return lines;
    }
}
