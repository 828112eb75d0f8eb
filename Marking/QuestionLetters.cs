// The letters of a question: what its formulas name, so that an answer's letters are not taken for units.
namespace MathsSoc.Marking;

/// <summary>Finds the names in a part's label and statement, which nobody then needs to declare.</summary>
public static class QuestionLetters
{
    private const int MaxLetters = 60, LongestWord = 8;

    /// <summary>
    /// The letters and Greek names in the formulas of the texts, between $ or $$, each once: at most 60. Functions, text and units set
    /// upright are none.
    /// </summary>
    public static IReadOnlyList<string> In(params ReadOnlySpan<string> texts)
    {
        var letters = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
            foreach (var formula in AuthorCheck.Formulas(text)) Collect(formula, letters);
        return [.. letters];
    }

    private static void Collect(string formula, SortedSet<string> letters)
    {
        for (var at = 0; at < formula.Length && letters.Count < MaxLetters;)
        {
            if (formula[at] == '\\') at = Command(formula, at + 1, letters);
            else if (char.IsAsciiLetter(formula[at])) at += Word(formula.AsSpan(at), letters);
            else
            {
                if (Lexicon.GreekName(formula[at]) is { } greek) letters.Add(greek);
                at++;
            }
        }
    }

    // Past the command, and past its braces if they hold text.
    private static int Command(string formula, int start, SortedSet<string> letters)
    {
        var end = start;
        while (end < formula.Length && char.IsAsciiLetter(formula[end])) end++;
        var name = formula[start..end];
        if (Lexicon.Greek.ContainsKey(name)) letters.Add(name);
        if (!Lexicon.TextCommands.Contains(name) || end >= formula.Length || formula[end] != '{') return Math.Max(end, start + 1);
        var close = formula.IndexOf('}', end);
        return close < 0 ? formula.Length : close + 1;
    }

    // The longest function name at the start, or one letter.
    private static int Word(ReadOnlySpan<char> text, SortedSet<string> letters)
    {
        for (var length = Math.Min(LongestWord, text.Length); length > 1; length--)
            if (text[..length].ToString() is var word && (Lexicon.Functions.ContainsKey(word) || word is "sqrt" or "pi")) return length;
        letters.Add(text[..1].ToString());
        return 1;
    }
}
