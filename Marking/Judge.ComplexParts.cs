// Complex numbers to so many places or figures: each part is rounded.
namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    // 0.50 + 1.32i; a part that is not written is nought.
    private (Verdict, string) DecideRoundedParts((Node? Real, Node Imaginary) model, (Node? Real, Node Imaginary) answer)
    {
        if (answer.Real is null)
            return model.Real is null || IsZero(model.Real) ? DecideRounded(model.Imaginary, answer.Imaginary) : Wrong;
        return InOrder(2, i =>
            i == 0 ? DecideRounded(model.Real ?? Number.Of(0), answer.Real) : DecideRounded(model.Imaginary, answer.Imaginary));
    }

    // What stands alone and what stands before i; null where there is no i, or where it stands elsewhere.
    private static (Node? Real, Node Imaginary)? ComplexParts(Node node)
    {
        List<Node> real = [], imaginary = [];
        foreach (var term in node is Sum sum ? sum.Terms : [node])
        {
            if (!Trees.Any(term, IsUnit)) real.Add(term);
            else if (BeforeUnit(term) is { } factor) imaginary.Add(factor);
            else return null;
        }
        return imaginary is [var only] ? (real.Count == 0 ? null : Trees.Sum(real), only) : null;
    }

    private static Node? BeforeUnit(Node term) => term switch
    {
        _ when IsUnit(term) => Number.Of(1),
        Negative n => BeforeUnit(n.Inner) is { } inner ? new Negative(inner) : null,
        Quotient q when !Trees.Any(q.Bottom, IsUnit) => BeforeUnit(q.Top) is { } top ? new Quotient(top, q.Bottom) : null,
        Product p when Array.FindIndex(p.Factors, IsUnit) is var at and >= 0
            && p.Factors.Where((_, i) => i != at).ToArray() is var rest && !Array.Exists(rest, static f => Trees.Any(f, IsUnit)) =>
            rest is [var only] ? only : Trees.Product([.. rest]),
        _ => null,
    };

    private static bool IsUnit(Node node) => node is Symbol { Constant: Constant.I };
}
