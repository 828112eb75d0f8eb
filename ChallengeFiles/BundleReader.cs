// Reads a bundle: front matter in a strict subset of YAML, then the statement and the solution. Every mistake is reported with its line.
using System.Globalization;

namespace MathsSoc.ChallengeFiles;

/// <summary>An instance reads one text, once.</summary>
internal sealed class BundleReader(string text) : FrontMatterReader(text)
{
    private readonly List<PartReader> parts = [];
    private BundleChallenge challenge = new("");

    public (BundleChallenge? Challenge, IReadOnlyList<BundleError> Errors) Read() => ReadFields() ? Finish() : (null, Errors);

    protected override void Take(Field field)
    {
        if (field.Indent == 0 && !field.IsItem) challenge = TakeOwn(field);
        else if (field is { Indent: 2, IsItem: true } && Seen.Contains("parts")) Begin(field);
        else if (field is { Indent: 4, IsItem: false } && parts.Count > 0) parts[^1].Take(field, At + 1);
        else if (field is { Indent: 6, IsItem: true } && parts.Count > 0) parts[^1].TakeItem(field, At + 1);
        else
        {
            Fault("This line does not stand in its place. A challenge's own lines begin at the margin, “- id: a” after two spaces, "
                + "the part's other lines after four, and values below them, “- …”, after six.");
        }
    }

    private (BundleChallenge?, IReadOnlyList<BundleError>) Finish()
    {
        var end = At + 1;
        if (!Seen.Contains("title")) Errors.Add(new(end, "The challenge has no title: add a line such as “title: The Lazy Caterer”."));
        if (parts.Count == 0)
            Errors.Add(new(end, "The challenge has no parts: add “parts:” and, below it, “  - id: a” and “    answer: …”."));
        if (challenge is { LockAt: not null, LockAfterHours: not null }) Errors.Add(new(end, "Give lock or lock-after, not both."));
        if (challenge.LockAt <= challenge.ReleaseAt) Errors.Add(new(end, "It would close before it opens: look at release and lock."));
        var read = new List<BundlePart>();
        foreach (var part in parts)
        {
            if (part.Finish(Bundle.UsualAngle(challenge.KeyStage)) is not { } done) continue;
            if (read.Exists(other => other.Id == done.Id))
                Errors.Add(new(part.Line, $"Another part is called {done.Id} already: each needs an id of its own."));
            read.Add(done);
        }
        var (statement, solution, solutionAt) = Texts(Bundle.SolutionHeading);
        if (statement.Length == 0) Errors.Add(new(end, "The statement is empty: write it below the second line of dashes."));
        if (statement.Length > Bundle.MaxText)
            Errors.Add(new(end, $"The statement is too long: {Bundle.MaxText:N0} characters is the most."));
        if (solution.Length > Bundle.MaxText)
            Errors.Add(new(solutionAt + 1, $"The solution is too long: {Bundle.MaxText:N0} characters is the most."));
        Errors.Sort(static (a, b) => a.Line - b.Line);
        return Errors.Count > 0 ? (null, Errors) : (challenge with { Parts = read, Statement = statement, Solution = solution }, []);
    }

    private BundleChallenge TakeOwn(Field field)
    {
        if (!IsKnown(field, "A challenge", Bundle.Keys)) return challenge;
        if (field.Key == "parts")
        {
            if (field.Rest.Length > 0) Fault("The parts go below this line: “  - id: a”.");
            return challenge;
        }
        if (Value(field) is not { } value) return challenge;
        switch (field.Key)
        {
            case "id": return Id(value) is { } id ? challenge with { Id = id } : challenge;
            case "title": return Within(value, Bundle.MaxTitle) ? challenge with { Title = value } : challenge;
            case "source": return Within(value, Bundle.MaxSource) ? challenge with { Source = value } : challenge;
            case "key-stage":
                return Within(value, Bundle.MaxStage) ? challenge with { KeyStage = value == "all" ? null : value } : challenge;
            case "points": return challenge with { Points = Whole(value, 0, Bundle.MaxPoints) };
            case "points-for":
                if (value is not (Bundle.ForAllParts or Bundle.ForEachPart))
                    Fault($"Write {Bundle.ForAllParts} or {Bundle.ForEachPart}.");
                return challenge with { IsByPart = value == Bundle.ForEachPart };
            case "first-bonus": return challenge with { FirstBonus = Whole(value, 0, Bundle.MaxPoints) };
            case "release": return challenge with { ReleaseAt = Time(value) };
            case "lock": return challenge with { LockAt = Time(value) };
            case "solution-after": return challenge with { SolutionAfterHours = Hours(value, 0) };
            default: return challenge with { LockAfterHours = Hours(value, 1) };
        }
    }

    private int Hours(string value, int least)
    {
        var hours = value.EndsWith(" hours", StringComparison.Ordinal) ? value[..^6]
            : value.EndsWith(" hour", StringComparison.Ordinal) ? value[..^5]
            : "";
        var isNumber = int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (!isNumber || number < least || number > Bundle.MaxHours)
            Fault($"Write it as 96 hours: from {least} to {Bundle.MaxHours}.");
        return number;
    }

    private void Begin(Field field)
    {
        if (parts.Count == Bundle.MaxParts) Fault($"A challenge has at most {Bundle.MaxParts} parts.");
        parts.Add(new PartReader(this, At + 1));
        parts[^1].Take(field, At + 1);
    }
}
