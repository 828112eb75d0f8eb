// Whether two equations or inequalities are equivalent: one difference a constant multiple of the other.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>
/// a = b and c = d are the same when a − b = k (c − d) for one constant k that is not zero: sides may be swapped and both sides
/// multiplied, and nothing is gained or lost ((x−2)² = 0 is not x − 2 = 0). For an inequality k must also be positive.
/// </summary>
internal sealed class Equations(Equivalence equivalence)
{
    private const int Bits = 192, Points = 10;

    public Agreement Compare(Equation model, Equation answer) =>
        Proportional(Trees.Minus(model.Left, model.Right), Trees.Minus(answer.Left, answer.Right), out _);

    /// <summary>Inequalities in several names, or of any degree: y ≥ 2x + 1 and 2y − 4x ≥ 2.</summary>
    public Agreement Compare(Relation model, Relation answer)
    {
        if (model.Signs.Length != 1 || answer.Signs.Length != 1) return Agreement.Different;
        var same = model.Signs[0] == answer.Signs[0];
        if (!same && RealSets.Flip(model.Signs[0]) != answer.Signs[0]) return Agreement.Different;
        var left = Trees.Minus(model.Sides[0], model.Sides[1]);
        var right = same ? Trees.Minus(answer.Sides[0], answer.Sides[1]) : Trees.Minus(answer.Sides[1], answer.Sides[0]);
        var agreement = Proportional(left, right, out var sign);
        if (agreement != Agreement.Same || model.Signs[0] == Comparison.NotEqual) return agreement;
        if (sign > 0) return Agreement.Same;
        // -x < -1 and x > 1: a negative factor turns the sign round, so the other reading must be the positive one.
        return Agreement.Different;
    }

    private Agreement Proportional(Node f, Node g, out int sign)
    {
        sign = 0;
        if (!equivalence.Spend(100)) return Agreement.TooLarge;
        var union = Trees.Names(f);
        Trees.Collect(g, union);
        string[] names = [.. union];
        if (!FieldPoint.Suits(f) || !FieldPoint.Suits(g)) return AtPoints(f, g, names, out sign);
        var inFields = InFields(f, g, names);
        if (inFields == Agreement.Same) sign = SignOfRatio(f, g, names);
        return inFields;
    }

    private static Agreement InFields(Node f, Node g, string[] names)
    {
        var same = false;
        foreach (var field in Modular.Fields)
        {
            ulong f0 = 0, g0 = 0;
            var held = false;
            for (var i = 0; i < 4; i++)
            {
                var point = new FieldPoint(field, i, names);
                var left = point.Evaluate(f, out var a);
                var right = point.Evaluate(g, out var b);
                if (left == Outcome.TooLarge || right == Outcome.TooLarge) return Agreement.TooLarge;
                if (left != Outcome.Value || right != Outcome.Value) continue;
                if (a == 0 != (b == 0)) return Agreement.Different;
                if (held && field.Multiply(a, g0) != field.Multiply(b, f0)) return Agreement.Different;
                same |= held;
                (f0, g0, held) = (a, b, true);
            }
        }
        return same ? Agreement.Same : Agreement.NoValue;
    }

    private int SignOfRatio(Node f, Node g, string[] names)
    {
        for (var trial = 0; trial < Points; trial++)
        {
            var values = SamplePoints.Values(names, trial);
            var sign = equivalence.At(f, values, Bits).Sign() * equivalence.At(g, values, Bits).Sign();
            if (sign != 0) return sign;
        }
        return 0;
    }

    private Agreement AtPoints(Node f, Node g, string[] names, out int sign)
    {
        sign = 0;
        var ratio = new Ratios(equivalence, f, g);
        var points = equivalence.PointsOfFactorials(f, g, names)
            ?? Enumerable.Range(0, Points * 3).Select(trial => SamplePoints.Values(names, trial));
        foreach (var point in points)
            if (ratio.Held >= Points || ratio.Try(point)) break;
        if (!ratio.IsDecided)
        {
            var breaks = equivalence.BreaksOf(f, g, names);
            foreach (var point in breaks.Sides())
                if (ratio.Try(point)) break;
            if (!ratio.IsDecided && ratio.Held <= 2)
                foreach (var point in breaks.Inside())
                    if (ratio.Held >= Points || ratio.Try(point)) break;
        }
        sign = ratio.Sign;
        return ratio.Agreement;
    }

    /// <summary>The ratio of two expressions at one point after another: constant as long as the equations may be the same.</summary>
    private sealed class Ratios(Equivalence equivalence, Node f, Node g)
    {
        private Ball _f, _g;
        private bool _answered, _different, _tooLarge;

        public int Held { get; private set; }

        /// <summary>The sign of the ratio; 0 if it was certain nowhere.</summary>
        public int Sign { get; private set; }

        public bool IsDecided => _different || _tooLarge;

        public Agreement Agreement =>
            _tooLarge ? Agreement.TooLarge
            : _different ? Agreement.Different
            : Held > 2 ? Agreement.Same
            : _answered ? Agreement.Undecided
            : Agreement.NoValue;

        /// <summary>Compares at one more point; true once nothing more need be tried.</summary>
        public bool Try(IReadOnlyDictionary<string, Rational> point)
        {
            Ball b = equivalence.At(g, point, Bits), a = equivalence.At(f, point, Bits);
            if (b.Status == BallStatus.TooLarge || a.Status == BallStatus.TooLarge) return _tooLarge = true;
            _answered |= b.IsFinite;
            if (!a.IsFinite || !b.IsFinite) return false;
            if (a.IsCertainlyNonZero != b.IsCertainlyNonZero)
            {
                // Only a number known to be nought, or next to it, differs from one that is not; else a point decides nothing.
                var nought = a.IsCertainlyNonZero ? b : a;
                return _different = nought.IsExactZero || nought.IsNear(120);
            }
            if (Held > 0 && !(a * _g).Overlaps(b * _f)) return _different = true;
            if (Sign == 0) Sign = a.Sign() * b.Sign();
            if (a.IsCertainlyNonZero) (_f, _g) = (a, b);
            Held++;
            return false;
        }
    }
}
