// Decides whether two expressions are the same: exactly where that is possible, else by proved digits at fixed points.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal enum Agreement : byte
{
    Same,
    Different,

    /// <summary>The second expression has no value anywhere.</summary>
    NoValue,

    TooLarge,

    /// <summary>No difference was seen, but there are too few points at which both have a value.</summary>
    Undecided,
}

/// <summary>
/// Three ways, in this order. Trees that come to fractions are compared as fractions. Rational functions are compared by their values at
/// fixed points of three 61-bit prime fields: two different ones of degree d agree at one point with probability at most d/2^61.
/// Everything else is evaluated in ball arithmetic: numbers to <see cref="Ball.MaxPrecision"/> bits, expressions with names at fixed
/// points of no special form, over the common real domain. A difference is always proved; sameness means agreement at every point tried.
/// </summary>
internal sealed class Equivalence(bool degrees, bool complex, Budget budget)
{
    private const int Coarse = 96, Fine = 640, NumberBits = 160;

    /// <summary>Bits in which two values must agree for a point to count.</summary>
    private const int Digits = 44;

    /// <summary>How many points of agreement are enough, and how many points are tried before fewer must do.</summary>
    private const int Enough = 7, Tries = 12, WideTries = 64;

    /// <summary>Agreements below which nothing is decided.</summary>
    private const int Few = 3;

    public Agreement Compare(Node model, Node answer)
    {
        if (!budget.Spend(Trees.Leaves(model) + Trees.Leaves(answer))) return Agreement.TooLarge;
        var left = Exact.Evaluate(model, out var a);
        var right = Exact.Evaluate(answer, out var b);
        if (left == Outcome.TooLarge || right == Outcome.TooLarge) return Agreement.TooLarge;
        if (right == Outcome.NoValue && !complex) return Agreement.NoValue;
        if (left == Outcome.Value && right == Outcome.Value) return a == b ? Agreement.Same : Agreement.Different;
        var names = Trees.Names(model);
        Trees.Collect(answer, names);
        if (FieldPoint.Suits(model) && FieldPoint.Suits(answer)) return InFields(model, answer, [.. names]);
        // Without an i the real numbers decide, if they can: only there are moduli looked at closely.
        if (complex && names.Count > 0 && !Trees.Any(model, IsImaginary) && !Trees.Any(answer, IsImaginary)
            && AtPoints(model, answer, [.. names]) is var real and (Agreement.Same or Agreement.Different))
            return real;
        if (complex) return ComplexNumbers.Compare(model, answer, [.. names], budget);
        var agreement = names.Count == 0 ? Numbers(model, answer) : AtPoints(model, answer, [.. names]);
        // Against a number as fine as 10^-400 the digits that were compared prove nothing.
        var compared = names.Count == 0 ? Ball.MaxPrecision : Fine;
        var provesNothing = agreement == Agreement.Same
            && Math.Max(Widest(model), Widest(answer)) > compared * 3 / 4
            && Printer.Print(model) != Printer.Print(answer);
        return provesNothing ? Agreement.TooLarge : agreement;
    }

    /// <summary>-1, 0 or 1 for two numbers without names; null if either has no value or is too large.</summary>
    public int? Order(Node first, Node second)
    {
        var left = Exact.Evaluate(first, out var a);
        var right = Exact.Evaluate(second, out var b);
        if (left == Outcome.Value && right == Outcome.Value) return a.CompareTo(b);
        if (left > Outcome.OtherSort || right > Outcome.OtherSort) return null;
        foreach (var bits in (ReadOnlySpan<int>)[NumberBits, Ball.MaxPrecision])
        {
            var difference = At(first, Nowhere, bits) - At(second, Nowhere, bits);
            if (difference.Sign() is var sign and not 0) return sign;
            if (bits == Ball.MaxPrecision && difference.IsFinite) return 0;
        }
        return null;
    }

    /// <summary>The places at which one of two expressions changes its formula or ends; none for polynomials.</summary>
    public Breakpoints BreaksOf(Node first, Node second, string[] names) => new(first, second, names, degrees, budget);

    /// <summary>Points of whole numbers; null if there is no factorial or binomial coefficient with a name in it.</summary>
    public IEnumerable<IReadOnlyDictionary<string, Rational>>? PointsOfFactorials(Node first, Node second, string[] names) =>
        new WholePoints(first, second, names, new Approximation(degrees, budget)) is { HasWhole: true } whole ? whole.All() : null;

    /// <summary>Points on either side of, and at, every zero of the expressions and every place where one of them changes.</summary>
    public IEnumerable<IReadOnlyDictionary<string, Rational>> PointsAtBoundaries(List<Node> boundaries, string[] names)
    {
        var places = new Breakpoints(boundaries, names, degrees, budget);
        return places.Sides(zeros: true).Concat(places.Crossings());
    }

    /// <summary>Does this tree have a value somewhere?</summary>
    public Agreement HasValue(Node node) => Compare(node, node);

    public Ball At(Node node, IReadOnlyDictionary<string, Rational> values, int bits) =>
        new RealPoint(values, bits, degrees, budget).Evaluate(node);

    private bool IsSpent => budget.Left < 0;

    /// <summary>Pays for work that is not evaluation; false once the budget is spent.</summary>
    public bool Spend(int work) => budget.Spend(work);

    public static readonly IReadOnlyDictionary<string, Rational> Nowhere = new Dictionary<string, Rational>();

    private Agreement Numbers(Node model, Node answer)
    {
        foreach (var bits in (ReadOnlySpan<int>)[NumberBits, Ball.MaxPrecision])
        {
            var right = At(answer, Nowhere, bits);
            if (right.Status == BallStatus.Undefined) return Agreement.NoValue;
            var left = At(model, Nowhere, bits);
            if (left.Status == BallStatus.TooLarge || right.Status == BallStatus.TooLarge) return Agreement.TooLarge;
            if (left.Status == BallStatus.Undefined) return Agreement.Different;
            if (right.Status == BallStatus.Unknown || left.Status == BallStatus.Unknown)
            {
                if (bits == Ball.MaxPrecision) return right.Status == BallStatus.Unknown ? Agreement.NoValue : Agreement.Undecided;
                continue;
            }
            if (!left.Overlaps(right)) return Agreement.Different;
        }
        return Agreement.Same;
    }

    private static Agreement InFields(Node model, Node answer, string[] names)
    {
        bool common = false, answered = false;
        var imaginary = Trees.Any(model, IsImaginary) || Trees.Any(answer, IsImaginary);
        for (var i = 0; i < 9; i++)
        {
            // Only the second field has a square root of -1.
            var field = Modular.Fields[imaginary ? 1 : i % 3];
            var point = new FieldPoint(field, i, names);
            var right = point.Evaluate(answer, out var b);
            var left = point.Evaluate(model, out var a);
            if (left == Outcome.TooLarge || right == Outcome.TooLarge) return Agreement.TooLarge;
            answered |= right == Outcome.Value;
            if (left != Outcome.Value || right != Outcome.Value) continue;
            if (a != b) return Agreement.Different;
            if (common && i >= 3) return Agreement.Same;
            common = true;
        }
        return !answered ? Agreement.NoValue : common ? Agreement.Same : Agreement.Undecided;
    }

    private static bool IsImaginary(Node node) => node is Symbol { Constant: Constant.I };

    private Agreement AtPoints(Node model, Node answer, string[] names)
    {
        var sameText = Printer.Print(model) == Printer.Print(answer);
        var tally = new Tally(this, model, answer, needed: sameText ? 1 : Enough);
        var reach = Math.Max(Reach(model), Reach(answer));
        var whole = new WholePoints(model, answer, names, new Approximation(degrees, budget));
        if (!whole.HasWhole)
        {
            for (var trial = 0; trial < Tries && !tally.Decided && tally.Agreed < tally.Needed; trial++)
                tally.Try(SamplePoints.Values(names, trial, reach));
            if (tally.Decided || sameText && tally.Agreed > 0) return tally.Verdict;
            var breaks = BreaksOf(model, answer, names);
            foreach (var point in breaks.Sides())
                if (tally.Try(point)) return tally.Verdict;
            if (tally.Agreed < Few)
                foreach (var point in breaks.Inside())
                    if (tally.Try(point) || tally.Agreed >= tally.Needed) return tally.Verdict;
            for (var trial = Tries; trial < Tries + WideTries && tally.Agreed < Few; trial++)
                if (tally.Try(SamplePoints.Values(names, trial, reach))) return tally.Verdict;
        }
        if (tally.Agreed < Few && !tally.AreApart)
            foreach (var point in whole.All())
                if (tally.Try(point) || sameText && tally.Agreed > 0) return tally.Verdict;
        return tally.Verdict;
    }

    /// <summary>What the points tried so far show of two expressions.</summary>
    private sealed class Tally(Equivalence equivalence, Node model, Node answer, int needed)
    {
        private readonly bool _hasModulus = Trees.Any(model, IsModulus);
        private bool _different, _tooLarge, _outOfBudget, _modelAlone, _answerAlone, _answered;

        public int Agreed { get; private set; }

        public int Needed => needed;

        /// <summary>True once a difference is proved or the budget is spent.</summary>
        public bool Decided => _different || _outOfBudget;

        /// <summary>True if each had a value at a point where the other had none.</summary>
        public bool AreApart => _modelAlone && _answerAlone;

        public Agreement Verdict =>
            _different ? Agreement.Different
            : Agreed >= Math.Min(Few, needed) ? Agreement.Same
            : _outOfBudget || Agreed == 0 && _tooLarge ? Agreement.TooLarge
            : !_answered ? Agreement.NoValue
            // Each has values, but never where the other has: ln x and ln(-x).
            : Agreed == 0 && AreApart ? Agreement.Different
            : Agreement.Undecided;

        /// <summary>Compares at one more point; true once nothing more need be tried.</summary>
        public bool Try(IReadOnlyDictionary<string, Rational> values)
        {
            var fine = Agreed == 0 && needed > 1;
            for (var bits = Coarse; ; bits = bits == Coarse ? 2 * Coarse : Fine)
            {
                Ball right = equivalence.At(answer, values, bits), left = equivalence.At(model, values, bits);
                if (equivalence.IsSpent) return _outOfBudget = true;
                if (left.Status == BallStatus.TooLarge || right.Status == BallStatus.TooLarge)
                {
                    _tooLarge = true;
                    return false;
                }
                _answered |= right.IsFinite;
                var known = left.IsFinite && right.IsFinite;
                if (known && !left.Overlaps(right)) return _different = true;
                if (left.Status == BallStatus.Undefined || right.Status == BallStatus.Undefined) return OneAlone(left, right);
                var close = known && !fine
                    && (left.AccurateBits > Digits && right.AccurateBits > Digits || (left - right).IsNear(Digits));
                if (close || bits == Fine && known) Agreed++;
                if (close || bits == Fine) return false;
                if (fine && known) bits = 2 * Coarse; // one comparison is made to many digits
            }
        }

        // (√x)² for |x| and ln x for ln|x| have lost the negative numbers, for which the model's modulus was written.
        private bool OneAlone(Ball left, Ball right)
        {
            _modelAlone |= left.IsFinite;
            _answerAlone |= right.IsFinite;
            return _different = _hasModulus && left.IsFinite;
        }

        private static bool IsModulus(Node node) => node switch
        {
            Apply { Function: Function.Abs } a => Trees.HasNames(a.Argument),
            Root r when Trees.TryWhole(r.Order, out var order) && order % 2 == 0 => r.Radicand is Power p && IsEvenPower(p)
                || r.Radicand is Product { Factors: var factors } && Array.TrueForAll(factors, f => f is Power p && IsEvenPower(p)),
            _ => false,
        };

        private static bool IsEvenPower(Power power) =>
            Trees.TryWhole(power.Exponent, out var exponent) && exponent % 2 == 0 && Trees.HasNames(power.Base);
    }

    // Bits of the widest number in a tree.
    private static long Widest(Node node)
    {
        if (node is Number n) return n.Value.Bits;
        var widest = node is Power or Factorial && Exact.Evaluate(node, out var value) == Outcome.Value ? value.Bits : 0;
        foreach (var child in Trees.Children(node)) widest = Math.Max(widest, Widest(child));
        return widest;
    }

    private static long Reach(Node node)
    {
        if (node is Number n) return n.Value.Abs() is var size && size.Numerator.GetBitLength() < 40 ? (long)size.Floor() : 0;
        var reach = 0L;
        foreach (var child in Trees.Children(node)) reach = Math.Max(reach, Reach(child));
        return reach;
    }
}
