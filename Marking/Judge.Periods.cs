// Verdicts on general solutions such as x = π/6 + 2nπ: values that come again with a period, whatever letter counts the periods.
using System.Numerics;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    private const int MaxPeriods = 12, MaxTurns = 100, MaxBits = 64;

    /// <summary>The start and the step of start + step × n, n being any whole number.</summary>
    private sealed record Progression(Node Start, Node Step);

    // Asked only for what is wrong letter by letter; null where the model or the answer is no general solution.
    private (Verdict, string)? DecidePeriodic(Node answer, Shape shape)
    {
        if (_spec.Kind is not AnswerKind.Auto || IsRounding) return null;
        var (name, given) = ((_shape as Values)?.Name, (shape as Values)?.Name);
        if (name is not null && given is not null && name != given) return null;
        if (Progressions(_shape) is not { } models || Progressions(shape) is not { } answers) return null;
        // x = 180n + 30 means degrees too.
        var (hasDegrees, hasPi) = (Trees.Any(_model, static n => n is Degrees), Trees.Any(_model, IsPi));
        if (!hasDegrees && !hasPi && name is not ("x" or "theta" or "alpha" or "phi")) return null;
        var turns = !hasPi && !Trees.Any(answer, IsPi);
        var equivalence = new Equivalence(degrees: false, _spec.Complex, _budget);
        if (turns) (models, answers) = (models.ConvertAll(WithoutAnyDegrees), answers.ConvertAll(WithoutAnyDegrees));
        else (models, answers) = (InOneUnit(models, _model), InOneUnit(answers, answer));
        // In (n - 2)π, which is no solution of anything, n is a number of its own: only its letter is free.
        var isSolution = name is [>= 'a' and <= 'z'] or "theta" or "alpha" or "phi" || models.Count > 1;
        if (!IsOneToOne(models, answers, equivalence) && !(isSolution && HaveSameValues(models, answers, turns, equivalence))) return null;
        foreach (var letter in WholeLetters)
            if (_spec.Names.Contains(letter) && Trees.Names(_model).Contains(letter) && !Trees.Names(answer).Contains(letter))
                return Form($"Write it with the letter {letter} of the question.");
        return Finished(Right, _model, answer);
    }

    private static bool IsPi(Node node) => node is Symbol { Constant: Constant.Pi };

    private List<Progression>? Progressions(Shape shape)
    {
        Node[] items = shape switch { Scalar s => [s.Value], Values { Braces: false } v => v.Items, _ => [] };
        if (items.Length is 0 or > MaxPeriods) return null;
        var found = new List<Progression>();
        foreach (var item in items)
        {
            // nπr² is an expression in two letters, and of such only the letters themselves are right.
            var letters = Trees.Names(item);
            if (letters.Count != 1 || !WholeLetters.Contains(letters.First())) return null;
            var letter = letters.First();
            if (!HasSigns(item) && Linear(item, letter) is { } one) found.Add(one);
            else if (HasSigns(item) && Linear(Half(item, letter, 0), letter) is { } even
                && Linear(Half(item, letter, 1), letter) is { } odd)
                found.AddRange([even, odd]); // nπ + (-1)^n π/6
            else return null;
        }
        return found.Count > MaxPeriods ? null : found;
    }

    private Progression? Linear(Node item, string letter)
    {
        var start = Trees.Put(item, letter, Number.Of(0));
        var step = Trees.Minus(Trees.Put(item, letter, Number.Of(1)), start);
        return IsLinear(item) || Compare(item, new Sum([start, new Product([step, new Name(letter)])])) == Agreement.Same
            ? new(start, step)
            : null;
    }

    // Is it seen to be linear, so that no values need be compared?
    private static bool IsLinear(Node node) => node switch
    {
        Name => true,
        Sum s => Array.TrueForAll(s.Terms, IsLinear),
        Product p => p.Factors.Count(Trees.HasNames) < 2 && Array.TrueForAll(p.Factors, IsLinear),
        Quotient q => IsLinear(q.Top) && !Trees.HasNames(q.Bottom),
        Negative n => IsLinear(n.Inner),
        Degrees d => IsLinear(d.Inner),
        _ => !Trees.HasNames(node),
    };

    // (-1)^n
    private static bool HasSigns(Node item) => Trees.Any(item, static n =>
        n is Power { Base: Negative { Inner: Number { Value.IsOne: true } }, Exponent: var power } && Trees.HasNames(power));

    // The values at even or at odd numbers, with 2n + parity for n and a sign for (-1)^n.
    private Node Half(Node item, string letter, int parity)
    {
        return Trees.Put(WithSigns(item), letter, new Sum([new Product([Number.Of(2), new Name(letter)]), Number.Of(parity)]));

        Node WithSigns(Node node)
        {
            if (!HasSigns(node) || node is not Power { Exponent: var power } || Linear(power, letter) is not { } whole
                || Exact.Evaluate(whole.Start, out var start) != Outcome.Value || !start.IsInteger
                || Exact.Evaluate(whole.Step, out var step) != Outcome.Value || !step.IsInteger)
                return Trees.Map(node, WithSigns);
            return (start + step * parity).Numerator.IsEven ? Number.Of(1) : new Negative(Number.Of(1));
        }
    }

    private static readonly string[] WholeLetters = ["n", "k", "m"];

    private static Progression WithoutAnyDegrees(Progression of) => new(Strip(of.Start), Strip(of.Step));

    // In 180n + 30° the 180 is in degrees too.
    private static List<Progression> InOneUnit(List<Progression> all, Node written) =>
        !Trees.Any(written, static n => n is Degrees) || Trees.Any(written, IsPi)
            ? all
            : all.ConvertAll(static p => new Progression(new Degrees(Strip(p.Start)), new Degrees(Strip(p.Step))));

    private static Node Strip(Node node) => node is Degrees d ? Strip(d.Inner) : Trees.Map(node, Strip);

    private static bool IsOneToOne(List<Progression> models, List<Progression> answers, Equivalence equivalence)
    {
        if (models.Count != answers.Count) return false;
        var free = new List<Progression>(answers);
        return models.TrueForAll(m => free.FindIndex(a => equivalence.Compare(m.Start, a.Start) == Agreement.Same
            && equivalence.Compare(m.Step, a.Step) == Agreement.Same) is var at && at >= 0 && Remove(free, at));
    }

    private static bool Remove(List<Progression> from, int at)
    {
        from.RemoveAt(at);
        return true;
    }

    /// <summary>A progression in multiples of π, or in degrees.</summary>
    private sealed record Cycle(Rational Start, Rational Step);

    // 2nπ + π/3 is also 2nπ - 5π/3, and nπ is both 2nπ and (2n + 1)π.
    private static bool HaveSameValues(List<Progression> models, List<Progression> answers, bool turns, Equivalence equivalence)
    {
        if (Cycles(models, turns, equivalence) is not { } wanted || Cycles(answers, turns, equivalence) is not { } given) return false;
        var period = wanted[0].Step;
        foreach (var cycle in wanted.Concat(given)) period = LeastCommonMultiple(period, cycle.Step);
        return Covers(wanted, given, period) && Covers(given, wanted, period);
    }

    private static bool Covers(List<Cycle> all, List<Cycle> some, Rational period)
    {
        foreach (var cycle in some)
        {
            var turns = (period / cycle.Step).Abs();
            if (turns > MaxTurns) return false;
            for (var i = 0; i < turns; i++)
            {
                var value = cycle.Start + cycle.Step * i;
                if (!all.Exists(c => ((value - c.Start) / c.Step).IsInteger)) return false;
            }
        }
        return true;
    }

    private static Rational LeastCommonMultiple(Rational a, Rational b)
    {
        var top = BigInteger.Abs(a.Numerator * b.Numerator) / BigInteger.GreatestCommonDivisor(a.Numerator, b.Numerator);
        return new Rational(top, BigInteger.GreatestCommonDivisor(a.Denominator, b.Denominator));
    }

    private static List<Cycle>? Cycles(List<Progression> of, bool turns, Equivalence equivalence)
    {
        var found = new List<Cycle>();
        foreach (var (start, step) in of)
        {
            if (!TryMultiple(start, turns, equivalence, out var first)) return null;
            if (!TryMultiple(step, turns, equivalence, out var every) || every.IsZero) return null;
            if (first.Bits > MaxBits || every.Bits > MaxBits) return null;
            found.Add(new Cycle(first, every));
        }
        return found;
    }

    // The number before π, or before the degree sign.
    private static bool TryMultiple(Node node, bool turns, Equivalence equivalence, out Rational multiple)
    {
        if (Exact.Evaluate(turns ? node : PerPi(node), out multiple) != Outcome.Value) return false;
        return turns || equivalence.Compare(node, Trees.Product([Number.Of(multiple), Symbol.Pi])) == Agreement.Same;
    }

    private static Node PerPi(Node node) => node switch
    {
        Symbol { Constant: Constant.Pi } => Number.Of(1),
        Degrees d => new Quotient(PerPi(d.Inner), Number.Of(180)),
        _ => Trees.Map(node, PerPi),
    };
}
