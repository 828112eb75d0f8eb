// Joining: with a teacher's code, or without one where the society's rules allow it; with or without a teacher's approval.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page for joining.</summary>
public sealed record JoinModel
{
    public required FormView Form { get; init; }

    /// <summary>Whether the code may be left out.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>The e-mail domain that a login without a code must have; empty for any login.</summary>
    public required string EmailDomain { get; init; }

    public required Approval Approval { get; init; }
    public required bool ModeratesNames { get; init; }
    public required int LeaverMonths { get; init; }

    /// <summary>The competition in which whoever joins with the code takes part as well; null: in none.</summary>
    public string? Competition { get; init; }

    /// <summary>The school that the code is for; null: none.</summary>
    public string? School { get; init; }

    /// <summary>Who is responsible for what, for a pupil of a guest school; empty for others.</summary>
    public string Controllers { get; init; } = "";

    /// <summary>What the code sets for the new member: "year 9, class 9B, Hill School"; null if it sets nothing or does not work.</summary>
    public string? CodeIsFor { get; init; }

    /// <summary>False if the code sets the year group.</summary>
    public required bool AsksYear { get; init; }

    /// <summary>False if the code sets the class.</summary>
    public required bool AsksClass { get; init; }

    public required IReadOnlyList<Choice> Years { get; init; }
}

/// <summary>The page for a new member who waits for a teacher's approval.</summary>
public sealed record JoinWaitingModel(bool ModeratesNames);

/// <summary>Maps /join.</summary>
public sealed class JoinEndpoints(PasswordQueue passwords)
{
    private const int MaxCode = 40;
    private const string CodeGone = "This code was used up a moment ago. Ask your teacher for a new one.";
    private const string LoginTaken = "Somebody has this login already. If that is you, sign in instead; if not, choose another.";

    public void Map(RouteGroup anyone)
    {
        anyone.Page("/join", "account.join_page", Show).WithMetadata(RatePolicy.Door);
        anyone.Post("/join", "account.join", Join).WithMetadata(RatePolicy.Register);
    }

    /// <summary>The form as it was sent, checked in shape; <c>Login</c> is folded. The year may be missing: the code may set it.</summary>
    private sealed record Wish(string Code, string Name, string Alias, int? Year, string Class, string Login, string Password);

    /// <summary>What came of a form: what is wrong with which field, or the session's token, which those who wait do not get.</summary>
    /// <param name="HasOtherLogin">Whether the login was made from the name, because the typed one is somebody else's.</param>
    private sealed record Joined((string Field, string Sentence)? Problem, long Id = 0, string? Token = null, bool HasOtherLogin = false);

    private static async Task<IResult> Show(Visit visit)
    {
        if (visit.SignedIn is not null) return await CodeEntry.Show(visit, visit.Query("code", MaxCode));
        if (visit.Query("said") == "waiting")
        {
            var waiting = new JoinWaitingModel(visit.Rules.ModeratesNames);
            return visit.Page(new Pages_JoinWaiting { Frame = visit.Frame, Model = waiting });
        }
        KnownBrowser.SetMark(visit);
        var form = new FormView();
        form["code"] = visit.Query("code", MaxCode);
        var code = await FindCode(visit, form, form["code"]);
        return await Form(visit, form, code, StatusCodes.Status200OK);
    }

    private async Task<IResult> Join(Visit visit)
    {
        if (visit.SignedIn is not null) return await CodeEntry.Take(visit, visit.Form["code"].ToString());
        var reader = new FormReader(visit.Form);
        var wish = Read(visit, reader);
        var form = reader.View;
        var code = await FindCode(visit, form, wish.Code);
        if (wish.Year is null && code?.StartYear is null) form.Fail("year", "Year group: please choose yours.");
        // A whole year group joins from one address: a valid code counts only against the pace of joining. A wrong code counts, and so
        // does a sign-up without a code that could succeed.
        var counts = code is null && (wish.Code.Length > 0 || !form.HasErrors);
        var client = RateLimitGate.ClientOf(visit.Context.Connection.RemoteIpAddress);
        if (code is null && wish.Code.Length > 0) visit.Security.CodeFailed("joining", visit.Context);
        if (counts && !visit.Limits.Take(visit.Context, RatePolicy.Register, client))
        {
            var wait = ErrorPages.WhenToRetry(visit.Context.Response.Headers.RetryAfter.ToString());
            form.Fail("", $"There were very many sign-ups without a working code from this network. {wait} "
                + "With a code from your teacher that works, you can join at once.");
            return await Form(visit, form, null, StatusCodes.Status429TooManyRequests);
        }
        if (!form.HasErrors && code?.StartYear is null && !visit.Clock.KnowsSchoolYear)
        {
            form.Fail("year", $"Year group: {ClockGate.Explain(visit.Clock)} Try again later, or tell the teacher who runs the site.");
            return await Form(visit, form, code, StatusCodes.Status503ServiceUnavailable);
        }
        if (!form.HasErrors) await visit.Read(sql => FailWhatIsTaken(sql, visit, form, wish, code));
        if (form.HasErrors) return await Form(visit, form, code, StatusCodes.Status422UnprocessableEntity);
        var pace = new JoinPace(visit, code);
        if (pace.FindRefusal() is { } tooFast)
        {
            form.Fail("", tooFast);
            return await Form(visit, form, code, StatusCodes.Status429TooManyRequests);
        }
        try
        {
            return await AddNew(visit, form, wish, code, pace);
        }
        catch
        {
            // The client is gone, or the database is unavailable: nobody has joined.
            pace.GiveBack();
            throw;
        }
    }

    /// <summary>Makes the account of a form in which nothing is wrong, and signs its member in.</summary>
    private async Task<IResult> AddNew(Visit visit, FormView form, Wish wish, JoinCode? code, JoinPace pace)
    {
        // Hashing is the one costly step and comes last, so that invalid forms cannot make the site hash.
        var client = RateLimitGate.ClientOf(visit.Context.Connection.RemoteIpAddress);
        var line = code is null
            ? new HashingLine(HashingLane.Stranger, client)
            : new HashingLine(HashingLane.JoinCode, $"{code.Id} {client}");
        if (passwords.TryHash(line, wish.Password, visit.Context.RequestAborted) is not { } hashing)
        {
            pace.GiveBack();
            return visit.Busy();
        }
        var hash = await hashing;
        // Whoever presses the button twice sends the form twice: the first one, which nobody waits for any more, must not take the login.
        visit.Context.RequestAborted.ThrowIfCancellationRequested();

        var state = visit.Rules.Approval switch
        {
            Approval.Everybody => MemberState.Waiting,
            Approval.Codeless when code is null => MemberState.Waiting,
            _ => MemberState.Active,
        };
        var joined = await visit.Write(sql => Add(sql, visit, wish, code, state, hash));
        if (joined.Problem is var (field, sentence))
        {
            pace.GiveBack();
            form.Fail(field, sentence);
            return await Form(visit, form, null, StatusCodes.Status422UnprocessableEntity);
        }
        if (joined.Token is null) return visit.SeeOther("/join?said=waiting");
        SessionCookie.Set(visit, joined.Token, isLasting: false);
        KnownBrowser.Remember(visit, joined.Id, hash);
        return visit.SeeOther(joined.HasOtherLogin ? "/?said=renamed" : "/?said=joined");
    }

    /// <summary>Checks the shape of every field, without the database.</summary>
    private static Wish Read(Visit visit, FormReader form)
    {
        var rules = visit.Rules;
        var code = form.Notation("code", "Join code", MaxCode, isOptional: rules.IsOpen);
        var name = AccountFields.ReadName(form);
        var alias = AccountFields.ReadAlias(form, name);
        // A missing year is reported later, when the code is known: the code may set it.
        var typedYear = form.Line("year", "Year group", 3, isOptional: true);
        var year = Rules.Whole(typedYear, rules.FirstYear, rules.LastYear);
        if (year is null && typedYear.Length > 0) form.Fail("year", "Year group: please choose one of the list.");
        var className = form.ClassName();
        var login = AccountFields.ReadLogin(form);
        if (login.Length > 0 && code.Length == 0
            && rules.EmailDomain.Length > 0
            && !string.Equals(Logins.DomainOf(login), rules.EmailDomain, StringComparison.OrdinalIgnoreCase))
            form.Fail("login", $"Without a join code your login has to be your address that ends in @{rules.EmailDomain}.");
        var password = AccountFields.ReadPassword(form, login);
        return new Wish(code, name, alias, year, className, login, password);
    }

    /// <summary>
    /// The code that was typed, if it can be used to join now; otherwise its field shows why not. Looking a code up is not limited: a code
    /// that works is never refused, so guesses can be tried in any case. Eight characters of 32 are enough against that: at a thousand
    /// guesses a second, finding one of fifty open codes takes eight months.
    /// </summary>
    private static async Task<JoinCode?> FindCode(Visit visit, FormView form, string typed)
    {
        if (typed.Length == 0 || form.FindError("code") is not null) return null;
        var text = OneTimeCodes.Parse(typed);
        var (code, obstacle) = text is null ? (null, null) : await visit.Read(sql =>
            JoinCodes.Find(sql, text) is { } found ? (found, CodeEntry.FindObstacle(sql, found, visit.Now)) : (null, null));
        if (code is not null && code.IsOpen(visit.Now) && obstacle is null) return code;
        form.Fail("code", (text, code) switch
        {
            _ when obstacle is not null => obstacle,
            (null, _) => "A join code has eight letters and digits, such as 7KQ2-MPXD. Look at it again.",
            (_, null) when text.Length > OneTimeCodes.JoinLength =>
                "This is not for joining but for setting the password of an account you have already. "
                + "Follow “Set your password” below.",
            (_, null) => "The society has no such code. Compare it letter by letter with the one you were given.",
            _ when code.ExpiresAt <= visit.Now => "This code has expired. Ask your teacher for a new one.",
            _ => "This code has been used as often as it may be. Ask your teacher for a new one.",
        });
        return null;
    }

    /// <summary>
    /// Fails the fields whose text somebody else has. With a code, which could be tried with one login after the other, a login is not
    /// looked for here: see <see cref="Add"/>. Without one each try is counted.
    /// </summary>
    private static bool FailWhatIsTaken(Sql sql, Visit visit, FormView form, Wish wish, JoinCode? code)
    {
        if (code is null && Members.FindByLogin(sql, wish.Login) is not null) form.Fail("login", LoginTaken);
        if (code is not null && CodeEntry.FindYearProblem(sql, code, StartYearOf(visit, wish, code), visit.Now) is { } problem)
            form.Fail("year", problem);
        if (wish.Alias.Length > 0 && Members.IsDisplayNameTaken(sql, wish.Alias, null))
            form.Fail("display", "Another member is shown under this name. Choose a different one.");
        return form.HasErrors;
    }

    /// <summary>
    /// Adds the member, counts the use of the code and, unless a teacher has to approve first, begins a session: all of it or nothing.
    /// A login that is taken does not stop somebody with a code: they get one that is made from their name. Whether a login is a member's
    /// is thus known only to those who have used the code for an account that staff can see.
    /// </summary>
    private static Joined Add(Sql sql, Visit visit, Wish wish, JoinCode? code, MemberState state, string hash)
    {
        // No other transaction writes until this one is committed: a code that is open now can be used below.
        if (code is not null && JoinCodes.Find(sql, code.Code)?.IsOpen(visit.Now) != true) return new Joined(("code", CodeGone));
        if (code is not null && CodeEntry.FindObstacle(sql, code, visit.Now) is { } obstacle) return new Joined(("code", obstacle));
        bool IsTaken(string login) => Members.FindByLogin(sql, login) is not null;
        var hasOtherLogin = code is not null && IsTaken(wish.Login);
        if (hasOtherLogin) wish = wish with { Login = Logins.Suggest(wish.Name, IsTaken) };
        var waits = wish.Alias.Length > 0 && visit.Rules.ModeratesNames;
        var shown = wish.Alias.Length > 0 && !waits ? wish.Alias : DisplayNames.Initials(wish.Name);
        var startYear = StartYearOf(visit, wish, code);
        var school = code?.SchoolId ?? (Logins.DomainOf(wish.Login) is { } domain ? Schools.FindByDomain(sql, domain)?.Id : null);
        var member = new NewMember
        {
            Login = wish.Login,
            Name = wish.Name,
            DisplayName = shown,
            WantedName = waits ? wish.Alias : null,
            StartYear = startYear,
            Class = code is { Class.Length: > 0 } ? code.Class : wish.Class,
            SchoolId = school,
            Role = Role.Member,
            State = state,
            PasswordHash = hash,
            NoticeVersion = PrivacyNotice.Version,
            JoinCodeId = code?.Id,
        };
        if (Members.Add(sql, member, visit.Now) is not { } id) return new Joined(("login", LoginTaken));
        if (code is not null && !JoinCodes.Use(sql, code.Id, visit.Now))
            throw new InvalidOperationException("A code was used up within the transaction that had found it open.");
        var how = code is null ? "without a code" : $"with code {code.Id}";
        if (hasOtherLogin) how += ", the login typed was taken";
        if (code is not null && state == MemberState.Active) how += CodeEntry.Enrol(sql, code, id, visit.Now);
        var detail = state == MemberState.Waiting ? $"{how}, waiting" : how;
        Audit.Add(sql, new Actor(id, visit.Client), "member.join", visit.Now, "member", id, detail);
        if (state == MemberState.Waiting) return new Joined(null, id);
        Members.NoteSignIn(sql, id, null, visit.Now);
        return new Joined(null, id, SessionCookie.Begin(sql, visit, id, isLasting: false), hasOtherLogin);
    }

    private static long StartYearOf(Visit visit, Wish wish, JoinCode? code) =>
        code?.StartYear ?? SchoolTime.StartYear(wish.Year!.Value, visit.SchoolYear);

    private static async Task<IResult> Form(Visit visit, FormView form, JoinCode? code, int status)
    {
        var rules = visit.Rules;
        var years = new List<Choice> { new("", "Choose your year") };
        for (var year = rules.FirstYear; year <= rules.LastYear; year++) years.Add(new Choice($"{year}", $"Year {year}"));
        var (school, competition) = code is null ? (null, null) : await visit.Read(sql =>
            (code.SchoolId is { } id ? Schools.Find(sql, id) : null, CodeEntry.CompetitionOf(sql, code)?.Title));
        var model = new JoinModel
        {
            Form = form,
            IsOpen = rules.IsOpen,
            EmailDomain = rules.EmailDomain,
            Approval = rules.Approval,
            ModeratesNames = rules.ModeratesNames,
            LeaverMonths = rules.LeaverMonths,
            CodeIsFor = code is null ? null : CodeEntry.WhoFor(visit, code, school?.Name),
            Competition = competition,
            School = school?.Name,
            Controllers = school is { IsGuest: true } ? GuestNotice.Controllers(visit, school.Name) : "",
            AsksYear = code?.StartYear is null,
            AsksClass = code is not { Class.Length: > 0 },
            Years = years,
        };
        return visit.Page(new Pages_Join { Frame = visit.Frame, Model = model }, status);
    }
}
