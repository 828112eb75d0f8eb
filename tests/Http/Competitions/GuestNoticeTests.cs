// Who is responsible for what is kept of a pupil of a guest school: by name before joining, afterwards, and on the privacy page.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class GuestNoticeTests
{
    private const string Sentence = "Hill Trust is the controller of the competition, and Birch High of what is kept of you as its pupil. "
        + "3 months after the results of your last competition your name is removed.";

    private static void Prepare(Site site, bool isGuest)
    {
        site.Owner();
        using var db = site.OpenDatabase();
        var school = db.AddSchool("Birch High", isGuest);
        db.Write(sql =>
        {
            Settings.Set(sql, "privacy.controller", "Hill Trust", 1);
            JoinCodes.Add(sql, new JoinCode
            {
                Code = "7KQ2MPXD", Label = "9B", SchoolId = school, StartYear = site.StartYear(9), MaxUses = 9, ExpiresAt = 4_102_444_800,
            }, null, 1);
        });
    }

    private static Task<PageResponse> JoinAsync(Person person) => person.PostAsync("/join", ("code", "7KQ2MPXD"), ("name", "Eva Noether"),
        ("login", "eva"), ("password", Seed.Password));

    [Fact]
    public async Task A_guest_reads_both_by_name_before_and_after_joining_and_on_the_privacy_page()
    {
        await using var site = await Site.StartAsync();
        Prepare(site, isGuest: true);
        var eva = new Person(site);
        Assert.Contains(Sentence, (await eva.GetAsync("/join?code=7KQ2-MPXD")).Text, StringComparison.Ordinal);
        var privacy = (await eva.GetAsync("/privacy")).Text;
        Assert.Contains("3 months after the results of your last one", privacy, StringComparison.Ordinal);
        Assert.DoesNotContain("Birch High", privacy, StringComparison.Ordinal);
        var joined = await JoinAsync(eva);
        Assert.Equal("/?said=joined", joined.Path);
        Assert.Contains(Sentence, joined.Text, StringComparison.Ordinal);
        Assert.Contains(Sentence, (await eva.GetAsync("/privacy")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pupils_of_our_own_schools_have_one_controller()
    {
        await using var site = await Site.StartAsync();
        Prepare(site, isGuest: false);
        var eva = new Person(site);
        Assert.DoesNotContain("Two are responsible for what is kept of you here", (await eva.GetAsync("/join?code=7KQ2-MPXD")).Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("Two are responsible", (await JoinAsync(eva)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Birch High", (await eva.GetAsync("/privacy")).Text, StringComparison.Ordinal);
    }
}
