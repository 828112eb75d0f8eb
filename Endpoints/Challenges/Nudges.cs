// The one sentence an author wrote for a particular wrong answer.
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>Finds nudges.</summary>
public static class Nudges
{
    /// <summary>What to say to whoever typed this wrong answer; null when the author said nothing about it.</summary>
    public static string? Find(Part part, string typed)
    {
        if (typed.Length == 0) return null;
        foreach (var mistake in part.Mistakes)
            if (mistake.Nudge.Length > 0 && (mistake.Answer.Trim() == typed.Trim() || PartMarking.SaysTheSame(part, mistake.Answer, typed))) return mistake.Nudge;
        return null;
    }
}
