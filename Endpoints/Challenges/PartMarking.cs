// A stored part as the marking engine wants it, and an answer judged beside the member's earlier ones.
using MathsSoc.Data;
using MathsSoc.Marking;

namespace MathsSoc.Endpoints;

/// <summary>Where rows of parts and attempts meet the marking engine.</summary>
public static class PartMarking
{
    /// <summary>The part's specification.</summary>
    public static AnswerSpec SpecOf(Part part) => new(part.Answer, AnswerKinds.TryParse(part.Kind, out var kind) ? kind : AnswerKind.Auto)
    {
        Angle = part.IsDegrees ? AngleUnit.Degrees : AngleUnit.Radians,
        Complex = part.IsComplex,
        Tolerance = part.Tolerance,
        Places = (int?)part.Places,
        Figures = (int?)part.Figures,
        Names = part.Letters,
    };

    /// <summary>
    /// Marks an answer once: what the engine says of it, and the judgement that <see cref="Answering"/> records, with the earlier attempt
    /// that says the same. Answers that the engine can fold are compared by that; of others an earlier answer is the same when each of the
    /// two would be right were the other the model. The judgement is null for an answer that cannot be read or is not in the form asked for.
    /// </summary>
    public static (Marked Marked, Judgement? Judgement) Judge(PreparedModel model, Part part, string typed, IReadOnlyList<Attempt> earlier)
    {
        var marked = model.Mark(typed);
        if (marked.Verdict == Verdict.Right) return (marked, new Judgement(true, marked.Key));
        if (marked.Verdict != Verdict.Wrong) return (marked, null);
        var spec = SpecOf(part);
        foreach (var attempt in earlier)
            if (attempt.Typed.Length > 0 && (attempt.Folded == marked.Key && marked.Key.Length > 0 || IsSame(spec, attempt.Typed, typed)))
                return (marked, new Judgement(false, marked.Key, attempt.Number));
        return (marked, new Judgement(false, marked.Key));
    }

    /// <inheritdoc cref="Judge(PreparedModel, Part, string, IReadOnlyList{Attempt})"/>
    public static (Marked Marked, Judgement? Judgement) Judge(Part part, string typed, IReadOnlyList<Attempt> earlier) =>
        Judge(new PreparedModel(SpecOf(part)), part, typed, earlier);

    /// <summary>Whether two answers to a part say the same, whatever the model says; words are compared as words.</summary>
    public static bool SaysTheSame(Part part, string one, string other)
    {
        var spec = SpecOf(part);
        return spec.Kind is AnswerKind.Text or AnswerKind.Choice ? Marker.Mark(spec with { Model = one }, other).Verdict == Verdict.Right : IsSame(spec, one, other);
    }

    // Tolerance and rounding are about the model, not about two answers of a pupil: those are the same only when they say the same.
    private static bool IsSame(AnswerSpec spec, string one, string other)
    {
        if (spec.Kind is AnswerKind.Text or AnswerKind.Choice) return false;
        var plain = spec with { Tolerance = null, Places = null, Figures = null, Kind = spec.Kind == AnswerKind.Decimal ? AnswerKind.Auto : spec.Kind };
        return Marker.Mark(plain with { Model = one }, other).Verdict == Verdict.Right && Marker.Mark(plain with { Model = other }, one).Verdict == Verdict.Right;
    }
}
