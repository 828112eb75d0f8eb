// Reads symbols into a tree: sums and products here; Parser.Statements.cs reads what they are part of, Parser.Atoms.cs their pieces.
namespace MathsSoc.Marking;

/// <summary>
/// Recursive descent over one token stream. A method that cannot go on sets the fault and returns null; nothing throws and nothing
/// is repaired silently. Depth is bounded by <see cref="Limits.Depth"/>.
/// </summary>
internal sealed partial class Parser
{
    private readonly List<Token> _tokens;
    private readonly bool _tex;
    private int _at;
    private int _depth;
    private int _bars;
    private int _plusMinus;
    private int _functions;
    private int _afterPower;
    private Fault? _fault;

    private readonly bool _vectors, _columns;

    private Parser(List<Token> tokens, bool tex, ReadingContext context)
    {
        (_tokens, _tex, _columns) = (tokens, tex, context.Vectors);
        _vectors = context.Vectors || context.Names is null;
    }

    /// <summary>The tree, or why there is none.</summary>
    public static (Node? Tree, Fault? Fault) Read(string text, ReadingContext context)
    {
        if (text.Length > Limits.Length)
            return (null, new Fault($"This is too large: an answer may have {Limits.Length} characters."));
        var (plain, places) = Spelling.Plain(text);
        var (tree, fault) = ReadPlain(plain, context);
        return (tree, places is not null && fault is { Position: { } at } ? fault with { Position = places[at] } : fault);
    }

    private static (Node? Tree, Fault? Fault) ReadPlain(string text, ReadingContext context)
    {
        var (tokens, fault) = Lexer.Read(text, context);
        if (fault is not null) return (null, fault);
        if (tokens.Count == 1) return (null, new Fault("There is nothing here to mark yet."));
        var tex = Marker.IsTeX(text);
        var parser = new Parser(tokens, tex, context);
        var tree = parser.ParseAlternatives(commas: true);
        // Working in front of "so" or ⇒ is read, and left out.
        while (tree is not null && parser.Kind == TokenKind.Then)
        {
            parser._at++;
            tree = parser.ParseAlternatives(commas: true);
        }
        if (tree is not null && parser.Kind != TokenKind.End) tree = parser.Unexpected();
        if (tree is not null && context.Number && parser.LosesPower()) tree = null;
        return parser._fault is null ? (tree, null) : (null, parser._fault);
    }

    // 1.5x10-3 for 1.5x10^-3.
    private bool LosesPower()
    {
        if (_tokens is not [.., { Kind: TokenKind.Number }, { Kind: TokenKind.Times }, { Kind: TokenKind.Number, Text: "10" },
            { Kind: TokenKind.Minus } minus, { Kind: TokenKind.Number, Notation: Notation.Whole, Text.Length: < 3 }, _]) return false;
        Fail("For a power of ten write ^ after the 10, as in 1.5 x 10^-3.", minus.Start);
        return true;
    }

    private Token Here => _tokens[_at];
    private TokenKind Kind => _tokens[_at].Kind;
    private TokenKind Following => _at + 1 < _tokens.Count ? _tokens[_at + 1].Kind : TokenKind.End;

    private Node? Fail(string message, int? position = null)
    {
        _fault ??= new Fault(message, position ?? Here.Start);
        return null;
    }

    private Node? Unexpected() => Kind switch
    {
        TokenKind.End => Fail("Something is missing at the end."),
        TokenKind.Close or TokenKind.BraceClose or TokenKind.BarClose => Fail($"This {Here.Text} closes a bracket that was never opened."),
        TokenKind.Bar => Fail("A | is missing: one opens and one closes a modulus."),
        TokenKind.Ellipsis => Fail("Dots do not say how it goes on: write the whole answer."),
        TokenKind.Underscore => Fail("A subscript must follow a single letter, as in x_1."),
        TokenKind.Unit => Fail($"The unit {Here.Text} cannot stand here."),
        TokenKind.Prime => Fail("A ' must follow a letter, as in f'."),
        TokenKind.Number when _at > 0 && _tokens[_at - 1].Kind == TokenKind.Letter =>
            Fail($"Write {Brief(_at - 1)}^{Brief(_at)} for a power, "
                + $"or {Brief(_at)}{Brief(_at - 1)} for {Brief(_at)} times {Brief(_at - 1)}."),
        TokenKind.Number => Fail($"A sign is missing before {Brief(_at)}: write + or × between two numbers."),
        _ => Fail($"I did not expect “{Brief(_at)}” here: something is missing before it."),
    };

    // A symbol as a message shows it.
    private string Brief(int index) => _tokens[index].Text is { Length: > 24 } text ? text[..24] + "…" : _tokens[index].Text;

    private bool Deeper()
    {
        if (++_depth <= Limits.Depth) return true;
        Fail("This is too large: there are too many brackets or powers inside one another.");
        return false;
    }

    private Node? ParseSum()
    {
        var terms = new List<Node>();
        if (Kind == TokenKind.Plus) _at++; // +5
        if (ParseSignedTerm(first: true) is not { } first) return null;
        terms.Add(first);
        while (Kind is TokenKind.Plus or TokenKind.Minus or TokenKind.PlusMinus)
        {
            var sign = Here;
            if (Kind == TokenKind.Plus) _at++;
            if (Kind == TokenKind.Plus || sign.Kind == TokenKind.Plus && Kind == TokenKind.PlusMinus) return Unexpected();
            if (ParseSignedTerm(first: false) is not { } term) return null;
            if (!CanAdd(terms[^1], term)) return FailScalar("Only numbers and letters can be added.", sign.Start, terms[^1], term);
            terms.Add(term);
        }
        return Added(terms);
    }

    // A term with its sign: -x, ±x, and after a sign one more minus is allowed (2--3).
    private Node? ParseSignedTerm(bool first)
    {
        if (Kind == TokenKind.Minus)
        {
            _at++;
            if (Kind == TokenKind.Minus && first) return Unexpected();
            var inner = Kind == TokenKind.Minus ? ParseMinus() : ParseTerm();
            if (inner is null) return null;
            if (IsVector(inner)) return Trees.Map(inner, static part => new Negative(part));
            return IsScalar(inner) || inner is Measure ? new Negative(inner) : Fail("A minus sign belongs before a number.");
        }
        if (Kind != TokenKind.PlusMinus) return ParseTerm();
        if (++_plusMinus > Limits.PlusMinus) return Fail("This is too large: there are too many ± signs.");
        var flipped = Here.Text == "∓";
        _at++;
        if (ParseTerm() is not { } term) return null;
        return IsScalar(term) ? new PlusMinus(term, flipped) : Fail("A ± sign belongs before a number.");
    }

    private Node? ParseMinus()
    {
        _at++;
        if (Kind == TokenKind.Minus) return Unexpected();
        return ParseTerm() is { } inner ? IsScalar(inner) ? new Negative(inner) : Fail("A minus sign belongs before a number.") : null;
    }

    // Products and quotients from left to right, written with signs or side by side.
    private Node? ParseTerm()
    {
        if (Kind == TokenKind.Unit) return ParseMoney();
        if (ParseFactor() is not { } first) return null;
        var factors = new List<Node> { first };
        while (true)
        {
            var sign = Here;
            if (Kind == TokenKind.Times)
            {
                _at++;
                if (Kind is TokenKind.Times or TokenKind.End) return Fail("Something is missing after the multiplication sign.");
                if (ParseOperand() is not { } factor || !Scalars(factors[^1], factor, sign)) return null;
                factors.Add(factor);
            }
            else if (Kind is TokenKind.Slash or TokenKind.Divide)
            {
                _at++;
                if (Kind == TokenKind.End) return Fail("Something is missing after the division sign.", sign.Start);
                if (ParseOperand() is not { } divisor || !Scalars(factors[^1], divisor, sign)) return null;
                if (!IsScalar(divisor) || !factors.TrueForAll(IsScalar)) return Fail("A vector cannot stand in a division.", sign.Start);
                // 1/2 π, with a space, can only mean half of it.
                var half = Here is { Text: "pi", Spaced: true } && divisor is Number && factors is [Number];
                if (StartsFactor() && !half) return Ambiguous(sign);
                var top = Trees.Product(factors);
                // 25/2 % is twelve and a half per cent, and 45/2 ° half of 45°.
                factors = (sign.Kind, top, divisor) switch
                {
                    (TokenKind.Slash, Number, Percent { Inner: Number below }) => [new Percent(new Quotient(top, below))],
                    (TokenKind.Slash, Number, Degrees { Inner: Number below }) => [new Degrees(new Quotient(top, below))],
                    _ => [new Quotient(top, divisor, sign.Kind == TokenKind.Divide)],
                };
            }
            else if (Kind == TokenKind.Unit) return ParseMeasure(Scaled(factors));
            else if (StartsFactor())
            {
                if (!ParseNextFactor(factors)) return null;
                if (!Scalars(factors[^1], factors[0], sign)) return null;
            }
            else return Scaled(factors);
        }
    }

    private bool Scalars(Node left, Node right, Token sign)
    {
        if (IsScalar(left) && IsScalar(right) || CanScale(left, right) || CanScale(right, left)) return true;
        FailScalar("Only numbers and letters can be multiplied or divided.", sign.Start, left, right);
        return false;
    }

    private Node? Ambiguous(Token sign)
    {
        var above = _at > 1 && _tokens[_at - 2].Start == sign.Start && sign.Start > 0 ? _tokens.FindIndex(t => t.Start == sign.Start) : -1;
        var top = above > 0 ? Brief(above - 1) : "a";
        var bottom = Brief(_at - 1);
        var next = Brief(_at);
        return above > 0 && _tokens[above - 1].Kind == TokenKind.Number && next.Length > 0 && char.IsLetter(next[0])
            ? Fail($"This can be read in two ways: write ({top}/{bottom}){next} or {top}/({bottom}{next}).", sign.Start)
            : Fail("This can be read in two ways: put brackets round what is divided, as in (1/2)x or 1/(2x).", sign.Start);
    }

    // After × or ÷ a minus is allowed: 2×-3, 7/-3.
    private Node? ParseOperand()
    {
        if (Kind != TokenKind.Minus) return ParseFactor();
        _at++;
        return ParseFactor() is { } factor ? new Negative(factor) : null;
    }

    // Can the next token start a factor written side by side with the last?
    private bool StartsFactor() => Kind switch
    {
        // 360°n
        TokenKind.Letter or TokenKind.Constant => _tokens[_at - 1].Kind != TokenKind.Degree || Here.Text is "n" or "k" or "m",
        TokenKind.Function or TokenKind.Root or TokenKind.Fraction or TokenKind.Vulgar or TokenKind.BarOpen => true,
        TokenKind.Bar => _bars == 0,
        TokenKind.Matrix => _vectors,
        TokenKind.Open => Here.Text != "{" && Following != TokenKind.Modulo,
        TokenKind.BraceOpen => _tex,
        // (2x+3)3, π36 and 5^x2^x are products; x2 may mean x², so it is an error whose message offers both spellings.
        TokenKind.Number => _tokens[_at - 1].Kind is TokenKind.Close or TokenKind.Factorial
            || _tokens[_at - 1] is { Kind: TokenKind.Constant, Text: "pi" or "i" }
            || _afterPower == _at && _tokens[_at - 1].Kind is TokenKind.Letter or TokenKind.Constant or TokenKind.BraceClose
            || StartsMixed(),
        _ => false,
    };

    // 2 1/2: a whole number, a space, and a fraction of whole numbers.
    private bool StartsMixed() =>
        _tokens[_at - 1] is { Kind: TokenKind.Number, Notation: Notation.Whole } && Here is { Spaced: true, Notation: Notation.Whole }
        && Following == TokenKind.Slash && _tokens[_at + 2] is { Kind: TokenKind.Number, Notation: Notation.Whole };

    private bool ParseNextFactor(List<Node> factors)
    {
        var whole = _tokens[_at - 1].Kind == TokenKind.Number && factors[^1] is Number { Notation: Notation.Whole } number ? number : null;
        var start = Here;
        if (whole is not null && Kind == TokenKind.Number)
        {
            var (top, bottom) = (_tokens[_at], _tokens[_at + 2]);
            _at += 3;
            if (!AddMixed(factors, whole, NumberOf(top), NumberOf(bottom), start)) return false;
            if (!StartsFactor()) return true;
            Ambiguous(_tokens[_at - 2]);
            return false;
        }
        if (whole is not null && Kind == TokenKind.Vulgar)
        {
            var (top, bottom) = VulgarParts(start);
            _at++;
            return AddMixed(factors, whole, top, bottom, start);
        }
        var fraction = Kind == TokenKind.Fraction;
        if (whole is not null && fraction)
        {
            if (ParseFraction() is not { } part) return false;
            if (part is Quotient { Top: Number { Notation: Notation.Whole } top2, Bottom: Number { Notation: Notation.Whole } bottom2 }
                && Kind is not (TokenKind.Caret or TokenKind.Factorial))
                return AddMixed(factors, whole, top2, bottom2, start);
            if (ParseSuffixes(part) is not { } other) return false;
            factors.Add(other);
            return true;
        }
        if (ParseFactor() is not { } factor) return false;
        factors.Add(factor);
        return true;
    }

    private bool AddMixed(List<Node> factors, Number whole, Number top, Number bottom, Token place)
    {
        if (top.Value >= bottom.Value || top.Value.IsZero)
        {
            Fail($"{whole.Digits} {top.Digits}/{bottom.Digits} is not a mixed number: write a + or a × between them.", place.Start);
            return false;
        }
        factors[^1] = new Mixed(whole, top, bottom);
        // 12½% and 22½°
        if (Kind is not (TokenKind.Percent or TokenKind.Degree)) return true;
        factors[^1] = Kind == TokenKind.Percent ? new Percent(factors[^1]) : new Degrees(factors[^1]);
        _at++;
        return true;
    }

    private static bool IsScalar(Node node) =>
        node is not (Relation or Either or Listing or Bracketed or Braced or Builder or Ratio or Joined or Measure or Congruence or Matrix
            or Negative { Inner: Measure });
}
