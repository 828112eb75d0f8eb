// What a member does from the first day to the last, by keyboard alone in a real browser: with scripts, without them, and on a phone.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Browser;

public sealed class MemberJourneyTests(BrowserFixture browser)
{
    public static readonly TheoryData<Visitor> Visitors = [new Visitor(), new Visitor { HasScripts = false }, new Visitor { Width = 360 }];

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task From_a_code_on_the_board_to_a_name_of_my_own_and_out_everywhere(Visitor visitor)
    {
        await using var site = await Society.StartAsync();
        var code = MakeJoinCode(site);
        await browser.VisitAsync(site, "/", async page =>
        {
            var hands = new Keyboard(page, visitor);
            await hands.PressAsync("Sign in");
            await hands.PressAsync("Join the society");
            await hands.TypeAsync("Join code", code.ToLowerInvariant());
            await hands.TypeAsync("Your name", "Ada van der Berg");
            await hands.ChooseAsync("Year group", "Year 9");
            await hands.TypeAsync("Login", "ada");
            await hands.TypeAsync("Password", "short");
            await hands.PressAsync("Join");
            // After a mistake the form keeps everything but the password, which is never shown again.
            Assert.Contains("A password has at least 8 characters.", await hands.ReadAsync(), StringComparison.Ordinal);
            Assert.Equal("Ada van der Berg", await page.Locator("#name").InputValueAsync());
            await hands.TypeAsync("Password", Seed.Password);
            await hands.PressAsync("Join");
            Assert.Equal("/", new Uri(page.Url).AbsolutePath);

            await hands.PressAsync("AvdB");
            Assert.Contains("Year 9, KS3", await hands.ReadAsync(), StringComparison.Ordinal);
            await hands.PressAsync("Change this name");
            await hands.TypeAsync("Name that others see", "Countess");
            await hands.PressAsync("Save this name");
            Assert.Contains("A teacher will look at the name Countess.", await hands.ReadAsync(), StringComparison.Ordinal);

            await page.GotoAsync("/account/sessions");
            await hands.LookAsync();
            await hands.PressAsync("Sign out everywhere");
            Assert.Contains("You are signed out everywhere", await hands.ReadAsync(), StringComparison.Ordinal);
            await hands.TypeAsync("Login", "ada");
            await hands.TypeAsync("Password", Seed.Password);
            await hands.PressAsync("Sign in");
            Assert.Contains("AvdB", await page.Locator(".site-member").InnerTextAsync(), StringComparison.Ordinal);
        }, visitor);
    }

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task An_account_that_was_deleted_can_be_had_back(Visitor visitor)
    {
        await using var site = await Society.StartAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        await browser.VisitAsync(site, "/login?next=/account/delete", async page =>
        {
            var hands = new Keyboard(page, visitor);
            await hands.TypeAsync("Login", "ada");
            await hands.TypeAsync("Password", Seed.Password);
            await hands.PressAsync("Sign in");
            await hands.TypeAsync("Password", Seed.Password);
            await hands.PressAsync("Delete my account");
            Assert.Equal("/login", new Uri(page.Url).AbsolutePath);

            await hands.TypeAsync("Login", "ada");
            await hands.TypeAsync("Password", Seed.Password);
            await hands.PressAsync("Sign in");
            Assert.Equal("/account/leaving", new Uri(page.Url).AbsolutePath);
            await hands.PressAsync("Keep my account");
            Assert.Contains("Welcome back.", await hands.ReadAsync(), StringComparison.Ordinal);
        }, visitor);
        using var after = site.OpenDatabase();
        Assert.Equal(MemberState.Active, after.Read(sql => Members.FindByLogin(sql, "ada"))!.State);
    }

    /// <summary>A join code for everyone, valid for a day from now by the site's clock.</summary>
    private static string MakeJoinCode(Site site)
    {
        using var db = site.OpenDatabase();
        var code = OneTimeCodes.NewJoinCode();
        var joinCode = new JoinCode { Code = code, Label = "Anybody", MaxUses = 40, ExpiresAt = site.Now + 86_400 };
        db.Write(sql => JoinCodes.Add(sql, joinCode, null, site.Now));
        return OneTimeCodes.Write(code);
    }
}
