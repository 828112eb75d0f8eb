// The tables on an author's desk that show how usual ways of typing each answer would be marked.
using MathsSoc.Data;
using MathsSoc.Marking;

namespace MathsSoc.Endpoints;

/// <summary>One part's table; <c>Heading</c> is the part's heading in the form.</summary>
public sealed record PartTypings(string Heading, IReadOnlyList<Typing> Lines)
{
    /// <summary>A verdict and what it costs, for an author.</summary>
    public static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Right => "Right",
        Verdict.Wrong => "Wrong: an attempt",
        _ => "Costs nothing",
    };
}

/// <summary>All tables. <c>Help</c> is the address of the help on marking, with the site's root.</summary>
public sealed record AuthorTypings(IReadOnlyList<PartTypings> Parts, string Help)
{
    /// <summary>The tables of the parts that have a model answer; the formulas of the statement are tried as answers.</summary>
    public static IReadOnlyList<PartTypings> Of(IReadOnlyList<Part> parts, RenderedTexts texts)
    {
        var formulas = ChallengeChecks.Compared(texts, parts.Count);
        var tables = new List<PartTypings>();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Answer.Length == 0) continue;
            var lines = UsualTypings.Of(PartMarking.SpecOf(parts[i]), formulas);
            if (lines.Count > 0) tables.Add(new PartTypings(ChallengeChecks.Heading(parts[i], i, parts.Count), lines));
        }
        return tables;
    }
}
