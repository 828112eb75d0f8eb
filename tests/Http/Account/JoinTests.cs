// Joining as a pupil meets it: the form with every mistake at its field, what is told before the button, and a whole year group at once.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.JoinForm;

namespace MathsSoc.Tests.Http;

public sealed class JoinTests
{
    [Fact]
    public async Task With_a_code_somebody_is_in_at_once_where_the_code_puts_them()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var start = SchoolTime.StartYear(9, SchoolTime.SchoolYear(site.Now));
        using (var db = site.OpenDatabase())
        {
            var school = db.Write(sql => Schools.Add(sql, "Hill School", null, 1));
            var code = new JoinCode
            {
                Code = Code,
                Label = "9B, autumn",
                StartYear = start,
                Class = "9B",
                SchoolId = school,
                MaxUses = 100,
                ExpiresAt = FarAway,
            };
            db.Write(sql => JoinCodes.Add(sql, code, null, 1));
        }
        var ada = new Person(site);
        var form = await ada.GetAsync("/join?code=7kq2-mpxd");
        Assert.Equal("7kq2-mpxd", form.Page.QuerySelector("#code")!.GetAttribute("value"));
        Assert.Contains("This code is for year 9, class 9B, Hill School.", form.Text, StringComparison.Ordinal);
        Assert.Null(form.Page.QuerySelector("#year, #class"));

        var home = await ada.PostAsync("/join",
            Form(("code", "7kq2 mpxd"), ("year", ""), ("class", "7A"), ("login", " Ada@School.example ")));
        Assert.Equal((HttpStatusCode.OK, "/?said=joined"), (home.Status, home.Path));
        Assert.Contains("Welcome: you have joined, and you are signed in. Others see you as AL.", home.Text, StringComparison.Ordinal);
        Assert.Contains("AL", home.Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);

        var member = Find(site, "ada@school.example")!;
        Assert.Equal((start, "9B", "Ada Lovelace", "AL", Role.Member, MemberState.Active),
            ((int)member.StartYear!, member.Class, member.Name, member.DisplayName, member.Role, member.State));
        Assert.NotNull(member.SchoolId);
        Assert.Equal(PrivacyNotice.Version, member.NoticeVersion);
        Assert.Equal(1, Ask<long>(site, "SELECT uses FROM join_codes"));
        Assert.Equal($"member.join {member.Id} {member.Id} with code 1",
            Ask<string>(site, "SELECT action || ' ' || actor_id || ' ' || subject_id || ' ' || detail FROM audit"));
        Assert.Equal("/", (await ada.GetAsync("/join")).Path);
    }

    [Fact]
    public async Task Every_mistake_stands_at_its_field_and_what_was_typed_stays()
    {
        await using var site = await Site.StartAsync();
        AddCode(site);
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("taken") with { DisplayName = "Euler" });
        (string Field, string Value, string Sentence)[] mistakes =
        [
            ("code", "", "please fill this in"), ("code", "7KQ2", "eight letters and digits"), ("code", "7KQ2-MPXE", "no such code"),
            ("code", "7KQ2-MPXD-7KQ2-MPXD", "not for joining"),
            ("name", " ", "please fill this in"),
            ("name", new string('n', 101), "at most 100 characters"), ("name", "Ada\u0007", "cannot be shown"),
            ("display", "ada lovelace", "full name"), ("display", "Lovelace, Àda", "full name"),
            ("display", "!?", "at least one letter or digit"), ("display", "Former member", "people who have left"),
            ("display", "euler", "Another member"), ("display", "Eu\u202Eler", "cannot be seen"),
            ("year", "", "choose yours"), ("year", "6", "one of the list"),
            ("year", "14", "one of the list"), ("class", new string('9', 21), "at most 20"),
            ("login", "", "please fill this in"), ("login", "ada lovelace", "letters, digits"),
            ("password", "", "think of one"), ("password", "short", "at least 8"),
            ("password", "password123", "first that anybody would try"),
        ];
        foreach (var (field, value, sentence) in mistakes)
        {
            var answer = await new Person(site).PostAsync("/join", Form(("code", Code), ("display", "Countess"), (field, value)));
            Assert.True(answer.Status == HttpStatusCode.UnprocessableEntity, $"{field} '{value}' is {(int)answer.Status}");
            Assert.Contains(sentence, answer.ErrorOf(field), StringComparison.Ordinal);
            Assert.True(answer.Page.QuerySelectorAll(".field-error").Length == 1, $"{field} '{value}': {answer.Text}");
            Assert.NotNull(answer.Page.QuerySelector($"#errors a[href='#{field}']"));
            if (field != "password")
                Assert.Equal(value, field == "year" ? value : answer.Page.QuerySelector($"#{field}")!.GetAttribute("value"));
            foreach (var (other, typed) in new[] { ("name", "Ada Lovelace"), ("display", "Countess"), ("class", "9B"), ("login", "ada") })
                if (other != field) Assert.Equal(typed, answer.Page.QuerySelector($"#{other}")!.GetAttribute("value"));
            if (field != "year") Assert.Equal("9", answer.Page.QuerySelector("#year option[selected]")!.GetAttribute("value"));
            Assert.Null(answer.Page.QuerySelector("#password")!.GetAttribute("value"));
        }
        var all = await new Person(site).PostAsync("/join");
        Assert.Equal(["code", "name", "year", "login", "password"],
            all.Page.QuerySelectorAll("#errors a").Select(link => link.GetAttribute("href")![1..]));
        Assert.Equal(1, Ask<long>(site, "SELECT count(*) FROM members"));
        Assert.Equal(0, Ask<long>(site, "SELECT uses FROM join_codes"));
    }

    [Theory]
    [InlineData("ada.lovelace", "Ada.Lovelace", false)]
    [InlineData("ada.lovelace@school.example", "my ADA.LOVELACE word", false)]
    [InlineData("lovelace", "12lovelace34", false)]
    [InlineData("al", "talking to walls", true)]
    [InlineData("ada@school.example", "school adages", true)]
    public async Task A_password_that_tells_the_login_is_refused(string login, string password, bool isFine)
    {
        await using var site = await Site.StartAsync();
        AddCode(site);
        var answer = await new Person(site).PostAsync("/join", Form(("code", Code), ("login", login), ("password", password)));
        if (isFine) Assert.Equal("/?said=joined", answer.Path);
        else Assert.Contains("The login is part of this password", answer.ErrorOf("password"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_waits_for_a_teacher_and_initials_are_made_distinct()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        AddCode(site);
        var first = await new Person(site).PostAsync("/join", Form(("code", Code), ("display", " Countess ")));
        Assert.Contains("Others see you as AL until a teacher has agreed to “Countess”.", first.Text, StringComparison.Ordinal);
        Assert.Equal(("AL", "Countess"), (Find(site, "ada")!.DisplayName, Find(site, "ada")!.WantedName));
        var second = await new Person(site).PostAsync("/join", Form(("code", Code), ("login", "al"), ("name", "Abraham Lincoln")));
        Assert.Contains("Others see you as AL2.", second.Text, StringComparison.Ordinal);

        await using var free = await Site.StartAsync();
        Set(free, ("join.names", "0"));
        AddCode(free);
        await new Person(free).PostAsync("/join", Form(("code", Code), ("display", "Countess")));
        Assert.Equal(("Countess", null), (Find(free, "ada")!.DisplayName, Find(free, "ada")!.WantedName));
    }

    [Fact]
    public async Task Names_are_names()
    {
        await using var site = await Site.StartAsync();
        AddCode(site);
        var number = 0;
        foreach (var (typed, kept, initials) in new[]
        {
            ("Plato", "Plato", "P"), ("Ada van der Berg-Ruiz", "Ada van der Berg-Ruiz", "AvdB"),
            ("Siobhán O’Neill", "Siobhán O’Neill", "SO"), ("李明", "李明", "李"),
            ("Zoe\u0308 Me\u0301ndez", "Zoë Méndez", "ZM"), ("  <b>Bobby</b> ", "<b>Bobby</b>", "b"),
        })
        {
            var login = $"pupil{++number}";
            var home = await new Person(site).PostAsync("/join", Form(("code", Code), ("login", login), ("name", typed)));
            Assert.Equal("/?said=joined", home.Path);
            Assert.Equal((kept, initials), (Find(site, login)!.Name, Find(site, login)!.DisplayName));
        }
    }

    [Fact]
    public async Task Nobody_becomes_more_than_a_member_by_adding_fields()
    {
        await using var site = await Site.StartAsync();
        Set(site, ("join.approval", "everybody"));
        AddCode(site);
        await new Person(site).PostAsync("/join",
            [.. Form(("code", Code)), ("role", "owner"), ("state", "active"), ("school", "1"), ("school_id", "1"),
                ("notice", "99"), ("id", "1")]);
        var ada = Find(site, "ada")!;
        Assert.Equal((Role.Member, MemberState.Waiting, null, (long)PrivacyNotice.Version),
            (ada.Role, ada.State, ada.SchoolId, ada.NoticeVersion));
    }

    [Fact]
    public async Task A_pupil_is_told_what_is_kept_before_the_button_and_where_all_of_it_stands()
    {
        await using var site = await Site.StartAsync();
        var form = (await new Person(site).GetAsync("/join")).Page.QuerySelector("form.form")!;
        Assert.InRange(form.QuerySelectorAll(".notice li").Length, 4, 8);
        Assert.NotNull(form.QuerySelector("a[href='/privacy']"));
        Assert.Equal("BUTTON", form.LastElementChild!.TagName);
        var privacy = (await new Person(site).GetAsync("/privacy")).Text;
        foreach (var words in new[]
            {
                $"Version {PrivacyNotice.Version}, {PrivacyNotice.Date}", "6 months after you have left",
                "For 14 days you can still sign in", "kept for 730 days", "after 35 days at the latest", "ico.org.uk"
            })
            Assert.Contains(words, privacy, StringComparison.Ordinal);
        Assert.Contains($"Notice {PrivacyNotice.Version}, {PrivacyNotice.Date}", form.TextContent, StringComparison.Ordinal);
    }

    // About forty seconds of two shared processors: sixty passwords are hashed for joining, and twenty of the sixty sign in once more,
    // which is as many as a test has time for.
    [Fact]
    public async Task Sixty_pupils_behind_one_address_join_sign_in_and_browse_without_being_refused()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        AddCode(site);
        var refused = 0;
        await Parallel.ForEachAsync(Enumerable.Range(1, 60), new ParallelOptions { MaxDegreeOfParallelism = 5 }, async (number, _) =>
        {
            var pupil = new Person(site);
            void Look(PageResponse sight, string path)
            {
                if (sight.Status == HttpStatusCode.TooManyRequests) Interlocked.Increment(ref refused);
                Assert.Equal((HttpStatusCode.OK, path), (sight.Status, sight.Path));
            }
            Look(await pupil.GetAsync("/"), "/");
            Look(await pupil.GetAsync("/join?code=7KQ2-MPXD"), "/join?code=7KQ2-MPXD");
            Look(await pupil.PostAsync("/join", Form(("code", Code), ("login", $"pupil{number}"))), "/?said=joined");
            if (number % 3 == 0)
            {
                Look(await pupil.PostAsync("/logout"), "/login?said=out");
                Look(await pupil.SignInAsync($"pupil{number}"), "/");
            }
            foreach (var path in new[] { "/about", "/privacy", "/accessibility" }) Look(await pupil.GetAsync(path), path);
        });
        Assert.Equal(0, refused);
        Assert.Equal(60, Ask<long>(site, "SELECT uses FROM join_codes"));
        // Sixty people with the same initials are sixty names.
        Assert.Equal(60, Ask<long>(site, "SELECT count(DISTINCT display_key) FROM members WHERE role = 'member'"));
    }
}
