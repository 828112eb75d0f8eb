// The form of the settings page: a field for each setting of the society, filled from the stored value and read again by its kind.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Fills and reads the form, and describes each of its fields to the page.</summary>
public static class SettingsForm
{
    /// <summary>The form with the settings as they are.</summary>
    public static FormView Fill(SettingValues values)
    {
        var form = new FormView();
        foreach (var row in SocietySettings.Rows) form[row.Field] = Shown(row, row.Get(values));
        return form;
    }

    /// <summary>
    /// The settings in the form, read in the order of the page. A field that is wrong leaves its setting unchanged; the form then has
    /// errors, and none of it may be saved.
    /// </summary>
    public static SettingValues Read(FormReader form, SettingValues now)
    {
        var values = now;
        foreach (var section in SocietySettings.Sections)
            foreach (var row in section.Rows)
                if (ReadRow(form, row, row.Get(now)) is { } text) values = row.Set(values, text);
        return values;
    }

    /// <summary>A text field.</summary>
    public static Field FieldOf(FormView form, SocietySetting row) => new(form, row.Field, row.Label)
    {
        Hint = row.Hint,
        Type = row.Kind switch
        {
            SettingKind.Number => "number",
            SettingKind.Instant => "datetime-local",
            SettingKind.Colour => "color",
            _ => "text",
        },
        Most = row.Most,
        // A browser always has a colour in such a field.
        IsOptional = row.IsOptional && row.Kind != SettingKind.Colour,
        Rows = row.Kind == SettingKind.Lines ? 5 : 1,
        IsShort = row.Kind is SettingKind.Number or SettingKind.Colour,
    };

    /// <summary>What the field of a colour offers: the site's own, and the nearest to the present one that can be read.</summary>
    public static IEnumerable<string> ColoursOf(FormView form, SocietySetting row) =>
        Theme.Nearest(form[row.Field]) is { } near && near != Society.DefaultAccent
            ? [near, Society.DefaultAccent]
            : [Society.DefaultAccent];

    /// <summary>A tick box.</summary>
    public static Tick TickOf(FormView form, SocietySetting row) => new(form, row.Field, row.Label) { Hint = row.Hint };

    /// <summary>Radio buttons.</summary>
    public static ChoiceField ChoicesOf(FormView form, SocietySetting row) =>
        new(form, row.Field, row.Label, [.. row.Choices.Select(choice => new Choice(choice.Value, choice.Words))])
        {
            AsButtons = true,
            Hint = row.Hint,
        };

    /// <summary>A stored value as its field shows it.</summary>
    private static string Shown(SocietySetting row, string stored) => row.Kind switch
    {
        SettingKind.Tick => stored == "1" ? "1" : "",
        SettingKind.Colour when Colour.Parse(stored) is null => Society.DefaultAccent,
        SettingKind.Lines => stored.Replace("; ", "\n", StringComparison.Ordinal),
        SettingKind.Instant when IsInstant(stored, out var at) => FormReader.InstantText(at),
        _ => stored,
    };

    /// <summary>The text to store for a setting; null if the field is invalid, which is then shown at it.</summary>
    private static string? ReadRow(FormReader form, SocietySetting row, string stored) => row.Kind switch
    {
        SettingKind.Tick => form.Ticked(row.Field) ? "1" : "0",
        SettingKind.Choice => form.OneOf(row.Field, row.Label, row.Choices.Select(choice => choice.Value)),
        SettingKind.Number => form.Number(row.Field, row.Label, row.Bounds!.Least, row.Bounds.Most) is { } number ? $"{number}" : null,
        SettingKind.Instant => ReadInstant(form, row, stored),
        SettingKind.Colour => ReadColour(form, row),
        SettingKind.Lines => Checked(form, row, form.Text(row.Field, row.Label, row.Most, row.IsOptional)),
        _ => Checked(form, row, form.Line(row.Field, row.Label, row.Most, row.IsOptional)),
    };

    private static string? Checked(FormReader form, SocietySetting row, string text)
    {
        string? unseen = null;
        foreach (var line in text.Split('\n')) unseen ??= LineText.FindProblem(line);
        var (value, problem) = unseen is not null ? (null, unseen) : row.Check?.Invoke(text) ?? (text, null);
        if (problem is not null) form.Fail(row.Field, $"{row.Label}: {problem}");
        return value;
    }

    private static string ReadColour(FormReader form, SocietySetting row)
    {
        var text = form.Line(row.Field, row.Label, row.Most, row.IsOptional).ToLowerInvariant();
        if (text.Length > 0 && Theme.TryMake(text, out var problem) is null) form.Fail(row.Field, $"{row.Label}: {problem}");
        return text == Society.DefaultAccent ? "" : text;
    }

    private static string? ReadInstant(FormReader form, SocietySetting row, string stored)
    {
        var at = form.Instant(row.Field, row.Label, row.IsOptional, IsInstant(stored, out var was) ? was : null);
        return at is { } instant ? $"{instant}" : form.View.FindError(row.Field) is null ? "" : null;
    }

    private static bool IsInstant(string stored, out long at) =>
        long.TryParse(stored, NumberStyles.None, CultureInfo.InvariantCulture, out at);
}
