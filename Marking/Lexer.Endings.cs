// What pupils write behind a general solution and that is no part of it: ", n ∈ ℤ" and "(n is an integer)".
namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    private static readonly string[] Integers = ["\\mathbb{Z}", "\\mathbb Z", "\\Z", "ℤ", "Z", "an integer", "any integer", "integer"];

    private static readonly string[] Belongs = ["∈", "\\in", "in", "is", ""], Conditions = ["where", "for", "with"];

    // From the end: the set, "in" or "is", one letter, and a comma, a bracket or a word in front of it.
    private void DropIntegers()
    {
        var end = _stop;
        var bracket = end > 0 && _text[end - 1] == ')';
        if (bracket) end = Trimmed(end - 1);
        foreach (var set in Integers)
        {
            if (!_text.AsSpan(0, end).EndsWith(set)) continue;
            var before = Trimmed(end - set.Length);
            foreach (var belongs in Belongs)
            {
                if (!_text.AsSpan(0, before).EndsWith(belongs) || belongs.Length == 0 && set[^1] != 'r') continue;
                var letter = Trimmed(before - belongs.Length) - 1;
                if (letter < 1 || _text[letter] is not ('n' or 'k' or 'm')) continue;
                var stop = Trimmed(letter);
                foreach (var word in Conditions)
                    if (_text.AsSpan(0, stop).EndsWith(word)) (stop, before) = (Trimmed(stop - word.Length), -1);
                var opened = stop > 0 && _text[stop - 1] == '(';
                if (stop < 2 || bracket != opened || !opened && before >= 0 && _text[stop - 1] is not (',' or ';')) return;
                _stop = Trimmed(opened || _text[stop - 1] is ',' or ';' ? stop - 1 : stop);
                return;
            }
            return;
        }
    }

    // The end of what is left when the blanks before this place are cut off.
    private int Trimmed(int end)
    {
        while (end > 0 && char.IsWhiteSpace(_text[end - 1])) end--;
        return end;
    }
}
