// Verdicts on ordered lists, values of several unknowns, points and ratios.
namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    // One after another: the first verdict that is not right, and where only forms are wrong, the last of these.
    private static (Verdict, string) InOrder(int count, Func<int, (Verdict Verdict, string Message)> decide)
    {
        var worst = Right;
        for (var i = 0; i < count; i++)
        {
            var next = decide(i);
            if (next.Verdict is Verdict.Wrong or Verdict.Unreadable) return next;
            if (next.Verdict == Verdict.WrongForm) worst = next;
        }
        return worst;
    }

    private (Verdict, string) MatchInOrder(Node[] models, Node[] answers) => models.Length == answers.Length
        ? InOrder(models.Length, i => DecideValue(models[i], answers[i]))
        : Wrong;

    private (Verdict, string) DecideList(Shape shape)
    {
        if (_shape is Points { Items.Length: > 1 } points) return DecidePointsInOrder(points, shape);
        var models = _shape switch
        {
            Values { Name: null } v => v.Items,
            Scalar s => [s.Value],
            Points { Items: [var only] } => only.Items,
            _ => null,
        };
        if (models is null) return Unreadable("The model answer is not a list: separate the values with commas.");
        return shape switch
        {
            Values v => MatchInOrder(models, v.Items),
            Scalar s => MatchInOrder(models, [s.Value]),
            Points { Items: [var only] } => MatchInOrder(models, only.Items) is (Verdict.Right, _)
                ? Form("Write the values with commas between them, without brackets.")
                : Wrong,
            _ => Wrong,
        };
    }

    private (Verdict, string) DecidePointsInOrder(Points model, Shape shape) =>
        shape is Points answer && answer.Items.Length == model.Items.Length
            ? InOrder(model.Items.Length, i => MatchInOrder(model.Items[i].Items, answer.Items[i].Items))
            : Wrong;

    private (Verdict, string) DecideAssignments(Assignments model, Shape shape)
    {
        if (shape is not Assignments a)
        {
            var wanted = string.Join(", ", model.Cases[0].Keys.Select(n => $"{n} = …"));
            Node[] bare = shape switch { Points { Items: [var only] } => only.Items, Values { Name: null } v => v.Items, _ => [] };
            return FormIf(model.Cases.Length == 1 && IsMatch([.. model.Cases[0].Values], bare)
                || shape is Points several && IsMatch(AsPoints(model), several), $"Say which is which: write {wanted}.");
        }
        if (a.Cases.Length != model.Cases.Length) return Wrong;
        var free = a.Cases.ToList();
        foreach (var one in model.Cases)
        {
            var found = free.FindIndex(c => c.Keys.SequenceEqual(one.Keys)
                && MatchInOrder([.. one.Values], [.. c.Values]).Item1 is Verdict.Right or Verdict.WrongForm);
            if (found < 0)
                return free.Count == 1 && one.Keys.SequenceEqual(free[0].Keys)
                    ? MatchInOrder([.. one.Values], [.. free[0].Values])
                    : Wrong;
            var matched = MatchInOrder([.. one.Values], [.. free[found].Values]);
            if (matched.Item1 == Verdict.WrongForm) return matched;
            free.RemoveAt(found);
        }
        return Right;
    }

    private (Verdict, string) DecidePoints(Points model, Shape shape)
    {
        if (shape is Values { Name: null, Braces: false } bare && model.Items is [var single] && bare.Items.Length == single.Items.Length)
            return FormIf(IsMatch(single.Items, bare.Items), "Write coordinates in brackets, as in (1, 2).");
        if (shape is Assignments a) return FormIf(IsMatch(model, AsPoints(a)), "Write coordinates in brackets, as in (1, 2).");
        if (model.Items is [var vector] && Single(shape) is { } sum && Components(sum, vector.Items.Length) is { } parts)
            return MatchInOrder(vector.Items, parts);
        if (shape is not Points p || p.Items.Length != model.Items.Length) return Wrong;
        var free = p.Items.ToList();
        (Verdict, string) worst = Right;
        foreach (var point in model.Items)
        {
            var best = Wrong;
            var found = -1;
            for (var i = 0; i < free.Count && found < 0; i++)
            {
                var next = MatchInOrder(point.Items, free[i].Items);
                if (next.Item1 != Verdict.Wrong) (best, found) = (next, i);
            }
            if (found < 0) return Wrong;
            if (best.Item1 == Verdict.Unreadable) return best;
            if (best.Item1 == Verdict.WrongForm) worst = best;
            free.RemoveAt(found);
        }
        return worst;
    }

    // 3i - 2j and a = 3i - 2j
    private static Node? Single(Shape shape) =>
        shape switch { Scalar s => s.Value, Values { Items: [var only], Braces: false } => only, _ => null };

    private bool IsMatch(Node[] models, Node[] answers) => MatchInOrder(models, answers).Item1 is Verdict.Right or Verdict.WrongForm;

    private bool IsMatch(Points model, Points answer) => DecidePoints(model, answer).Item1 is Verdict.Right or Verdict.WrongForm;

    // The point (1, 2) of x = 1, y = 2.
    private static Points AsPoints(Assignments named) =>
        new([.. named.Cases.Select(static c => new Bracketed('(', [.. c.Values], ')'))]);

    // x = 3 mod 7 and x = 10 mod 7.
    private (Verdict, string) DecideCongruence(Congruent model, Shape shape)
    {
        var answer = shape switch
        {
            Congruent c => c,
            Scalar s => new Congruent(null, s.Value, model.Modulus),
            Values { Items: [var value], Braces: false } v => new Congruent(v.Name, value, model.Modulus),
            _ => null,
        };
        if (answer is null || answer.Name is not null && model.Name is not null && answer.Name != model.Name) return Wrong;
        if (Compare(model.Modulus, answer.Modulus) is var moduli and not Agreement.Same) return Of(moduli);
        if (shape is Values) answer = answer with { Value = Remainder(answer.Value, model.Modulus) };
        var same = Compare(model.Value, answer.Value);
        if (Exact.Evaluate(Trees.Minus(model.Value, answer.Value), out var difference) == Outcome.Value
            && Exact.Evaluate(model.Modulus, out var modulus) == Outcome.Value && !modulus.IsZero && (difference / modulus).IsInteger)
            same = Agreement.Same;
        if (shape is not Congruent)
            return FormIf(same == Agreement.Same, $"Write the modulus too, as in 1 mod {Printer.Print(model.Modulus)}.");
        return Finished(Of(same), model.Value, answer.Value);
    }

    // The 3 of 7k + 3 where the modulus is 7; any other value as it is.
    private Node Remainder(Node value, Node modulus)
    {
        if (Trees.Names(value) is not { Count: 1 } letters) return value;
        var least = Trees.Put(value, letters.First(), Number.Of(0));
        var whole = new Sum([new Product([modulus, new Name(letters.First())]), least]);
        return Compare(whole, value) == Agreement.Same ? least : value;
    }

    // a:b = c:d when ad = bc, all of one sign.
    private (Verdict, string) DecideRatio(Proportion model, Shape shape)
    {
        if (shape is Scalar s)
            return FormIf(
                model.Parts is [var first, var second] && Compare(new Quotient(first, second), s.Value) == Agreement.Same,
                "Write a ratio, as in 1:2.");
        if (shape is not Proportion answer || answer.Parts.Length != model.Parts.Length) return Wrong;
        if (IsRounding) return InOrderRounded(model.Parts, answer.Parts);
        if (IsTime(model))
            return Printer.Print(_model) == Printer.Print(new Ratio(answer.Parts)) ? Right : Wrong;
        for (var i = 1; i < model.Parts.Length; i++)
        {
            var agreement = Compare(Trees.Product([model.Parts[0], answer.Parts[i]]), Trees.Product([model.Parts[i], answer.Parts[0]]));
            if (agreement != Agreement.Same) return Of(agreement);
        }
        foreach (var part in answer.Parts)
            if (_equivalence.HasValue(part) != Agreement.Same
                || Compare(Number.Of(0), part) == Agreement.Same
                    && Compare(Number.Of(0), model.Parts[0]) != Agreement.Same
                    && Array.TrueForAll(answer.Parts, IsZero))
                return Wrong;
        if (Array.TrueForAll(answer.Parts, static p => p is Negative) && !Array.Exists(model.Parts, static p => p is Negative))
            return Form("Leave out the minus signs: they cancel out.");
        for (var i = 0; i < model.Parts.Length; i++)
            if ((Forms.Undone(answer.Parts[i]) & ~Forms.Undone(model.Parts[i])) != Unfinished.Nothing)
                return Form("Work it out: there is arithmetic left to do.");
        return Right;
    }

    /// <summary>
    /// True for 14:30 or 09:05, which are times of day: a ratio would be in its lowest terms. 28:60 is another time.
    /// </summary>
    public static bool IsTime(Proportion ratio) =>
        ratio.Parts is [Number { Digits: [>= '0' and <= '2', _] } hours, Number { Digits: [>= '0' and <= '5', _] } minutes]
        && hours.Value < 24
        && (hours.Digits[0] == '0' || System.Numerics.BigInteger.GreatestCommonDivisor(hours.Value.Numerator, minutes.Value.Numerator) > 1);

    // 1.23:1 for 1.234:1 to two places: whole numbers need none.
    private (Verdict, string) InOrderRounded(Node[] models, Node[] answers) => InOrder(models.Length, i =>
        models[i] is Number { Value.IsInteger: true } && Compare(models[i], answers[i]) == Agreement.Same
            ? Right
            : DecideRoundedValue(models[i], answers[i]));

    private bool IsZero(Node node) => Compare(Number.Of(0), node) == Agreement.Same;
}
