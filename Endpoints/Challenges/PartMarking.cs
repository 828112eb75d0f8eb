// A stored part as the marking engine wants it, and an answer judged beside the member's earlier ones.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;

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
    /// What <see cref="Answering"/> asks: the verdict of a readable answer, and which earlier attempt says the same. Answers that the engine can fold are compared
    /// by that; of others an earlier answer is the same when each of the two would be right were the other the model.
    /// </summary>
    public static Judgement Judge(PreparedModel model, Part part, string typed, IReadOnlyList<Attempt> earlier)
    {
        var marked = model.Mark(typed);
        if (marked.Verdict == Verdict.Right) return new Judgement(true, marked.Key);
        var spec = SpecOf(part);
        foreach (var attempt in earlier)
            if (attempt.Typed.Length > 0 && (attempt.Folded == marked.Key && marked.Key.Length > 0 || IsSame(spec, attempt.Typed, typed)))
                return new Judgement(false, marked.Key, attempt.Number);
        return new Judgement(false, marked.Key);
    }

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
