// Reads what stands in brackets: expressions, points, intervals, sets and rows of a matrix.
namespace MathsSoc.Marking;

internal sealed partial class Parser
{
    // ( ... ), [ ... ], [ ... ), { ... }
    private Node? ParseBrackets()
    {
        var open = Here;
        var isSet = open.Text == "{";
        _at++;
        var nested = Here is { Kind: TokenKind.Open, Text: "[" };
        var bars = _bars;
        _bars = 0;
        if (isSet && Kind == TokenKind.Letter && (Following is TokenKind.Colon or TokenKind.Bar || IsRealVariable()))
            return ParseBuilder(open);
        var items = new List<Node>();
        var (row, rows) = (0, new List<Node[]>()); // [1, 2; 3, 4]
        while (!IsClose())
        {
            if (items.Count > 0)
            {
                if (Kind != TokenKind.Comma) return Kind == TokenKind.End ? NeverClosed(open) : Unexpected();
                if (Here.Text == ";")
                {
                    rows.Add([.. items[row..]]);
                    row = items.Count;
                }
                _at++;
            }
            if (Kind == TokenKind.End) return NeverClosed(open);
            if (ParseAlternatives(commas: false) is not { } item) return null;
            items.Add(item);
            if (items.Count > Limits.Values) return Fail($"This is too large: at most {Limits.Values} values can be marked.");
        }
        _bars = bars;
        var close = Here;
        _at++;
        if (open.Text == "(" == (close.Text == ")") && !isSet && items.TrueForAll(IsScalar))
        {
            // [3; -2] and [[3], [-2]] for a vector
            if (_columns && open.Text == "[" && items.Count > 1 && (nested ? rows.Count == 0 : rows.Count == items.Count - 1))
                return Rows(open, items.ConvertAll(static i => new[] { i }));
            if (rows.Exists(static r => r.Length > 1)) return Rows(open, [.. rows, [.. items[row..]]]);
        }
        return Bracket(open, items, close);
    }

    private bool IsClose() => Kind is TokenKind.Close or TokenKind.BraceClose;

    private Node? NeverClosed(Token open)
    {
        var before = _tokens.FindIndex(t => t.Start == open.Start) - 1;
        var after = before >= 0 && _tokens[before].Kind is TokenKind.Function or TokenKind.Root ? $" after {_tokens[before].Text}" : "";
        return Fail($"A bracket is missing{after}: this {open.Text} is never closed.", open.Start);
    }

    private Node? Bracket(Token open, List<Node> items, Token close)
    {
        var isSet = open.Text == "{";
        if (isSet != (close.Text == "}")) return Fail($"This {open.Text} is closed by {close.Text}.", open.Start);
        if (isSet)
        {
            if (_tex && open.Kind == TokenKind.BraceOpen && items.Count == 1) return items[0]; // braces only group in TeX
            // {x < 1} is {x : x < 1}.
            if (items is [Relation condition] && Trees.Names(condition) is { Count: 1 } names
                && Array.TrueForAll(condition.Signs, static s => s is not (Comparison.Equal or Comparison.In)))
                return new Builder(new Name(names.Min!), condition);
            return items.TrueForAll(i => IsScalar(i) || i is Bracketed)
                ? new Braced([.. items])
                : Fail("A set is made of numbers.", open.Start);
        }
        var matching = open.Text == "(" == (close.Text == ")");
        if (items.Count == 0) return Fail("There is nothing between these brackets.", open.Start);
        if (items.Count == 1) return matching ? items[0] : Fail($"This {open.Text} is closed by {close.Text}.", open.Start);
        if (!matching && items.Count != 2) return Fail($"This {open.Text} is closed by {close.Text}.", open.Start);
        if (matching && items.TrueForAll(static i => i is Bracketed b && b.Open == '(' == (b.Close == ')')))
            return Rows(open, [.. items.Cast<Bracketed>().Select(static i => i.Items)]);
        return items.TrueForAll(IsScalar)
            ? new Bracketed(open.Text[0], [.. items], close.Text[0])
            : Fail("Between these brackets I expect numbers.", open.Start);
    }

    // The x ∈ ℝ of {x ∈ ℝ : x > 2}.
    private bool IsRealVariable() => _at + 3 < _tokens.Count && _tokens[_at + 1] is { Kind: TokenKind.Relation, Text: "∈" }
        && _tokens[_at + 2] is { Kind: TokenKind.Letter, Text: "R" } && _tokens[_at + 3].Kind is TokenKind.Colon or TokenKind.Bar;

    private Node? ParseBuilder(Token open)
    {
        var variable = new Name(Here.Text);
        _at += IsRealVariable() ? 4 : 2;
        if (ParseAlternatives(commas: true) is not { } condition) return null;
        if (!IsClose() || Here.Text != "}") return Kind == TokenKind.End ? NeverClosed(open) : Unexpected();
        _at++;
        return new Builder(variable, condition);
    }
}
