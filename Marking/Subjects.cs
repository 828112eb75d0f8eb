// Names on the left of an answer: which of them mean the same, such as un and u_n, or y and f(x).
namespace MathsSoc.Marking;

internal static class Subjects
{
    /// <summary>True if both are spellings of one name, y and a function of it, or dy/dx and the function's derivative.</summary>
    public static bool AreSame(string one, string other)
    {
        var (a, b) = (Bare(one), Bare(other));
        if (a == b || IsCallOf(one, b) || IsCallOf(other, a)) return true;
        if (IsTerm(one) && IsTerm(other)) return true;
        return Family(a) is var family and > 0 && Family(b) == family && (a == "y" || b == "y" || family > 1);
    }

    // u_n, T_n, T(n) and a_n all name the nth term; S_n is a sum.
    private static bool IsTerm(string name) =>
        name is ['u' or 'U' or 't' or 'T' or 'a', '_', 'n'] or ['u' or 'U' or 't' or 'T' or 'a', '(', 'n', ')']
            or "un" or "Un" or "tn" or "Tn" or "an";

    // v(t) and v
    private static bool IsCallOf(string call, string name) =>
        name.Length == 1 && call.Length > 3 && call[0] == name[0] && call[1] == '(' && name[0] is not ('x' or 'z');

    /// <summary>
    /// The call that a model such as v(t) = 3t is solved for, and where its value begins; 0 if the model has no such left side.
    /// </summary>
    public static (string Name, int End) CallIn(string model)
    {
        if (model is not [var head and not ('x' or 'y' or 'z'), '(', var argument, ')', ..] || head == argument) return default;
        if (!char.IsAsciiLetter(head) || !char.IsAsciiLetterOrDigit(argument) || head is 'e' or 'i') return default;
        var at = 4;
        while (at < model.Length && model[at] == ' ') at++;
        var value = at + 1 < model.Length && model[at] == '=' ? model[(at + 1)..] : "";
        return value.Length == 0 || value.Contains(head) || value.Contains('=') ? default : (model[..4], at + 1);
    }

    private static string Bare(string name) =>
        string.Concat(name.Where(static c => !"_{}() ".Contains(c))).Replace("⁻¹", "^-1", StringComparison.Ordinal);

    // 1: y, fx, gx, f^-1(x); 2: dy/dx, y', f'x; 3: the second derivative; 0: anything else.
    private static int Family(string bare) => bare switch
    {
        "y" => 1,
        "y'" or "dy/dx" => 2,
        "y''" or "d^2y/dx^2" => 3,
        [var f, '\'', '\'', ..] when IsFunction(f) => 3,
        [var f, '\'', ..] when IsFunction(f) => 2,
        [var f, '^', '-', '1', ..] when IsFunction(f) => 1,
        [var f, var x] when IsFunction(f) && char.IsAsciiLetterLower(x) => 1,
        _ => 0,
    };

    private static bool IsFunction(char letter) => letter is 'f' or 'g' or 'h' or 'F' or 'G' or 'H';
}
