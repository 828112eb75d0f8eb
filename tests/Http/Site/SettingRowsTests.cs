// Each row of the table of the society's settings: on the page once, and the same after it was shown and saved again.
using System.Globalization;
using AngleSharp.Html.Dom;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SettingRowsTests
{
    /// <summary>What some rows store that is not their default; the kind of the others is enough to find a value.</summary>
    private static readonly Dictionary<string, string> Others = new()
    {
        ["join.domain"] = "hill.example",
        ["school.key_stages"] = "Lower 7-9, Upper 10, Last 11-13",
        ["school.terms"] = "Autumn 2026-09-03..2026-10-23; Autumn 2026-11-02..2026-12-18",
    };

    private static string Other(SocietySetting row)
    {
        var usual = row.Get(SettingValues.Default);
        return Others.GetValueOrDefault(row.Name) ?? row.Kind switch
        {
            SettingKind.Number => row.Bounds!.Most.ToString(CultureInfo.InvariantCulture),
            SettingKind.Tick => usual == "1" ? "0" : "1",
            SettingKind.Choice => row.Choices.First(choice => choice.Value != usual).Value,
            // With seconds, which its field does not show.
            SettingKind.Instant => "1796916607",
            SettingKind.Colour => "#7a1f5c",
            _ => "Why not?",
        };
    }

    private static async Task<IHtmlFormElement> FormAsync(Person head) =>
        (IHtmlFormElement)(await head.GetAsync("/admin/settings")).Page.QuerySelector("main form[action$='/admin/settings']")!;

    /// <summary>What a browser sends when nothing is touched.</summary>
    private static (string Name, string Value)[] Fields(IHtmlFormElement form) =>
    [
        .. form.QuerySelectorAll("textarea").OfType<IHtmlTextAreaElement>().Select(area => (area.Name!, area.Value)),
        .. form.QuerySelectorAll("input").OfType<IHtmlInputElement>()
            .Where(input => input.Type is not ("checkbox" or "radio") || input.IsChecked).Select(input => (input.Name!, input.Value)),
    ];

    [Fact]
    public void Names_and_fields_are_those_of_one_row_only_and_every_row_has_its_place_on_the_page()
    {
        Assert.Equal(SocietySettings.Rows.Count, SocietySettings.Rows.Select(row => row.Name).Distinct().Count());
        Assert.Equal(SocietySettings.Rows.Count, SocietySettings.Rows.Select(row => row.Field).Distinct().Count());
        var onPage = SocietySettings.Sections.SelectMany(section => section.Rows).Select(row => row.Name);
        Assert.Equal(SocietySettings.Rows.Select(row => row.Name).Order(StringComparer.Ordinal), onPage.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_page_has_one_field_for_each_row_and_no_other()
    {
        await using var site = await Site.StartAsync();
        var form = await FormAsync(site.Visit(Seed.Person("head", Role.Owner)));
        var shown = form.QuerySelectorAll("input, textarea, select")
            .Where(field => field.Id is { Length: > 0 } id && id == field.GetAttribute("name"));
        Assert.Equal(SocietySettings.Sections.SelectMany(section => section.Rows).Select(row => row.Field),
            shown.Select(field => field.Id!));
        Assert.Equal(SocietySettings.Rows.Select(row => row.Field).Order(StringComparer.Ordinal),
            form.QuerySelectorAll("[name]:not([name=signed_in_as])").Select(field => field.GetAttribute("name")!).Distinct()
                .Order(StringComparer.Ordinal));
        Assert.Equal(SocietySettings.Sections.Select(section => section.Heading + section.Note),
            form.QuerySelectorAll("h2").Select(heading => heading.TextContent));
        foreach (var row in SocietySettings.Rows)
        {
            var label = row.Kind == SettingKind.Choice
                ? form.QuerySelector($"#{row.Field}")!.Closest("fieldset")!.QuerySelector("legend")!
                : form.QuerySelector($"label[for='{row.Field}']")!;
            // A browser always has a colour in the field of one.
            var mayBeEmpty = row.IsOptional && row.Kind != SettingKind.Colour;
            Assert.Equal(row.Label + (mayBeEmpty ? " (optional)" : ""), label.TextContent);
            Assert.Equal(row.Hint, form.QuerySelector($"#{row.Field}-hint")?.TextContent);
        }
    }

    [Fact]
    public async Task Shown_and_saved_as_they_are_the_defaults_stay_the_defaults()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var saved = await head.PostAsync("/admin/settings", Fields(await FormAsync(head)));
        Assert.Contains("nothing was changed", saved.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shown_and_saved_as_they_are_other_values_stay_what_they_are()
    {
        await using var site = await Site.StartWithClockAsync();
        using (var db = site.OpenDatabase())
            foreach (var row in SocietySettings.Rows)
            {
                Assert.NotEqual(row.Get(SettingValues.Default), Other(row));
                db.Set(row.Name, Other(row), site.Now);
            }
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var saved = await head.PostAsync("/admin/settings", Fields(await FormAsync(head)));
        Assert.Contains("nothing was changed", saved.Text, StringComparison.Ordinal);
        using var after = site.OpenDatabase();
        var values = after.Read(Settings.Find);
        Assert.Equal(SocietySettings.Rows.Select(Other), SocietySettings.Rows.Select(row => row.Get(values)));
    }

    [Fact]
    public void What_somebody_wrote_into_the_table_by_hand_and_is_no_value_leaves_the_default()
    {
        foreach (var row in SocietySettings.Rows)
        {
            // Any text is a name, a motto, or a colour, which the pages then do not use; a domain is compared as it is.
            if (row.Kind is SettingKind.Colour || row is { Kind: SettingKind.Line, Name: not "school.key_stages" }) continue;
            string[] wrong = row.Bounds is { } bounds
                ? ["", "x", $"{bounds.Least - 1}", $"{bounds.Most + 1}", $" {bounds.Least}"]
                : ["no such value"];
            var usual = row.Get(SettingValues.Default);
            // A box is ticked by a 1 alone.
            if (row.Kind == SettingKind.Tick) usual = "0";
            foreach (var text in wrong) Assert.Equal(usual, row.Get(row.Set(SettingValues.Default, text)));
        }
    }
}
