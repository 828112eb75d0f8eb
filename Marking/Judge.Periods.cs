// Verdicts on general solutions such as x = π/6 + 2nπ: values that come again with a period, whatever letter counts the periods.

namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    private const int MaxPeriods = 12;

    /// <summary>The start and the step of start + step × n, n being any whole number.</summary>
    private sealed record Progression(Node Start, Node Step);

    // Asked only for what is wrong letter by letter; null where the model or the answer is no general solution.
    private (Verdict, string)? DecidePeriodic(Node answer, Shape shape)
    {
        if (_spec.Kind is not AnswerKind.Auto || IsRounding || !Trees.Any(_model, static n => IsPi(n) || n is Degrees)) return null;
        var (name, given) = ((_shape as Values)?.Name, (shape as Values)?.Name);
        if (name is not null && given is not null && name != given) return null;
        if (Progressions(_shape) is not { } models || Progressions(shape) is not { } answers) return null;
        var turns = Trees.Any(_model, static n => n is Degrees) && !Trees.Any(answer, IsPi);
        var equivalence = new Equivalence(degrees: false, _spec.Complex, _budget);
        if (turns) (models, answers) = (models.ConvertAll(WithoutAnyDegrees), answers.ConvertAll(WithoutAnyDegrees));
        // In (n - 2)π, which is no solution of anything, n is a number of its own: only its letter is free.
        var isSolution = name is { Length: 1 } or "theta" or "alpha" or "phi" || models.Count > 1;
        return IsOneToOne(models, answers, equivalence) || isSolution && HaveSameResidues(models, answers, equivalence)
            ? Finished(Right, _model, answer)
            : null;
    }

    private static bool IsPi(Node node) => node is Symbol { Constant: Constant.Pi };

    private List<Progression>? Progressions(Shape shape)
    {
        Node[] items = shape switch { Scalar s => [s.Value], Values { Braces: false } v => v.Items, _ => [] };
        if (items.Length is 0 or > MaxPeriods) return null;
        var found = new List<Progression>();
        foreach (var item in items)
        {
            var letters = Trees.Names(item);
            letters.IntersectWith(WholeLetters);
            if (letters.Count != 1 || _spec.Names.Contains(letters.First())) return null;
            var start = Trees.Put(item, letters.First(), Number.Of(0));
            var step = Trees.Minus(Trees.Put(item, letters.First(), Number.Of(1)), start);
            if (Compare(item, new Sum([start, new Product([step, new Name(letters.First())])])) != Agreement.Same) return null;
            found.Add(new Progression(start, step));
        }
        return found;
    }

    private static readonly string[] WholeLetters = ["n", "k", "m"];

    private static Progression WithoutAnyDegrees(Progression of) => new(Strip(of.Start), Strip(of.Step));

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

    // The values within one period that suits all progressions: 2nπ + π/3 and 2nπ - 5π/3 have the same.
    private static bool HaveSameResidues(List<Progression> models, List<Progression> answers, Equivalence equivalence)
    {
        foreach (var progression in models.Concat(answers))
            if (Trees.HasNames(progression.Start) || Trees.HasNames(progression.Step)) return false;
        for (var turns = 1; turns <= MaxPeriods; turns++)
        {
            var period = Trees.Product([Number.Of(turns), models[0].Step]);
            if (Residues(models, period, equivalence) is not { } wanted) continue;
            if (Residues(answers, period, equivalence) is not { } given) continue;
            return wanted.TrueForAll(w => given.Exists(g => Multiple(Trees.Minus(w, g), period, equivalence) is not null))
                && given.TrueForAll(g => wanted.Exists(w => Multiple(Trees.Minus(w, g), period, equivalence) is not null));
        }
        return false;
    }

    // Null if the period is no whole multiple of each step.
    private static List<Node>? Residues(List<Progression> of, Node period, Equivalence equivalence)
    {
        var all = new List<Node>();
        foreach (var (start, step) in of)
        {
            if (Multiple(period, step, equivalence) is not { } times || times == 0 || Math.Abs(times) > MaxPeriods) return null;
            for (var i = 0; i < Math.Abs(times); i++) all.Add(new Sum([start, new Product([Number.Of(i), step])]));
        }
        return all.Count > 2 * MaxPeriods ? null : all;
    }

    // The whole number of times that one value is the other; null if it is none.
    private static int? Multiple(Node value, Node of, Equivalence equivalence)
    {
        var ball = equivalence.At(new Quotient(value, of), Equivalence.Nowhere, 160);
        if (!ball.IsFinite) return null;
        var ratio = ball.ToDouble();
        var times = Math.Round(ratio);
        return Math.Abs(times) < 1e6 && Math.Abs(ratio - times) < 1e-9
            && equivalence.Compare(value, Trees.Product([Number.Of((int)times), of])) == Agreement.Same ? (int)times : null;
    }
}
