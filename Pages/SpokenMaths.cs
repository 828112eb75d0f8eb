// A formula in words, for the names that screen readers hear, where there is room for words only.
using System.Text;
using MathsSoc.Marking;

namespace MathsSoc.Pages;

/// <summary>Reads TeX aloud: the marking engine's own words where it can read the formula, and otherwise sign by sign.</summary>
public static class SpokenMaths
{
    private const int MaxDepth = 20;

    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["times"] = "times", ["cdot"] = "times", ["div"] = "divided by", ["pm"] = "plus or minus", ["mp"] = "minus or plus",
        ["le"] = "is at most", ["leq"] = "is at most", ["leqslant"] = "is at most",
        ["ge"] = "is at least", ["geq"] = "is at least", ["geqslant"] = "is at least",
        ["ne"] = "is not equal to", ["neq"] = "is not equal to", ["approx"] = "is about", ["equiv"] = "is identical to",
        ["lt"] = "is less than", ["gt"] = "is greater than", ["to"] = "to", ["mapsto"] = "maps to", ["infty"] = "infinity",
        ["in"] = "in", ["notin"] = "not in", ["cup"] = "union", ["cap"] = "intersection", ["subset"] = "is a subset of",
        ["dots"] = "and so on", ["ldots"] = "and so on", ["cdots"] = "and so on", ["circ"] = "degrees", ["prime"] = "prime",
        ["parallel"] = "is parallel to", ["perp"] = "is perpendicular to", ["mid"] = "divides", ["int"] = "the integral of",
        ["{"] = "{", ["}"] = "}", ["%"] = "percent", ["$"] = "dollars", ["lfloor"] = "floor of", ["rfloor"] = "end of floor",
        ["+"] = "plus", ["-"] = "minus", ["\u2212"] = "minus", ["="] = "equals", ["<"] = "is less than", [">"] = "is greater than",
        ["/"] = "over", ["*"] = "times", ["'"] = "prime", ["!"] = "factorial", ["("] = "open bracket", [")"] = "close bracket",
        ["["] = "open square bracket", ["]"] = "close square bracket", ["|"] = "bar",
    };

    // What only sets the type, and says nothing.
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal)
    {
        "left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "displaystyle", "textstyle", "limits", ",", ";", ":", "!", " ",
        "quad", "qquad", "text", "textrm", "textbf", "mathrm", "mathbf", "mathit", "mathsf", "mathbb", "mathcal", "operatorname", "rm",
    };

    /// <summary>The words for a formula, without its dollars. Never empty for a formula that shows something.</summary>
    public static string Of(string tex)
    {
        var spec = new AnswerSpec(tex) { Names = QuestionLetters.In($"${tex}$") };
        return !MayBeFunction(tex) && new PreparedModel(spec).ModelReading is { Words.Length: > 0 } reading ? reading.Words : Spell(tex);
    }

    // f(x) is "f of x" in a question, and a product for the engine.
    private static bool MayBeFunction(string tex)
    {
        for (var i = 1; i < tex.Length; i++)
            if (tex[i] == '(' && char.IsAsciiLetter(tex[i - 1])) return true;
        return false;
    }

    /// <summary>Every sign in its order: less well said than by the engine, and nothing is left out.</summary>
    internal static string Spell(string tex)
    {
        var words = new StringBuilder();
        var at = 0;
        while (at < tex.Length) Add(words, Next(tex, ref at, 0));
        return words.ToString();
    }

    private static void Add(StringBuilder words, string more)
    {
        if (more.Length == 0) return;
        if (words.Length > 0 && more is not ("," or "." or ";" or ":")) words.Append(' ');
        words.Append(more);
    }

    // The words for what begins at this place: one sign, a number, a command with its arguments, or a group.
    private static string Next(string tex, ref int at, int depth)
    {
        var sign = tex[at];
        if (char.IsWhiteSpace(sign) || sign is '&' or '~' or '}')
        {
            at++;
            return "";
        }
        if (depth > MaxDepth) return tex[at++].ToString();
        switch (sign)
        {
            case '\\': return Command(tex, ref at, depth);
            case '{':
                at++;
                return Group(tex, ref at, '}', depth + 1);
            case '^':
                at++;
                return Argument(tex, ref at, depth) switch
                {
                    "2" => "squared", "3" => "cubed", "" => "", "degrees" => "degrees", "prime" => "prime",
                    var power => $"to the power {power}",
                };
            case '_':
                at++;
                return $"sub {Argument(tex, ref at, depth)}";
        }
        if (char.IsAsciiDigit(sign))
        {
            var start = at;
            while (at < tex.Length && (char.IsAsciiDigit(tex[at]) || tex[at] == '.' && IsDigitAt(tex, at + 1))) at++;
            return tex[start..at];
        }
        at++;
        if (char.IsHighSurrogate(sign) && at < tex.Length) return tex[(at - 1)..++at];
        return Signs.GetValueOrDefault(sign.ToString(), sign.ToString());
    }

    private static bool IsDigitAt(string tex, int at) => at < tex.Length && char.IsAsciiDigit(tex[at]);

    private static string Command(string tex, ref int at, int depth)
    {
        var start = ++at;
        while (at < tex.Length && char.IsAsciiLetter(tex[at])) at++;
        if (at == start && at < tex.Length) at++;
        var name = tex[start..at];
        switch (name)
        {
            case "frac" or "dfrac" or "tfrac":
                var (top, bottom) = (Argument(tex, ref at, depth), Argument(tex, ref at, depth));
                var isLong = top.Contains(' ') || bottom.Contains(' ');
                return isLong ? $"the fraction {top} over {bottom}, end of fraction" : $"{top} over {bottom}";
            case "binom" or "dbinom":
                return $"{Argument(tex, ref at, depth)} choose {Argument(tex, ref at, depth)}";
            case "sqrt":
                var index = "";
                if (at < tex.Length && tex[at] == '[')
                {
                    at++;
                    index = Group(tex, ref at, ']', depth + 1);
                }
                var root = index switch { "" or "2" => "square root", "3" => "cube root", _ => $"{index}th root" };
                var inner = Argument(tex, ref at, depth);
                return inner.Contains(' ') ? $"the {root} of {inner}, end of root" : $"the {root} of {inner}";
            case "overline" or "bar":
                return $"{Argument(tex, ref at, depth)} bar";
            case "vec" or "overrightarrow":
                return $"vector {Argument(tex, ref at, depth)}";
        }
        return Silent.Contains(name) ? "" : Signs.GetValueOrDefault(name, name);
    }

    private static string Argument(string tex, ref int at, int depth)
    {
        while (at < tex.Length && char.IsWhiteSpace(tex[at])) at++;
        if (at >= tex.Length) return "";
        // \frac12 has two arguments of one digit each.
        return char.IsAsciiDigit(tex[at]) ? tex[at++].ToString() : Next(tex, ref at, depth + 1);
    }

    private static string Group(string tex, ref int at, char end, int depth)
    {
        var words = new StringBuilder();
        while (at < tex.Length && tex[at] != end) Add(words, Next(tex, ref at, depth));
        if (at < tex.Length) at++;
        return words.ToString();
    }
}
