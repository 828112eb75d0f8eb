// The exam and the hostile answers, read from the files beside this one.
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace MathsSoc.Tests.Unit.Marking;

/// <summary>A line of corpus.jsonl: a pair and the verdict a good teacher gives it.</summary>
internal sealed record Pair(
    string Model, string Answer, string Verdict, string Kind, string? Angle = null, string? Tolerance = null, int? Places = null,
    int? Figures = null, bool Complex = false, string Row = "", IReadOnlyList<string>? Names = null);

/// <summary>
/// An answer meant to do harm. A null verdict means anything but right; "any" means that only the cost matters.
/// </summary>
internal sealed record Hostile(string Name, string Model, string Answer, string? Verdict);

internal static class Samples
{
    public static readonly IReadOnlyList<Pair> Corpus = [.. Lines("corpus.jsonl").Select(line => new Pair(
        Text(line, "model")!, Text(line, "answer")!, Text(line, "verdict")!, Text(line, "kind") ?? "auto",
        Text(line, "angle"), Text(line, "tolerance"), Whole(line, "places"), Whole(line, "figures"),
        line.TryGetProperty("complex", out _), Text(line, "row")!, CorpusTests.Names(line)))];

    /// <summary>hostile.jsonl and the expressions that are costly to read or to decide.</summary>
    public static readonly IReadOnlyList<Hostile> Hostile = [.. Lines("hostile.jsonl").Select(Assemble), .. Costly()];

    private static Hostile Assemble(JsonElement line)
    {
        var answer = new StringBuilder(Text(line, "answer") ?? "");
        if (line.TryGetProperty("answer_units", out var units))
            foreach (var unit in units.EnumerateArray()) answer.Append((char)unit.GetInt32());
        answer.Append(Text(line, "answer_head"));
        Repeat("answer_repeat");
        answer.Append(Text(line, "answer_tail"));
        Repeat("answer_repeat_after");
        answer.Append(Text(line, "answer_end"));
        return new(Text(line, "name")!, Text(line, "model")!, answer.ToString(), Text(line, "verdict"));

        void Repeat(string name)
        {
            if (!line.TryGetProperty(name, out var repeat)) return;
            for (var i = repeat[1].GetInt32(); i > 0; i--) answer.Append(repeat[0].GetString());
        }
    }

    // Each is short enough to be allowed, or nearly, and looks for work that grows faster than the answer's length.
    private static IEnumerable<Hostile> Costly()
    {
        string letters = "abcdfghj", sum = string.Join('+', Enumerable.Range(1, 57).Select(i => $"|x-{i}|"));
        yield return Of("57 moduli", sum, sum.Replace("|x-1|", "|1-x|"));
        yield return Of("powers in moduli", "x", string.Join('*', Enumerable.Range(1, 29).Select(i => $"|x^{i}-{i}x+1|")));
        var pairs = letters.SelectMany(a => letters.Where(b => a < b).Select(b => (a, b))).ToList();
        yield return Of("moduli in eight letters", string.Join('+', pairs.Select(p => $"|{p.a}-{p.b}|")),
            string.Join('+', pairs.Select(p => $"|{p.b}-{p.a}|")));
        yield return Of("roots in eight letters", string.Join('+', pairs.Select(p => $"sqrt({p.a}-{p.b})")),
            "0+" + string.Join('+', pairs.Select(p => $"sqrt({p.a}-{p.b})")));
        yield return Of("inequalities in eight letters", string.Join(" and ", pairs.Select(p => $"{p.a}<{p.b}")),
            string.Join(" and ", pairs.Select(p => $"{p.b}<{p.a}")));
        yield return Of("large factorials", string.Join('+', letters.Select(a => $"(100{a})!")),
            "0+" + string.Join('+', letters.Select(a => $"(100{a})!")));
        yield return Of("inequalities of every degree", "x<2", string.Join(" and ", Enumerable.Range(3, 37).Select(i => $"x^3+x^{i}<2")));
        foreach (var times in new[] { 5, 20, 60, 200, 2000 })
        {
            yield return Of($"{times} nested sines", "x", Around("sin(", "x", ")", times));
            yield return Of($"{times} nested exponentials", "x", Around("e^(", "x", ")", times));
            yield return Of($"{times} nested roots", "x", Around("sqrt(", "x+1", ")", times));
            yield return Of($"{times} nested TeX roots of 2", "2", Around(@"\sqrt{1+", "2", "}", times));
            yield return Of($"{times} nested fractions", "x", Around(@"\frac{1}{1+", "x", "}", times));
            yield return Of($"{times} fractions nested above", "x", Around(@"\frac{", "x", "}{x+1}", times));
            yield return Of($"{times} nested squares", "x", Around("(", "x+1", ")^2", times));
            yield return Of($"{times} nested absolute values", "x", Around("abs(", "x-1", ")", times));
            yield return Of($"{times} bars", "x", Around("|", "x-1", "|", times));
            yield return Of($"{times} plus or minus", "x", string.Concat(Enumerable.Repeat(@"\pm1", times)));
            yield return Of($"{times} plus or minus, with letters", "x", "x" + string.Concat(Enumerable.Repeat(@"\pm x", times)));
            yield return Of($"{times} factorials", "6", "3" + new string('!', times));
            yield return Of($"{times} different surds", "x", string.Join('+', Enumerable.Range(2, times).Select(n => $"sqrt({n})")));
            yield return Of($"{times} surds multiplied", "x", string.Concat(Enumerable.Range(2, times).Select(n => $"(1+sqrt({n}))")));
            yield return Of(
                $"{times} different letters with subscripts", "x", string.Join('+', Enumerable.Range(1, times).Select(n => $"x_{{{n}}}")));
            yield return Of($"{times} brackets multiplied out", "x", string.Concat(Enumerable.Range(1, times).Select(n => $"(x+{n})")));
            yield return Of($"{times} different denominators", "x", string.Join('+', Enumerable.Range(1, times).Select(n => $"1/(x+{n})")));
            yield return Of($"{times} set elements", "{1,2}", "{" + string.Join(',', Enumerable.Range(1, times)) + "}");
            yield return Of(
                $"{times} expressions in a set", "{x,2}",
                "{" + string.Join(',', Enumerable.Range(1, times).Select(n => $"sqrt(x+{n})")) + "}");
            yield return Of(
                $"{times} roots of an equation", "x=1 or x=2", string.Join(" or ", Enumerable.Range(1, times).Select(n => $"x={n}")));
            yield return Of($"{times} equations", "x=1,y=2", string.Join(',', Enumerable.Range(1, times).Select(n => $"x_{{{n}}}={n}")));
            yield return Of(
                $"{times} intervals joined", "[0,1]",
                string.Join(@"\cup", Enumerable.Range(1, times).Select(n => $"[{2 * n},{2 * n + 1}]")));
            yield return Of(
                $"{times} logarithms in bases", "x", string.Join('+', Enumerable.Range(2, times).Select(n => $@"\log_{{{n}}}x")));
            yield return Of($"{times} percent signs", "5", "5" + new string('%', times));
            yield return Of($"{times} degree signs", "5", "5" + new string('°', times));
            yield return Of($"{times} primes", "5", "x" + new string('\'', times));
            yield return Of($"{times} powers of noughts", "0", "0" + string.Concat(Enumerable.Repeat("^0", times)));
            yield return Of($"{times} powers of a letter", "x", "x" + string.Concat(Enumerable.Repeat("^x", times)));
            yield return Of($"{times} powers of two", "4", "2" + string.Concat(Enumerable.Repeat("^2", times)));
            yield return Of($"{times} recurring digits", "1/3", "0." + string.Concat(Enumerable.Repeat("3\\dot{1}", times)));
            yield return Of($"{times} digits recurring", "1/3", @"0.\overline{" + new string('7', times) + "}");
        }
        foreach (var (name, answer) in new[]
        {
            ("a difference of huge powers", "(x+1)^{6000}-(1+x)^{6000}+1"), ("a power of a power", "((x^{999})^{999})^{999}"),
            ("a tower in an exponent", "x^{9^{9^9}}"), ("a huge integer power", "2^999999"), ("a huge power of ten", "10^999999"),
            ("standard form out of range", "1*10^999999999999"), ("a huge negative power", "10^{-999999}"),
            ("a big root", @"\sqrt[9999]{2}"), ("a big root of a big number", @"\sqrt[9999]{10^{9999}}"),
            ("a root of negative degree", @"\sqrt[-3]{8}"), ("a fractional root", @"\sqrt[1.5]{8}"),
            ("a root of big index of x", @"\sqrt[9999]{x}"), ("a huge factorial", "99999!"), ("a factorial of a letter", "x!"),
            ("a double factorial tower", "((5!)!)!"), ("a rational exponent with a big denominator", "2^(1/999999999)"),
            ("a decimal exponent", "2^0.123456789012345678901234567890"), ("a sine of a huge angle", "sin(10^300)"),
            ("a sine of a huger angle", "sin(10^99999)"), ("the tangent of nearly a pole", "tan(11/7)*tan(355/226)"),
            ("e to the e to the e to the e", "e^(e^(e^(e^e)))"), ("logs of logs", "ln(ln(ln(ln(ln(10^9999)))))"),
            ("an irrational that is nearly an integer", @"e^{\pi\sqrt{163}}"),
            ("a nearly zero difference of surds", "sqrt(1000001)+sqrt(1000025)+sqrt(1000031)-sqrt(1000084)-sqrt(1000087)"),
            ("a binomial in the thousands", @"\binom{5000}{2500}"), ("a sum sign", @"\sum_{k=1}^{99999999}k"),
            ("an integral", @"\int_0^1 x\,dx"), ("a limit", @"\lim_{x\to0}\frac{\sin x}{x}"),
            ("a matrix", @"\begin{pmatrix}1&2\\3&4\end{pmatrix}"), ("a macro", @"\def\a{\a\a}\a"), ("a verbatim", @"\verb|x|"),
            ("an input", @"\input{/etc/passwd}"), ("a comment", "5%4"), ("an alignment", "5&4"), ("a long word", new string('q', 3000)),
            ("a long identifier in text", @"\text{" + new string('q', 3000) + "}"),
            ("an operator name", @"\operatorname{" + new string('q', 300) + "}(x)"),
            ("x to a rational of a thousand digits", "x^{" + new string('7', 1000) + "/" + new string('9', 999) + "}"),
            ("many decimals of pi", "3." + string.Concat(Enumerable.Repeat("14159265", 300))),
            ("a huge modulus", "abs(" + new string('9', 500) + "x)^999"),
            ("roots that cancel", string.Join('+', Enumerable.Range(0, 60).Select(n => $"sqrt(x^2+{n})-sqrt({n}+x^2)"))),
            ("a decimal power of x", "x^{0.333333333333333333333333333333}"),
            ("many trigonometric factors", string.Concat(Enumerable.Range(1, 60).Select(n => $"sin({n}x)cos({n}x)"))),
        })
        {
            yield return Of(name, "1", answer);
            yield return Of($"{name}, for itself plus one", answer + "+1", answer);
        }

        // Beside e^x these are worked out in decimals, point by point.
        foreach (var exponent in new[] { "1000!", "100x", "1000!/999!", "\\binom{1000}{500}/\\binom{1000}{499}", "2^{13000}", "x^{x^x}" })
        {
            yield return Of($"x to the power {exponent}", "e^x", $"x^{{{exponent}}}");
            yield return Of($"x to the power {exponent}, for itself", $"e^x+x^{{{exponent}}}", $"x^{{{exponent}}}+e^x");
            yield return Of($"a root of x to the power {exponent}", "sqrt(x)", $"sqrt(x^{{{exponent}}})");
        }

        static Hostile Of(string name, string model, string answer) => new(name, model, answer, "any");
        static string Around(string open, string middle, string close, int times) =>
            new StringBuilder().Insert(0, open, times).Append(middle).Append(new StringBuilder().Insert(0, close, times)).ToString();
    }

    private static IEnumerable<JsonElement> Lines(string name, [CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, name))
            .Where(line => line.Length > 0)
            .Select(line => JsonDocument.Parse(line).RootElement);

    private static string? Text(JsonElement line, string name) =>
        !line.TryGetProperty(name, out var value) ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    private static int? Whole(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetInt32() : null;
}
