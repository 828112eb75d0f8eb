// The pieces of an expression: numbers, names, brackets, fractions, roots and powers.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal sealed partial class Parser
{
    private Node? ParseFactor() => ParseAtom() is { } atom ? ParseSuffixes(atom) : null;

    // n!! and the like are nested nodes: a few are read, a long run is refused.
    private const int MaxSuffixes = 4;

    private Node? ParseSuffixes(Node node)
    {
        var suffixes = 0;
        while (true)
        {
            switch (Kind)
            {
                case TokenKind.Caret:
                    _at++;
                    if (ParseExponent() is not { } exponent) return null;
                    if (!IsScalar(node) || !IsScalar(exponent)) return Fail("Only numbers and letters can have a power.");
                    node = new Power(node, exponent);
                    _afterPower = _at;
                    break;
                case TokenKind.Factorial or TokenKind.Percent or TokenKind.Degree when !IsScalar(node):
                    return Unexpected();
                case TokenKind.Factorial:
                    _at++;
                    if (++suffixes > MaxSuffixes) return Unexpected();
                    node = new Factorial(node);
                    break;
                case TokenKind.Percent:
                    _at++;
                    if (++suffixes > MaxSuffixes) return Unexpected();
                    node = new Percent(node);
                    break;
                case TokenKind.Choose when IsScalar(node):
                    if (ParseChoose(node) is not { } chosen) return null;
                    node = chosen;
                    break;
                case TokenKind.Degree:
                    _at++;
                    if (node is Degrees) return Fail("One degree sign is enough.", _tokens[_at - 1].Start);
                    node = new Degrees(node);
                    break;
                default:
                    return node;
            }
        }
    }

    // What follows ^: a group, or one number, letter, root or function, with an optional minus; 2^3^2 associates to the right.
    private Node? ParseExponent()
    {
        if (!Deeper()) return null;
        if (Kind is TokenKind.Minus or TokenKind.Plus)
        {
            var minus = Kind == TokenKind.Minus;
            _at++;
            if (ParseExponent() is not { } inner) return null;
            _depth--;
            return minus ? new Negative(inner) : inner;
        }
        if (Kind == TokenKind.End) return Fail("A power is missing after ^.", _tokens[_at - 1].Start);
        if ((Kind == TokenKind.BraceOpen ? ParseGroup() : ParseAtom()) is not { } exponent) return null;
        if (Kind == TokenKind.Factorial)
        {
            _at++;
            exponent = new Factorial(exponent);
        }
        if (Kind == TokenKind.Caret && Following != TokenKind.Degree)
        {
            _at++;
            if (ParseExponent() is not { } higher) return null;
            exponent = new Power(exponent, higher);
        }
        _depth--;
        return exponent;
    }

    private Node? ParseAtom()
    {
        var token = Here;
        switch (Kind)
        {
            case TokenKind.Number:
                _at++;
                return NumberOf(token);
            case TokenKind.Vulgar:
                _at++;
                var (top, bottom) = VulgarParts(token);
                return new Quotient(top, bottom);
            case TokenKind.Letter:
                _at++;
                return new Name(token.Text);
            case TokenKind.Constant:
                _at++;
                return token.Text switch { "pi" => Symbol.Pi, "e" => Symbol.E, "i" => Symbol.I, _ => Symbol.Infinity };
            case TokenKind.Empty:
                _at++;
                return new Braced([]);
            case TokenKind.Function:
                return ParseFunction();
            case TokenKind.Root:
                return ParseRoot(null);
            case TokenKind.Fraction:
                return ParseFraction();
            case TokenKind.Bar or TokenKind.BarOpen:
                return ParseModulus();
            case TokenKind.Open or TokenKind.BraceOpen:
                return ParseBrackets();
            case TokenKind.Matrix:
                return ParseMatrix();
            case TokenKind.Caret when StartsRaisedRoot() is var skip and > 0: // ³√8
                var order = NumberOf(_tokens[_at + 2]);
                _at += skip;
                return ParseRoot(order);
            default:
                return Kind == TokenKind.End && _at > 0 ? Missing() : Unexpected();
        }
    }

    // As written, so that ²⁄₄ is not in lowest terms.
    private static (Number Top, Number Bottom) VulgarParts(Token token)
    {
        var slash = token.Text.IndexOf('/');
        Rational.TryParseDecimal(token.Text.AsSpan(0, slash), out var top);
        Rational.TryParseDecimal(token.Text.AsSpan(slash + 1), out var bottom);
        return (Number.Of(top), Number.Of(bottom));
    }

    private Node? Missing() => Fail($"Something is missing after “{Brief(_at - 1)}”.", _tokens[_at - 1].Start);

    private int StartsRaisedRoot() =>
        Following == TokenKind.BraceOpen && _at + 4 < _tokens.Count && _tokens[_at + 2].Kind == TokenKind.Number
        && _tokens[_at + 3].Kind == TokenKind.BraceClose && _tokens[_at + 4] is { Kind: TokenKind.Root, Text: "√" or "sqrt" } ? 4 : 0;

    private static Number NumberOf(Token token) => new(token.Value, token.Notation, token.Text);

    // { ... } after ^, \frac or \sqrt.
    private Node? ParseGroup()
    {
        var open = Here;
        _at++;
        if (Kind == TokenKind.BraceClose) return Fail("This has no value: an empty box is still to be filled in.");
        var bars = _bars;
        _bars = 0;
        if (ParseAlternatives(commas: false) is not { } inner) return null;
        _bars = bars;
        if (Kind != TokenKind.BraceClose)
            return Kind == TokenKind.End ? Fail("A bracket is missing: this { is never closed.", open.Start) : Unexpected();
        _at++;
        return IsScalar(inner) ? inner : FailScalar("Only a number or an expression can stand here.", open.Start, inner);
    }

    // A unit in a bracket, a fraction or a sum is mostly a letter that the question does not have.
    private Node? FailScalar(string usual, int position, params ReadOnlySpan<Node> nodes)
    {
        foreach (var node in nodes)
            if ((node as Measure ?? (node as Negative)?.Inner as Measure) is { Unit.Parts: [var (unit, _), ..] })
                return Fail($"I read “{unit.Symbol}” as a unit here. A unit can only stand at the very end, as in 12 cm.", position);
        return Fail(usual, position);
    }

    // An argument of \frac or \sqrt: a group, one digit, or one symbol.
    private Node? ParseArgument(bool oneDigit)
    {
        if (!Deeper()) return null;
        Node? argument;
        if (Kind == TokenKind.BraceOpen) argument = ParseGroup();
        else if (oneDigit && Kind == TokenKind.Number && Here.Text.Length > 1) argument = TakeDigit();
        else if (Kind == TokenKind.End) argument = Missing();
        else argument = ParseAtom();
        _depth--;
        return argument is null || IsScalar(argument) ? argument
            : FailScalar("Only a number or an expression can stand here.", Here.Start, argument);
    }

    // \frac12 is one digit over one digit: split the number.
    private Number TakeDigit()
    {
        var token = Here;
        Rational.TryParseDecimal(token.Text.AsSpan(0, 1), out var digit);
        Rational.TryParseDecimal(token.Text.AsSpan(1), out var rest);
        _tokens[_at] = new Token(TokenKind.Number, token.Text[1..], token.Start + 1, token.End, false)
        {
            Value = rest,
            Notation = token.Text.Contains('.') ? Notation.Decimal : Notation.Whole,
        };
        return new Number(digit, Notation.Whole, token.Text[..1]);
    }

    private Node? ParseFraction()
    {
        var binomial = Here.Text == "binom";
        _at++;
        if (ParseArgument(oneDigit: true) is not { } top) return null;
        if (ParseArgument(oneDigit: true) is not { } bottom) return null;
        if (binomial) return CountFunction() ? new Apply(Function.Binomial, top, bottom) : null;
        // \frac{dy}{dx} is a name, as dy/dx is.
        if (top is Product { Factors: [Name("d"), Name y] } && bottom is Product { Factors: [Name("d"), Name x] })
            return new Name($"d{y.Id}/d{x.Id}");
        if (top is Product { Factors: [Power { Base: Name("d"), Exponent: Number { Digits: "2" } }, Name of] }
            && bottom is Product { Factors: [Name("d"), Power { Base: Name by, Exponent: Number { Digits: "2" } }] })
            return new Name($"d^2{of.Id}/d{by.Id}^2");
        if (top is Name("d") && bottom is Product { Factors: [Name("d"), Name] } && StartsFactor())
            return Fail("Work out the derivative: write what it is, without d/dx.", _tokens[_at - 1].Start);
        return new Quotient(top, bottom);
    }

    private Node? ParseRoot(Number? raised)
    {
        var sign = Here;
        _at++;
        if (!CountFunction() || !Deeper()) return null;
        Node order = raised ?? (sign.Text == "∛" ? Number.Of(3) : sign.Text == "∜" ? Number.Of(4) : Number.Of(2));
        if (sign.Text == "sqrt" && Here is { Kind: TokenKind.Open, Text: "[" })
        {
            _at++;
            if (ParseSum() is not { } written) return null;
            if (Here is not { Kind: TokenKind.Close, Text: "]" }) return Fail("A ] is missing after the order of the root.");
            _at++;
            order = written;
        }
        if (Kind == TokenKind.End) return Fail($"Something is missing after {(sign.Text == "sqrt" ? "the root" : sign.Text)}.", sign.Start);
        var negative = Kind == TokenKind.Minus;
        if (negative) _at++;
        var plain = Kind is not (TokenKind.Open or TokenKind.BraceOpen);
        if (ParseArgument(oneDigit: false) is not { } radicand) return null;
        if (plain && !(_tex && sign.End - sign.Start > 1) && Kind == TokenKind.Caret && Following != TokenKind.Degree)
            return Fail("This can be read in two ways: put brackets after the root, as in √(x^2) or (√x)^2.", sign.Start);
        _depth--;
        return new Root(negative ? new Negative(radicand) : radicand, order);
    }

    private Node? ParseModulus()
    {
        var open = Here;
        _at++;
        if (!CountFunction() || !Deeper()) return null;
        var bars = _bars;
        _bars = open.Kind == TokenKind.Bar ? bars + 1 : 0;
        if (Kind is TokenKind.End) return Fail("A | is missing: one opens and one closes a modulus.", open.Start);
        if (ParseSum() is not { } inner) return null;
        if (Kind is not (TokenKind.Bar or TokenKind.BarClose))
            return Fail("A | is missing: one opens and one closes a modulus.", open.Start);
        _bars = bars;
        _at++;
        _depth--;
        return IsScalar(inner) ? new Apply(Function.Abs, inner) : Fail("Only a number or an expression has a modulus.", open.Start);
    }

    private bool CountFunction()
    {
        if (++_functions <= Limits.Functions) return true;
        Fail("This is too large: there are too many roots and functions in it.");
        return false;
    }
}
