// Every text field of every form that anybody can reach, found on the pages themselves, with a character in it that cannot be seen: none
// keeps it.
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http.Attacks;

public sealed class UnseenTextTests
{
    private const string Unseen = "\u202E";

    /// <summary>What is kept as it was sent: an answer is marked without such characters, and shown as it was typed.</summary>
    private static readonly string[] KeepWhatWasSent = ["attempts|"];

    [Fact]
    public async Task No_text_field_on_any_page_keeps_a_character_that_cannot_be_seen()
    {
        await using var full = await FullSite.StartAsync();
        var (seen, sent, kept) = (new HashSet<string>(StringComparer.Ordinal), new List<string>(), new List<string>());
        foreach (var (who, person) in full.People)
            foreach (var row in RouteTable.Rows.Where(row => row.Verb == "GET"))
            {
                var page = await person.SendAsync(HttpMethod.Get, full.AddressOf(row.Template));
                if (page.Status != HttpStatusCode.OK) continue;
                foreach (var form in page.Page.Forms.Where(form => form.Method == "post"))
                    foreach (var field in TextFieldsOf(form))
                    {
                        var path = new Uri(full.Site.Address, form.GetAttribute("action") ?? page.Path).PathAndQuery;
                        // Whoever it is sent by: the same field of the same form is one field.
                        if (!seen.Add($"{row.Template} {Regex.Replace(path, "[0-9]+", "1")} {field}")) continue;
                        var good = form.QuerySelector<IHtmlInputElement>($"[name='{field}']")!.Value;
                        var text = good.Length < 2 ? $"Na{Unseen}me" : good[..^1] + Unseen + good[^1];
                        var answer = await person.SendAsync(HttpMethod.Post, path, Filled(form).With((field, text)));
                        var what = $"{who} {path} {field}: {(int)answer.Status}";
                        sent.Add(what);
                        Assert.True((int)answer.Status < 500, what);
                        foreach (var line in Kept(full.Site).Except(kept).ToList()) kept.AddRange([line, $"  by {what}"]);
                    }
            }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', sent));
        Assert.True(kept.Count == 0, string.Join('\n', kept));
        Assert.True(sent.Count >= 50, $"{sent.Count} fields were found");
    }

    /// <summary>Without the one that only tells a password manager whose password is asked for.</summary>
    private static IEnumerable<string> TextFieldsOf(IHtmlFormElement form) =>
        form.QuerySelectorAll<IHtmlInputElement>("input[name]")
            .Where(input => input.Type is "text" or "email" or "url" or "tel" && input.Name != "username")
            .Select(input => input.Name!).Distinct();

    /// <summary>The form with something in each field that has to be filled in.</summary>
    private static List<(string Name, string Value)> Filled(IHtmlFormElement form)
    {
        var fields = new List<(string, string)>();
        var choices = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in form.QuerySelectorAll("input[name], textarea[name], select[name], button[name]"))
            switch (element)
            {
                case IHtmlInputElement { Type: "file" }: break;
                case IHtmlInputElement { Type: "radio" } radio:
                    // The chosen one, or the first.
                    if (radio.IsChecked || (choices.Add(radio.Name!) && form.QuerySelector($"[name='{radio.Name}'][checked]") is null))
                        fields.Add((radio.Name!, radio.Value));
                    break;
                case IHtmlInputElement { Type: "checkbox" } box:
                    if (box.IsChecked || box.IsRequired) fields.Add((box.Name!, box.Value));
                    break;
                case IHtmlInputElement { Type: "password" } secret: fields.Add((secret.Name!, Seed.Password)); break;
                case IHtmlInputElement input: fields.Add((input.Name!, input.Value.Length > 0 ? input.Value : Guess(input))); break;
                case IHtmlTextAreaElement area: fields.Add((area.Name!, area.Value.Length > 0 ? area.Value : "Some text.")); break;
                case IHtmlSelectElement select: fields.Add((select.Name!, select.Value ?? "")); break;
                case IHtmlButtonElement { Name: "do" } button: if (choices.Add("do")) fields.Add(("do", button.Value)); break;
            }
        return fields;
    }

    private static string Guess(IHtmlInputElement input) => input.Type switch
    {
        "number" => input.Minimum is { Length: > 0 } least ? least : "5",
        "datetime-local" => "2040-01-01T12:00",
        "date" => "2040-01-01",
        "email" => "a@b.example",
        "url" => "https://b.example/",
        _ => input.IsRequired ? "Name" : "",
    };

    /// <summary>The rows that hold such a character now.</summary>
    private static IEnumerable<string> Kept(Site site) => Dump.Of(site).Split('\n').Where(row =>
        row.Contains(Unseen, StringComparison.Ordinal) && !KeepWhatWasSent.Any(table => row.StartsWith(table, StringComparison.Ordinal)));
}
