// Reads one part of a bundle, line by line.
using System.Globalization;
using MathsSoc.Marking;

namespace MathsSoc.ChallengeFiles;

/// <summary>Collects the lines of a part; mistakes go to the reader of the whole file.</summary>
internal sealed class PartReader(FrontMatterReader file, int line)
{
    private const int MaxTolerance = 1_000_000;

    private readonly Dictionary<string, List<string>> lists = [];
    private readonly HashSet<string> seen = [];
    private BundlePart part = new("", "", new AnswerSpec(""));
    private AngleUnit? angle;
    private string? open;

    /// <summary>The line on which the part begins.</summary>
    public int Line => line;

    /// <summary>A line “name: value”.</summary>
    public void Take(FrontMatterReader.Field field, int at)
    {
        open = null;
        if (Array.IndexOf(Bundle.PartKeys, field.Key) < 0)
        {
            var message = field.Key is null
                ? "This is no “name: value” line."
                : $"A part has no “{field.Key}”. What it may have: {string.Join(", ", Bundle.PartKeys)}.";
            file.FaultAt(at, message);
            return;
        }
        if (!seen.Add(field.Key!)) file.Fault($"“{field.Key}” is said twice in this part.");
        if (field.Key is "names" or "choices" or "also" or "accept" or "reject" or "wrong") TakeList(field);
        else if (file.Value(field) is { } value) TakeValue(field.Key!, value);
    }

    /// <summary>A line “- value” below accept, reject, wrong, also, choices or names.</summary>
    public void TakeItem(FrontMatterReader.Field field, int at)
    {
        if (open is null)
            file.FaultAt(at, "Nothing above this line takes a list: that is for names, choices, also, accept, reject and wrong.");
        else if (field.Item.Length == 0) file.FaultAt(at, "This line has no value: write one, or leave the line out.");
        else if (BundleValue.Read(field.Item) is { Value: { } value }) Add(open, value);
        else file.FaultAt(at, BundleValue.Read(field.Item).Fault!);
    }

    private void TakeList(FrontMatterReader.Field field)
    {
        if (field.Rest.Length == 0)
        {
            open = field.Key;
            return;
        }
        if (file.Value(field) is not { } value) return;
        // A bar within quotes does not separate values.
        if (!BundleValue.IsBare(field.Rest)) Add(field.Key!, value);
        else
            foreach (var item in value.Split(" | ")) Add(field.Key!, item.Trim());
    }

    private void Add(string key, string value)
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        var most = key == "wrong" ? Bundle.MaxHints : Bundle.MaxExamples;
        if (list.Count == most) file.Fault($"That is one too many: {most} is the most.");
        if (list.Count >= most || !file.Within(value, key == "wrong" ? Limits.Length + Bundle.MaxSay : Limits.Length)) return;
        var arrow = value.IndexOf(Bundle.Arrow, StringComparison.Ordinal);
        if (key == "wrong" && (arrow < 1 || value.AsSpan(arrow + 4).Trim().IsEmpty))
            file.Fault("Write the wrong answer, an arrow and what to say: 10 -> Count the piece you started with.");
        else list.Add(value);
    }

    private void TakeValue(string key, string value)
    {
        var answer = part.Answer;
        switch (key)
        {
            case "id": part = part with { Id = file.Id(value) ?? "" }; break;
            case "label" when file.Within(value, Bundle.MaxLabel): part = part with { Label = value }; break;
            case "answer" when file.Within(value, Limits.Length): part = part with { Answer = answer with { Model = value } }; break;
            case "kind" when AnswerKinds.TryParse(value, out var kind): part = part with { Answer = answer with { Kind = kind } }; break;
            case "kind": file.Fault($"There is no kind “{value}”. The kinds: {string.Join(", ", AnswerKinds.All)}."); break;
            case "angle" when value is "degrees" or "radians": angle = value == "degrees" ? AngleUnit.Degrees : AngleUnit.Radians; break;
            case "angle": file.Fault("An angle is in degrees or radians."); break;
            case "tolerance": part = part with { Answer = answer with { Tolerance = Tolerance(value) } }; break;
            case "places": part = part with { Answer = answer with { Places = file.Whole(value, 0, 100) } }; break;
            case "figures": part = part with { Answer = answer with { Figures = file.Whole(value, 1, 100) } }; break;
            case "complex" when value is "true" or "false": part = part with { Answer = answer with { Complex = value == "true" } }; break;
            case "complex": file.Fault("Write true where i is the square root of −1, or leave the line out."); break;
        }
    }

    private decimal? Tolerance(string value)
    {
        if (decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var tolerance)
            && tolerance <= MaxTolerance)
            return tolerance;
        file.Fault("A tolerance is a number such as 0.05, and never negative.");
        return null;
    }

    /// <summary>The part, once its last line is read; null if something is missing from it, which is then reported.</summary>
    public BundlePart? Finish(AngleUnit usual)
    {
        if (!seen.Contains("id")) file.FaultAt(line, "A part begins with its id: “  - id: a”.");
        if (!seen.Contains("answer")) file.FaultAt(line, "This part has no answer: add “    answer: …”.");
        if (lists.ContainsKey("also") && part.Answer.Kind is not (AnswerKind.Text or AnswerKind.Choice))
            {
                file.FaultAt(line, "“also” is for the kinds text and choice. "
                    + "In every other kind the engine knows an answer that means the same; try examples with accept.");
            }
        if (part.Id.Length == 0 || part.Answer.Model.Length == 0) return null;
        var hints = new List<BundleHint>();
        foreach (var hint in Of("wrong"))
        {
            var arrow = hint.IndexOf(Bundle.Arrow, StringComparison.Ordinal);
            var say = hint[(arrow + Bundle.Arrow.Length)..].Trim();
            if (say.Length > Bundle.MaxSay) file.FaultAt(line, $"A hint is too long: {Bundle.MaxSay} characters is the most.");
            hints.Add(new BundleHint(hint[..arrow].Trim(), say));
        }
        return part with
        {
            Answer = part.Answer with { Angle = angle ?? usual, Names = Of("names"), AlsoAccepted = Of("also") },
            Choices = Of("choices"), Accepted = Of("accept"), Rejected = Of("reject"), Hints = hints,
        };
    }

    private List<string> Of(string key) => lists.TryGetValue(key, out var list) ? list : [];
}
