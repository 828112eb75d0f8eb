// Describes one of the society's settings: its name in the database, its field on the settings page, and the values it takes.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>The values of all settings of the society.</summary>
public sealed record SettingValues(Society Society, Rules Rules)
{
    /// <summary>The values of a new database.</summary>
    public static readonly SettingValues Default = new(Society.Default, Rules.Default);

    /// <summary>The rules for points and boards, which are part of <see cref="Rules"/>.</summary>
    public ScoreRules Scoring
    {
        get => Rules.Scoring;
        init => Rules = Rules with { Scoring = value };
    }
}

/// <summary>The type of a setting, which decides what kind of field the page has for it.</summary>
public enum SettingKind { Line, Lines, Colour, Number, Tick, Choice, Instant }

/// <summary>The smallest and the largest value of a number.</summary>
public sealed record Bounds(int Least, int Most)
{
    /// <summary>The number; null if the text is not a whole number within these bounds.</summary>
    public int? Parse(string text) => Rules.Whole(text, Least, Most);
}

/// <summary>A part of the settings page with a heading of its own.</summary>
/// <param name="Note">A sentence beside the heading; null: there is none.</param>
public sealed record SettingSection(string Heading, IReadOnlyList<SocietySetting> Rows, string? Note = null);

/// <summary>One of <see cref="SocietySettings.Rows"/>; each kind has a method that makes it.</summary>
public sealed record SocietySetting
{
    private SocietySetting() { }

    /// <summary>Its name in the settings table and in the audit.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its form field, which is also the id of the element.</summary>
    public required string Field { get; init; }

    /// <summary>Its name on the page and in messages about mistakes.</summary>
    public required string Label { get; init; }

    public required SettingKind Kind { get; init; }

    /// <summary>The value as the settings table holds it.</summary>
    public required Func<SettingValues, string> Get { get; init; }

    /// <summary>
    /// Applies the text that the settings table holds. The settings stay unchanged if it is not a valid value: it may have been written by
    /// hand.
    /// </summary>
    public required Func<SettingValues, string, SettingValues> Set { get; init; }

    /// <summary>Sentences that explain it on the page; null: there are none.</summary>
    public string? Hint { get; init; }

    /// <summary>Only of a number; null for other kinds.</summary>
    public Bounds? Bounds { get; init; }

    /// <summary>The largest number of characters; only of text.</summary>
    public int Most { get; init; }

    /// <summary>Whether it may be left empty; only of text and instants.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Only of a choice: each value as the settings table holds it, and its label.</summary>
    public IReadOnlyList<(string Value, string Words)> Choices { get; init; } = [];

    /// <summary>Returns the value to store for a typed text, or what is wrong with it; null: any text is valid.</summary>
    public Func<string, (string? Value, string? Problem)>? Check { get; init; }

    public static SocietySetting Line(string name, string field, string label, int most,
        Func<SettingValues, string> get, Func<SettingValues, string, SettingValues> set) =>
        new() { Name = name, Field = field, Label = label, Kind = SettingKind.Line, Most = most, Get = get, Set = set };

    public static SocietySetting Number(string name, string field, string label, Bounds bounds,
        Func<SettingValues, int> get, Func<SettingValues, int, SettingValues> set, string? hint = null) => new()
    {
        Name = name,
        Field = field,
        Label = label,
        Kind = SettingKind.Number,
        Bounds = bounds,
        Hint = $"From {bounds.Least} to {bounds.Most}." + (hint is null ? "" : $" {hint}"),
        Get = values => $"{get(values)}",
        Set = (values, text) => bounds.Parse(text) is { } number ? set(values, number) : values,
    };

    public static SocietySetting Tick(string name, string field, string label,
        Func<SettingValues, bool> get, Func<SettingValues, bool, SettingValues> set) => new()
    {
        Name = name,
        Field = field,
        Label = label,
        Kind = SettingKind.Tick,
        Get = values => get(values) ? "1" : "0",
        Set = (values, text) => set(values, text == "1"),
    };

    public static SocietySetting Choice<T>(string name, string field, string label, IReadOnlyList<(T Value, string Words)> choices,
        Func<SettingValues, T> get, Func<SettingValues, T, SettingValues> set) where T : struct, Enum => new()
    {
        Name = name,
        Field = field,
        Label = label,
        Kind = SettingKind.Choice,
        Choices = [.. choices.Select(choice => (EnumText.Of(choice.Value), choice.Words))],
        Get = values => EnumText.Of(get(values)),
        Set = (values, text) => EnumText.Parse<T>(text) is { } value ? set(values, value) : values,
    };

    /// <summary>A day and a time in London; the table holds it in unix seconds, or as empty text if it is not set.</summary>
    public static SocietySetting Instant(string name, string field, string label,
        Func<SettingValues, long?> get, Func<SettingValues, long?, SettingValues> set) => new()
    {
        Name = name,
        Field = field,
        Label = label,
        Kind = SettingKind.Instant,
        IsOptional = true,
        Get = values => $"{get(values)}",
        Set = (values, text) => set(values, long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : null),
    };
}
