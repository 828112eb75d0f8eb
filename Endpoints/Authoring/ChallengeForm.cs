// Converts between a stored challenge and the fields of its form. It uses no database, and marks nothing.
using System.Globalization;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The challenge and its parts as a form would store them. <c>View</c> holds the errors.</summary>
public sealed record TypedChallenge(Challenge Challenge, IReadOnlyList<Part> Parts, FormReader Form)
{
    public FormView View => Form.View;
}

/// <summary>Fills, reads and rearranges the form. The names of the parts' fields begin with p0-, p1- and so on, in order.</summary>
public static partial class ChallengeForm
{
    private const int MaxList = 20_000, MaxTolerance = 1_000_000;

    private static readonly string[] ChallengeFields =
    [
        "title", "stage", "points", "by_part", "first_bonus", "source", "statement", "solution",
        "publish", "release", "lock", "lock_at", "lock_hours", "solution_hours", "version", "alt",
    ];

    private static readonly string[] PartFields =
    [
        "id", "label", "answer", "kind", "angle", "complex", "tolerance", "places", "figures", "letters",
        "choices", "accepted", "rejected", "mistakes", "try",
    ];

    /// <summary>The name of a part's field.</summary>
    public static string Name(int index, string field) => $"p{index}-{field}";

    /// <summary>How many parts the form has.</summary>
    public static int CountParts(FormView form) => Rules.Whole(form["parts"], 0, Bundle.MaxParts) ?? 0;

    /// <summary>Whether rendering the texts of the form is a large job, see <see cref="HeavyJobs"/>.</summary>
    public static bool IsLong(IFormCollection sent) =>
        AuthorTexts.IsLong(sent["statement"].ToString().Length + sent["solution"].ToString().Length);

    /// <summary>The form of a challenge as it is stored.</summary>
    public static FormView Fill(Challenge challenge, IReadOnlyList<Part> parts)
    {
        var form = new FormView
        {
            ["title"] = challenge.Title,
            ["stage"] = challenge.KeyStage,
            ["points"] = $"{challenge.Points}",
            ["by_part"] = challenge.IsByPart ? "1" : "",
            ["first_bonus"] = $"{challenge.FirstBonus}",
            ["source"] = challenge.Source,
            ["statement"] = challenge.Body,
            ["solution"] = challenge.Solution,
            ["version"] = $"{challenge.Version}",
            ["parts"] = $"{parts.Count}",
        };
        FillTimes(form, challenge);
        for (var i = 0; i < parts.Count; i++) FillPart(form, i, parts[i], challenge.KeyStage);
        return form;
    }

    /// <summary>Writes one more part at the end.</summary>
    public static void Append(FormView form, Part part)
    {
        var count = CountParts(form);
        FillPart(form, count, part, form["stage"]);
        form["parts"] = $"{count + 1}";
    }

    /// <summary>Adds an empty part, with the angle unit that is usual for the key stage.</summary>
    public static void AppendEmpty(FormView form) =>
        Append(form, Part.New("", "") with { IsDegrees = IsUsuallyDegrees(form["stage"]) });

    private static void FillPart(FormView form, int index, Part part, string keyStage)
    {
        void Set(string field, string value) => form[Name(index, field)] = value;
        Set("id", $"{part.Id}");
        Set("label", part.Label);
        Set("answer", part.Answer);
        Set("kind", part.Kind);
        Set("angle", part.IsDegrees == IsUsuallyDegrees(keyStage) ? "usual" : part.IsDegrees ? "degrees" : "radians");
        Set("complex", part.IsComplex ? "1" : "");
        Set("tolerance", part.Tolerance?.ToString(CultureInfo.InvariantCulture) ?? "");
        Set("places", $"{part.Places}");
        Set("figures", $"{part.Figures}");
        Set("letters", string.Join(' ', part.Letters));
        Set("choices", string.Join('\n', part.Choices));
        Set("accepted", string.Join('\n', part.Accepted));
        Set("rejected", string.Join('\n', part.Rejected));
        Set("mistakes", string.Join('\n', part.Mistakes.Select(one => one.Answer + Bundle.Arrow + one.Hint)));
    }

    /// <summary>
    /// Reads the sent form. Properties without a field are copied from <paramref name="stored"/>. <paramref name="known"/> are all parts
    /// the challenge ever had, so that the id of another challenge's part is ignored. <paramref name="stages"/> are those that it can
    /// be for. <paramref name="button"/> is the one that was pressed: some of them say when it goes live.
    /// </summary>
    public static TypedChallenge Read(
        IFormCollection sent, Challenge stored, IReadOnlyList<Part> known, IReadOnlyList<KeyStage> stages, string button = "")
    {
        var form = new FormReader(sent);
        form.View["alt"] = Cut(sent["alt"].ToString(), UploadTypes.MaxAlt);
        form.View["version"] = sent["version"].ToString();
        var stage = form.Line("stage", "Key stage", Bundle.MaxStage, isOptional: true);
        if (stage.Length > 0 && stage != stored.KeyStage && !stages.Any(one => one.Name == stage))
            form.Fail("stage", "Key stage: please choose one.");
        var challenge = stored with
        {
            Title = form.Line("title", "Title", Bundle.MaxTitle),
            KeyStage = stage,
            Points = form.Number("points", "Points", 0, Bundle.MaxPoints) ?? stored.Points,
            IsByPart = form.Ticked("by_part"),
            FirstBonus = form.Number("first_bonus", "Bonus for the first", 0, Bundle.MaxPoints) ?? stored.FirstBonus,
            Source = form.Line("source", "Source", Bundle.MaxSource, isOptional: true),
            Body = Bundle.Tidy(form.Text("statement", "Statement", Bundle.MaxText, isOptional: true)),
            Solution = Bundle.Tidy(form.Text("solution", "Worked solution", Bundle.MaxText, isOptional: true)),
            Version = long.TryParse(form.View["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1,
        };
        challenge = ReadTimes(form, challenge, stored, button);
        var parts = new List<Part>();
        var count = Rules.Whole(sent["parts"].ToString(), 0, Bundle.MaxParts) ?? 0;
        form.View["parts"] = $"{count}";
        for (var i = 0; i < count; i++) parts.Add(ReadPart(form, sent, i, stage, known) with { Statement = challenge.Body });
        for (var i = 0; i < parts.Count && count > 1; i++)
            form.View.NameGroup(Name(i, ""), ChallengeChecks.Heading(parts[i], i, count));
        return new TypedChallenge(challenge, parts, form);
    }

    private static Part ReadPart(FormReader form, IFormCollection sent, int index, string stage, IReadOnlyList<Part> known)
    {
        string Of(string field) => Name(index, field);
        form.View[Of("try")] = Cut(sent[Of("try")].ToString(), Limits.Length + 1);
        var idText = form.Line(Of("id"), "Number of the part", 20, isOptional: true);
        long.TryParse(idText, NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        var old = Find(known, id);
        form.View[Of("id")] = $"{old?.Id ?? 0}";
        var kind = form.Line(Of("kind"), "Kind", 20);
        if (!AnswerKinds.TryParse(kind, out _)) form.Fail(Of("kind"), "Kind: please choose one.");
        var angle = form.Line(Of("angle"), "Angles", 10, isOptional: true);
        var part = (old ?? Part.New("", "")) with
        {
            Label = form.Line(Of("label"), "Label", Bundle.MaxLabel, isOptional: true),
            Answer = form.Notation(Of("answer"), "Model answer", Limits.Length, isOptional: true),
            Kind = kind,
            IsDegrees = angle == "degrees" || (angle != "radians" && IsUsuallyDegrees(stage)),
            IsComplex = form.Ticked(Of("complex")),
            Tolerance = ReadTolerance(form, Of("tolerance")),
            Places = form.Number(Of("places"), "Decimal places", 0, 100, isOptional: true),
            Figures = form.Number(Of("figures"), "Significant figures", 1, 100, isOptional: true),
            Letters = form.Notation(Of("letters"), "Letters", 200, isOptional: true)
                .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries),
            Choices = Lines(form, Of("choices"), "Choices", Limits.Alternatives),
            Accepted = Lines(form, Of("accepted"), "Must be right", Limits.Alternatives),
            Rejected = Lines(form, Of("rejected"), "Must not be right", Limits.Alternatives),
            Mistakes = ReadMistakes(form, Of("mistakes")),
            RemovedAt = null,
        };
        if (part is { Places: not null, Figures: not null })
            form.Fail(Of("figures"), "Significant figures: choose these or decimal places, not both.");
        return part;
    }

    private static decimal? ReadTolerance(FormReader form, string name)
    {
        var text = form.Line(name, "Tolerance", 20, isOptional: true);
        if (text.Length == 0) return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var tolerance)
            && tolerance <= MaxTolerance)
            return tolerance;
        form.Fail(name, "Tolerance: a number such as 0.05, please, and never a negative one.");
        return null;
    }

    private static List<string> Lines(FormReader form, string name, string label, int most)
    {
        var lines = new List<string>();
        foreach (var line in form.Text(name, label, MaxList, isOptional: true).Split('\n'))
        {
            var text = line.Trim();
            if (text.Length == 0) continue;
            if (text.Length > Limits.Length) form.Fail(name, $"{label}: one line is too long.");
            else if (lines.Count < most) lines.Add(text);
            else form.Fail(name, $"{label}: at most {most} lines, please.");
        }
        return lines;
    }

    private static List<KnownMistake> ReadMistakes(FormReader form, string name)
    {
        var mistakes = new List<KnownMistake>();
        foreach (var line in Lines(form, name, "Common mistakes", Bundle.MaxHints))
        {
            // The last arrow separates the two: an earlier one may be part of the answer.
            var arrow = line.LastIndexOf(Bundle.Arrow, StringComparison.Ordinal);
            if (arrow < 1 || line.AsSpan(arrow + Bundle.Arrow.Length).Trim().IsEmpty)
            {
                form.Fail(name, "Common mistakes: write the wrong answer, an arrow and what to say, "
                    + "such as 10 -> Count the piece you started with.");
                continue;
            }
            var say = line[(arrow + Bundle.Arrow.Length)..].Trim();
            if (say.Length > Bundle.MaxSay)
                form.Fail(name, $"Common mistakes: a sentence is too long; {Bundle.MaxSay} characters is the most.");
            mistakes.Add(new KnownMistake(line[..arrow].Trim(), say));
        }
        return mistakes;
    }

    /// <summary>The part with this id; null if it is not among them.</summary>
    public static Part? Find(IReadOnlyList<Part> parts, long id)
    {
        foreach (var part in parts)
            if (part.Id == id && id != 0) return part;
        return null;
    }

    private static bool IsUsuallyDegrees(string keyStage) => Bundle.UsualAngle(keyStage) == AngleUnit.Degrees;

    internal static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
