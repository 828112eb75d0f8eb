// Setting a password with a one-time code: from a link, or typed from a slip of paper.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page: it asks for a code, and once that works, for a new password.</summary>
/// <param name="Login">The login whose password is set; null before a code works.</param>
/// <param name="Code">The code as it is printed on paper; empty before a code works.</param>
/// <param name="IsFirst">Whether the account has no password yet; its owner is then shown what the site keeps, as new members are.</param>
public sealed record ResetModel(FormView Form, string? Login, string Code, bool IsFirst, int LeaverMonths)
{
    /// <summary>What other members see of the person.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Whether the notice has its words for staff.</summary>
    public bool IsStaff { get; init; }
}

/// <summary>Maps /reset.</summary>
public sealed class ResetEndpoints(PasswordQueue passwords, SignInDelays delays)
{
    private const int MaxCode = 60;

    public void Map(RouteGroup anyone)
    {
        // A code that works is never counted or refused; one that does not is counted below.
        anyone.Page("/reset", "account.reset_page", Show).WithMetadata(RatePolicy.Login);
        anyone.Post("/reset", "account.reset", Reset).WithMetadata(RatePolicy.Login);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var form = new FormView();
        form["token"] = visit.Query("token", MaxCode);
        if (form["token"].Length == 0) return CodePage(visit, form, StatusCodes.Status200OK);
        // By a clock that is behind, a code that is over would seem to work.
        if (visit.Clock.IsTooEarly) return new Refusal(StatusCodes.Status503ServiceUnavailable, ClockGate.Explain(visit.Clock));
        return await Find(visit, form["token"]) is var (code, member)
            ? SetPage(visit, form, code, member, StatusCodes.Status200OK)
            : Refuse(visit, form);
    }

    private async Task<IResult> Reset(Visit visit)
    {
        var reader = new FormReader(visit.Form);
        var typed = reader.Notation("token", "Code", MaxCode);
        var password = reader.Secret("password");
        var form = reader.View;
        if (form.HasErrors) return CodePage(visit, form, StatusCodes.Status422UnprocessableEntity);
        if (await Find(visit, typed) is not var (code, member)) return Refuse(visit, form);
        if (password.Length == 0) form.Fail("password", "New password: please think of one.");
        else if (Passwords.FindProblem(password, member.Login) is { } weak) form.Fail("password", weak);
        if (form.HasErrors) return SetPage(visit, form, code, member, StatusCodes.Status422UnprocessableEntity);
        if (passwords.TryHash(new HashingLine(HashingLane.Link, $"{member.Id}"), password) is not { } hashing) return visit.Busy();
        var hash = await hashing;
        if (await visit.Write(sql => Set(sql, visit, code, hash)) is not { } token) return Refuse(visit, form);
        delays.Succeed(member.Login);
        SessionCookie.Set(visit, token, isLasting: false);
        KnownBrowser.Remember(visit, member.Id, hash);
        return visit.SeeOther("/?said=password");
    }

    /// <summary>The code in its stored form and the member it is for; null if it does not work.</summary>
    private static async Task<(string Code, Member Member)?> Find(Visit visit, string typed)
    {
        if (OneTimeCodes.Parse(typed) is not { } code) return null;
        var member = await visit.Read(sql =>
            PasswordLinks.Find(sql, code, visit.Now) is { } link ? Members.Find(sql, link.MemberId) : null);
        return member is null ? null : (code, member);
    }

    /// <summary>
    /// Sets the password, using up the code and ending every other way in: other codes, every session. Returns the new session's token;
    /// null if the code no longer works.
    /// </summary>
    private static string? Set(Sql sql, Visit visit, string code, string hash)
    {
        if (PasswordLinks.Find(sql, code, visit.Now) is not { } link || !PasswordLinks.Use(sql, code, visit.Now)) return null;
        PasswordLinks.RemoveAll(sql, link.MemberId);
        // The page that sets a first password shows the privacy notice.
        Members.NoteNotice(sql, link.MemberId, PrivacyNotice.Version);
        Members.SetPassword(sql, link.MemberId, hash);
        Sessions.EndAll(sql, link.MemberId);
        Members.NoteSignIn(sql, link.MemberId, null, visit.Now);
        var how = link.IsSlip ? "with a slip" : "with a link";
        Audit.Add(sql, new Actor(link.MemberId, visit.Client), "password.reset", visit.Now, "member", link.MemberId, how);
        return SessionCookie.Begin(sql, visit, link.MemberId, isLasting: false);
    }

    private static IResult Refuse(Visit visit, FormView form) => CodePage(visit, form, WrongCodes.Fail(visit, form, "token", "reset",
        "a new password", "This code does not work. It may have a slip in it, have been used already, or be too old. "
            + "Look at it again, or ask a teacher for a new one."));

    private static IResult CodePage(Visit visit, FormView form, int status) => visit.Page(new Pages_Reset
    {
        Frame = visit.Frame,
        Model = new ResetModel(form, null, "", false, visit.Rules.LeaverMonths),
    }, status);

    private static IResult SetPage(Visit visit, FormView form, string code, Member member, int status) => visit.Page(new Pages_Reset
    {
        Frame = visit.Frame,
        Model = new ResetModel(form, member.Login, OneTimeCodes.Write(code), !member.HasPassword, visit.Rules.LeaverMonths)
        {
            DisplayName = member.DisplayName, IsStaff = PrivacyNotice.IsForStaff(member.Role, member.StartYear),
        },
    }, status);
}
