// An import as people read it: the plan as text, and the report with every row that needs somebody's eye.
using System.Globalization;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Writes what an import would do, or did.</summary>
public static class MovingPlan
{
    /// <summary>How many of the rows that need an eye are shown; the report has all.</summary>
    public const int MaxShown = 200;

    private static readonly string[] OfMembers = ["members", "scores", "enrolments", "competition scores"];

    /// <summary>The plan as lines: numbers, sentences about the whole, then the first 200 rows that need somebody's eye.</summary>
    public static string Write(MoveOutcome outcome, IReadOnlyList<string> notes)
    {
        var text = new StringBuilder();
        text.Append("                            new    same  changed  skipped\n");
        foreach (var kind in MoveOutcome.Kinds.Where(outcome.HasAny))
        {
            var (added, same) = (outcome.Count(kind, MoveFate.New), outcome.Count(kind, MoveFate.Same));
            var (changed, skipped) = (outcome.Count(kind, MoveFate.Changed), outcome.Count(kind, MoveFate.Skipped));
            text.Append(CultureInfo.InvariantCulture, $"{kind,-25}{added,6:N0}{same,8:N0}{changed,9:N0}{skipped,9:N0}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"{"passwords",-27}{outcome.Passwords:N0} keep theirs, {outcome.Slips:N0} need a slip\n");
        text.Append(CultureInfo.InvariantCulture,
            $"{"points",-27}{outcome.Completions:N0} challenges completed; {outcome.BroughtForward:+#,0;-#,0;0} brought forward\n");
        text.Append(CultureInfo.InvariantCulture, $"{"files",-27}{MovingWords.Files(outcome)}\n");
        foreach (var note in notes.Concat(outcome.Notes)) text.Append("- ").Append(note.Trim()).Append('\n');
        if (outcome.Lines.Count > 0) text.Append('\n');
        foreach (var line in outcome.Lines.Take(MaxShown))
            text.Append(CultureInfo.InvariantCulture,
                $"{Word(line)} {line.Kind} {line.SourceId}{Named(line)}: {line.Sentence}{At(line)}\n");
        if (outcome.Lines.Count > MaxShown)
            text.Append(CultureInfo.InvariantCulture, $"and {outcome.Lines.Count - MaxShown:N0} more: --report FILE writes them all\n");
        return text.ToString();
    }

    /// <summary>The sentence in place of a plan that would change nothing.</summary>
    public static string Nothing(MoveOutcome outcome) => outcome.Same > 0
        ? string.Create(CultureInfo.InvariantCulture, $"Nothing to do: all {outcome.Same:N0} rows are here.")
        : outcome.Lines.Count > 0 ? "Nothing of it can be brought in: every row is skipped." : "Nothing to do: it has no rows.";

    /// <summary>Every row that was skipped or altered, as a table for a spreadsheet. It has names in it.</summary>
    public static string WriteReport(MoveOutcome outcome)
    {
        var file = new StringBuilder();
        Csv.AppendRow(file, "Kind", "Number there", "Name", "What", "Code", "Why", "Address");
        foreach (var line in outcome.Lines)
            Csv.AppendRow(file, line.Kind, line.SourceId.ToString(CultureInfo.InvariantCulture), line.Name, Word(line), line.Code,
                line.Sentence, line.Path ?? "");
        return file.ToString();
    }

    /// <summary>What became of a row, in a word or two.</summary>
    public static string Word(MoveLine line) => line.Fate switch
    {
        MoveFate.Skipped => "skipped",
        MoveFate.New => "joined",
        _ => "look at",
    };

    /// <summary>Behind the sentence, where a row's editor will be; empty for a member, of whom the name is enough.</summary>
    public static string At(MoveLine line) => line.Path is { } path && !OfMembers.Contains(line.Kind) ? $" ({path})" : "";

    private static string Named(MoveLine line) => line.Name.Length > 0 ? $" ({LineText.WithoutTurns(line.Name)})" : "";
}
