// Reads the front matter of a file, in a strict subset of YAML, and keeps every mistake with its line.
using System.Globalization;

namespace MathsSoc.ChallengeFiles;

/// <summary>What the readers of challenges and of articles share. An instance reads one text, once.</summary>
internal abstract class FrontMatterReader(string text)
{
    protected List<BundleError> Errors { get; } = [];

    /// <summary>The names of the lines so far.</summary>
    protected HashSet<string> Seen { get; } = [];

    protected string[] Lines { get; private set; } = [];

    /// <summary>The index of the line that is read; in the end that of the line of dashes below the front matter.</summary>
    protected int At { get; private set; }

    /// <summary>Takes every line of the front matter; false if it has mistakes because of which nothing else is looked at.</summary>
    protected bool ReadFields()
    {
        if (text.Length > Bundle.MaxLength) return Refused(1, $"This file is too long: {Bundle.MaxLength:N0} characters is the most.");
        Lines = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        if (!IsFence(Lines[0]))
            return Refused(1, "The file begins with a line of three dashes, ---, and what is known of it stands below.");
        for (At = 1; At < Lines.Length && !IsFence(Lines[At]); At++)
        {
            if (Errors.Count >= Bundle.MaxErrors) break;
            if (Field.Of(Lines[At]) is { } field) Take(field);
        }
        if (At >= Lines.Length)
            return Refused(Lines.Length, "The front matter does not end: a line of three dashes, ---, is missing before the text.");
        return Errors.Count < Bundle.MaxErrors;
    }

    protected abstract void Take(Field field);

    /// <summary>
    /// Whether a line has one of the names that <paramref name="subject"/> may have; otherwise, and if it has it twice, that is reported.
    /// </summary>
    protected bool IsKnown(Field field, string subject, string[] keys)
    {
        if (Array.IndexOf(keys, field.Key) < 0)
        {
            var message = field.Key is null
                ? "This is no “name: value” line."
                : $"{subject} has no “{field.Key}”. What it may have: {string.Join(", ", keys)}.";
            Fault(message);
            return false;
        }
        if (!Seen.Add(field.Key!)) Fault($"“{field.Key}” is said twice.");
        return true;
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

    protected long? Time(string value)
    {
        var (instant, fault) = BundleTime.Read(value);
        if (fault is not null) Fault(fault);
        return instant;
    }

    /// <summary>
    /// The text below the front matter and the one below <paramref name="heading"/>, which is empty if the heading is missing; then the
    /// heading's index is -1.
    /// </summary>
    protected (string First, string Second, int HeadingAt) Texts(string heading)
    {
        var (from, at) = (At + 1, Array.FindIndex(Lines, At + 1, line => Bundle.IsHeading(line, heading)));
        return (Tidy(from, at < 0 ? Lines.Length : at), at < 0 ? "" : Tidy(at + 1, Lines.Length), at);

        string Tidy(int first, int end) => Bundle.Tidy(string.Join('\n', Lines, first, end - first), heading);
    }

    public void Fault(string message) => FaultAt(At + 1, message);

    public void FaultAt(int line, string message)
    {
        if (Errors.Count < Bundle.MaxErrors) Errors.Add(new(line, message));
    }

    private bool Refused(int line, string message)
    {
        FaultAt(line, message);
        return false;
    }

    internal static bool IsFence(string line) => line.AsSpan().TrimEnd().SequenceEqual(Bundle.Fence);

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
