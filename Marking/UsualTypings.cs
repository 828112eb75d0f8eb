// How usual ways of typing a part's answer would be marked, so that its author sees the kind at work before pupils do.
using System.Globalization;
using System.Numerics;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>One way of typing an answer and its verdict.</summary>
/// <param name="How">What was done to the model answer: "as a decimal"; for the author.</param>
/// <param name="Typed">The answer as a pupil would type it.</param>
/// <param name="Message">The sentence that the pupil would see; empty for right and wrong.</param>
public sealed record Typing(string How, string Typed, Verdict Verdict, string Message);

/// <summary>Makes the typings from the model answer: at most ten, each marked once.</summary>
public static class UsualTypings
{
    private const int MaxFormulas = 3, DecimalPlaces = 3;

    /// <summary>
    /// Plain, as a decimal, not worked out, turned round, copied from the question, with a sign wrong, with or without a unit, in other
    /// capitals. A way that changes nothing in this model is left out; empty if the model cannot be read.
    /// </summary>
    /// <param name="spec">The part.</param>
    /// <param name="formulas">The formulas of the question: the first that can be read are tried.</param>
    public static IReadOnlyList<Typing> Of(AnswerSpec spec, IEnumerable<string> formulas)
    {
        var model = new PreparedModel(spec);
        if (spec.Kind is AnswerKind.Text or AnswerKind.Choice) return OfWords(spec, model);
        if (model.Tree is not { } tree) return [];
        var plain = Printer.Print(tree);
        var found = new List<Typing>();
        var own = model.Mark(spec.Model);
        found.Add(new Typing("as it is", spec.Model.Trim(), own.Verdict, own.Message));
        if (spec.Model.Contains('\\')) Add("on a keyboard", plain);
        Add("as a decimal", Changed(AsDecimal));
        Add("not worked out", Changed(NotWorkedOut));
        Add("turned round", Printer.Print(TurnedRound(tree)));
        var copied = 0;
        foreach (var formula in formulas.Distinct(StringComparer.Ordinal).Take(Limits.Formulas))
        {
            if (copied == MaxFormulas) break;
            var marked = model.Mark(formula);
            if (marked.Verdict != Verdict.Unreadable && Add("copied from the question", formula, marked)) copied++;
        }
        Add("with a sign wrong", Changed(WithOtherSign));
        Add(Trees.Any(tree, static n => n is Measure or Degrees or Percent) ? "without its unit" : "with a unit", OtherUnit(tree));
        Add("capitals and small letters exchanged", Printer.Print(WithOtherCapitals(tree)));
        return found;

        string Changed(Func<Node, Node> change) => Printer.Print(OnValues(tree, change));

        bool Add(string how, string typed, Marked? marked = null)
        {
            // What only spaces tell from the model answer is no other way.
            if (typed.Length == 0 || found.Exists(t => t.Typed == typed) || typed == plain && how is not "on a keyboard") return false;
            marked ??= model.Mark(typed);
            found.Add(new Typing(how, typed, marked.Verdict, marked.Message));
            return true;
        }
    }

    private static List<Typing> OfWords(AnswerSpec spec, PreparedModel model)
    {
        if (TextAnswers.Accepted(spec).FirstOrDefault()?.Trim() is not { Length: > 0 } text) return [];
        (string How, string Typed)[] ways =
        [
            ("as it is", text),
            ("in capitals", text.ToUpperInvariant()),
            ("in small letters", text.ToLowerInvariant()),
            ("with a full stop", text + "."),
            ("in brackets", $"({text})"),
            ("with a letter missing", text.Length > 2 ? text[..^1] : ""),
        ];
        var found = new List<Typing>();
        foreach (var (how, typed) in ways)
            if (typed.Length > 0 && !found.Exists(t => t.Typed == typed))
                found.Add(new Typing(how, typed, model.Mark(typed).Verdict, ""));
        return found;
    }

    // The tree with each value in it changed: not the names before equals signs, and nothing of a statement's own signs.
    private static Node OnValues(Node node, Func<Node, Node> change) => node switch
    {
        Relation { Sides: [Name name, ..] } r => r with { Sides = [name, .. r.Sides[1..].Select(side => OnValues(side, change))] },
        Relation or Either or Listing or Bracketed or Braced or Ratio or Matrix or Joined or Degrees or Percent or Measure =>
            Trees.Map(node, child => OnValues(child, change)),
        Builder b => b with { Condition = OnValues(b.Condition, change) },
        Congruence c => c with { Statement = OnValues(c.Statement, change) },
        Negative { Inner: Measure or Degrees or Percent } n => new Negative(OnValues(n.Inner, change)),
        Name => node,
        _ when Shapes.IsInfinite(node) => node,
        _ => change(node),
    };

    private static Node AsDecimal(Node value)
    {
        if (Trees.HasNames(value) || value is Number { Notation: not Notation.Whole } or Number { Value.IsInteger: false }) return value;
        var ball = new Equivalence(degrees: false, complex: false, new Budget()).At(value, Equivalence.Nowhere, 96);
        if (!ball.IsFinite || Math.Abs(ball.ToDouble()) is var size && size is > 1e12 or < 1e-3 and > 0) return value;
        var number = ball.ToDouble();
        var isWhole = Exact.Evaluate(value, out var exact) == Outcome.Value && exact.IsInteger;
        var digits = Math.Abs(number).ToString(isWhole ? "F1" : $"F{DecimalPlaces}", CultureInfo.InvariantCulture);
        if (!isWhole) digits = digits.TrimEnd('0').TrimEnd('.');
        Rational.TryParseDecimal(digits, out var rounded);
        var decimals = new Number(rounded, Notation.Decimal, digits);
        return number < 0 ? new Negative(decimals) : decimals;
    }

    // 2x + 1 as x + x + 1, 3/4 as 6/8, 12 as 11 + 1
    private static Node NotWorkedOut(Node value)
    {
        switch (value)
        {
            case Quotient { Sign: false, Top: Number top, Bottom: Number bottom }:
                return new Quotient(Number.Of(top.Value * 2), Number.Of(bottom.Value * 2));
            case Number { Notation: Notation.Whole or Notation.Decimal } number when number.Value > Rational.One:
                return new Sum([Minus(number), Number.Of(1)]);
            case Product { Factors: [Number { Value.IsInteger: true } number, .. var rest] } when number.Value > Rational.One:
                var part = Trees.Product([.. rest]);
                var others = Minus(number);
                return Trees.Sum([others.Value.IsOne ? part : Trees.Product([others, part]), part]);
            case Sum { Terms: [Product first, .. var terms] } when NotWorkedOut(first) is Sum split:
                return Trees.Sum([split, .. terms]);
            default:
                return Trees.Sum([value, Number.Of(1), new Negative(Number.Of(1))]);
        }

        static Number Minus(Number number)
        {
            var less = number.Value - Rational.One;
            if (number.Value.IsInteger) return Number.Of(less);
            var whole = number.Digits.IndexOf('.');
            var digits = BigInteger.Parse(number.Digits[..whole], CultureInfo.InvariantCulture) - 1;
            return number with { Value = less, Digits = $"{digits}{number.Digits[whole..]}" };
        }
    }

    private static Node TurnedRound(Node node) => node switch
    {
        Relation { Signs: not [Comparison.In] } r => new Relation([.. r.Sides.Reverse()], [.. r.Signs.Reverse().Select(RealSets.Flip)]),
        Listing l => l with { Items = [.. l.Items.Reverse()] },
        Either e => new Either([.. e.Items.Reverse()]),
        Braced b => new Braced([.. b.Items.Reverse()]),
        Bracketed { Open: '(', Close: ')' } b => b with { Items = [.. b.Items.Reverse()] },
        Ratio r => new Ratio([.. r.Parts.Reverse()]),
        Sum s => new Sum([.. s.Terms.Reverse()]),
        Product p when !Trees.Any(p, static n => n is Number { Notation: Notation.PowerOfTen }) => new Product([.. p.Factors.Reverse()]),
        _ => node,
    };

    private static Node WithOtherSign(Node value) => value switch
    {
        Sum { Terms: [.. var first, var last] } => new Sum([.. first, last is Negative n ? n.Inner : new Negative(last)]),
        Negative n => n.Inner,
        Number { Value.IsZero: true } => value,
        _ => new Negative(value),
    };

    // 12 cm for 12, and 12 for 12 cm; empty where a unit would make no sense.
    private static string OtherUnit(Node tree) => tree switch
    {
        Measure m => Printer.Print(m.Value),
        Negative { Inner: Measure m } => Printer.Print(new Negative(m.Value)),
        Number or Mixed or Quotient { Top: Number, Bottom: Number } or Negative { Inner: Number } => Printer.Print(tree) + " cm",
        Degrees or Percent => Printer.Print(Trees.Children(tree)[0]),
        Relation { Signs: [Comparison.Equal], Sides: [Name name, var value] } when OtherUnit(value) is { Length: > 0 } text =>
            $"{name.Id} = {text}",
        _ => "",
    };

    private static Node WithOtherCapitals(Node tree)
    {
        var renamed = tree;
        foreach (var name in Trees.Names(tree))
        {
            if (!char.IsAsciiLetter(name[0]) || Lexicon.Greek.ContainsKey(name)) continue;
            var first = char.IsAsciiLetterLower(name[0]) ? char.ToUpperInvariant(name[0]) : char.ToLowerInvariant(name[0]);
            renamed = Trees.Rename(renamed, name, first + name[1..]);
        }
        return renamed;
    }
}
