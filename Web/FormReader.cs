// Reads the fields of a form into a FormView, each within its bounds, and collects every mistake in their shape, without the database.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Web;

/// <summary>
/// A form that was sent. <see cref="View"/> keeps the text as it was typed, for showing it again; the methods return it trimmed and
/// composed.
/// </summary>
public sealed class FormReader(IFormCollection form)
{
    /// <summary>What was typed and what is wrong with it.</summary>
    public FormView View => view ??= Begin();

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool IsGood => !View.HasErrors;

    /// <summary>
    /// A line of text, tidied and checked by <see cref="LineText"/>. Too long, or empty where it is required, is a mistake; the text is
    /// returned all the same, cut to its bound.
    /// </summary>
    public string Line(string name, string label, int most, bool isOptional = false)
    {
        var text = Bounded(name, label, most, isOptional, LineText.Tidy(Typed(name, label)));
        if (LineText.FindProblem(text) is { } problem) View.Fail(name, problem);
        return text;
    }

    /// <summary>
    /// A line that a reader of its own makes sense of, an answer or a code: that decides which characters it passes over. Only control
    /// characters are a mistake here.
    /// </summary>
    public string Notation(string name, string label, int most, bool isOptional = false)
    {
        var text = Bounded(name, label, most, isOptional, Latin.Compose(Typed(name, label).Trim()));
        if (text.Any(char.IsControl)) View.Fail(name, $"{label}: this has a character in it that cannot be shown. Type it again.");
        return text;
    }

    private string Bounded(string name, string label, int most, bool isOptional, string text)
    {
        if (text.Length == 0 && !isOptional) View.Fail(name, $"{label}: please fill this in.");
        if (text.Length > most) View.Fail(name, $"{label}: at most {most:N0} characters, please; these are {text.Length:N0}.");
        return text.Length > most ? text[..most] : text;
    }

    /// <summary>The name of a class, spelt as all classes are; empty if there is none.</summary>
    public string ClassName(string name = "class") => ClassNames.Fold(Line(name, "Class", ClassNames.MaxLength, isOptional: true));

    /// <summary>Text of several lines, with line feeds only.</summary>
    public string Text(string name, string label, int most, bool isOptional = false)
    {
        var text = Latin.Compose(Typed(name, label).Replace("\r\n", "\n", StringComparison.Ordinal).Trim());
        return Bounded(name, label, most, isOptional, text);
    }

    /// <summary>One line from a field of several rows: the ends of its rows become spaces.</summary>
    public string Folded(string name, string label, int most, bool isOptional = false)
    {
        var text = LineText.Tidy(Text(name, label, most, isOptional).Replace('\n', ' '));
        if (LineText.FindProblem(text) is { } problem) View.Fail(name, problem);
        return text;
    }

    /// <summary>A password as it was typed; it is never shown again.</summary>
    public string Secret(string name, string label = "Password")
    {
        View.Expect(name, label);
        return form[name].ToString() is { Length: <= 1024 } text ? text : "";
    }

    /// <summary>A whole number within its bounds; null if it is missing (a mistake unless optional) or invalid.</summary>
    public int? Number(string name, string label, int least, int most, bool isOptional = false)
    {
        var text = Typed(name, label).Trim();
        if (text.Length == 0 && isOptional) return null;
        if (Rules.Whole(text, least, most) is { } number) return number;
        View.Fail(name, $"{label}: a whole number from {least} to {most}, please.");
        return null;
    }

    /// <summary>
    /// A day and a time in London as unix seconds, as a field of the type datetime-local sends it or a person types it; null if it is
    /// missing (a mistake unless optional) or invalid. A time that the clocks skip in March is a mistake. A field that still shows
    /// <paramref name="stored"/> keeps it to the second; otherwise the hour that October has twice is the first of the two.
    /// </summary>
    public long? Instant(string name, string label, bool isOptional = false, long? stored = null)
    {
        var text = Line(name, label, MaxInstant, isOptional);
        if (text.Length == 0) return null;
        if (stored is { } was && text == InstantText(was)) return was;
        var isTime = DateTime.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local);
        if (!isTime || local.Year is < FirstYear or > LastYear)
        {
            View.Fail(name, isTime ? $"{label}: a year from {FirstYear} to {LastYear}, please."
                : $"{label}: a day and a time such as 2026-12-10 15:30, please{(isOptional ? ", or nothing" : "")}.");
            return null;
        }
        var instant = SchoolTime.Instant(local);
        if (SchoolTime.Local(instant) == local) return instant;
        View.Fail(name, $"{label}: there is no such time, because the clocks go forward past it. Choose another.");
        return null;
    }

    /// <summary>An instant as its field shows it; empty if there is none.</summary>
    public static string InstantText(long? at) =>
        at is { } instant ? SchoolTime.Local(instant).ToString(Instants[0], CultureInfo.InvariantCulture) : "";

    private const int MaxInstant = 19, FirstYear = 2000, LastYear = 2100;
    private static readonly string[] Instants =
    [
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss",
    ];

    /// <summary>One of an enum's values; null, and a mistake, if it is not one of them.</summary>
    public T? One<T>(string name, string label) where T : struct, Enum
    {
        if (EnumText.Parse<T>(Typed(name, label)) is { } value) return value;
        View.Fail(name, $"{label}: please choose one.");
        return null;
    }

    /// <summary>One of these values, in any case; null, and a mistake, if it is not one of them.</summary>
    public string? OneOf(string name, string label, IEnumerable<string> values)
    {
        var text = Typed(name, label);
        foreach (var value in values)
            if (value.Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
        View.Fail(name, $"{label}: please choose one.");
        return null;
    }

    /// <summary>A file that was chosen; null, and a mistake, if none was or there is nothing in it.</summary>
    public IFormFile? File(string name, string label)
    {
        var file = form.Files.GetFile(name);
        if (file is { Length: > 0 }) return file;
        // Where none was chosen a browser sends a file without a name.
        View.Fail(name, file is { FileName.Length: > 0 }
            ? $"{label}: that file is empty. In the program that it came from, please save it once more; then choose it again."
            : $"{label}: please choose a file.");
        return null;
    }

    /// <summary>Whether a box was ticked.</summary>
    public bool Ticked(string name) => Typed(name).Length > 0;

    /// <summary>The ids of the ticked boxes of this name, without repetition, at most <paramref name="most"/>.</summary>
    public List<long> Ids(string name, int most) => IdsIn(form[name], most);

    /// <summary>The ids among the values of one name in a form or a query, without repetition, at most <paramref name="most"/>.</summary>
    public static List<long> IdsIn(Microsoft.Extensions.Primitives.StringValues values, int most)
    {
        var ids = new List<long>();
        foreach (var text in values)
            if (ids.Count < most && IdIn(text) is { } id && !ids.Contains(id)) ids.Add(id);
        return ids;
    }

    /// <summary>An id, or another whole number from 0, in an address or a form; null if it is invalid or larger than a long.</summary>
    public static long? IdIn(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Records what is wrong with a field.</summary>
    public void Fail(string name, string sentence) => View.Fail(name, sentence);

    // A form that is shown again after its session had ended is never good, so that its handler shows it and does nothing else.
    private FormView Begin()
    {
        var view = new FormView();
        if (form is KeptForm) view.Fail("", KeptForm.Notice);
        return view;
    }

    private FormView? view;

    private string Typed(string name, string? label = null)
    {
        View.Expect(name, label);
        var text = form[name].Count > 0 ? form[name][0] ?? "" : "";
        View[name] = text;
        return text;
    }
}
