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
    private readonly ReadingContext _context;

    /// <summary>Reads the model; a model that cannot be read makes every answer unreadable, with a message that says why.</summary>
    public PreparedModel(AnswerSpec spec)
    {
        _spec = spec;
        _context = ReadingContext.Plain;
        if (IsWords) return;
        var text = spec.Model ?? "";
        var units = spec.Kind == AnswerKind.Unit;
        var plain = new ReadingContext(null, CommasSeparate: spec.Kind is AnswerKind.List or AnswerKind.Set, units, spec.Complex);
        (_tree, _fault) = Parser.Read(text, plain);
        if (spec.Kind is AnswerKind.Auto or AnswerKind.Form && QuantityIn(text, plain) is { } quantity) (_tree, _fault) = (quantity, null);
        if (_tree is null) return;
        _shape = spec.Kind == AnswerKind.Interval && _tree is Bracketed { Items.Length: 2 } ? new Region(_tree) : Shapes.Of(_tree);
        var names = Trees.Names(_tree);
        foreach (var declared in spec.Names) names.Add(declared);
        _context = new ReadingContext(names,
            CommasSeparate: spec.Kind is AnswerKind.List or AnswerKind.Set || _shape is Values { Items.Length: > 1 } or Assignments,
            Units: units || _shape is Quantity || !Trees.HasNames(_tree) || _shape is Values { Items: [var only] } && !Trees.HasNames(only),
            spec.Complex);
    }

    private bool IsWords => _spec.Kind is AnswerKind.Text or AnswerKind.Choice;

    /// <summary>How the model was read; null if it could not be read.</summary>
    public Reading? ModelReading => IsWords ? OfText(_spec.Model) : _tree is null ? null : OfTree(_tree);

    /// <summary>Why the model cannot be used, with the place; null if it can be used.</summary>
    public (string Message, int? Position)? ModelFault => _fault is null ? null : (_fault.Message, _fault.Position);

    internal Node? Tree => _tree;
    internal Shape? Shape => _shape;

    // 12 cm under auto is a quantity, not 12 × c × m.
    private static Node? QuantityIn(string text, ReadingContext plain)
    {
        var (tree, _) = Parser.Read(text, plain with { Units = true });
        var measure = tree is Negative negative ? negative.Inner as Measure : tree as Measure;
        if (measure is null) return null;
        var parts = measure.Unit.Parts;
        var symbol = parts[0].Unit.Symbol;
        return parts.Length > 1 || Units.IsUnmistakable(symbol) || SpacedUnit(text, symbol) ? tree : null;
    }

    private static bool SpacedUnit(string text, string symbol) =>
        symbol.Length > 1 && text.Contains(' ' + symbol, StringComparison.Ordinal);

    /// <summary>How an answer would be read.</summary>
    public Preview Read(string answer)
    {
        answer ??= "";
        if (IsWords)
            return answer.Length > Limits.Length ? new Preview(null, "This is too large.", null) : new Preview(OfText(answer), "", null);
        var (tree, fault) = Parser.Read(answer, _context);
        return tree is null ? new Preview(null, fault!.Message, fault.Position) : new Preview(OfTree(tree), "", null);
    }

    /// <summary>Marks one answer.</summary>
    public Marked Mark(string answer)
    {
        answer ??= "";
        if (IsWords) return MarkWords(answer);
        if (_tree is null) return new Marked(Verdict.Unreadable, $"The model answer cannot be read: {_fault!.Message}", null, null, "");
        var (tree, fault) = Parser.Read(answer, _context);
        if (tree is null) return new Marked(Verdict.Unreadable, fault!.Message, fault.Position, null, "");
        var judge = new Judge(_spec, _tree, _shape!);
        var (verdict, message) = judge.Decide(tree);
        return new Marked(verdict, message, null, OfTree(tree), judge.Key(tree));
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
