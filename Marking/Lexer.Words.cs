// Runs of letters: functions, joining words, derivatives, and the letters of a product.
namespace MathsSoc.Marking;

internal sealed partial class Lexer
{
    private static readonly (string Word, TokenKind Kind, string Text)[] WholeWords =
    [
        ("or", TokenKind.Or, "or"), ("and", TokenKind.And, "and"), ("degrees", TokenKind.Degree, "°"), ("degree", TokenKind.Degree, "°"),
        ("deg", TokenKind.Degree, "°"), ("percent", TokenKind.Percent, "%"), ("plus", TokenKind.Plus, "+"),
        ("minus", TokenKind.Minus, "-"), ("negative", TokenKind.Minus, "-"),
        ("times", TokenKind.Times, "*"), ("equals", TokenKind.Relation, "="),
        ("is", TokenKind.Relation, "="), ("per", TokenKind.Slash, "/"), ("choose", TokenKind.Choose, "C"),
    ];

    private void ReadLetters()
    {
        var end = _at;
        while (end < _stop && char.IsAsciiLetter(At(end))) end++;
        var run = RunText(_at, end);
        if (run.Length == 1 && IsPointLetter(run[0], end))
        {
            _at = end;
            return;
        }
        if (TryUnion(run, end)) return;
        if (run.Length == 1 && StartsStatement(_at)) Add(TokenKind.Comma, ",", 0);
        if (TryModulo(run, end) || TryWholeWord(run) || TryJoiner(run) || TryTimes(run, end) || TryChoose(run, end)) return;
        if (TryInfinity(run)) return;
        if (TryUnit(run) || TryDerivative(run, end) || TrySecondDerivative(run, end)) return;
        var raised = Last == TokenKind.Caret
            || Last == TokenKind.BraceOpen && _tokens is [.., { Kind: TokenKind.Caret }, _] && At(end) == '}';
        if (run == "o" && (Last == TokenKind.Number || raised) && !_spaced && _context.Names?.Contains("o") == false)
        {
            Add(TokenKind.Degree, "°", 1);
            return;
        }
        if (IsForeign(run))
        {
            var shown = run.Length > 20 ? run[..20] + "…" : run;
            _fault = new Fault($"“{shown}” is a word I do not know here: write numbers and the letters of the question.", _at);
            return;
        }
        for (var at = 0; at < run.Length && _fault is null;)
        {
            if (_tokens.Count >= Limits.Tokens) return;
            at += ReadPiece(run, at);
        }
    }

    // [2, inf) and [2, oo), as calculators and programs write infinity.
    private bool TryInfinity(string run)
    {
        if (run is not ("inf" or "Inf" or "oo") || _context.Names is not { } names) return false;
        if (names.Contains("f") || names.Contains("n") || names.Contains("o")) return false;
        Add(TokenKind.Constant, "infinity", run.Length);
        return true;
    }

    // A(1, 2), B(3, 4): a point may have its letter.
    private bool IsPointLetter(char letter, int end) => _context.Points && _separating == 0 && char.IsAsciiLetterUpper(letter)
        && Last is TokenKind.End or TokenKind.Comma or TokenKind.And or TokenKind.Or && OpenAt(SkipSpace(end)) > 0;

    // A word of three letters or more that contains no name of the model and nothing the lexer knows: people, twelve, dunno.
    private bool IsForeign(string run)
    {
        if (run.Length < 3 || _context.Names is not { } names) return false;
        if (run.All(c => names.Contains(c.ToString())) || run == "inf") return false;
        if (run.Length >= 5 && UnknownLetters(run, names) >= 4) return true; // constant, for a model with c
        for (var at = 0; at < run.Length; at++)
        {
            if (_context.ModelNames.Contains(run[at].ToString()) || run[at] is 'i' && _context.Complex) return false;
            for (var length = Math.Min(8, run.Length - at); length >= 2; length--)
            {
                var word = run.Substring(at, length).ToLowerInvariant();
                if (Lexicon.Functions.ContainsKey(word)
                    || word is "sqrt" or "cbrt" or "root" or "infinity" or "infty"
                    || word == "pi" && run.Length < 5
                    || Lexicon.Greek.ContainsKey(word) && (length == run.Length || !Lexicon.IsShortGreek(word))) return false;
            }
        }
        return true;
    }

    // The letters of a run that are neither names nor part of a word the lexer knows, where it knows the longest words.
    private static int UnknownLetters(string run, IReadOnlySet<string> names)
    {
        var unknown = 0;
        for (var at = 0; at < run.Length;)
        {
            var length = Math.Min(8, run.Length - at);
            while (length >= 2 && !IsKnown(run.Substring(at, length).ToLowerInvariant())) length--;
            if (length < 2 && !names.Contains(run[at].ToString())) unknown++;
            at += Math.Max(1, length);
        }
        return unknown;

        static bool IsKnown(string word) =>
            Lexicon.Functions.ContainsKey(word) || Lexicon.Greek.ContainsKey(word) && !Lexicon.IsShortGreek(word)
                || word is "sqrt" or "cbrt" or "root" or "pi" or "infinity" or "infty";
    }

    private string RunText(int from, int to) => string.Create(to - from, (this, from), static (span, state) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = state.Item1.At(state.from + i);
    });

    private bool TryWholeWord(string run)
    {
        if (run.Length is < 2 or > 9) return false;
        const StringComparison anyCase = StringComparison.OrdinalIgnoreCase;
        if (run.Equals("plus", anyCase) && Rest(_at + 4).StartsWith(" or minus", anyCase))
        {
            Add(TokenKind.PlusMinus, "±", 13);
            return true;
        }
        if (run.Equals("per", anyCase) && Rest(_at + 3).StartsWith(" cent", anyCase) && !char.IsAsciiLetter(At(_at + 8)) && EndsValue)
        {
            Add(TokenKind.Percent, "%", 8);
            return true;
        }
        foreach (var (word, kind, text) in WholeWords)
        {
            if (!run.Equals(word, anyCase)) continue;
            // "per" joins units; "and" and "or" join values; none of them can begin an answer.
            if (_tokens.Count == 0 && kind is not (TokenKind.Plus or TokenKind.Minus)) return false;
            Add(kind, text, run.Length);
            return true;
        }
        if (run is "squared" or "cubed" && _tokens.Count > 0)
        {
            var start = _at;
            Add(TokenKind.Caret, "^", run.Length);
            AddNumber(run == "squared" ? "2" : "3", start);
            return true;
        }
        if (run == "to" && Last == TokenKind.Number)
        {
            Add(TokenKind.Colon, ":", 2);
            return true;
        }
        if (run == "in" && At(SkipSpace(_at + 2)) is '[' or '(' or '{')
        {
            Add(TokenKind.Relation, "∈", 2);
            return true;
        }
        return false;
    }

    // 3 mod 7 and (mod 7); mod(x), also after a number, is a modulus.
    private bool TryModulo(string run, int end)
    {
        if (!run.Equals("mod", StringComparison.OrdinalIgnoreCase)) return false;
        var inBracket = Last == TokenKind.Open && _tokens.Count > 1;
        if (!inBracket && !(EndsValue && char.IsAsciiLetterOrDigit(At(SkipSpace(end))))) return false;
        Add(TokenKind.Modulo, "mod", run.Length);
        return true;
    }

    // dy/dx is one name.
    private bool TryDerivative(string run, int end)
    {
        if (run.Length != 2 || run[0] != 'd' || At(end) != '/' || At(end + 1) != 'd'
            || !char.IsAsciiLetter(At(end + 2)) || char.IsAsciiLetter(At(end + 3)))
            return false;
        Add(TokenKind.Letter, $"{run}/d{At(end + 2)}", 5);
        return true;
    }

    // d^2y/dx^2, d²y/dx²
    private bool TrySecondDerivative(string run, int end)
    {
        if (run != "d") return false;
        var y = PastSquare(end);
        if (y == 0 || !char.IsAsciiLetter(At(y)) || At(y + 1) != '/' || At(y + 2) != 'd' || !char.IsAsciiLetter(At(y + 3))) return false;
        var stop = PastSquare(y + 4);
        if (stop == 0) return false;
        Add(TokenKind.Letter, $"d^2{At(y)}/d{At(y + 3)}^2", stop - _at);
        return true;
    }

    // The place after ^2, ^{2} or ²; 0 if there is none here.
    private int PastSquare(int at) =>
        At(at) == '²' ? at + 1 : Rest(at).StartsWith("^2") ? at + 2 : Rest(at).StartsWith("^{2}") ? at + 4 : 0;

    // One word or letter of a run such as 2pir or sinxcosx, and how long it is: the longest word first.
    private int ReadPiece(string run, int at)
    {
        for (var length = Math.Min(8, run.Length - at); length >= 2; length--)
        {
            var word = run.Substring(at, length);
            var whole = length == run.Length;
            var lower = word.ToLowerInvariant();
            if (Lexicon.Functions.ContainsKey(lower) && (whole || lower is not ("lg" or "mod")) && !ModelSpells(lower))
            {
                Add(TokenKind.Function, lower, length);
                return length;
            }
            if (lower is "sqrt" or "cbrt" or "root")
            {
                Add(TokenKind.Root, lower == "cbrt" ? "∛" : lower == "sqrt" ? "sqrt" : "√", length);
                return length;
            }
            if (lower is "pi" or "infinity" or "infty" && !(lower == "pi" && ModelSpells("pi")))
            {
                Add(TokenKind.Constant, lower == "pi" ? "pi" : "infinity", length);
                return length;
            }
            var greek = Lexicon.Greek.ContainsKey(word) ? word : Lexicon.Greek.ContainsKey(lower) ? lower : null;
            if (greek is not null && (whole || !Lexicon.IsShortGreek(greek)) && !ModelSpells(greek))
            {
                AddName(greek, length);
                return length;
            }
        }
        if (TryTerm(run, at) is var term and > 0) return term;
        if (IsTimes(_at, _at + 1)) Add(TokenKind.Times, "*", 1);
        else AddName(run[at].ToString(), 1);
        return 1;
    }

    // asin, tanh, mu and their like are products where the model has those letters: a sin x, m u.
    private bool ModelSpells(string word)
    {
        if (_context.Names is not { } names || names.Contains(word)) return false;
        // All of these but "abs" and "arcsin" are "a" and the name of a function.
        if (word[0] == 'a' && Lexicon.Functions.ContainsKey(word) && Lexicon.Functions.ContainsKey(word[1..]))
            return names.Contains("a") && (word[^1] != 'h' || names.Contains("h"));
        if (word is "sinh" or "cosh" or "tanh" or "sech" or "csch" or "coth") return names.Contains("h");
        if (!Lexicon.Greek.ContainsKey(word) && word != "pi") return false;
        foreach (var letter in word)
            if (!names.Contains(letter.ToString())) return false;
        return true;
    }

    private int SkipSpace(int at)
    {
        while (char.IsWhiteSpace(At(at))) at++;
        return at;
    }
}
