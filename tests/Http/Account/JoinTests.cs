// Joining as a pupil meets it: by a code or openly, with every mistake at its field, and a whole year group at once.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class JoinTests
{
    private const string Code = "7KQ2MPXD";
    private const long FarAway = 4_000_000_000;

    /// <summary>A form as a pupil fills it in; a field that is given replaces the usual one.</summary>
    private static (string Name, string Value)[] Form(params (string Name, string Value)[] changes)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["code"] = "", ["name"] = "Ada Lovelace", ["display"] = "",
            ["year"] = "9", ["class"] = "9B", ["login"] = "ada", ["password"] = Seed.Password,
        };
        foreach (var (name, value) in changes) fields[name] = value;
        return [.. fields.Select(field => (field.Key, field.Value))];
    }

    private static long AddCode(Site site, JoinCode? code = null)
    {
        using var db = site.OpenDatabase();
        code ??= new JoinCode { Code = Code, Label = "9B, autumn", MaxUses = 100, ExpiresAt = FarAway };
        return db.Write(sql => JoinCodes.Add(sql, code, null, 1));
    }

    private static void Set(Site site, params (string Name, string Value)[] rules)
    {
        using var db = site.OpenDatabase();
        db.Write(sql =>
        {
            foreach (var (name, value) in rules) Settings.Set(sql, name, value, 1);
        });
    }

    /// <summary>The same while the site runs: it then writes something itself, so that it reads the rules again at once.</summary>
    private static async Task SetLiveAsync(Site site, params (string Name, string Value)[] rules)
    {
        Set(site, rules);
        await site.WakeAsync();
    }

    private static Member? Find(Site site, string login)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.FindByLogin(sql, login));
    }

    private static T? Ask<T>(Site site, string question)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => sql.ExecuteScalar<T>(question));
    }

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

    [Fact]
    public async Task With_a_code_nobody_learns_whose_logins_there_are_without_making_an_account()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        AddCode(site);
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("taken") with { DisplayName = "Euler" });
        // Whatever else is wrong with the form, it says the same of both logins.
        foreach (var (field, value) in new[] { ("display", "Euler"), ("year", ""), ("password", "short"), ("name", "") })
        {
            var known = await new Person(site).PostAsync("/join", Form(("code", Code), ("login", "taken"), (field, value)));
            var unknown = await new Person(site).PostAsync("/join", Form(("code", Code), ("login", "nobody"), (field, value)));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, null), (known.Status, known.ErrorOf("login")));
            Assert.Equal(unknown.Text, known.Text);
        }
        Assert.Equal(0, Ask<long>(site, "SELECT uses FROM join_codes"));
        // If nothing is wrong there is an account, with another login, and the code is used.
        var ada = new Person(site);
        var home = await ada.PostAsync("/join", Form(("code", Code), ("login", "Taken")));
        Assert.Equal((HttpStatusCode.OK, "/?said=renamed"), (home.Status, home.Path));
        Assert.Contains("The login that you typed is somebody’s already, so yours is ada.lovelace", home.Text, StringComparison.Ordinal);
        Assert.NotNull(Find(site, "ada.lovelace"));
        Assert.Equal(1, Ask<long>(site, "SELECT uses FROM join_codes"));
        Assert.EndsWith("with code 1, the login typed was taken",
            Ask<string>(site, "SELECT detail FROM audit ORDER BY id DESC LIMIT 1"), StringComparison.Ordinal);
        await ada.PostAsync("/logout");
        Assert.Equal("/", (await ada.SignInAsync("ada.lovelace")).Path);
        // The same again makes a second one, and where a teacher has to approve there is one page for all.
        await SetLiveAsync(site, ("join.approval", "everybody"));
        var waiting = await new Person(site).PostAsync("/join", Form(("code", Code), ("login", "taken")));
        Assert.Equal("/join?said=waiting", waiting.Path);
        Assert.Equal(waiting.Text, (await new Person(site).PostAsync("/join", Form(("code", Code), ("login", "free")))).Text);
        Assert.Equal(MemberState.Waiting, Find(site, "ada.lovelace2")!.State);
        // Without a code each try is counted, and a taken login is said.
        await SetLiveAsync(site, ("join.open", "1"));
        var codeless = await new Person(site).PostAsync("/join", Form(("login", "taken")));
        Assert.Contains("Somebody has this login already", codeless.ErrorOf("login"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7kq2–mpxd")]
    [InlineData("7KQ2—MPXD")]
    [InlineData("7KQ2\u2011MPXD")]
    [InlineData("7KQ2\u2212MPXD")]
    [InlineData("7KQ2\u00ADMPXD")]
    [InlineData("7KQ2\u2003MPXD\u200B")]
    [InlineData("\uFEFF7 K Q 2 － M P X D")]
    public async Task A_code_is_read_with_any_dash_or_space(string typed)
    {
        await using var site = await Site.StartAsync();
        AddCode(site);
        Assert.Equal("/?said=joined", (await new Person(site).PostAsync("/join", Form(("code", typed)))).Path);
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
    public async Task A_code_that_is_over_says_why_before_anything_is_typed_and_again_afterwards()
    {
        await using var site = await Site.StartAsync();
        AddCode(site, new JoinCode { Code = "0DD0C0DE", Label = "old", MaxUses = 5, ExpiresAt = 2 });
        AddCode(site, new JoinCode { Code = "FVTTC0DE", Label = "small", MaxUses = 1, ExpiresAt = FarAway });
        using (var db = site.OpenDatabase()) db.Write(sql => JoinCodes.Use(sql, 2, 1));
        foreach (var (code, sentence) in new[] { ("0DD0C0DE", "has expired"), ("FVTTC0DE", "as often as it may be") })
        {
            Assert.Contains(sentence, (await new Person(site).GetAsync("/join?code=" + code)).ErrorOf("code"), StringComparison.Ordinal);
            var answer = await new Person(site).PostAsync("/join", Form(("code", code)));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.Contains(sentence, answer.ErrorOf("code"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_many_at_one_moment_no_more_get_in_than_the_code_allows_and_the_rest_leave_nothing_behind()
    {
        await using var site = await Site.StartAsync();
        AddCode(site, new JoinCode { Code = Code, Label = "two", MaxUses = 2, ExpiresAt = FarAway });
        var answers = await Task.WhenAll(Enumerable.Range(1, 5)
            .Select(number => new Person(site).SendAsync(HttpMethod.Post, "/join", Form(("code", Code), ("login", $"pupil{number}")))));
        Assert.Equal(2, answers.Count(answer => answer.Status == HttpStatusCode.SeeOther));
        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.UnprocessableEntity && answer.ErrorOf("code") is not null));
        Assert.Equal((2, 2), (Ask<long>(site, "SELECT count(*) FROM members"), Ask<long>(site, "SELECT uses FROM join_codes")));
    }

    [Theory]
    [InlineData("Nobody", false, MemberState.Active)]
    [InlineData("Codeless", false, MemberState.Waiting)]
    [InlineData("Codeless", true, MemberState.Active)]
    [InlineData("Everybody", true, MemberState.Waiting)]
    public async Task The_rules_say_who_waits_for_a_teacher(string approval, bool hasCode, MemberState expected)
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        Set(site, ("join.open", "1"), ("join.approval", approval));
        AddCode(site);
        var ada = new Person(site);
        var answer = await ada.PostAsync("/join", Form(("code", hasCode ? Code : "")));
        Assert.Equal(expected, Find(site, "ada")!.State);
        if (expected == MemberState.Active)
        {
            Assert.Equal("/?said=joined", answer.Path);
            Assert.NotNull(ada.Token);
            return;
        }
        Assert.Equal("/join?said=waiting", answer.Path);
        Assert.Contains("A teacher has to let you in", answer.Text, StringComparison.Ordinal);
        Assert.Null(ada.Token);
        Assert.Equal(0, Ask<long>(site, "SELECT count(*) FROM sessions"));
    }

    [Fact]
    public async Task Where_there_is_an_email_domain_only_a_code_does_without_it()
    {
        await using var site = await Site.StartAsync();
        Set(site, ("join.open", "1"), ("join.approval", "nobody"), ("join.domain", "hill.example"));
        using (var db = site.OpenDatabase()) db.Write(sql => Schools.Add(sql, "Hill School", "hill.example", 1));
        AddCode(site);
        foreach (var login in new[] { "ada", "ada@other.example", "ada@nothill.example", "ada@hill.example@other.example", "hill.example" })
        {
            var refused = await new Person(site).PostAsync("/join", Form(("login", login)));
            Assert.Contains("ends in @hill.example", refused.ErrorOf("login"), StringComparison.Ordinal);
        }
        Assert.Equal("/?said=joined", (await new Person(site).PostAsync("/join", Form(("login", "Ada@Hill.example")))).Path);
        Assert.Equal("/?said=joined", (await new Person(site).PostAsync("/join", Form(("code", Code), ("login", "bob")))).Path);
        Assert.Equal(1, Find(site, "ada@hill.example")!.SchoolId);
        Assert.Null(Find(site, "bob")!.SchoolId);
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
    public async Task Wrong_codes_and_codeless_sign_ups_are_counted_and_a_good_code_never_is()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_REGISTER", "2 per hour"));
        Set(site, ("join.open", "1"));
        AddCode(site);
        var pupil = new Person(site);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await pupil.PostAsync("/join", Form(("code", "AAAA-AAAA")))).Status);
        // What could not succeed anyway, and holds no code, costs nothing.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await pupil.PostAsync("/join", Form(("login", "")))).Status);
        Assert.Equal("/join?said=waiting", (await pupil.PostAsync("/join", Form())).Path);
        foreach (var code in new[] { "", "AAAA-AAAA" })
        {
            var refused = await pupil.PostAsync("/join", Form(("code", code), ("login", "bob")));
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
            Assert.InRange(refused.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
            Assert.Matches(@"Wait \d+ (seconds|minutes), then try again", refused.Text);
            Assert.Equal("bob", refused.Page.QuerySelector("#login")!.GetAttribute("value"));
        }
        Assert.Equal("/?said=joined", (await pupil.PostAsync("/join", Form(("code", Code), ("login", "bob")))).Path);
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
