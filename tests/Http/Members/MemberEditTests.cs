// One member's page: what a teacher changes there, the link, the wish for a name, and adding somebody.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.MemberForm;

namespace MathsSoc.Tests.Http;

public sealed class MemberEditTests
{
    [Fact]
    public async Task A_teacher_changes_everything_about_a_pupil_and_it_is_written_down()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var ada = db.Add(Seed.Pupil("ada"));
        var page = await teacher.GetAsync($"/admin/members/{ada}");
        Assert.Equal("ada", page.Page.QuerySelector("#login")!.GetAttribute("value"));
        Assert.Equal(["member", "coordinator", "editor"],
            page.Page.QuerySelectorAll("input[name=role]").Select(one => one.GetAttribute("value")!));

        var saved = await SaveAsync(teacher, ada, Typed);
        Assert.Equal(($"/admin/members/{ada}?said=saved", HttpStatusCode.OK), (saved.Path, saved.Status));
        var now = Find(db, ada);
        Assert.Equal(("Ada Lovelace", "ada.l", "AdaL", "10C", Role.Editor), (now.Name, now.Login, now.DisplayName, now.Class, now.Role));
        Assert.Contains("Changed what is known of a member: name, login, display name, year, class", saved.Text, StringComparison.Ordinal);
        Assert.Contains("Changed the role: member to editor", saved.Text, StringComparison.Ordinal);
        Assert.Contains("Head Seeded", saved.Text, StringComparison.Ordinal);
        Assert.Contains("AdaL", (await teacher.GetAsync("/admin/members?q=lovelace+10c")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_is_told_at_its_field_and_nothing_is_saved()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var (ada, _) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("bob") with { DisplayName = "Bobby" }));
        var before = Find(db, ada);
        foreach (var (field, value) in new[]
        {
            ("name", ""), ("name", new string('x', 101)), ("login", "bob"),
            ("login", "a b"), ("display", "bobby"), ("display", "Ada Lovelace"), ("display", ""),
            ("year", "14"), ("year", "-1"), ("class", new string('x', 21)),
            ("school", "77"), ("school", "x"), ("role", "king"), ("role", ""),
        })
        {
            var answer = await SaveAsync(teacher, ada, [.. Typed.Where(one => one.Item1 != field), (field, value)]);
            Assert.True(answer.Status == HttpStatusCode.UnprocessableEntity, $"{field}={value} is {(int)answer.Status}");
            Assert.True(answer.Page.QuerySelector($"#errors a[href='#{field}']") is not null, $"{field}={value} is not named");
            if (field != "class") Assert.Equal("10C", answer.Page.QuerySelector("#class")!.GetAttribute("value"));
        }
        Assert.Equal(before, Find(db, ada));
    }

    [Fact]
    public async Task The_year_of_somebody_past_the_last_may_stay()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var old = db.Add(Seed.Pupil("old") with { StartYear = 2018 });
        var page = await teacher.GetAsync($"/admin/members/{old}");
        var selected = page.Page.QuerySelector("#year option[selected]")!.GetAttribute("value")!;
        await SaveAsync(teacher, old, ("name", "Old One"), ("login", "old"), ("display", "OS"), ("year", selected), ("role", "member"));
        Assert.Equal((2018L, "Old One"), (Find(db, old).StartYear!.Value, Find(db, old).Name));
    }

    [Fact]
    public async Task A_link_is_shown_once_works_and_cancels_the_one_before()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var (ada, gone) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("gone") with { State = MemberState.Archived }));
        var first = await teacher.PostAsync($"/admin/members/{ada}/link");
        var second = await teacher.PostAsync($"/admin/members/{ada}/link");
        Assert.Equal("no-store", second.Response.Headers.CacheControl!.ToString());
        Assert.Contains(second.Page.QuerySelector(".code")!.TextContent,
            second.Page.QuerySelector("pre.command")!.TextContent, StringComparison.Ordinal);
        Assert.StartsWith(site.Address + "reset?token=", second.Page.QuerySelector("pre.command")!.TextContent, StringComparison.Ordinal);
        var (old, now) = (OneTimeCodes.Parse(first.Page.QuerySelector(".code")!.TextContent)!,
            OneTimeCodes.Parse(second.Page.QuerySelector(".code")!.TextContent)!);
        Assert.Null(db.Read(sql => PasswordLinks.Find(sql, old, 0)));
        Assert.Equal(ada, db.Read(sql => PasswordLinks.Find(sql, now, 0))!.MemberId);
        Assert.Contains("Made a one-time code for a password: a link for 24 hours",
            (await teacher.GetAsync($"/admin/members/{ada}")).Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was made", (await teacher.PostAsync($"/admin/members/{gone}/link")).Text, StringComparison.Ordinal);
        Assert.Equal(0, Links(db, gone));
    }

    [Fact]
    public async Task Signing_somebody_out_ends_their_sessions_everywhere()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        var ada = site.Visit(Seed.Pupil("ada"));
        Assert.Contains("one device", (await teacher.GetAsync($"/admin/members/{ada.MemberId}")).Text, StringComparison.Ordinal);
        var after = await teacher.PostAsync($"/admin/members/{ada.MemberId}/sign-out");
        Assert.Contains("Signed out on every device.", after.Text, StringComparison.Ordinal);
        Assert.Contains("no device", after.Text, StringComparison.Ordinal);
        Assert.Equal("/login?next=%2Fadmin%2Fmembers",
            (await ada.SendAsync(HttpMethod.Get, "/admin/members")).Response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_wish_for_a_name_is_decided_as_it_was_seen()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var ada = db.Add(Seed.Pupil("ada") with { WantedName = "Countess" });
        Assert.Contains("Countess", (await teacher.GetAsync($"/admin/members/{ada}")).Text, StringComparison.Ordinal);
        // The pupil has changed it since the page was loaded.
        db.Write(sql => Members.SetWantedName(sql, ada, "Something rude"));
        Assert.Contains("changed or decided",
            (await teacher.PostAsync($"/admin/members/{ada}/name", ("seen", "Countess"), ("do", "show"))).Text, StringComparison.Ordinal);
        Assert.Equal("AS", Find(db, ada).DisplayName);
        await teacher.PostAsync($"/admin/members/{ada}/name", ("seen", "Something rude"), ("do", "keep"));
        Assert.Equal(("AS", null), (Find(db, ada).DisplayName, Find(db, ada).WantedName));
        db.Write(sql => Members.SetWantedName(sql, ada, "Countess"));
        await teacher.PostAsync($"/admin/members/{ada}/name", ("seen", "Countess"), ("do", "show"));
        Assert.Equal(("Countess", null), (Find(db, ada).DisplayName, Find(db, ada).WantedName));
    }

    [Fact]
    public async Task Somebody_added_gets_a_login_from_the_name_initials_and_the_offer_of_a_slip()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        (string, string)[] fields = [("name", "Zoë van der Berg"), ("role", "member"), ("year", "9"), ("class", "9B")];
        var added = await teacher.PostAsync("/admin/members/new", fields);
        var zoe = db.Read(sql => Members.FindByLogin(sql, "zoe.berg"))!;
        Assert.Equal($"/admin/members/{zoe.Id}?said=added", added.Path);
        Assert.Equal(("ZvdB", false, MemberState.Active, null), (zoe.DisplayName, zoe.HasPassword, zoe.State, zoe.NoticeVersion));
        Assert.NotNull(added.Page.QuerySelector("form[action='/admin/members/slips'] input[name=id]"));
        await teacher.PostAsync("/admin/members/new", fields);
        Assert.Equal("ZvdB2", db.Read(sql => Members.FindByLogin(sql, "zoe.berg2"))!.DisplayName);
        var taken = await teacher.PostAsync("/admin/members/new", ("name", "Zed"), ("login", "zoe.berg"), ("role", "member"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, taken.Status);
        Assert.Contains("somebody else", taken.ErrorOf("login"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_was_loaded_before_somebody_elses_change_saves_nothing()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        var ada = site.Visit(Seed.Pupil("ada")).MemberId;
        var old = (await owner.GetAsync($"/admin/members/{ada}")).Page.QuerySelector("input[name=seen]")!.GetAttribute("value")!;
        using (var db = site.OpenDatabase()) db.Write(sql => Members.SetRole(sql, ada, Role.Editor));
        var answer = await owner.PostAsync($"/admin/members/{ada}", [.. Typed, ("role", "member"), ("seen", old)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("was changed after you loaded the page", answer.Text, StringComparison.Ordinal);
        using var after = site.OpenDatabase();
        Assert.Equal(Role.Editor, after.Read(sql => Members.Find(sql, ada))!.Role);
    }
}
