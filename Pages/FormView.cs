// A form as its page shows it: the typed values, and the errors field by field.
namespace MathsSoc.Pages;

/// <summary>
/// The typed texts and the errors of one form. A page that is shown for the first time has an empty one, or one filled with known
/// values; after a mistake the endpoint passes the same one back, so that nothing has to be typed twice (passwords excepted).
/// </summary>
public sealed class FormView
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> groups = new(StringComparer.Ordinal);
    private readonly List<string> order = [];
    private readonly List<(string Field, string Sentence)> errors = [];

    /// <summary>
    /// The errors: those of the whole form first (<c>Field</c> is empty), then those of the fields in the order in which they were read,
    /// which is the page's.
    /// </summary>
    public IReadOnlyList<(string Field, string Sentence)> Errors => errors;

    /// <summary>Whether there are errors.</summary>
    public bool HasErrors => errors.Count > 0;

    /// <summary>The text of a field; empty if it has none.</summary>
    public string this[string field]
    {
        get => values.GetValueOrDefault(field, "");
        set
        {
            if (!values.ContainsKey(field)) Expect(field);
            values[field] = value;
        }
    }

    /// <summary>Gives a field the next place among the errors, and its label in the list of errors.</summary>
    public void Expect(string field, string? label = null)
    {
        if (!order.Contains(field)) order.Add(field);
        if (label is not null) labels[field] = label;
    }

    /// <summary>Names the group that the fields with this beginning of a name are in, for the list of errors.</summary>
    public void NameGroup(string prefix, string words) => groups[prefix] = words;

    /// <summary>
    /// A sentence about a field for the list at the top of the page, where the field is not beside it: with the label before it.
    /// </summary>
    public string Listed(string field, string sentence)
    {
        var listed = labels.TryGetValue(field, out var label) && !sentence.StartsWith(label, StringComparison.Ordinal)
            ? $"{label}: {sentence}"
            : sentence;
        foreach (var (prefix, words) in groups)
            if (field.StartsWith(prefix, StringComparison.Ordinal)) return $"{words}: {listed}";
        return listed;
    }

    /// <summary>The names of the fields that begin like this and are not empty.</summary>
    public IEnumerable<string> FilledNames(string prefix)
    {
        foreach (var (name, text) in values)
            if (text.Length > 0 && name.StartsWith(prefix, StringComparison.Ordinal)) yield return name;
    }

    /// <summary>Whether a box is ticked.</summary>
    public bool IsTicked(string field) => this[field].Length > 0;

    /// <summary>Records an error of a field, as a sentence on what to do. Only the first sentence of a field is kept.</summary>
    public void Fail(string field, string sentence)
    {
        if (FindError(field) is not null) return;
        var place = PlaceOf(field);
        var at = errors.Count;
        while (at > 0 && PlaceOf(errors[at - 1].Field) > place) at--;
        errors.Insert(at, (field, sentence));
    }

    private int PlaceOf(string field) => field.Length == 0 ? -1 : order.IndexOf(field) is >= 0 and var place ? place : int.MaxValue;

    /// <summary>The error of a field; null: it has none.</summary>
    public string? FindError(string field)
    {
        foreach (var error in errors)
            if (error.Field == field) return error.Sentence;
        return null;
    }
}

/// <summary>A field that is typed into, as <c>_Field.cshtml</c> writes it.</summary>
/// <param name="Name">The form field's name, and its element's id.</param>
/// <param name="Label">The field's name on the page and in errors.</param>
public sealed record Field(FormView Form, string Name, string Label)
{
    /// <summary>A sentence between label and field; null: none.</summary>
    public string? Hint { get; init; }

    /// <summary>The input's type: text, email, password, number, date…</summary>
    public string Type { get; init; } = "text";

    /// <summary>What a browser or password manager may fill in; "off" for what it must not offer.</summary>
    public string Autocomplete { get; init; } = "off";

    /// <summary>The largest number of characters; 0: no bound here.</summary>
    public int Most { get; init; }

    /// <summary>Whether it may stay empty; the label then shows that.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The id of a datalist whose values the browser offers; null: none.</summary>
    public string? List { get; init; }

    /// <summary>The rows of a text area; 1: an input of one line.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>A page that explains the errors of the field, and its name; null: none.</summary>
    public (string Address, string Words)? Help { get; init; }

    /// <summary>A field for few characters (a year, a code) is narrow.</summary>
    public bool IsShort { get; init; }

    /// <summary>The ids of the elements that describe the field, for <c>aria-describedby</c>; null: there are none.</summary>
    public string? DescribedBy => (Hint, Form.FindError(Name)) switch
    {
        (null, null) => null,
        (_, null) => $"{Name}-hint",
        (null, _) => $"{Name}-error",
        _ => $"{Name}-hint {Name}-error",
    };
}

/// <summary>One choice of a list or a group of buttons.</summary>
public sealed record Choice(string Value, string Words, string? Hint = null);

/// <summary>
/// A field in which one of several values is chosen, as <c>_Choices.cshtml</c> writes it: a list, or buttons if there are few.
/// </summary>
public sealed record ChoiceField(FormView Form, string Name, string Label, IReadOnlyList<Choice> Choices)
{
    public string? Hint { get; init; }

    /// <summary>Radio buttons instead of a list.</summary>
    public bool AsButtons { get; init; }

    public bool IsOptional { get; init; }

    /// <summary>As <see cref="Field.DescribedBy"/>.</summary>
    public string? DescribedBy => new Field(Form, Name, Label) { Hint = Hint }.DescribedBy;
}

/// <summary>A box that is ticked or not, as <c>_Tick.cshtml</c> writes it.</summary>
public sealed record Tick(FormView Form, string Name, string Words)
{
    public string? Hint { get; init; }
}
