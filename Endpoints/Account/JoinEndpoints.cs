// Joining: by a teacher's code, or openly where the society's rules allow it; with or without a teacher's yes.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page for joining.</summary>
/// <param name="IsOpen">Whether the code may be left out.</param>
/// <param name="EmailDomain">What a login without a code must end in; empty: anything.</param>
/// <param name="CodeIsFor">What the typed code says of whoever uses it: "year 9, class 9B, Hill School"; null: nothing, or no good code was typed.</param>
/// <param name="AsksYear">False when the code says it.</param>
/// <param name="AsksClass">False when the code says it.</param>
public sealed record JoinModel(FormView Form, bool IsOpen, string EmailDomain, Approval Approval, bool ModeratesNames, int LeaverMonths,
    string? CodeIsFor, bool AsksYear, bool AsksClass, IReadOnlyList<Choice> Years);

/// <summary>The page for somebody whose sign-up waits for a teacher.</summary>
public sealed record JoinWaitingModel(bool ModeratesNames);

/// <summary>Maps /join.</summary>
public sealed class JoinEndpoints(PasswordQueue passwords)
{
    private const int MaxCode = 40;
    private const string CodeGone = "This code was used up a moment ago. Ask your teacher for a new one.";
    private const string LoginTaken = "Somebody has this login already. If that is you, sign in instead; if not, choose another.";

    public void Map(RouteGroup anyone)
    {
        anyone.Page("/join", "account.join_page", Show);
        anyone.Post("/join", "account.join", Join).WithMetadata(RatePolicy.Register);
    }

    /// <summary>What was typed, in shape; <c>Login</c> is folded. The year may be missing: the code may say it.</summary>
    private sealed record Wish(string Code, string Name, string Alias, int? Year, string Class, string Login, string Password);

    private static async Task<IResult> Show(Visit visit)
    {
        if (visit.SignedIn is not null) return visit.SeeOther("/");
        if (visit.Query("said") == "waiting") return visit.Page(new Pages_JoinWaiting { Frame = visit.Frame, Model = new JoinWaitingModel(visit.Rules.ModeratesNames) });
        var form = new FormView();
        form["code"] = visit.Query("code", MaxCode);
        var code = await FindCode(visit, form, form["code"]);
        return await Form(visit, form, code, StatusCodes.Status200OK);
    }

    private async Task<IResult> Join(Visit visit)
    {
        if (visit.SignedIn is not null) return visit.SeeOther("/");
        var reader = new FormReader(visit.Form);
        var wish = Read(visit, reader);
        var form = reader.View;
        var code = await FindCode(visit, form, wish.Code);
        if (wish.Year is null && code?.StartYear is null) form.Fail("year", "Year group: please choose yours.");
        // A valid code is never counted: a whole year group joins behind one address. What is counted is a wrong code, and a sign-up without any that could succeed.
        var counts = code is null && (wish.Code.Length > 0 || !form.HasErrors);
        if (counts && !visit.Limits.Take(visit.Context, RatePolicy.Register, RateLimitGate.ClientOf(visit.Context.Connection.RemoteIpAddress)))
        {
            form.Fail("", $"There were very many sign-ups without a working code from this network. {ErrorPages.WhenToRetry(visit.Context.Response.Headers.RetryAfter.ToString())} With a code from your teacher that works, you can join at once.");
            return await Form(visit, form, null, StatusCodes.Status429TooManyRequests);
        }
        if (!form.HasErrors) await visit.Read(sql => FailWhatIsTaken(sql, form, wish));
        if (form.HasErrors) return await Form(visit, form, code, StatusCodes.Status422UnprocessableEntity);
        // The one costly step comes last, so that nobody can make the site hash for nothing.
        if (passwords.TryHash(wish.Password) is not { } hashing) return visit.Busy();
        var hash = await hashing;

        var state = visit.Rules.Approval switch
        {
            Approval.Everybody => MemberState.Waiting,
            Approval.Codeless when code is null => MemberState.Waiting,
            _ => MemberState.Active,
        };
        var (problem, token) = await visit.Write(sql => Add(sql, visit, wish, code, state, hash));
        if (problem is var (field, sentence))
        {
            form.Fail(field, sentence);
            return await Form(visit, form, null, StatusCodes.Status422UnprocessableEntity);
        }
        if (token is null) return visit.SeeOther("/join?said=waiting");
        SessionCookie.Set(visit, token, isLasting: false);
        return visit.SeeOther("/?said=joined");
    }

    /// <summary>The shape of every field; nothing is looked up.</summary>
    private static Wish Read(Visit visit, FormReader form)
    {
        var rules = visit.Rules;
        var code = form.Line("code", "Join code", MaxCode, isOptional: rules.IsOpen);
        var name = form.Line("name", "Your name", DisplayNames.MaxFullName);
        var alias = form.Line("display", "What others see", DisplayNames.MaxLength, isOptional: true);
        if (alias.Length > 0 && DisplayNames.FindProblem(alias, name) is { } bad) form.Fail("display", bad);
        // Which year groups there are is a rule, so the sentence about a missing one is said later, when the code is known.
        var typedYear = form.Line("year", "Year group", 3, isOptional: true);
        var year = Rules.Whole(typedYear, rules.FirstYear, rules.LastYear);
        if (year is null && typedYear.Length > 0) form.Fail("year", "Year group: please choose one of the list.");
        var className = form.ClassName();
        var typedLogin = form.Line("login", "Login", Logins.MaxLength);
        var (login, problem) = Logins.Parse(typedLogin);
        if (problem is not null) form.Fail("login", problem);
        else if (code.Length == 0 && rules.EmailDomain.Length > 0 && !string.Equals(Logins.DomainOf(login!), rules.EmailDomain, StringComparison.OrdinalIgnoreCase))
            form.Fail("login", $"Without a join code your login has to be your address that ends in @{rules.EmailDomain}.");
        var password = form.Secret("password");
        if (password.Length == 0) form.Fail("password", "Password: please think of one.");
        else if (Passwords.FindProblem(password, login ?? "") is { } weak) form.Fail("password", weak);
        return new Wish(code, name, alias, year, className, login ?? "", password);
    }

    /// <summary>
    /// The code that was typed, if somebody can join with it now; otherwise its field says why not. Looking one up is not what is limited: a code that works is never refused, so a
    /// guesser would find out in any case. Eight characters of 32 are enough for that: at a thousand tries a second one of fifty open codes is found in eight months.
    /// </summary>
    private static async Task<JoinCode?> FindCode(Visit visit, FormView form, string typed)
    {
        if (typed.Length == 0 || form.FindError("code") is not null) return null;
        var text = OneTimeCodes.Parse(typed);
        var code = text is null ? null : await visit.Read(sql => JoinCodes.Find(sql, text));
        if (code is not null && code.IsOpen(visit.Now)) return code;
        form.Fail("code", (text, code) switch
        {
            (null, _) => "A join code has eight letters and digits, such as 7KQ2-MPXD. Look at it again.",
            (_, null) when text.Length > OneTimeCodes.JoinLength => "This is not for joining but for setting the password of an account you have already. Follow “Set your password” below.",
            (_, null) => "The society has no such code. Compare it letter by letter with the one you were given.",
            _ when code.ExpiresAt <= visit.Now => "This code has expired. Ask your teacher for a new one.",
            _ => "This code has been used as often as it may be. Ask your teacher for a new one.",
        });
        return null;
    }

    private static bool FailWhatIsTaken(Sql sql, FormView form, Wish wish)
    {
        if (Members.FindByLogin(sql, wish.Login) is not null) form.Fail("login", LoginTaken);
        if (wish.Alias.Length > 0 && Members.IsDisplayNameTaken(sql, wish.Alias, null)) form.Fail("display", "Another member is shown under this name. Choose a different one.");
        return form.HasErrors;
    }

    /// <summary>Adds the member, counts the use of the code and, unless a teacher has to say yes first, begins a session: all of it or nothing.</summary>
    private static ((string Field, string Sentence)? Problem, string? Token) Add(Sql sql, Visit visit, Wish wish, JoinCode? code, MemberState state, string hash)
    {
        // Nobody else writes until this is committed: what is open now can be used below.
        if (code is not null && JoinCodes.Find(sql, code.Code)?.IsOpen(visit.Now) != true) return (("code", CodeGone), null);
        var waits = wish.Alias.Length > 0 && visit.Rules.ModeratesNames;
        var shown = wish.Alias.Length > 0 && !waits ? wish.Alias : DisplayNames.Initials(wish.Name);
        var startYear = code?.StartYear ?? SchoolTime.StartYear(wish.Year!.Value, visit.SchoolYear);
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
        if (Members.Add(sql, member, visit.Now) is not { } id) return (("login", LoginTaken), null);
        if (code is not null && !JoinCodes.Use(sql, code.Id, visit.Now)) throw new InvalidOperationException("A code was used up within the transaction that had found it open.");
        var how = code is null ? "without a code" : string.Create(CultureInfo.InvariantCulture, $"with code {code.Id}");
        Audit.Add(sql, new Actor(id, visit.Client), "member.join", visit.Now, "member", id, state == MemberState.Waiting ? $"{how}, waiting" : how);
        if (state == MemberState.Waiting) return (null, null);
        Members.NoteSignIn(sql, id, null, visit.Now);
        return (null, SessionCookie.Begin(sql, visit, id, isLasting: false));
    }

    private static async Task<IResult> Form(Visit visit, FormView form, JoinCode? code, int status)
    {
        var rules = visit.Rules;
        var years = new List<Choice> { new("", "Choose your year") };
        for (var year = rules.FirstYear; year <= rules.LastYear; year++)
            years.Add(new Choice(year.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"Year {year}")));
        var model = new JoinModel(form, rules.IsOpen, rules.EmailDomain, rules.Approval, rules.ModeratesNames, rules.LeaverMonths,
            code is null ? null : await WhoFor(visit, code), code?.StartYear is null, code is not { Class.Length: > 0 }, years);
        return visit.Page(new Pages_Join { Frame = visit.Frame, Model = model }, status);
    }

    private static async Task<string?> WhoFor(Visit visit, JoinCode code)
    {
        var words = new List<string>();
        if (code.StartYear is { } start) words.Add(string.Create(CultureInfo.InvariantCulture, $"year {SchoolTime.YearGroup(start, visit.SchoolYear)}"));
        if (code.Class.Length > 0) words.Add($"class {code.Class}");
        if (code.SchoolId is { } id && await visit.Read(sql => Schools.Find(sql, id)) is { } school) words.Add(school.Name);
        return words.Count == 0 ? null : string.Join(", ", words);
    }
}
