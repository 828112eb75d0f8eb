// Signing in and out: one response for wrong names and wrong passwords, and limits that stop guessing but not the owner.
using System.Diagnostics.Metrics;
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The sign-in page. <c>Next</c> is where to go afterwards, a path of this site.</summary>
public sealed record SignInModel(FormView Form, string Next, int LastingDays, string? Notice);

/// <summary>Maps /login and /logout.</summary>
public sealed class SignInEndpoints(PasswordCheck check, PasswordQueue passwords, SessionStore sessions)
{

    private static readonly Meter Meter = new("MathsSoc");

    // Every result is listed, so that each is 0 at first and the first failure shows as an increase.
    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "mathsoc_login_attempts_total",
        null,
        "Sign-ins tried, by how they ended.",
        [new("result", "success failure limited busy waiting")]);

    // An explicit static constructor creates the counter before the first request; otherwise it may be created at its first use, and the
    // scrapes before that would show no 0.
    static SignInEndpoints()
    {
    }

    public void Map(RouteGroup anyone)
    {
        anyone.Page("/login", "account.login_page", Show).WithMetadata(RatePolicy.Door);
        anyone.Post("/login", "account.login", SignIn).WithMetadata(RatePolicy.Login, ClockPolicy.Nothing);
        anyone.Post("/logout", "account.logout", SignOut).WithMetadata(RatePolicy.None, ClockPolicy.Nothing, new FormOfAnyone());
    }

    private static IResult Show(Visit visit)
    {
        var next = LocalPath.Of(visit.Query("next", LocalPath.MaxLength));
        if (visit.SignedIn is not null) return visit.SeeOther(next);
        KnownBrowser.SetMark(visit);
        var notice = visit.Query("said") switch
        {
            "out" => "You are signed out.",
            "device" => "You are signed out on this device. The site could not save that just now. It remembers it, nobody can use your "
                + "session meanwhile, and it is saved as soon as it can be; but if the site is started again before then, your session is "
                + "open again. On a computer that others use, sign in later and choose “Sign out everywhere” on your account page.",
            "unsaved" => "You are signed out on this device, and on this device only: the site could not save it. When it is well again, "
                + "sign in once more and choose “Sign out everywhere” on your account page.",
            "everywhere" => "You are signed out everywhere, on this device too.",
            "password" => "Your new password is set. Sign in with it.",
            "leaving" => Farewell(visit),
            "plain" => $"Your browser did not keep the sign-in: it was made without encryption. Sign in at {visit.Absolute("/login")}",
            _ => null,
        };
        var model = new SignInModel(new FormView(), next, FindLastingDays(visit), notice);
        return visit.Page(new Pages_SignIn { Frame = visit.Frame, Model = model });
    }

    private static int FindLastingDays(Visit visit)
    {
        try
        {
            return visit.Rules.LastingDays;
        }
        catch (DatabaseUnavailableException)
        {
            // Whoever signs out while the database is unavailable lands here.
            return Rules.Default.LastingDays;
        }
    }

    /// <summary>The notice after a member requested deletion; the instant in the query is used only if it is plausible.</summary>
    private static string Farewell(Visit visit)
    {
        var latest = visit.Now + Rules.UndoDays * 86_400L;
        var isKnown = long.TryParse(visit.Query("until"), NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            && until > visit.Now && until <= latest;
        return "You are signed out, and your account is going to be deleted. If you change your mind, sign in "
            + (isKnown ? $"before {SchoolTime.Moment(until, visit.Now)}." : $"within {Rules.UndoDays} days of asking.");
    }

    private async Task<IResult> SignIn(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var next = LocalPath.Of(visit.Form["next"].ToString());
        var (refusal, signedIn) = await Begin(visit, form, status => Again(visit, form, next, status));
        var after = next;
        // A member who requested deletion is shown until when they may change their mind, wherever they wanted to go.
        if (signedIn is { State: MemberState.Leaving }) after = "/account/leaving";
        else if (signedIn is not null && await visit.Read(sql => Arrived.HasToRead(sql, signedIn.MemberId)))
            after = "/welcome?next=" + Uri.EscapeDataString(next);
        // A browser that keeps the cookie nevertheless is sent on from there at once.
        if (visit.SecureAddress is not null) after = "/login?said=plain&next=" + Uri.EscapeDataString(after);
        return refusal ?? visit.SeeOther(after);
    }

    /// <summary>As <see cref="Web.SignInAgain"/> says.</summary>
    public async Task<IResult?> SignInAgain(Visit visit, KeptForm kept)
    {
        var form = new FormReader(visit.Form);
        var (refusal, _) = await Begin(visit, form, status => kept.AskToSignIn(visit, form.View, status));
        if (refusal is not Refusal) return refusal;
        form.Fail("", "Very many people are signing in at this moment. Wait a quarter of a minute, then press the button once more.");
        return kept.AskToSignIn(visit, form.View, StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Begins a session for the login and password in the form, or returns the page that says why not.</summary>
    private async Task<(IResult? Refusal, Credentials? SignedIn)> Begin(Visit visit, FormReader form, Func<int, IResult> again)
    {
        var typed = form.Line("login", "Login", Logins.MaxLength);
        var password = form.Secret("password");
        var isLasting = form.Ticked("lasting");
        if (password.Length == 0) form.Fail("password", "Password: please fill this in.");
        if (!form.IsGood) return (again(StatusCodes.Status422UnprocessableEntity), null);

        // Text that cannot be a login is not looked up, but takes as long, and all of it shares one count.
        var (verdict, credentials, rehash) = await check.Verify(visit, Logins.Parse(typed).Login ?? "", password);
        if (verdict == PasswordVerdict.Wrong) visit.Security.SignInFailed(Logins.ForLog(typed), visit.Client);
        const string Wrong = "That login and password do not go together. Check both; capitals matter in the password.";
        if (PasswordCheck.Refuse(visit, form, verdict, "", Wrong, again) is { } refusal)
        {
            Count(verdict switch { PasswordVerdict.Limited => "limited", PasswordVerdict.Busy => "busy", _ => "failure" });
            return (refusal, null);
        }
        if (credentials!.State == MemberState.Waiting)
        {
            Count("waiting");
            form.Fail("", "Your account is waiting for a teacher to let you in. Nothing more is needed from you.");
            return (again(StatusCodes.Status403Forbidden), null);
        }
        var line = new HashingLine(HashingLane.KnownBrowser, $"{credentials.MemberId}");
        var newHash = rehash && passwords.TryHash(line, password) is { } hashing ? await hashing : null;
        var token = await visit.Write(sql =>
        {
            // The password may have been changed, or the member removed, while this one was being compared.
            if (Members.FindCredentials(sql, credentials.MemberId) != credentials) return null;
            Members.NoteSignIn(sql, credentials.MemberId, newHash, visit.Now);
            return SessionCookie.Begin(sql, visit, credentials.MemberId, isLasting);
        });
        if (token is null)
        {
            form.Fail("", "Your account was changed at this very moment. Sign in again.");
            return (again(StatusCodes.Status409Conflict), null);
        }
        SessionCookie.Set(visit, token, isLasting);
        await SessionCookie.Adopt(visit.Context, token);
        KnownBrowser.Remember(visit, credentials.MemberId, newHash ?? credentials.PasswordHash);
        Count("success");
        return (null, credentials);
    }

    /// <summary>Signs this browser out whatever happens to the database: a session that cannot be ended in it now is ended later.</summary>
    private async Task<IResult> SignOut(Visit visit)
    {
        SessionCookie.Remove(visit);
        var tokens = SessionCookie.TokensOf(visit.Context.Request);
        try
        {
            // Anybody may send a made-up token as often as they like, so that nothing is written for one.
            if (await visit.Read(sql => tokens.Exists(token => Sessions.Exists(sql, token))))
                await visit.Write(sql =>
                {
                    foreach (var token in tokens) Sessions.End(sql, token);
                });
            return visit.SeeOther("/login?said=out");
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            var isKept = true;
            foreach (var token in tokens) isKept &= sessions.EndLater(token, problem.Message);
            return visit.SeeOther(isKept ? "/login?said=device" : "/login?said=unsaved");
        }
    }

    private static IResult Again(Visit visit, FormReader form, string next, int status) =>
        visit.Page(new Pages_SignIn
        {
            Frame = visit.Frame,
            Model = new SignInModel(form.View, next, visit.Rules.LastingDays, null),
        }, status);

    private static void Count(string result) => Attempts.Add(1, new KeyValuePair<string, object?>("result", result));
}
