// Answering as it is seen and heard: roots are drawn, names say the formulas, the verdict has the focus, no answer is typed twice.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class AnsweringTests(BrowserFixture browser)
{
    private static readonly Part[] Parts =
    [
        Part.New(@"(a) Give **one** tangent to $y=\frac1x$ at $\left(3,\frac13\right)$.", "2sqrt11") with
        {
            Mistakes = [new KnownMistake("7", @"That is $7\times2$, not $7^2$.")],
        },
        Part.New("(b) Which?", "$x^2$", "choice") with { Choices = ["$x^2$", @"$\frac1x$"] },
    ];

    [Fact]
    public async Task Every_root_of_a_reading_is_drawn()
    {
        await using var site = await Society.StartAsync();
        var (pupil, teacher) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tea", Role.Teacher)));
        var problem = site.AddProblem(one => one, Part.New("(a) How long?", "2sqrt11", "surd"), Part.New("(b) And this?", "root(3)(5)"));
        await pupil.AnswerAsync(problem, 0, @"3\sqrt{11}");
        await SignedInAsync(site, pupil, problem.Path, async page =>
        {
            await page.GetByLabel("Your answer to (a)").FillAsync("√(1/2) + 2√11");
            await page.GetByLabel("Your answer to (b)").FillAsync("∛27");
            await Assertions.Expect(page.Locator(".reading:has(.words)")).ToHaveCountAsync(2);
            Assert.True(await CountRootsAsync(page) >= 4);
        });
        foreach (var path in new[] { $"/admin{problem.Path}/mistakes", problem.Path })
            await SignedInAsync(site, teacher, path, async page => Assert.True(await CountRootsAsync(page) >= 1, path));
    }

    /// <summary>How many roots there are on the page; the test fails for one that is no wider than what it stands over.</summary>
    private static async Task<int> CountRootsAsync(IPage page)
    {
        var widths = await page.EvaluateAsync<double[][]>("""
            [...document.querySelectorAll("msqrt, mroot")].filter(root => !root.closest(".katex-mathml")).map(root => {
              const inner = root.localName === "mroot" ? [root.firstElementChild] : [...root.children];
              const edges = inner.map(one => one.getBoundingClientRect());
              const width = Math.max(...edges.map(one => one.right)) - Math.min(...edges.map(one => one.left));
              return [root.getBoundingClientRect().width, width];
            })
            """);
        Assert.All(widths, pair => Assert.True(pair[0] > pair[1] + 3, $"A root of {pair[0]} px stands over {pair[1]} px"));
        return widths.Length;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_name_on_the_page_holds_its_formulas_in_words(bool hasScripts)
    {
        await using var site = await Society.StartAsync();
        var (problem, pupil) = (site.AddProblem(one => one, Parts), site.Visit(Seed.Pupil("ada")));
        const string Question = "(a) Give one tangent to y equals 1 over x at open bracket 3, 1 over 3 close bracket.";
        await SignedInAsync(site, pupil, problem.Path, async page =>
        {
            (AriaRole, string)[] names =
            [
                (AriaRole.Region, Question), (AriaRole.Heading, Question), (AriaRole.Textbox, $"Your answer to {Question}"),
                (AriaRole.Radio, "x squared"), (AriaRole.Radio, "1 over x"),
            ];
            foreach (var (role, name) in names)
                await Assertions.Expect(page.GetByRole(role, new() { Name = name, Exact = true })).ToHaveCountAsync(1);
            Assert.DoesNotContain("**", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            if (!hasScripts) return;
            await page.GetByRole(AriaRole.Button, new() { Name = "Maths keyboard" }).ClickAsync();
            Assert.Equal($"Your answer to {Question}", await page.Locator("math-field").GetAttributeAsync("aria-label"));
        }, hasScripts);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task No_line_begins_with_the_mark_after_a_formula_and_no_focus_ring_is_cut(int width)
    {
        await using var site = await Society.StartAsync();
        var body = string.Concat(Enumerable.Range(1, 40).Select(n =>
            $@"{new string('a', n % 9 + 1)} $\left(t,\frac{{1}}{{t}}\right)$, ($x_{{{n}}}$)? "));
        var problem = site.AddProblem(one => one with { Body = body },
            Part.New(@"(b) The tangent to $y=\frac1x$ at $\left(t,\frac1t\right)$, with $t>0$, makes a triangle.", "2"));
        await SignedInAsync(site, site.Visit(Seed.Pupil("ada")), problem.Path, async page =>
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Load });
            await page.Locator(".katex").First.WaitForAsync();
            var alone = await page.EvaluateAsync<string[]>("""
                [...document.querySelectorAll("main .tex")].flatMap(formula => {
                  const range = document.createRange();
                  const text = formula.nextSibling;
                  if (!(text instanceof Text) || !/^[,.?)]/.test(text.data)) return [];
                  range.setStart(text, 0);
                  range.setEnd(text, 1);
                  const [mark, end] = [range.getBoundingClientRect(), [...formula.getClientRects()].at(-1)];
                  return mark.left >= end.right - 2 ? [] : [formula.querySelector("annotation").textContent + text.data.slice(0, 9)];
                })
                """);
            Assert.Empty(alone);
            Assert.Equal("8px", await page.Locator(".part").EvaluateAsync<string>("it => getComputedStyle(it).overflowClipMargin"));
            Assert.Equal("clip", await page.Locator(".part").EvaluateAsync<string>("it => getComputedStyle(it).overflowY"));
        });
    }

    [Fact]
    public async Task After_sending_the_verdict_has_the_focus_and_begins_the_title()
    {
        await using var site = await Society.StartAsync();
        var (problem, pupil) = (site.AddProblem(one => one, Parts), site.Visit(Seed.Pupil("ada")));
        await SignedInAsync(site, pupil, problem.Path, async page =>
        {
            await SendAsync(page, "7");
            await FocusIsOnAsync(page, "Not right. 2 of 3 left.");
            Assert.StartsWith("Not right: Handshakes", await page.TitleAsync(), StringComparison.Ordinal);
            // The hint's formulas are typeset, and the answer is there to be changed.
            Assert.Equal(2, await page.Locator(".said .katex").CountAsync());
            Assert.Equal("7", await page.Locator("form.answer input[type=text]").First
                .EvaluateAsync<string>("it => it.value.slice(it.selectionStart, it.selectionEnd)"));
            await SendAsync(page, "((2");
            Assert.StartsWith("Error: Handshakes", await page.TitleAsync(), StringComparison.Ordinal);
            Assert.Equal("((2", await page.EvaluateAsync<string>("document.activeElement.value"));
            await SendAsync(page, "2√11");
            await FocusIsOnAsync(page, "Right.");
            Assert.StartsWith("Right: Handshakes", await page.TitleAsync(), StringComparison.Ordinal);
        });
    }

    private static async Task FocusIsOnAsync(IPage page, string words) => await Eventually.TrueAsync(async () =>
        await page.EvaluateAsync<string>("document.activeElement.closest('.said')?.innerText ?? ''") is var said
            && said.StartsWith(words, StringComparison.Ordinal));

    private static async Task SendAsync(IPage page, string answer)
    {
        await page.Locator("form.answer input[type=text]").First.FillAsync(answer);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).First.ClickAsync();
        await page.WaitForLoadStateAsync(LoadState.Load);
    }

    [Fact]
    public async Task A_refused_answer_from_the_maths_keyboard_comes_back_in_it_and_the_choice_is_remembered()
    {
        await using var site = await Society.StartAsync();
        var problem = site.AddProblem(one => one,
            Part.New("(a) What is it in its lowest terms?", "9/4", "fraction"), Part.New("(b) And its square?", "81/16"));
        var pupil = site.Visit(Seed.Pupil("ada"));
        await SignedInAsync(site, pupil, problem.Path, async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Maths keyboard" }).First.ClickAsync();
            await page.Locator("math-field:focus").WaitForAsync();
            await page.Keyboard.TypeAsync("18/8");
            await page.Locator("#part-" + problem.Parts[0]).GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
            await page.GetByText("Nothing was spent.").First.WaitForAsync();
            await page.Locator("math-field:focus").WaitForAsync();
            Assert.Equal(@"\frac{18}{8}", await page.Locator("math-field").First.EvaluateAsync<string>("it => it.value"));
            Assert.True(await page.EvaluateAsync<bool>("mathVirtualKeyboard.visible"));
            Assert.DoesNotContain("\\", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            // The other part has it too, and so has the page when it is loaded again; put away, it stays away.
            Assert.Equal(2, await page.Locator("math-field").CountAsync());
            await page.GotoAsync(problem.Path);
            await Assertions.Expect(page.Locator("math-field")).ToHaveCountAsync(2);
            foreach (var button in await page.GetByRole(AriaRole.Button, new() { Name = "Maths keyboard" }).AllAsync())
                await button.ClickAsync();
            await page.GotoAsync(problem.Path);
            Assert.Equal(0, await page.Locator("math-field").CountAsync());
        });
    }

    private Task SignedInAsync(Site site, Person who, string path, Func<IPage, Task> test, bool hasScripts = true) =>
        browser.VisitAsAsync(site, who, path, test, new Visitor { HasScripts = hasScripts });
}
