// Reads statements: alternatives, lists, comparisons, ratios and sets joined, down to the sums that they are made of.
namespace MathsSoc.Marking;

internal sealed partial class Parser
{
    // a or b or c
    private Node? ParseAlternatives(bool commas)
    {
        if (!Deeper()) return null;
        var items = new List<Node>();
        do
        {
            if (items.Count > 0) _at++;
            if ((commas ? ParseList() : ParseRelation()) is not { } item) return null;
            items.Add(item);
        }
        while (Kind == TokenKind.Or);
        _depth--;
        return TooMany(items) ? null : items.Count == 1 ? items[0] : new Either([.. items]);
    }

    // a, b, c or, with "and" throughout, a and b and c
    private Node? ParseList()
    {
        var items = new List<Node>();
        var (comma, andFrom) = (false, 0);
        do
        {
            if (items.Count > 0)
            {
                comma |= Kind == TokenKind.Comma;
                if (Kind == TokenKind.Comma && Following != TokenKind.And) andFrom = items.Count;
                var separator = Here;
                _at++;
                if (Kind == TokenKind.And && separator.Kind == TokenKind.Comma) _at++; // 1, 2, and 3
                if (Kind == TokenKind.End) return Fail($"Something is missing after “{separator.Text}”.", separator.Start);
            }
            if (ParseRelation(ofList: true) is not { } item) return null;
            if (!IsWholeNumber(item)) items.Add(item);
            else if (item is Relation { Sides: [Name { Id: var letter }, _] } && !items.Exists(i => Trees.Names(i).Contains(letter)))
                return Fail("After ∈ I expect a set or an interval.");
        }
        while (Kind == TokenKind.And || Kind == TokenKind.Comma && Following != TokenKind.Or);
        if (Kind == TokenKind.Comma) _at++; // x = 2, or x = 3
        // In x ≠ 1, 2 both values are excluded.
        for (var i = 1; i < items.Count; i++)
            if (items[i - 1] is Relation { Signs: [Comparison.NotEqual], Sides: [Name, _] } except
                && IsScalar(items[i]) && !Trees.HasNames(items[i]))
                items[i] = except with { Sides = [except.Sides[0], items[i]] };
        return TooMany(items) ? null : items.Count == 1 ? items[0] : new Listing([.. items], And: !comma, andFrom);
    }

    private bool TooMany(List<Node> items)
    {
        if (items.Count <= Limits.Values) return false;
        Fail($"This is too large: at most {Limits.Values} values can be marked.");
        return true;
    }

    // The k ∈ ℤ behind x = 2kπ, which says what k is.
    private static bool IsWholeNumber(Node item) => item is Relation { Signs: [Comparison.In], Sides: [Name, Name("Z" or "N")] };

    private Node? ParseRelation(bool ofList = false)
    {
        if (ParseRatio() is not { } first) return null;
        if (Kind != TokenKind.Relation) return WithModulus(first);
        var sides = new List<Node> { first };
        var signs = new List<Comparison>();
        while (Kind == TokenKind.Relation)
        {
            var sign = Here;
            signs.Add(sign.Text switch
            {
                "<" => Comparison.Less,
                ">" => Comparison.Greater,
                "≤" => Comparison.LessOrEqual,
                "≥" => Comparison.GreaterOrEqual,
                "≠" => Comparison.NotEqual,
                "∈" => Comparison.In,
                _ => Comparison.Equal,
            });
            _at++;
            if (Kind == TokenKind.End) return Fail($"Something is missing after {sign.Text}.", sign.Start);
            if (ParseRatio() is not { } side) return null;
            // x ∈ ℝ
            if (sign.Text == "∈" && side is Name { Id: "R" })
                side = new Bracketed('(', [new Negative(Symbol.Infinity), Symbol.Infinity], ')');
            var isSet = side is Bracketed or Braced or Joined or Builder
                || ofList && sides is [Name] && signs.Count == 1 && side is Name("Z" or "N");
            if (sign.Text == "∈" && !isSet) return Fail("After ∈ I expect a set or an interval.", sign.End);
            if (sides[^1] is Relation or Either or Listing || side is Relation or Either or Listing)
                return Fail("An equation inside an equation cannot be read.", sign.Start);
            sides.Add(side);
        }
        return WithModulus(new Relation([.. sides], [.. signs]));
    }

    // x = 3 mod 7, x ≡ 3 (mod 7)
    private Node? WithModulus(Node statement)
    {
        var open = Here;
        if (Kind == TokenKind.Open && Following == TokenKind.Modulo) _at++;
        if (Kind != TokenKind.Modulo) return statement;
        _at++;
        if (ParseSum() is not { } modulus) return null;
        if (open.Kind == TokenKind.Open)
        {
            if (Kind != TokenKind.Close) return NeverClosed(open);
            _at++;
        }
        return IsScalar(modulus) && (IsScalar(statement) || statement is Relation)
            ? new Congruence(statement, modulus)
            : Fail("I expect a number before and after mod.", open.Start);
    }

    private Node? ParseRatio()
    {
        if (ParseUnion() is not { } first) return null;
        if (Kind != TokenKind.Colon) return first;
        var parts = new List<Node> { first };
        while (Kind == TokenKind.Colon)
        {
            _at++;
            if (ParseUnion() is not { } part) return null;
            parts.Add(part);
        }
        foreach (var part in parts)
            if (!IsScalar(part)) return Fail("A ratio is made of numbers.");
        return TooMany(parts) ? null : new Ratio([.. parts]);
    }

    private Node? ParseUnion()
    {
        if (ParseSum() is not { } first) return null;
        if (Kind is not (TokenKind.Union or TokenKind.Intersection)) return first;
        var kind = Kind;
        var sets = new List<Node> { first };
        while (Kind == kind)
        {
            _at++;
            if (ParseSum() is not { } set) return null;
            sets.Add(set);
        }
        if (Kind is TokenKind.Union or TokenKind.Intersection) return Fail("Put brackets where ∪ and ∩ meet.");
        return TooMany(sets) ? null : new Joined([.. sets], kind == TokenKind.Intersection);
    }
}
