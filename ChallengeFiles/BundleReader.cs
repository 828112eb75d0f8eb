// Reads a bundle: front matter in a strict subset of YAML, then the statement and the solution. Every mistake is reported with its line.
using System.Globalization;

namespace MathsSoc.ChallengeFiles;

/// <summary>An instance reads one text, once.</summary>
internal sealed class BundleReader(string text)
{
    private readonly List<BundleError> errors = [];
    private readonly HashSet<string> seen = [];
    private string[] lines = [];
    private int at;

    public (BundleChallenge? Challenge, IReadOnlyList<BundleError> Errors) Read()
    {
        if (text.Length > Bundle.MaxLength) return Refused(1, $"This file is too long: {Bundle.MaxLength:N0} characters is the most.");
        lines = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        if (!IsFence(lines[0]))
            return Refused(1, "The file begins with a line of three dashes, ---, and what is known of the challenge below it.");
        var challenge = new BundleChallenge("");
        var parts = new List<PartReader>();
        for (at = 1; at < lines.Length && !IsFence(lines[at]); at++)
        {
            if (errors.Count >= Bundle.MaxErrors) break;
            if (Field.Of(lines[at]) is not { } field) continue;
            if (field.Indent == 0 && !field.IsItem) challenge = Take(challenge, field);
            else if (field is { Indent: 2, IsItem: true } && seen.Contains("parts")) Begin(parts, field);
            else if (field is { Indent: 4, IsItem: false } && parts.Count > 0) parts[^1].Take(field, at + 1);
            else if (field is { Indent: 6, IsItem: true } && parts.Count > 0) parts[^1].TakeItem(field, at + 1);
            else
            {
                Fault("This line does not stand in its place. A challenge's own lines begin at the margin, “- id: a” after two spaces, "
                    + "the part's other lines after four, and values below them, “- …”, after six.");
            }
        }
        if (at >= lines.Length)
        {
            return Refused(
                lines.Length, "The front matter does not end: a line of three dashes, ---, is missing before the statement.");
        }
        if (errors.Count >= Bundle.MaxErrors) return (null, errors);
        return Finish(challenge, parts);
    }

    private (BundleChallenge?, IReadOnlyList<BundleError>) Finish(BundleChallenge challenge, List<PartReader> parts)
    {
        var end = at + 1;
        if (!seen.Contains("title")) errors.Add(new(end, "The challenge has no title: add a line such as “title: The Lazy Caterer”."));
        if (parts.Count == 0)
            errors.Add(new(end, "The challenge has no parts: add “parts:” and, below it, “  - id: a” and “    answer: …”."));
        if (challenge is { LockAt: not null, LockAfterHours: not null }) errors.Add(new(end, "Give lock or lock-after, not both."));
        if (challenge.LockAt <= challenge.ReleaseAt) errors.Add(new(end, "It would close before it opens: look at release and lock."));
        var read = new List<BundlePart>();
        foreach (var part in parts)
        {
            if (part.Finish(Bundle.UsualAngle(challenge.KeyStage)) is not { } done) continue;
            if (read.Exists(other => other.Id == done.Id))
                errors.Add(new(part.Line, $"Another part is called {done.Id} already: each needs an id of its own."));
            read.Add(done);
        }
        var solutionAt = Array.FindIndex(lines, end, Bundle.IsSolutionHeading);
        var statement = Body(end, solutionAt < 0 ? lines.Length : solutionAt);
        var solution = solutionAt < 0 ? "" : Body(solutionAt + 1, lines.Length);
        if (statement.Length == 0) errors.Add(new(end, "The statement is empty: write it below the second line of dashes."));
        if (statement.Length > Bundle.MaxText)
            errors.Add(new(end, $"The statement is too long: {Bundle.MaxText:N0} characters is the most."));
        if (solution.Length > Bundle.MaxText)
            errors.Add(new(solutionAt + 1, $"The solution is too long: {Bundle.MaxText:N0} characters is the most."));
        errors.Sort(static (a, b) => a.Line - b.Line);
        return errors.Count > 0 ? (null, errors) : (challenge with { Parts = read, Statement = statement, Solution = solution }, []);
    }

    private string Body(int from, int to) => Bundle.Tidy(string.Join('\n', lines, from, to - from));

    private BundleChallenge Take(BundleChallenge challenge, Field field)
    {
        if (Array.IndexOf(Bundle.Keys, field.Key) < 0)
        {
            var message = field.Key is null
                ? "This is no “name: value” line."
                : $"A challenge has no “{field.Key}”. What it may have: {string.Join(", ", Bundle.Keys)}.";
            Fault(message);
            return challenge;
        }
        if (!seen.Add(field.Key!)) Fault($"“{field.Key}” is said twice.");
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

    private void Begin(List<PartReader> parts, Field field)
    {
        if (parts.Count == Bundle.MaxParts) Fault($"A challenge has at most {Bundle.MaxParts} parts.");
        parts.Add(new PartReader(this, at + 1));
        parts[^1].Take(field, at + 1);
    }

    /// <summary>The field's value; null if it has none or it cannot be read, which is then reported.</summary>
    public string? Value(Field field)
    {
        if (field.Rest.Length == 0)
        {
            Fault($"“{field.Key}” has no value: write one, or leave the line out.");
            return null;
        }
        var (value, fault) = BundleValue.Read(field.Rest);
        if (fault is not null) Fault(fault);
        return value;
    }

    public bool Within(string value, int most)
    {
        if (value.AsSpan().Trim().IsEmpty) Fault("This is empty: write something, or leave the line out.");
        else if (value.Length > most) Fault($"This is too long: {most} characters is the most.");
        else return true;
        return false;
    }

    public string? Id(string value)
    {
        var isId = value.Length <= Bundle.MaxId;
        foreach (var c in value) isId &= char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-';
        if (isId && value.Length > 0) return value;
        Fault($"An id is made of small letters a to z, digits and dashes, {Bundle.MaxId} at most.");
        return null;
    }

    public int? Whole(string value, int least, int most)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Fault(string.Create(CultureInfo.InvariantCulture, $"This must be a whole number from {least} to {most}."));
        return null;
    }

    private long? Time(string value)
    {
        var (instant, fault) = BundleTime.Read(value);
        if (fault is not null) Fault(fault);
        return instant;
    }

    public void Fault(string message) => FaultAt(at + 1, message);

    public void FaultAt(int line, string message)
    {
        if (errors.Count < Bundle.MaxErrors) errors.Add(new(line, message));
    }

    private (BundleChallenge?, IReadOnlyList<BundleError>) Refused(int line, string message)
    {
        FaultAt(line, message);
        return (null, errors);
    }

    private static bool IsFence(string line) => line.AsSpan().TrimEnd().SequenceEqual(Bundle.Fence);

    /// <summary>
    /// A line of the front matter in its parts: its indent, whether it begins with a dash, its name if it has one, and the rest.
    /// </summary>
    internal sealed record Field(int Indent, bool IsItem, string? Key, string Rest)
    {
        /// <summary>Null for an empty line and for a comment, which begins with #.</summary>
        public static Field? Of(string line)
        {
            var content = line.AsSpan().Trim();
            if (content.IsEmpty || content[0] == '#') return null;
            // A tab makes the indent -1, which is wrong everywhere, so that the line is reported.
            var indent = line.AsSpan().IndexOf(content);
            if (line.AsSpan(0, indent).Contains('\t')) indent = -1;
            var isItem = content is "-" || content.StartsWith("- ");
            if (isItem) content = content[1..].TrimStart();
            var colon = content.IndexOf(':');
            if (colon > 0 && (colon + 1 == content.Length || content[colon + 1] == ' ') && IsName(content[..colon]))
                return new Field(indent, isItem, content[..colon].ToString(), content[(colon + 1)..].Trim().ToString());
            return new Field(indent, isItem, null, content.ToString());
        }

        /// <summary>Everything after the dash.</summary>
        public string Item => Key is null ? Rest : Rest.Length == 0 ? Key + ":" : $"{Key}: {Rest}";

        private static bool IsName(ReadOnlySpan<char> text)
        {
            foreach (var c in text)
                if (!char.IsAsciiLetter(c) && c is not ('-' or '_')) return false;
            return true;
        }
    }
}
