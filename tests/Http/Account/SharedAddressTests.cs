// A whole school behind one address: what one laptop does there closes the door to nobody else.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SharedAddressTests
{
    private const string School = "203.0.113.9";
    private const string New = "an entirely new phrase";

    /// <summary>A mark as a program makes one up.</summary>
    private static string MadeUp(int number) => $"{number:D22}";

    private static Person Pupil(Site site) => new(site) { Address = School };

    /// <summary>A browser that has loaded the form, and so has a mark of its own.</summary>
    private static async Task<Person> PupilWithForm(Site site)
    {
        var pupil = Pupil(site);
        await pupil.GetAsync("/login");
        Assert.NotNull(pupil.Mark);
        return pupil;
    }

    private static long Add(Site site, NewMember member)
    {
        using var db = site.OpenDatabase();
        return db.Add(member);
    }

    private static string MakeLink(Site site, long member)
    {
        using var db = site.OpenDatabase();
        return db.Write(sql => OneTimeLinks.Make(sql, Actor.CommandLine, member, isSlip: false, site.Now));
    }

    /// <summary>Posts the sign-in form without reading the page that comes back, which ten thousand guesses have no time for.</summary>
    private static async Task<HttpStatusCode> GuessAsync(
        Site site, string login, string password, string? mark, CancellationToken enough = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login");
        request.Content = new FormUrlEncodedContent([new("login", login), new("password", password)]);
        request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("X-Forwarded-For", School);
        if (mark is not null) request.Headers.Add("Cookie", $"mathsoc_known={mark}");
        using var answer = await site.Client.SendAsync(request, enough);
        return answer.StatusCode;
    }

    [Fact]
    public async Task Pressing_the_button_again_and_again_while_waiting_is_no_wrong_password()
    {
        await using var site = await Site.StartAsync();
        Add(site, Seed.Pupil("ada"));
        // Whoever is in line before her makes her wait some seconds.
        using var enough = new CancellationTokenSource();
        var before = Enumerable.Range(0, 25)
            .Select(number => GuessAsync(site, $"other{number}", "wrong", MadeUp(number), enough.Token)).ToList();
        await Task.WhenAny(before);
        for (var presses = 0; presses < 8; presses++)
        {
            using var again = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
            try
            {
                await GuessAsync(site, "ada", Seed.Password, MadeUp(999), again.Token);
            }
            catch (OperationCanceledException)
            {
                // Her browser drops the connection and sends the form once more.
            }
        }
        Assert.Equal(HttpStatusCode.SeeOther, await GuessAsync(site, "ada", Seed.Password, MadeUp(999)));
        await enough.CancelAsync();
        await ((Task)Task.WhenAll(before)).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task A_flood_of_made_up_sign_ins_shuts_out_nobody_else()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        Add(site, Seed.Pupil("ada"));
        Add(site, Seed.Pupil("dee"));
        var ada = Pupil(site);
        await ada.SignInAsync("ada");
        await ada.PostAsync("/logout");
        var bob = new Person(site, site.Visit(Seed.Pupil("bob")).Token) { Address = School };
        var link = MakeLink(site, Add(site, Seed.Pupil("cy")));
        var code = new JoinCode { Code = "7KQ2MPXD", Label = "9B", MaxUses = 100, ExpiresAt = 4_000_000_000 };
        using (var db = site.OpenDatabase()) db.Write(sql => JoinCodes.Add(sql, code, null, 1));

        using var enough = new CancellationTokenSource();
        var overflow = new TaskCompletionSource();
        var flood = Enumerable.Range(0, HashingLines.LineLength + 40).Select(async number =>
        {
            try
            {
                var answer = await GuessAsync(site, $"nobody{number}", "guess", MadeUp(number), enough.Token);
                if (answer == HttpStatusCode.ServiceUnavailable) overflow.TrySetResult();
            }
            catch (OperationCanceledException)
            {
                // The test has seen enough.
            }
        }).ToList();
        await overflow.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var elsewhere = new Person(site) { Address = "198.51.100.7" };
        var answers = await Task.WhenAll(
            elsewhere.SignInAsync("dee"),
            ada.SignInAsync("ada"),
            Pupil(site).PostAsync("/join",
                ("code", "7KQ2-MPXD"), ("name", "Eva Noether"), ("year", "9"), ("login", "eva"), ("password", New)),
            Pupil(site).PostAsync("/reset", ("token", link), ("password", New)),
            bob.PostAsync("/account/password", ("old", Seed.Password), ("new", New)));
        Assert.Equal(["/", "/", "/?said=joined", "/?said=password", "/account?said=password"], answers.Select(answer => answer.Path));
        Assert.True(flood.Exists(guess => !guess.IsCompleted), "the flood was still on");
        await enough.CancelAsync();
        await Task.WhenAll(flood);
    }

    [Fact]
    public async Task Sixty_pupils_in_browsers_the_site_does_not_know_sign_in_within_a_minute()
    {
        await using var site = await Site.StartAsync();
        for (var number = 0; number < 60; number++) Add(site, Seed.Pupil($"pupil{number}"));
        var statuses = await Task.WhenAll(Enumerable.Range(0, 60).Select(async number =>
        {
            var pupil = await PupilWithForm(site);
            return (await pupil.SendAsync(HttpMethod.Post, "/login", ("login", $"pupil{number}"), ("password", Seed.Password))).Status;
        }));
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.SeeOther, status));
    }

    [Fact]
    public async Task Page_views_do_not_take_the_door_or_the_corridors_screen_away()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "3 per day"));
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/about")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await site.GetAsync("/about")).StatusCode);
        foreach (var path in new[] { "/login", "/join", "/wall", "/reset" })
            for (var i = 0; i < 20; i++) Assert.Equal(HttpStatusCode.OK, (await site.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Each_of_these_pages_has_a_count_of_its_own()
    {
        await using var site = await Site.StartWithClockAsync();
        HttpResponseMessage page;
        do page = await site.GetAsync("/wall");
        while (page.StatusCode == HttpStatusCode.OK && page.Headers.GetValues("X-RateLimit-Limit").Single() == "600");
        Assert.Equal(HttpStatusCode.TooManyRequests, page.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/login")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/join")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Wrong_passwords_on_one_machine_do_not_refuse_the_right_one_on_another()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_LOGIN", "2 per day"));
        Add(site, Seed.Pupil("ada"));
        foreach (var classmate in new[] { await PupilWithForm(site), Pupil(site) })
        {
            for (var i = 0; i < 2; i++)
                Assert.Equal(HttpStatusCode.UnprocessableEntity, (await classmate.SignInAsync("ada", "guess")).Status);
            Assert.Equal(HttpStatusCode.TooManyRequests, (await classmate.SignInAsync("ada", "guess")).Status);
        }
        var ada = await PupilWithForm(site);
        Assert.Equal(HttpStatusCode.OK, (await ada.SignInAsync("ada")).Status);
        Assert.NotNull(ada.Token);
    }

    [Fact]
    public async Task The_mark_is_random_stays_as_it_is_and_is_set_with_a_form_only()
    {
        await using var site = await Site.StartAsync();
        var (ada, bob) = (await PupilWithForm(site), await PupilWithForm(site));
        Assert.NotEqual(ada.Mark, bob.Mark);
        foreach (var path in new[] { "/login", "/join" })
            Assert.False((await ada.GetAsync(path)).Response.Headers.Contains("Set-Cookie"));
        foreach (var path in new[] { "/", "/about", "/wall" })
            Assert.False((await Pupil(site).GetAsync(path)).Response.Headers.Contains("Set-Cookie"));
        var cookie = (await Pupil(site).GetAsync("/join")).Response.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("max-age", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("ada", true, 30)]
    [InlineData("nobody", true, 30)]
    [InlineData("ada", false, 5)]
    public async Task Of_ten_thousand_guesses_few_are_looked_at_and_the_right_one_is_refused_too(string login, bool newMarks, int looked)
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var member = Add(site, Seed.Pupil("ada"));
        var known = Pupil(site);
        await known.SignInAsync("ada");
        await known.PostAsync("/logout");
        var (wrong, refused) = (0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 40 }, async (number, _) =>
        {
            var status = await GuessAsync(site, login, $"guess {number}", newMarks ? MadeUp(number) : null);
            if (status == HttpStatusCode.UnprocessableEntity) Interlocked.Increment(ref wrong);
            else if (status == HttpStatusCode.TooManyRequests) Interlocked.Increment(ref refused);
        });
        Assert.Equal((looked, 10_000 - looked), (wrong, refused));
        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(site, login, Seed.Password, newMarks ? MadeUp(10_001) : null));
        await Eventually.TrueAsync(() => File.ReadAllText(site.LogPath)
            .Contains($"More than 30 wrong passwords within an hour for: {login} from {School}", StringComparison.Ordinal));

        // Where the owner has signed in before, and with a link, the door is open; so it is elsewhere.
        Assert.Equal("/", (await known.SignInAsync("ada")).Path);
        Assert.Equal("/", (await new Person(site) { Address = "198.51.100.7" }.SignInAsync("ada")).Path);
        Assert.Equal("/?said=password", (await Pupil(site).PostAsync("/reset", ("token", MakeLink(site, member)), ("password", New))).Path);
        var needs = (await teacher.GetAsync("/admin")).Text;
        Assert.Equal(login == "ada", needs.Contains("Somebody is guessing the password of Ada Seeded", StringComparison.Ordinal));
        site.Clock.Advance(TimeSpan.FromDays(1));
        Assert.DoesNotContain("guessing", (await site.VisitAs(teacher.MemberId).GetAsync("/admin")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_makes_the_proof_of_other_browsers_void_and_is_known_where_it_was_set()
    {
        await using var site = await Site.StartAsync();
        Add(site, Seed.Pupil("ada"));
        var (here, there) = (Pupil(site), Pupil(site));
        await here.SignInAsync("ada");
        await there.SignInAsync("ada");
        await here.PostAsync("/account/password", ("old", Seed.Password), ("new", New));
        await here.PostAsync("/logout");
        await Task.WhenAll(Enumerable.Range(0, 30).Select(number => GuessAsync(site, "ada", "guess", MadeUp(number))));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await there.SignInAsync("ada", New)).Status);
        Assert.Equal("/", (await here.SignInAsync("ada", New)).Path);
    }

    [Fact]
    public async Task A_classrooms_computer_knows_all_who_signed_in_there()
    {
        await using var site = await Site.StartAsync();
        Add(site, Seed.Pupil("ada"));
        Add(site, Seed.Pupil("bob"));
        var computer = Pupil(site);
        foreach (var login in new[] { "ada", "bob" })
        {
            await computer.SignInAsync(login);
            await computer.PostAsync("/logout");
        }
        await Task.WhenAll(Enumerable.Range(0, 31).Select(number => GuessAsync(site, "ada", "guess", MadeUp(number))));
        Assert.Equal("/", (await computer.SignInAsync("ada")).Path);
    }

    [Fact]
    public async Task Different_logins_with_a_wrong_password_count_for_the_address_and_one_that_gets_in_is_given_back()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_LOGIN_ADDRESS", "3 per 10 minute"));
        Add(site, Seed.Pupil("ada"));
        var known = Pupil(site);
        Assert.Equal(HttpStatusCode.OK, (await known.SignInAsync("ada")).Status);
        async Task<HttpStatusCode> Try(string login, string password = "guess") =>
            (await (await PupilWithForm(site)).SignInAsync(login, password)).Status;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Try("ada"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Try("ada"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Try("eve"));
        Assert.Equal(HttpStatusCode.OK, await Try("ada", Seed.Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Try("mallory"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Try("trudy"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Try("ada", Seed.Password));
        Assert.Equal(HttpStatusCode.OK, (await known.SignInAsync("ada")).Status);
        Assert.Equal(HttpStatusCode.OK, (await new Person(site) { Address = "198.51.100.7" }.SignInAsync("ada")).Status);
    }
}
