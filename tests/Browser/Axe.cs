// Axe's rules, run in the page that a test is looking at.
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

internal static class Axe
{
    /// <summary>Fails with every violation that axe finds on the page as it is now.</summary>
    public static async Task FindsNothingAsync(IPage page)
    {
        var result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        Assert.NotEmpty(result.Passes);
        Assert.True(result.Violations.Length == 0,
            string.Join('\n', result.Violations.Select(found => $"{page.Url}: {found.Id}: {found.Help}: {string.Join(" | ", found.Nodes.Select(node => node.Html))}")));
    }
}
