// Every page loads the style sheet of each class that it uses: a visitor's page has not those of members and staff.
using System.Net;
using System.Text.RegularExpressions;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed partial class StyleSheetTests
{
    [Fact]
    public async Task Every_class_of_a_page_is_in_a_sheet_that_the_page_loads()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary does not tell its routes; this test reads them in process.");
        await using var full = await FullSite.StartAsync();
        using (var db = full.Site.OpenDatabase())
            db.Write(sql =>
            {
                // Visitors see the empty board, too.
                Settings.Set(sql, "boards.are_public", "1", 1);
                return 0;
            });
        var styled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "wwwroot", "css"), "*.css"))
            styled.UnionWith(ClassesOf(await File.ReadAllTextAsync(file)));
        Assert.Contains("empty", styled);
        var (sheets, pages) = (new Dictionary<string, HashSet<string>>(StringComparer.Ordinal), 0);
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var role in new[] { "visitor", "member", "coordinator", "editor", "owner" })
            foreach (var template in full.Site.Routes.Where(route => route.Verbs.StartsWith("GET", StringComparison.Ordinal))
                .Select(route => route.Template))
            {
                var path = full.AddressOf(template);
                if (path.Contains('{', StringComparison.Ordinal)) continue;
                var answer = await full.People[role].GetAsync(path);
                if (answer.Status != HttpStatusCode.OK || answer.Response.Content.Headers.ContentType?.MediaType != "text/html") continue;
                pages++;
                var has = new HashSet<string>(StringComparer.Ordinal);
                foreach (var link in answer.Page.QuerySelectorAll("link[rel=stylesheet]"))
                {
                    var address = link.GetAttribute("href")!;
                    if (!sheets.TryGetValue(address, out var classes))
                        sheets[address] = classes = [.. ClassesOf((await full.People["visitor"].GetAsync(address)).Text)];
                    has.UnionWith(classes);
                }
                foreach (var one in answer.Page.QuerySelectorAll("[class]").SelectMany(element => element.ClassList))
                    if (styled.Contains(one) && !has.Contains(one)) faults.Add($"{role} {template}: {one}");
            }
        Assert.True(pages > 150, $"{pages} pages only");
        Assert.Empty(faults);
    }

    private static IEnumerable<string> ClassesOf(string css) =>
        ClassName().Matches(Comment().Replace(css, "")).Select(one => one.Groups[1].Value);

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\.([a-z][a-z-]*)")]
    private static partial Regex ClassName();
}
