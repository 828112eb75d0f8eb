// Matrices and column vectors, in TeX and as brackets in brackets.
namespace MathsSoc.Marking;

internal sealed partial class Parser
{
    // \begin{pmatrix}1&2\\3&4\end{pmatrix}: the lexer has a comma for & and a second one for the end of a row.
    private Node? ParseMatrix()
    {
        var open = Here;
        var rows = new List<Node[]>();
        var row = new List<Node>();
        do
        {
            _at++;
            if (Kind == TokenKind.MatrixEnd && rows.Count > 0 && row.Count == 0) break; // the last row may be ended too
            if (ParseSum() is not { } entry) return null;
            if (!IsScalar(entry)) return Fail("A matrix is made of numbers and expressions.", open.Start);
            row.Add(entry);
            if (Kind == TokenKind.Comma && Here.Text == "&") continue;
            rows.Add([.. row]);
            row.Clear();
            if (rows.Count > Limits.Values) return Fail($"This is too large: at most {Limits.Values} values can be marked.");
        }
        while (Kind == TokenKind.Comma);
        if (Kind != TokenKind.MatrixEnd) return Fail("The end of this matrix is missing.", open.Start);
        _at++;
        return Rows(open, rows);
    }

    // Rows of one length; a single row or column is a vector.
    private Node? Rows(Token open, List<Node[]> rows)
    {
        var columns = rows[0].Length;
        if (!rows.TrueForAll(r => r.Length == columns)) return Fail("The rows of a matrix are of one length.", open.Start);
        if (rows.Count * columns > Limits.Values) return Fail($"This is too large: at most {Limits.Values} values can be marked.");
        Node[] entries = [.. rows.SelectMany(static r => r)];
        if (entries.Length == 1) return entries[0];
        return rows.Count == 1 || columns == 1 ? new Bracketed('(', entries, ')') : new Matrix(entries, columns);
    }

    // t(3, 4), but not A(3, 4) and f(3, 4), which are a point with its letter and a function of two numbers.
    private bool CanScale(Node scalar, Node vector) =>
        IsVector(vector) && IsScalar(scalar)
        && !Trees.Any(scalar, static n => n is Name { Id: [>= 'A' and <= 'Z', ..] or [>= 'f' and <= 'h', ..] });

    private bool IsVector(Node node) => _vectors && node is Bracketed { Open: '(', Close: ')' } or Matrix;

    private bool CanAdd(Node left, Node right) =>
        IsScalar(left) && IsScalar(right)
        || IsVector(left) && IsVector(right) && left.GetType() == right.GetType()
            && Trees.Children(left).Length == Trees.Children(right).Length
            && (left as Matrix)?.Columns == (right as Matrix)?.Columns;

    // Multiples and sums of vectors are read by component: (1, 2) + t(3, 4) is (1 + 3t, 2 + 4t).
    private static Node Scaled(List<Node> factors)
    {
        var at = factors.FindIndex(static f => f is Bracketed or Matrix);
        if (at < 0 || factors.Count == 1) return Trees.Product(factors);
        List<Node> scalars = [.. factors.Where((_, i) => i != at)];
        return Trees.Map(factors[at], part => Trees.Product(
            part is Number && !scalars.Exists(static s => s is Number) ? [part, .. scalars] : [.. scalars, part]));
    }

    private static Node Added(List<Node> terms)
    {
        if (terms.Count == 1 || terms[0] is not (Bracketed or Matrix)) return Trees.Sum(terms);
        var place = 0;
        var sum = Trees.Map(terms[0], _ =>
        {
            var index = place++;
            return Trees.Sum([.. terms.Select(t => Trees.Children(t)[index])]);
        });
        return sum is Bracketed vector ? vector with { Added = true } : sum;
    }
}
