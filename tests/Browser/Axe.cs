// Axe's rules, run in the page that a test is looking at.
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

internal static class Axe
{
    /// <summary>Fails with every violation that axe finds on the page as it is now.</summary>
    public static Task FindsNothingAsync(IPage page) => FindsNothingAsync(page, new AxeRunOptions { ResultTypes = [ResultType.Violations] });

    /// <summary>The same of colours only: for a page that has been looked at in others.</summary>
    public static Task FindsNoPaleTextAsync(IPage page) =>
        FindsNothingAsync(page, new AxeRunOptions { ResultTypes = [ResultType.Violations], RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } });

    private static async Task FindsNothingAsync(IPage page, AxeRunOptions options)
    {
        var result = await page.RunAxe(options);
        Assert.NotEmpty(result.Passes);
        Assert.True(result.Violations.Length == 0,
            string.Join('\n', result.Violations.Select(found => $"{page.Url}: {found.Id}: {found.Help}: {string.Join(" | ", found.Nodes.Select(node => node.Html))}")));
    }
}
