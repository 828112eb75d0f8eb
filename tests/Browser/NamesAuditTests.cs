// Every name that a screen reader hears says its formula in words: none is hollow ("tangent to at"), and none is false ("1x" for 1/x).
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class NamesAuditTests(BrowserFixture browser)
{
    /// <summary>This word is before each formula, and a name with this word must go on as the formula is said.</summary>
    private const string Mark = "hyperbola";

    private const string Said = "1 over x";

    private const string Drawn = """
        !document.querySelector("script[src*=maths]")
          || [...document.querySelectorAll("main :is(.tex, .formula)")].every(it => it.querySelector(".katex"))
        """;

    /// <summary>More pages than these show formulas, or the audit has lost sight of them.</summary>
    private const int FewestPages = 14;

    private static readonly Part[] Parts =
    [
        Part.New(@"(a) The hyperbola $\frac1x$ at 2", "1/2") with
        {
            Mistakes = [new KnownMistake("2", @"Not the hyperbola $\frac1x$ itself.")],
        },
        Part.New(@"(b) The hyperbola $\frac1x$ at 4", "1/4"),
        Part.New(@"(c) Which is the hyperbola $\frac1x$?", "A", "choice") with
        {
            Choices = [@"the hyperbola $\frac1x$", @"not the hyperbola $\frac1x$"],
        },
    ];

    [Fact]
    public async Task No_accessible_name_of_any_page_has_lost_a_formula()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary does not tell its routes; this test reads them in process.");
        await using var site = await Society.StartAsync();
        var (ada, head) = (site.Visit(Seed.Pupil("ada") with { Class = "9B" }), site.Visit(Seed.Person("olga", Role.Owner)));
        var open = site.AddProblem(one => one with { Title = "Begun", Body = "Draw the hyperbola $\\frac1x$." }, Parts);
        const string Text = "The hyperbola $\\frac1x$.";
        var shown = site.AddProblem(one => (one with { Title = "Shown", Body = Text, Solution = Text })
            .ReleasedOn(site.Now - 86_400, 1, null) with { SolutionShownAt = site.Now - 60 }, Parts);
        await ada.AnswerAsync(open, 0, "2");
        await ada.AnswerAsync(open, 1, "1/4");
        var (audited, faults) = (new List<string>(), new List<string>());
        foreach (var who in new[] { new Person(site), ada, head })
        {
            var pages = new List<string>();
            foreach (var problem in new[] { open, shown })
                foreach (var path in PathsOf(site, problem, ada))
                    if (!pages.Contains(path) && await ShowsFormulasAsync(who, path)) pages.Add(path);
            Task Audit(IPage page) => AuditAsync(page, pages, audited, faults);
            await (who.Token is null ? browser.VisitAsync(site, "/", Audit) : browser.VisitAsAsync(site, who, "/", Audit));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(audited.Distinct().Count() >= FewestPages, $"Only these show formulas: {string.Join(' ', audited.Distinct())}");
    }

    private static IEnumerable<string> PathsOf(Site site, Problem problem, Person pupil) =>
        from route in site.Routes
        where route.Verbs.StartsWith("GET", StringComparison.Ordinal)
        let id = route.Template.Contains("/challenges/", StringComparison.Ordinal) ? problem.Id : pupil.MemberId
        let path = route.Template.Replace("{id}", $"{id}", StringComparison.Ordinal)
        where !path.Contains('{', StringComparison.Ordinal)
        select path;

    private static async Task<bool> ShowsFormulasAsync(Person who, string path)
    {
        var page = await who.GetAsync(path);
        return page.Status == HttpStatusCode.OK && page.Path.Split('?')[0] == path
            && page.Response.Content.Headers.ContentType?.MediaType == "text/html"
            && page.Page.Body!.TextContent.Contains(Mark, StringComparison.Ordinal);
    }

    private static async Task AuditAsync(IPage page, List<string> pages, List<string> audited, List<string> faults)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        foreach (var path in pages)
        {
            await page.GotoAsync(path);
            await Eventually.TrueAsync(() => page.EvaluateAsync<bool>(Drawn));
            var tree = (await session.SendAsync("Accessibility.getFullAXTree"))!.Value;
            audited.Add(path);
            foreach (var node in tree.GetProperty("nodes").EnumerateArray())
                foreach (var words in (string[])["name", "description"])
                    if (FaultOf(node, words) is { } fault) faults.Add($"{path}: {fault}");
        }
    }

    /// <summary>What is wrong with a name; null if nothing is. Text and cells are read by what is in them, with its formulas.</summary>
    private static string? FaultOf(JsonElement node, string words)
    {
        if (!node.TryGetProperty(words, out var named) || !named.TryGetProperty("value", out var value)) return null;
        var (role, name) = (node.TryGetProperty("role", out var one) ? one.GetProperty("value").GetString() : "", value.GetString() ?? "");
        if (role is "StaticText" or "InlineTextBox" or "cell" or "gridcell" or "math") return null;
        if (role!.StartsWith("MathML", StringComparison.Ordinal)) return null;
        return Regex.Count(name, Mark) == Regex.Count(name, $"{Mark} {Said}") ? null : $"{words} of a {role}: “{name}”";
    }
}
