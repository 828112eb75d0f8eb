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
}
