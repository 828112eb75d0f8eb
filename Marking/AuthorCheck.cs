// The author's safety net: the problems of a part that are refused or warned of before it is saved.
namespace MathsSoc.Marking;

/// <summary>A problem with a part, in a sentence for its author.</summary>
/// <param name="Refuse">True where the part must not be saved; false for a warning.</param>
public sealed record AuthorProblem(string Message, bool Refuse);

/// <summary>Checks a part's model, its examples and its statement with the same engine that will mark the answers.</summary>
public static class AuthorCheck
{
    /// <summary>
    /// Everything wrong with a part. A model that is unreadable or a word is refused. Examples that are marked otherwise than the
    /// author expects, and formulas of the statement that would be marked right, are only warned of: the author decides.
    /// </summary>
    public static IReadOnlyList<AuthorProblem> Check(
        AnswerSpec spec, IReadOnlyList<string> accepted, IReadOnlyList<string> rejected, string statement)
    {
        var problems = new List<AuthorProblem>();
        if (Model(spec) is { } refusal) problems.Add(new(refusal, Refuse: true));
        if (problems.Count > 0) return problems;
        var model = new PreparedModel(spec);
        if (Thousands(spec, model) is { } thousands) problems.Add(new(thousands, Refuse: false));
        if (FormAdvice.Of(spec, model) is { } form) problems.Add(new(form, Refuse: false));
        if (TooFewValues(spec, model) is { } few) problems.Add(new(few, Refuse: false));
        if (Unused(spec, model) is { } unused) problems.Add(new(unused, Refuse: false));
        foreach (var answer in accepted.Take(Limits.Alternatives))
            if (model.Mark(answer) is { Verdict: not Verdict.Right } marked)
                problems.Add(new($"“{answer}” should be accepted but is marked {Describe(marked)}", Refuse: false));
        foreach (var answer in rejected.Take(Limits.Alternatives))
            if (model.Mark(answer) is { Verdict: Verdict.Right })
                problems.Add(new($"“{answer}” should be rejected but is marked right.", Refuse: false));
        foreach (var formula in RightFormulas(spec, statement))
            problems.Add(new(
                $"The formula “{formula}” in the statement would be marked right: a pupil need only copy it. "
                    + "Choose a kind that asks for a form.",
                Refuse: false));
        return problems;
    }

    /// <summary>
    /// Why the model cannot be saved: it cannot be read, looks like a word, has no value, or is not right by its own kind. Null if it
    /// can be saved.
    /// </summary>
    public static string? Model(AnswerSpec spec)
    {
        if (string.IsNullOrWhiteSpace(spec.Model)) return "The model answer is empty.";
        if (spec.Places is < 0 or > 100 || spec.Figures is < 1 or > 100)
            return "Decimal places go from 0 to 100 and significant figures from 1 to 100.";
        if (spec.Tolerance is < 0) return "The tolerance cannot be negative.";
        if (spec.Kind is AnswerKind.Text or AnswerKind.Choice)
            return spec.Model.Length > Limits.Length ? "The model answer is too long." : null;
        var model = new PreparedModel(spec);
        if (model.ModelFault is var (message, _)) return $"The model answer cannot be read: {message}";
        if (spec.Kind == AnswerKind.Auto && IsWord(spec))
            return $"“{spec.Model.Trim()}” looks like a word: choose the kind text, or declare its letters.";
        if (model.Shape is Region region && IsEmpty(spec, region.Statement))
            return Trees.Any(region.Statement, static n => n is Listing)
                ? "No value satisfies the model answer: did you mean “or”?"
                : "No value satisfies the model answer: look at its signs again.";
        var own = model.Mark(spec.Model);
        if (own.Verdict == Verdict.Unreadable) return $"The model answer cannot be marked: {own.Message}";
        if (own.Verdict == Verdict.WrongForm && !IsRounded(spec))
            return $"The model answer is not in the form its kind asks for: {own.Message}";
        var product = model.Shape switch { Scalar s => s.Value, Values { Items: [var only] } => only, _ => null };
        if (spec.Kind == AnswerKind.Factorised && product is not null && new FormChecks().IsUnfactorised(product))
            return "The model answer is not factorised: write it as a product of brackets.";
        return own.Verdict == Verdict.Wrong && !IsRounded(spec) ? $"The model answer does not suit the kind {spec.Kind.Name()}." : null;
    }

    /// <summary>The formulas of a statement, between $ or $$, that would be marked right if a pupil copied them.</summary>
    public static IReadOnlyList<string> RightFormulas(AnswerSpec spec, string statement)
    {
        var model = new PreparedModel(spec);
        return [.. Formulas(statement).Distinct(StringComparer.Ordinal).Where(f => model.Mark(f).Verdict == Verdict.Right)];
    }

    // Commas are "and" here: where that leaves nothing the author has to say what is meant.
    private static bool IsEmpty(AnswerSpec spec, Node statement) =>
        new RealSets(new Equivalence(spec.Angle == AngleUnit.Degrees, spec.Complex, new Budget())).Of(statement, solve: true)
            is { Intervals.Count: 0 };

    // A model to be rounded, such as π to two places, need not be written rounded.
    private static bool IsRounded(AnswerSpec spec) =>
        spec.Kind == AnswerKind.Decimal || spec.Places is not null || spec.Figures is not null;

    // Three or more letters and nothing else, none of them declared, and no function or Greek name among them.
    private static bool IsWord(AnswerSpec spec)
    {
        var text = spec.Model.Trim();
        if (text.Length < 3
            || !text.All(c => char.IsLetter(c) || c is ' ' or '\'' or '-')
            || !text.Split(' ', '-').Any(w => w.Length > 2))
            return false;
        var (tree, _) = Parser.Read(text, ReadingContext.Plain);
        if (tree is null) return true;
        if (Trees.Any(tree, static n => n is Apply or Root or Symbol { Constant: Constant.Pi or Constant.Infinity })
            || Lexicon.Greek.ContainsKey(text))
            return false;
        return !Trees.Names(tree).All(spec.Names.Contains);
    }

    // What the author chose that the kind cannot use, and what another kind would read better.
    private static string? Unused(AnswerSpec spec, PreparedModel model)
    {
        if ((spec.Tolerance ?? spec.Places ?? spec.Figures) is not null && !AnswerKinds.CanRound(spec.Kind))
            return $"The kind {spec.Kind.Name()} takes no tolerance, decimal places or significant figures, so they are not used. "
                + "Choose decimal, or leave them empty.";
        if (spec.Kind == AnswerKind.Auto && model.Shape is Proportion ratio && Judge.IsTime(ratio))
            return $"“{spec.Model.Trim()}” looks like a time of day: choose the kind text or unit. "
                + "As it is, only the same digits are right.";
        return model.MayBeQuantity
            ? $"“{spec.Model.Trim()}” is read as a number times a letter, and also as a quantity. "
                + "If the letter is a unit, choose the kind unit."
            : null;
    }

    private static string? Thousands(AnswerSpec spec, PreparedModel model)
    {
        var at = spec.Model.IndexOf(',');
        if (spec.Kind is AnswerKind.List or AnswerKind.Set
            || at <= 0 || at + 3 >= spec.Model.Length || !char.IsAsciiDigit(spec.Model[at + 1]))
            return null;
        return model.Shape is Scalar or Values { Items.Length: 1 }
            ? $"The model answer is read as one number, “{model.ModelReading!.Words}”. For several values put a space after the comma."
            : null;
    }

    // √(−x²) and its like: an answer written otherwise could not be compared with it.
    private static string? TooFewValues(AnswerSpec spec, PreparedModel model) =>
        model.Shape is Scalar { Value: var value }
        && new Equivalence(spec.Angle == AngleUnit.Degrees, spec.Complex, new Budget())
            .Compare(value, new Negative(new Negative(value))) == Agreement.Undecided
            ? "The model answer has a value at too few points to be compared: only an answer written in the same way can be right."
            : null;

    private static string Describe(Marked marked) => marked.Verdict switch
    {
        Verdict.WrongForm => $"wrong form: {marked.Message}",
        Verdict.Unreadable => $"unreadable: {marked.Message}",
        _ => "wrong.",
    };

    /// <summary>What stands between $ or $$, at most <see cref="Limits.Formulas"/>.</summary>
    internal static IEnumerable<string> Formulas(string statement)
    {
        var found = 0;
        for (var at = 0; at < statement.Length && found < Limits.Formulas;)
        {
            var open = NextDollar(statement, at);
            if (open < 0) yield break;
            var width = open + 1 < statement.Length && statement[open + 1] == '$' ? 2 : 1;
            var close = NextDollar(statement, open + width);
            if (close < 0) yield break;
            var formula = statement[(open + width)..close].Trim();
            if (formula.Length > 0)
            {
                found++;
                yield return formula;
            }
            at = close + width;
        }
    }

    private static int NextDollar(string text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            if (text[at] == '\\') at++;
            else if (text[at] == '$') return at;
        }
        return -1;
    }
}
