// What joins sets and statements: ∪ and ∩, the letters typed for them, and the colon that names a value.
namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    // Between inequalities ∪ is "or", and ∩ is "and"; between sets they stay what they are.
    private void AddUnion(TokenKind kind, string text, int length)
    {
        var between = Last is not (TokenKind.Close or TokenKind.BraceClose or TokenKind.Empty) && _separating == 0 && InRelation();
        if (between) (kind, text) = kind == TokenKind.Union ? (TokenKind.Or, "or") : (TokenKind.And, "and");
        Add(kind, text, length);
    }

    // (-∞, 1) U (3, ∞) and x < 1 v x > 3 are typed on a keyboard that lacks ∪ and ∨.
    private bool TryUnion(string run, int end)
    {
        if (run is not ("U" or "u" or "v") || _context.Names?.Contains(run) != false || _separating > 0) return false;
        var betweenSets = run is "U" or "u" && Last is TokenKind.Close or TokenKind.BraceClose
            && At(SkipSpace(end)) is '(' or '[' or '{' or '\\';
        var betweenStatements = _spaced && char.IsWhiteSpace(At(end)) && InRelation() && Rest(end).IndexOfAny("=<>≤≥≠") >= 0;
        if (betweenSets) AddUnion(TokenKind.Union, "∪", 1);
        else if (betweenStatements) Add(TokenKind.Or, "or", 1);
        return betweenSets || betweenStatements;
    }

    // x: 2, 3 where the model is x = 2 or x = 3.
    private bool IsNaming() => _context.Named && Last == TokenKind.Letter && _context.ModelNames.Contains(_tokens[^1].Text)
        && (_tokens.Count == 1 || _tokens[^2].Kind is TokenKind.Comma or TokenKind.And or TokenKind.Or);

    private bool InRelation()
    {
        for (var i = _tokens.Count - 1; i >= 0; i--)
        {
            if (_tokens[i].Kind is TokenKind.Comma or TokenKind.Or or TokenKind.And or TokenKind.Then) return false;
            if (_tokens[i].Kind == TokenKind.Relation) return _tokens[i].Text != "∈";
        }
        return false;
    }
}
