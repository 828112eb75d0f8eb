// One part in the author's form: its label, answer and kind are always seen, and the rest of its fields are folded away.
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One part of the form. <c>Path</c> and <c>Help</c> are addresses, of the form and of the help, with the site's root.</summary>
public sealed record AuthorPart(FormView Form, int Index, int Count, string Heading, string Path, string Help)
{
    private static readonly (string Name, string Words)[] Folded =
    [
        ("choices", "choices"), ("tolerance", "tolerance"), ("places", "decimal places"), ("figures", "significant figures"),
        ("mistakes", "common mistakes"), ("accepted", "must be right"), ("rejected", "must not be right"),
        ("letters", "letters"), ("complex", "i is a root"),
    ];

    /// <summary>The page that explains how answers are marked, and its name.</summary>
    public (string Address, string Words) Marking => (Help + "/marking", "Which answers are right for each kind");

    /// <summary>Whether the folded fields are shown at once, because one of them has an error.</summary>
    public bool IsOpen => Array.Exists(Folded, one => Form.FindError(ChallengeForm.Name(Index, one.Name)) is not null);

    /// <summary>Which of the folded fields are filled in: ": tolerance, must be right"; empty if none is.</summary>
    public string FilledWords
    {
        get
        {
            var filled = new List<string>();
            foreach (var (name, words) in Folded)
                if (Form[ChallengeForm.Name(Index, name)].Trim().Length > 0) filled.Add(words);
            var angle = Form[ChallengeForm.Name(Index, "angle")];
            if (angle is "degrees" or "radians") filled.Add(angle);
            return filled.Count == 0 ? "" : ": " + string.Join(", ", filled);
        }
    }
}
