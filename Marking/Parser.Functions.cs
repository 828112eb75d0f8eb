// Functions and their arguments; also what MathLive writes for a function's power or base.
namespace MathsSoc.Marking;

internal sealed partial class Parser
{
    private Node? ParseFunction()
    {
        var token = Here;
        var function = Lexicon.Functions[token.Text];
        _at++;
        if (!CountFunction() || !Deeper()) return null;
        Node? exponent = null, radix = null, swallowed = null;
        while (Kind is TokenKind.Caret or TokenKind.Underscore && swallowed is null)
        {
            if (Kind == TokenKind.Caret)
            {
                if (exponent is not null) return Unexpected();
                _at++;
                if (!ParseFunctionPower(out exponent, out swallowed)) return null;
            }
            else
            {
                if (function != Function.Log || radix is not null) return Fail($"Only log can have a base: {token.Text} cannot.");
                _at++;
                if (!ParseLogBase(out radix, out swallowed)) return null;
            }
        }
        var argument = swallowed ?? ParseFunctionArgument(token);
        if (argument is null) return null;
        _depth--;
        if (!IsScalar(argument)) return Fail($"I expect a number or an expression after {token.Text}.", token.Start);
        var isInverse = exponent is Negative { Inner: Number { Value.IsOne: true } };
        if (Lexicon.Reciprocals.Contains(token.Text))
        {
            if (isInverse && Inverse(function) is { } back) return new Apply(back, new Quotient(Number.Of(1), argument));
            var over = new Quotient(Number.Of(1), new Apply(function, argument));
            return exponent is null ? over : new Power(over, exponent);
        }
        if (Lexicon.OfReciprocals.Contains(token.Text)) argument = new Quotient(Number.Of(1), argument);
        if (isInverse && Inverse(function) is { } inverse)
            return new Apply(inverse, function is Function.Sec or Function.Cosec ? new Quotient(Number.Of(1), argument) : argument);
        var applied = new Apply(function, argument, radix);
        return exponent is null ? applied : new Power(applied, exponent);
    }

    /// <summary>Of sec and cosec that of the reciprocal; arccot takes values between 0 and π (ISO 80000-2).</summary>
    private static Function? Inverse(Function function) => function switch
    {
        Function.Sin or Function.Cosec => Function.Arcsin,
        Function.Cos or Function.Sec => Function.Arccos,
        Function.Tan => Function.Arctan,
        Function.Cot => Function.Arccot,
        Function.Sinh => Function.Arsinh,
        Function.Cosh => Function.Arcosh,
        Function.Tanh => Function.Artanh,
        _ => null,
    };

    // sin^2 x, \sin^{-1}x; and \sin^{2x}, \cos^{2(x)}, \tan^{-1(1)}, where the power has swallowed the argument.
    private bool ParseFunctionPower(out Node? exponent, out Node? argument)
    {
        argument = null;
        var close = Kind == TokenKind.BraceOpen ? Matching(_at) : -1;
        var number = Following == TokenKind.Minus ? _at + 2 : _at + 1;
        if (close < 0
            || _tokens[number].Kind != TokenKind.Number
            || number + 1 >= close
            || StartsArgument(_tokens[close + 1].Kind) && _tokens[close + 1].Kind != TokenKind.Function
            || _tokens[number + 1].Kind is not (TokenKind.Letter or TokenKind.Constant or TokenKind.Open or TokenKind.Fraction))
        {
            exponent = ParseExponentOfFunction();
            return exponent is not null;
        }
        exponent = NumberOf(_tokens[number]);
        if (number == _at + 2) exponent = new Negative(exponent);
        _at = number + 1;
        argument = ParseSum();
        return argument is not null && Expect(close);
    }

    private Node? ParseExponentOfFunction()
    {
        // sin^-1 x and sin^2 x: one sign and one number or letter; a further ^ would belong to the argument.
        var minus = Kind == TokenKind.Minus;
        if (minus) _at++;
        if ((Kind == TokenKind.BraceOpen ? ParseGroup() : ParseAtom()) is not { } power) return null;
        return minus ? new Negative(power) : power;
    }

    // log_2 8, \log_{10}x; and \log_{(100)}, \log_{_28}, \log_{_{2(8)}}, where the base has swallowed the argument.
    private bool ParseLogBase(out Node? radix, out Node? argument)
    {
        radix = argument = null;
        if (Kind != TokenKind.BraceOpen) return ParseShortBase(out radix);
        var close = Matching(_at);
        if (close < 0 || StartsArgument(_tokens[close + 1].Kind))
        {
            radix = ParseGroup();
            return radix is not null;
        }
        _at++;
        if (Kind == TokenKind.Open)
        {
            argument = ParseSum();
            return argument is not null && Expect(close);
        }
        if (Kind == TokenKind.Underscore) _at++;
        var inner = Kind == TokenKind.BraceOpen ? Matching(_at) : -1;
        if (inner > 0) _at++;
        if (Kind != TokenKind.Number) return Fail("log of what? Write log_2(8) for the logarithm of 8 to base 2.") is not null;
        if (Following == TokenKind.BraceClose && inner < 0)
        {
            if (Here.Text.Length < 2) return Fail("log of what? Write log_2(8) for the logarithm of 8 to base 2.") is not null;
            radix = SplitBase();
        }
        else
        {
            radix = NumberOf(Here);
            _at++;
        }
        if (inner > 0 && Kind == TokenKind.BraceClose)
        {
            _at++;
            inner = -1;
        }
        if (Kind == TokenKind.BraceClose) return Fail("log of what? Write log_2(8) for the logarithm of 8 to base 2.") is not null;
        argument = ParseSum();
        return argument is not null && (inner < 0 || Expect(inner)) && Expect(close);
    }

    // log_2, log_a, and in TeX \log_28, which is to base 2.
    private bool ParseShortBase(out Node? radix)
    {
        var swallowed = _tex && Kind == TokenKind.Number && Here.Text.Length > 1 && !(Here.Text == "10" && StartsArgument(Following));
        radix = swallowed ? SplitBase() : ParseAtom();
        return radix is not null;
    }

    private Node SplitBase()
    {
        if (!Here.Text.StartsWith("10", StringComparison.Ordinal) || Here.Text.Length == 2) return TakeDigit();
        TakeDigit();
        TakeDigit();
        return Number.Of(10);
    }

    // 10C3 is ten choose three; 7P3 is that times 3!.
    private Node? ParseChoose(Node from)
    {
        var ordered = Here.Text == "P";
        _at++;
        if (!CountFunction() || ParseAtom() is not { } count) return null;
        if (!IsScalar(count)) return Fail("Only numbers and letters can be chosen.");
        var ways = new Apply(Function.Binomial, from, count);
        return ordered ? new Product([ways, new Factorial(count)]) : ways;
    }

    private bool Expect(int close)
    {
        if (_at != close) return Unexpected() is not null;
        _at++;
        return true;
    }

    private int Matching(int open)
    {
        var depth = 0;
        for (var i = open; i < _tokens.Count; i++)
        {
            if (_tokens[i].Kind == TokenKind.BraceOpen) depth++;
            else if (_tokens[i].Kind == TokenKind.BraceClose && --depth == 0) return i;
        }
        return -1;
    }

    private bool StartsArgument(TokenKind kind) =>
        kind is TokenKind.Number or TokenKind.Vulgar or TokenKind.Letter or TokenKind.Constant or TokenKind.Function or TokenKind.Root
            or TokenKind.Fraction or TokenKind.Open or TokenKind.BarOpen or TokenKind.BraceOpen
        || kind == TokenKind.Bar && _bars == 0;

    // sin(x) takes the bracket; sin 2x and ln xy take the factors written side by side, up to the next function.
    private Node? ParseFunctionArgument(Token function)
    {
        switch (Kind)
        {
            case TokenKind.Open or TokenKind.BraceOpen or TokenKind.Bar or TokenKind.BarOpen when Kind != TokenKind.Bar || _bars == 0:
                return ParseAtom();
            case TokenKind.Function:
                return ParseFunction();
            case TokenKind.Minus:
                _at++;
                return ParseFunctionArgument(function) is { } inner ? new Negative(inner) : null;
        }
        // log2(8) and log2 x: a base that was typed small on paper, or a factor.
        if (Kind == TokenKind.Number && !Here.Spaced && Lexicon.Functions[function.Text] == Function.Log
            && _tokens[_at - 1].Kind == TokenKind.Function
            && (Following == TokenKind.Open || _tokens[_at + 1].Spaced && StartsArgument(Following)))
            return Fail($"This can be read in two ways: write log_{Brief(_at)}(…) for a base, or log({Brief(_at)}×…).");
        if (!StartsArgument(Kind)) return Fail($"{function.Text} of what? Write {function.Text}(x), with brackets.", function.Start);
        if (ParseFactor() is not { } first) return null;
        var factors = new List<Node> { first };
        while (StartsFactor() && Kind != TokenKind.Function)
            if (!ParseNextFactor(factors)) return null;
        foreach (var factor in factors)
            if (!IsScalar(factor)) return Fail($"I expect a number or an expression after {function.Text}.", function.Start);
        return Trees.Product(factors);
    }
}
