// Names on the left of an answer: which of them mean the same, such as un and u_n, or y and f(x).
namespace MathsSoc.Marking;

internal static class Subjects
{
    /// <summary>True if both are spellings of one name, y and a function of it, or dy/dx and the function's derivative.</summary>
    public static bool AreSame(string one, string other)
    {
        var (a, b) = (Bare(one), Bare(other));
        return a == b || Family(a) is var family and > 0 && Family(b) == family && (a == "y" || b == "y" || family == 2);
    }

    private static string Bare(string name) =>
        string.Concat(name.Where(static c => !"_{}() ".Contains(c))).Replace("⁻¹", "^-1", StringComparison.Ordinal);

    // 1: y, fx, gx, f^-1(x); 2: dy/dx, y', f'x; 0: anything else.
    private static int Family(string bare) => bare switch
    {
        "y" => 1,
        "y'" or "dy/dx" => 2,
        [var f, '\'', ..] when IsFunction(f) => 2,
        [var f, '^', '-', '1', ..] when IsFunction(f) => 1,
        [var f, var x] when IsFunction(f) && char.IsAsciiLetterLower(x) => 1,
        _ => 0,
    };

    private static bool IsFunction(char letter) => letter is 'f' or 'g' or 'h' or 'F' or 'G' or 'H';
}
