// Converts stored parts for the marking engine, and judges an answer against the model answer and the member's earlier attempts.
using System.Diagnostics;
using MathsSoc.Data;
using MathsSoc.Marking;

namespace MathsSoc.Endpoints;

/// <summary>Connects the stored parts and attempts with the marking engine.</summary>
public static class PartMarking
{
    private static readonly ActivitySource Spans = new("MathsSoc");

    /// <summary>The part as the engine's specification, which knows the letters of the part's label and of the statement.</summary>
    public static AnswerSpec SpecOf(Part part) => DeclaredOf(part) with
    {
        Names = [.. part.Letters.Union(QuestionLetters.In(part.Label, part.Statement))],
    };

    /// <summary>The part as its author declared it, for the challenge's file.</summary>
    public static AnswerSpec DeclaredOf(Part part) => new(part.Answer, KindOf(part))
    {
        Angle = part.IsDegrees ? AngleUnit.Degrees : AngleUnit.Radians,
        Complex = part.IsComplex,
        Tolerance = part.Tolerance,
        Places = (int?)part.Places,
        Figures = (int?)part.Figures,
        Names = part.Letters,
    };

    private static AnswerKind KindOf(Part part) => AnswerKinds.TryParse(part.Kind, out var kind) ? kind : AnswerKind.Auto;

    /// <summary>
    /// Marks an answer: the engine's result, and the judgement that <see cref="Answering"/> records, with the earlier attempt that it
    /// repeats, if any. Answers with a canonical form are compared by it. Others repeat each other if each would be right with the other as
    /// the model answer. The judgement is null for an answer that cannot be read or is not in the required form.
    /// </summary>
    /// <param name="tellsNothing">
    /// Whether the member must not find out whether the answer is right: then all that can be read is judged, because what the engine
    /// otherwise refuses it refuses by comparing with the model answer, and a right answer too may repeat an earlier one.
    /// </param>
    public static (Marked Marked, Judgement? Judgement) Judge(
        PreparedModel model, Part part, string typed, IReadOnlyList<Attempt> earlier, bool tellsNothing = false)
    {
        using var span = Spans.StartActivity("marking");
        var marked = model.Mark(typed);
        span?.SetTag("mathsoc.kind", part.Kind);
        span?.SetTag("mathsoc.verdict", marked.Verdict.ToString());
        var isRight = marked.Verdict == Verdict.Right;
        if (isRight && !tellsNothing) return (marked, new Judgement(true, marked.Key));
        if (tellsNothing ? marked.Reading is null : !isRight && marked.Verdict != Verdict.Wrong) return (marked, null);
        var spec = SpecOf(part);
        foreach (var attempt in earlier)
        {
            if (attempt.Typed.Length == 0) continue;
            if ((attempt.Folded == marked.Key && marked.Key.Length > 0) || IsSame(spec, attempt.Typed, typed))
                return (marked, new Judgement(isRight, marked.Key, attempt.Number));
        }
        return (marked, new Judgement(isRight, marked.Key));
    }

    /// <inheritdoc cref="Judge(PreparedModel, Part, string, IReadOnlyList{Attempt}, bool)"/>
    public static (Marked Marked, Judgement? Judgement) Judge(
        Part part, string typed, IReadOnlyList<Attempt> earlier, bool tellsNothing = false) =>
        Judge(new PreparedModel(SpecOf(part)), part, typed, earlier, tellsNothing);

    /// <summary>Whether two answers to a part have the same meaning, regardless of the model answer; text is compared as text.</summary>
    public static bool SaysTheSame(Part part, string one, string other)
    {
        var spec = SpecOf(part);
        return spec.Kind is AnswerKind.Text or AnswerKind.Choice
            ? Marker.Mark(spec with { Model = one }, other).Verdict == Verdict.Right
            : IsSame(spec, one, other);
    }

    // Tolerance and rounding apply between an answer and the model. Two answers of a pupil are only the same if they are exactly equal.
    private static bool IsSame(AnswerSpec spec, string one, string other)
    {
        if (spec.Kind is AnswerKind.Text or AnswerKind.Choice) return false;
        var exact = spec with
        {
            Tolerance = null,
            Places = null,
            Figures = null,
            Kind = spec.Kind == AnswerKind.Decimal ? AnswerKind.Auto : spec.Kind,
        };
        return Marker.Mark(exact with { Model = one }, other).Verdict == Verdict.Right
            && Marker.Mark(exact with { Model = other }, one).Verdict == Verdict.Right;
    }
}
