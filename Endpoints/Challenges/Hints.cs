// The one sentence an author wrote for a particular wrong answer.
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>Finds the hint for a wrong answer.</summary>
public static class Hints
{
    /// <summary>The author's hint for this wrong answer; null if there is none.</summary>
    public static string? Find(Part part, string typed)
    {
        if (typed.Length == 0) return null;
        foreach (var mistake in part.Mistakes)
            if (mistake.Hint.Length > 0
                && (mistake.Answer.Trim() == typed.Trim() || PartMarking.SaysTheSame(part, mistake.Answer, typed)))
                return mistake.Hint;
        return null;
    }
}
