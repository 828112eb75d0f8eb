// The entry point of the marking engine: it takes a model answer and an answer, and returns a verdict and how the answer was read.

namespace MathsSoc.Marking;

/// <summary>
/// Marks answers. Pure and deterministic: the same strings give the same result on every machine; nothing throws for any input and
/// the work is bounded by <see cref="Limits"/>.
/// </summary>
public static class Marker
{
    /// <summary>Marks an answer against a part's model.</summary>
    public static Marked Mark(AnswerSpec spec, string answer) => new PreparedModel(spec).Mark(answer);

    /// <summary>
    /// Called with any exception that the engine met and turned into <see cref="Verdict.Unreadable"/>: a fault of the engine, for the log.
    /// </summary>
    public static Action<Exception>? Failed { get; set; }

    internal const string CannotRead = "I cannot read this: please write it another way.";

    /// <summary>Whether an answer is written in TeX, as the maths keyboard sends it: nothing to show to people as it is.</summary>
    public static bool IsTeX(string text) => text.Contains('\\') || text.AsSpan().IndexOf("^{") >= 0 || text.AsSpan().IndexOf("_{") >= 0;

    /// <summary>How an answer would be read, for the pupil to see before an attempt is spent.</summary>
    public static Preview Read(AnswerSpec spec, string answer) => new PreparedModel(spec).Read(answer);
}

/// <summary>A part's model, read once, for marking many answers. Safe to share between threads.</summary>
public sealed class PreparedModel
{
    private readonly AnswerSpec _spec;
    private readonly Node? _tree;
    private readonly Shape? _shape;
    private readonly Fault? _fault;
    private readonly Exception? _failure;
    private readonly ReadingContext _context;
    private readonly Node? _quantity; // 20 g under auto, which may be 20 × g or 20 grams

    /// <summary>Reads the model; a model that cannot be read makes every answer unreadable, with a message that says why.</summary>
    public PreparedModel(AnswerSpec spec)
    {
        _spec = spec;
        _context = ReadingContext.Plain;
        if (IsWords) return;
        try
        {
            (_tree, _shape, _fault) = ReadModel(spec, out _quantity);
            if (_tree is not null) _context = ContextOf(spec, _tree, _shape!, _quantity);
        }
        catch (Exception e)
        {
            Marker.Failed?.Invoke(e);
            (_tree, _fault, _failure) = (null, new Fault(Marker.CannotRead), e);
        }
    }

    private static (Node?, Shape?, Fault?) ReadModel(AnswerSpec spec, out Node? quantity)
    {
        quantity = null;
        var text = spec.Model ?? "";
        var isList = spec.Kind is AnswerKind.List or AnswerKind.Set;
        var plain = new ReadingContext(null, CommasSeparate: isList, Units: spec.Kind == AnswerKind.Unit, spec.Complex);
        var (tree, fault) = Parser.Read(text, plain);
        if (spec.Kind is AnswerKind.Auto or AnswerKind.Form or AnswerKind.Decimal or AnswerKind.Number or AnswerKind.List or AnswerKind.Set
            && QuantityIn(text, plain, spec.Names, out quantity) is { } certain)
            (tree, fault) = (certain, null);
        if (spec.Kind is AnswerKind.Auto or AnswerKind.Form && Subjects.CallIn(text) is var (call, end) && end > 0
            && Parser.Read(text[end..], plain).Tree is { } value && Shapes.Of(value) is Scalar)
            tree = new Relation([new Name(call), value], [Comparison.Equal]);
        if (tree is null) return (null, null, fault);
        var isInterval = spec.Kind == AnswerKind.Interval && tree is Bracketed { Items.Length: 2 };
        return (tree, isInterval ? new Region(tree) : Shapes.Of(tree), null);
    }

    private static ReadingContext ContextOf(AnswerSpec spec, Node tree, Shape shape, Node? quantity)
    {
        var own = Trees.Names(tree);
        var names = Trees.Names(tree);
        // Letters before units, except where the answer is a quantity.
        var isQuantity = shape is Quantity || spec.Kind == AnswerKind.Unit || Trees.Any(tree, static n => n is Measure);
        foreach (var declared in spec.Names)
            if (!isQuantity || Units.Find(declared) is null) names.Add(declared);
        var only = shape switch
        {
            Scalar s => s.Value,
            Values { Items: [var item], Braces: false } => item,
            Quantity q => q.Value,
            _ => null,
        };
        var isList = spec.Kind is AnswerKind.List or AnswerKind.Set;
        return new ReadingContext(names,
            CommasSeparate: isList || shape is Values { Items.Length: > 1 } or Assignments,
            Units: isQuantity || only is not null && !Trees.HasNames(only) || own.Count == 0,
            spec.Complex)
        {
            ModelNames = own,
            OneNumber = (only is not null && !Trees.HasNames(only) || quantity is not null)
                && !isList && !Trees.Any(tree, IsNumberTimesNumber),
            WholeNumber = only is not null && Exact.Evaluate(only, out var number) == Outcome.Value && number.IsInteger,
            HasE = Trees.Any(tree, static n => n is Symbol { Constant: Constant.E }),
            SeveralValues = shape is Values { Items.Length: > 1 } || Trees.Any(tree, static n => n is PlusMinus),
            Points = shape is Points,
            Vectors = shape is Points or Grid || own.IsSupersetOf(["i", "j"]),
            Based = Trees.Any(tree, static n => n is Number { Notation: Notation.Based }),
            Quantity = isQuantity,
            Temperature = Trees.Any(tree, static n => n is Measure { Unit.Parts: [({ Symbol: "°C" or "°F" }, 1)] }),
            Labels = shape is Scalar or Values or Points or Quantity or Proportion && spec.Kind != AnswerKind.Equation,
            Named = shape is Values { Name: not null } or Assignments,
            Subject = (shape as Values)?.Name,
            Number = only is not null && !Trees.HasNames(only) || quantity is not null,
        };
    }

    private static bool IsNumberTimesNumber(Node node) =>
        node is Product p && p.Factors.Count(static f => f is Number or Power { Base: Number }) > 1
        && p.Factors is not [Number, Power { Base: Number { Digits: "10" } }];

    private bool IsWords => _spec.Kind is AnswerKind.Text or AnswerKind.Choice;

    /// <summary>How the model was read; null if it could not be read.</summary>
    public Reading? ModelReading => IsWords ? OfText(_spec.Model) : _tree is null ? null : OfTree(_tree);

    /// <summary>Why the model cannot be used, with the place; null if it can be used.</summary>
    public (string Message, int? Position)? ModelFault => _fault is null ? null : (_fault.Message, _fault.Position);

    internal Node? Tree => _tree;
    internal Shape? Shape => _shape;

    // 12 cm under auto is a quantity, not 12 × c × m.
    private static Node? QuantityIn(string text, ReadingContext plain, IReadOnlyList<string> declared, out Node? possible)
    {
        possible = null;
        var (tree, _) = Parser.Read(text, plain with { Units = true });
        if (tree is null || Measures(tree) is not { Count: > 0 } measures) return null;
        if (tree is Measure or Negative && measures[0].Value is Number) possible = tree;
        return measures.TrueForAll(m => IsCertain(m, text) && !IsOfLetters(m, declared)) ? tree : null;
    }

    // The quantities that a tree is made of, also one after another or by name; none if anything else is among them.
    private static List<Measure>? Measures(Node tree)
    {
        switch (tree)
        {
            case Measure measure:
                return [measure];
            case Negative { Inner: Measure inner }:
                return [inner];
            case Relation { Signs: [Comparison.Equal], Sides: [Name, var side] }:
                return Measures(side);
            case Listing or Either:
                var found = new List<Measure>();
                foreach (var item in Trees.Children(tree))
                {
                    if (Measures(item) is not { } more) return null;
                    found.AddRange(more);
                }
                return found;
            default:
                return null;
        }
    }

    // 12 cm, 60 km/h, 5 min with a space, 2 hours, and 2 h 30 min.
    private static bool IsCertain(Measure measure, string text)
    {
        var symbol = measure.Unit.Parts[0].Unit.Symbol;
        return measure.Unit.Parts.Length > 1 || measure.Value is Sum || Units.IsUnmistakable(symbol)
            || symbol.Length > 1 && SpacedUnit(text, symbol)
            || text.Split(' ').Any(word => word.Length > 3 && Units.Find(word)?.Symbol == symbol);
    }

    // 2s/t^2 where the question has s and t: letters before units.
    private static bool IsOfLetters(Measure measure, IReadOnlyList<string> declared) => measure.Unit.Parts.Length > 1
        && Array.TrueForAll(measure.Unit.Parts, p => declared.Contains(p.Unit.Symbol));

    private static bool SpacedUnit(string text, string symbol) => text.Contains(' ' + symbol, StringComparison.Ordinal);

    /// <summary>True for a model such as 20 g under auto, which is read as 20 × g: its author should choose unit.</summary>
    public bool MayBeQuantity => _quantity is not null && _shape is not Quantity
        && !_spec.Names.Contains(((Measure)(_quantity is Negative n ? n.Inner : _quantity)).Unit.Parts[0].Unit.Symbol);

    /// <summary>How an answer would be read.</summary>
    public Preview Read(string answer)
    {
        answer ??= "";
        if (IsWords)
            return answer.Length > Limits.Length ? new Preview(null, "This is too large.", null) : new Preview(OfText(answer), "", null);
        try
        {
            var (tree, fault) = Parser.Read(answer, _context);
            return tree is null ? new Preview(null, fault!.Message, fault.Position) : new Preview(OfTree(tree), "", null);
        }
        catch (Exception e)
        {
            Marker.Failed?.Invoke(e);
            return new Preview(null, Marker.CannotRead, null);
        }
    }

    /// <summary>Marks one answer.</summary>
    public Marked Mark(string answer) => Mark(answer, new Budget());

    /// <param name="answer">What was typed.</param>
    /// <param name="budget">For every way in which the answer is looked at.</param>
    internal Marked Mark(string answer, Budget budget)
    {
        answer ??= "";
        if (IsWords) return MarkWords(answer);
        if (_tree is null)
        {
            var message = $"The model answer cannot be read: {_fault!.Message}";
            return new Marked(Verdict.Unreadable, message, null, null, "") { Failure = _failure };
        }
        try
        {
            return MarkMaths(answer, budget);
        }
        catch (Exception e)
        {
            Marker.Failed?.Invoke(e);
            return new Marked(Verdict.Unreadable, Marker.CannotRead, null, null, "") { Failure = e };
        }
    }

    private Marked MarkMaths(string answer, Budget budget)
    {
        var (tree, fault) = Parser.Read(answer, _context);
        var judge = new Judge(_spec, _tree!, _shape!, budget);
        var (verdict, message) = tree is null ? (Verdict.Unreadable, fault!.Message) : judge.Decide(tree);
        if (verdict is Verdict.Wrong or Verdict.Unreadable && MayBeQuantity && AsQuantity(answer, budget) is { } quantity)
            (verdict, message, tree) = quantity;
        else if (tree is not null && verdict == Verdict.Wrong && WithOtherCase(tree, budget) is { } hint) (verdict, message) = hint;
        return tree is null
            ? new Marked(verdict, message, fault!.Position, null, "")
            : new Marked(verdict, message, null, OfTree(tree), judge.Key(tree));
    }

    // X = 4 for x = 4: a hint, where nothing else differs.
    private (Verdict, string)? WithOtherCase(Node tree, Budget budget)
    {
        var own = Trees.Names(_tree!);
        var given = Trees.Names(tree);
        var (renamed, wanted) = (tree, "");
        foreach (var name in given)
        {
            if (name == "E" && _context.HasE && !own.Contains(name) && Trees.Any(tree, static n => n is Power { Base: Name("E") }))
            {
                (renamed, wanted) = (Trees.Put(renamed, name, Symbol.E), "e");
                continue;
            }
            var isCapital = char.IsAsciiLetterUpper(name[0]);
            var other = (isCapital ? char.ToLowerInvariant(name[0]) : char.ToUpperInvariant(name[0])) + name[1..];
            var isOther = own.Contains(name) || given.Contains(other) || _spec.Names.Contains(name);
            if (isOther || !own.Contains(other)) continue;
            (renamed, wanted) = (Trees.Rename(renamed, name, other), other);
        }
        if (own.Contains("E") && !given.Contains("E") && !_context.HasE
            && Trees.Any(tree, static n => n is Symbol { Constant: Constant.E }))
            (renamed, wanted) = (WithCapitalE(renamed), "E"); // e = mc² for E = mc²
        if (wanted.Length == 0) return null;
        var (verdict, message) = new Judge(_spec, _tree!, _shape!, budget).Decide(renamed);
        return verdict switch
        {
            Verdict.Right when _shape is Region && own.Count == 1 => (verdict, message), // there is no other letter it could be
            Verdict.Right => (Verdict.WrongForm, $"Capital and small letters are different names: write {wanted}, as in the question."),
            Verdict.WrongForm => (verdict, message),
            _ => null,
        };
    }

    private static Node WithCapitalE(Node node) => node is Symbol { Constant: Constant.E } ? new Name("E") : Trees.Map(node, WithCapitalE);

    // 20 grams for 20 g; a bare 20 only where a space before the g shows that it is a unit.
    private (Verdict, string, Node)? AsQuantity(string answer, Budget budget)
    {
        var (tree, _) = Parser.Read(answer, _context with { Names = Lexicon.NoNames, Units = true });
        if (tree is null) return null;
        var shape = Shapes.Of(tree);
        var unit = _quantity is Negative { Inner: Measure inner } ? inner.Unit : ((Measure)_quantity!).Unit;
        if (shape is not Quantity && !(shape is Scalar && SpacedUnit(_spec.Model, unit.Parts[0].Unit.Symbol))) return null;
        var (verdict, message) = new Judge(_spec, _quantity, Shapes.Of(_quantity), budget).Decide(tree);
        return (verdict, message, tree);
    }

    private Marked MarkWords(string answer)
    {
        if (answer.Length > Limits.Length) return new Marked(Verdict.Unreadable, "This is too large.", null, null, "");
        var choice = _spec.Kind == AnswerKind.Choice;
        var folded = choice ? TextAnswers.FoldChoice(answer) : TextAnswers.Fold(answer);
        if (folded.Length == 0) return new Marked(Verdict.Unreadable, "There is nothing here to mark yet.", null, null, "");
        foreach (var accepted in TextAnswers.Accepted(_spec))
            if (folded == (choice ? TextAnswers.FoldChoice(accepted) : TextAnswers.Fold(accepted)))
                return new Marked(Verdict.Right, "", null, OfText(answer), "text:" + folded);
        return new Marked(Verdict.Wrong, "", null, OfText(answer), "text:" + folded);
    }

    private static Reading OfTree(Node tree) => new(MathMl.Write(tree), Words.Say(tree));

    private static Reading OfText(string text) => new(MathMl.WriteText(text.Trim()), text.Trim());
}
