// Uses a page with the keyboard alone: Tab until the field or button is reached, then type or press.
using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

/// <summary>
/// Reaches fields, buttons and links by their names, as a person does who cannot use a mouse. Each page that a press leads to is checked
/// with axe and must fit the screen, unless scripts are off (axe is a script).
/// </summary>
internal sealed class Keyboard(IPage page, Visitor visitor)
{
    private const int MaxStops = 400;

    /// <summary>Pages already checked at a width and in colours, so that no journey repeats them: a check takes a second.</summary>
    private static readonly ConcurrentDictionary<(string Page, int Width, ColorScheme Colours, string Heading), bool> Seen = new();

    /// <summary>The name of the focused element: its label, its aria-label or its text; null if nothing is focused.</summary>
    private const string NameOfFocused = """
        (() => {
          const it = document.activeElement;
          if (!it || it === document.body || it === document.documentElement) return null;
          return (it.getAttribute("aria-label") ?? it.labels?.[0]?.textContent ?? it.textContent ?? "").replace(/\s+/g, " ").trim();
        })()
        """;

    /// <summary>Types into the field with this label, replacing what is there.</summary>
    public async Task TypeAsync(string label, string text)
    {
        await ReachAsync(label);
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync(text);
    }

    /// <summary>Chooses from a list by typing the choice's first letters.</summary>
    public async Task ChooseAsync(string label, string words)
    {
        await ReachAsync(label);
        await page.Keyboard.TypeAsync(words);
    }

    /// <summary>Ticks a box, or picks a radio button.</summary>
    public async Task TickAsync(string label)
    {
        await ReachAsync(label);
        await page.Keyboard.PressAsync("Space");
    }

    /// <summary>Sets a day and a time, field by field, as Chromium's own control takes them in the language of the tests.</summary>
    public async Task SetTimeAsync(string label, DateTime local)
    {
        await ReachAsync(label);
        await page.Keyboard.TypeAsync(local.ToString("MMddyyyy", CultureInfo.InvariantCulture));
        await page.Keyboard.PressAsync("ArrowRight"); // years may have six digits
        await page.Keyboard.TypeAsync(local.ToString("hhmmtt", CultureInfo.InvariantCulture));
    }

    /// <summary>Presses a button that leads to no other page.</summary>
    public async Task TouchAsync(string name)
    {
        await ReachAsync(name);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Presses a button or follows a link, waits for the page it leads to, and checks that page.</summary>
    public async Task PressAsync(string name)
    {
        await ReachAsync(name);
        await SendAsync();
    }

    /// <summary>Presses Enter where the focus is, waits for the page it leads to, and checks that page.</summary>
    public async Task SendAsync()
    {
        var loaded = new TaskCompletionSource();
        void Loaded(object? sender, IPage what) => loaded.TrySetResult();
        page.Load += Loaded;
        try
        {
            await page.Keyboard.PressAsync("Enter");
            await loaded.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }
        finally
        {
            page.Load -= Loaded;
        }
        await LookAsync();
    }

    /// <summary>The text of the page's main part.</summary>
    public Task<string> ReadAsync() => page.Locator("main").InnerTextAsync();

    public async Task LookAsync()
    {
        if (!visitor.HasScripts) return;
        var key = (new Uri(page.Url).AbsolutePath, visitor.Width, visitor.Colours, await page.TitleAsync());
        if (!Seen.TryAdd(key, true)) return;
        await Axe.FindsNothingAsync(page);
        var width = await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth");
        Assert.True(width <= visitor.Width, $"{page.Url} is {width} px wide on a screen of {visitor.Width}");
    }

    private async Task ReachAsync(string name)
    {
        var seen = new List<string>();
        for (var stops = 0; stops < MaxStops; stops++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string?>(NameOfFocused) is not { } called) continue;
            if (called == name || called == $"{name} (optional)") return;
            seen.Add(called);
        }
        Assert.Fail(
            $"Tab never reached “{name}” on {page.Url}; it passed {string.Join(", ", seen.Distinct().Select(one => $"“{one}”"))}");
    }
}
