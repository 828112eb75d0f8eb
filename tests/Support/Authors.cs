// Writes challenges through their form, as an author does: the form's own fields with a test's changes, sent with one of its buttons.
using AngleSharp.Html.Dom;

namespace MathsSoc.Tests.Support;

/// <summary>What authors do.</summary>
public static class Authors
{
    /// <summary>Every field that a browser would send from a form, without the button.</summary>
    public static List<(string Name, string Value)> FieldsOf(this PageResponse page, string selector)
    {
        var form = page.Page.QuerySelector(selector) as IHtmlFormElement;
        Assert.True(form is not null, $"There is no {selector} on {page.Path}: {page.Text}");
        var fields = new List<(string, string)>();
        foreach (var element in form.QuerySelectorAll("input[name], textarea[name], select[name]"))
        {
            var name = element.GetAttribute("name")!;
            if (element is IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } or IHtmlInputElement { Type: "file" })
                continue;
            fields.Add((name, element switch
            {
                IHtmlInputElement input => input.Value,
                IHtmlTextAreaElement area => area.Value,
                IHtmlSelectElement select => select.Value ?? "",
                _ => "",
            }));
        }
        return fields;
    }

    /// <summary>The same fields with some values replaced; fields that are new come at the end.</summary>
    public static (string Name, string Value)[] With(
        this IEnumerable<(string Name, string Value)> fields, params (string Name, string Value)[] changes)
    {
        var all = fields.ToList();
        foreach (var change in changes)
        {
            all.RemoveAll(field => field.Name == change.Name);
            all.Add(change);
        }
        return [.. all];
    }

    /// <summary>Loads a challenge's form, changes fields and presses a button; follows the redirect.</summary>
    public static async Task<PageResponse> WriteAsync(
        this Person who, string path, string button, params (string Name, string Value)[] changes)
    {
        var page = await who.GetAsync(path);
        return await who.PostAsync(path, page.FieldsOf("form.author").With([.. changes, ("do", button)]));
    }

    /// <summary>Begins a challenge and returns the address of its form.</summary>
    public static async Task<string> BeginAsync(this Person who, string title) =>
        (await who.PostAsync("/admin/challenges/new", ("title", title))).Path.Split('?')[0];
}
