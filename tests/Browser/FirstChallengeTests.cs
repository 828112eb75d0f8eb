// The measure of a teacher's first evening: a challenge with a picture and three parts, and a code for a class, with what it takes counted.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class FirstChallengeTests(BrowserFixture browser)
{
    private const int MostFields = 14, MostClicks = 9, MostPages = 4;

    /// <summary>A teacher's hands: every filled field, every click, every page and every refusal is counted.</summary>
    private sealed class CountingHands
    {
        private readonly IPage page;
        private readonly HashSet<string> pages = new(StringComparer.Ordinal);
        private readonly List<string> refusals = [];
        private int fields, clicks;

        public CountingHands(IPage page)
        {
            this.page = page;
            page.Response += (_, response) =>
            {
                if (response.Status >= 400) refusals.Add($"{response.Url}: {response.Status}");
            };
            page.FrameNavigated += (_, _) => Arrive();
            Arrive();
        }

        public async Task FillAsync(string label, string text)
        {
            fields++;
            await page.GetByLabel(label, new() { Exact = true }).Last.FillAsync(text);
        }

        /// <summary>Drops a picture on a text, and writes what it shows: two fields, as choosing a file is one.</summary>
        public async Task DropAsync(string label, byte[] picture, string shows)
        {
            fields += 2;
            await page.GetByLabel(label, new() { Exact = true }).EvaluateAsync("""
                (text, base64) => {
                  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
                  const transfer = new DataTransfer();
                  transfer.items.add(new File([bytes], "handshakes.png", { type: "image/png" }));
                  text.selectionStart = text.selectionEnd = text.value.length;
                  text.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
                }
                """, Convert.ToBase64String(picture));
            await page.GetByRole(AriaRole.Dialog).GetByLabel("What the picture shows").FillAsync(shows);
            await ClickAsync(AriaRole.Button, "Put it in");
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }

        public async Task ClickAsync(AriaRole role, string name)
        {
            clicks++;
            await page.GetByRole(role, new() { Name = name, Exact = true }).First.ClickAsync();
            await Assertions.Expect(page.Locator("[aria-invalid=true], .notice.error")).ToHaveCountAsync(0);
        }

        public void Within(int mostFields, int mostClicks, int mostPages)
        {
            Assert.Empty(refusals);
            Assert.True(fields <= mostFields && clicks <= mostClicks && pages.Count <= mostPages,
                $"{fields} fields, {clicks} clicks, {pages.Count} pages: {string.Join(' ', pages)}");
        }

        private void Arrive() => pages.Add(new Uri(page.Url).AbsolutePath);
    }

    [Fact]
    public async Task A_challenge_with_a_picture_and_three_parts_and_a_code_for_a_class_take_few_fields_clicks_and_pages()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Owner));
        await browser.VisitAsAsync(site, teacher, "/", async page =>
        {
            var hands = new CountingHands(page);
            await hands.ClickAsync(AriaRole.Link, "Make a code for a class");
            await hands.FillAsync("What it is for", "9B, autumn");
            await hands.FillAsync("Class (optional)", "9B");
            await hands.ClickAsync(AriaRole.Button, "Make the code");
            await Assertions.Expect(page.Locator(".code").First).ToBeVisibleAsync();
            await hands.ClickAsync(AriaRole.Link, "Maths Society");
            await hands.FillAsync("Title of the first challenge", "Handshakes");
            await hands.ClickAsync(AriaRole.Button, "Write it");
            await hands.FillAsync("Statement (optional)", "Everybody shakes hands with everybody.");
            await hands.DropAsync("Statement (optional)", Pictures.Png(40), "Seven people round a table.");
            (string Label, string Answer)[] parts =
                [("(a) How many for $7$ people?", "21"), ("(b) And for $n$?", "n(n-1)/2"), ("(c) And for $100$?", "4950")];
            for (var i = 0; i < parts.Length; i++)
            {
                if (i > 0) await hands.ClickAsync(AriaRole.Button, "Add a part");
                await hands.FillAsync("Label (optional)", parts[i].Label);
                await hands.FillAsync("Model answer", parts[i].Answer);
            }
            await hands.ClickAsync(AriaRole.Button, "Publish now");
            await Assertions.Expect(page.GetByText("pupils see it now")).ToBeVisibleAsync();
            hands.Within(MostFields, MostClicks, MostPages);
        }, new Visitor { Width = 1440 });
        Assert.Equal(3, site.Count("SELECT count(*) FROM parts p JOIN challenges c ON c.id = p.challenge_id "
            + "WHERE NOT c.is_draft AND c.body LIKE '%![Seven people round a table.](upload:%'"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM join_codes WHERE class = '9B'"));
    }
}
