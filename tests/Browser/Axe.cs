// Axe's rules, run in the page that a test is looking at.
using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    // The package's own runner opens a window for each check, to gather results from frames. Our pages have no frames, and opening
    // windows is the slowest part of these tests.
    private const string Run = """
        async () => {
            const found = await axe.run(document, { resultTypes: ["violations"] });
            const describe = one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.html).join(" | ")}`;
            return { passed: found.passes.length, violations: found.violations.map(describe) };
        }
        """;

    /// <summary>Fails with every violation that axe finds on the page as it is now.</summary>
    public static async Task FindsNothingAsync(IPage page)
    {
        Assert.Empty(await page.QuerySelectorAllAsync("iframe, frame"));
        if (!await page.EvaluateAsync<bool>("typeof axe === 'object'")) await page.EvaluateAsync($"() => {{ {Script} }}");
        var result = await page.EvaluateAsync<JsonElement>(Run);
        Assert.True(result.GetProperty("passed").GetInt32() > 0, $"axe looked at nothing on {page.Url}");
        var violations = result.GetProperty("violations").EnumerateArray().Select(found => $"{page.Url}: {found.GetString()}").ToList();
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }
}
