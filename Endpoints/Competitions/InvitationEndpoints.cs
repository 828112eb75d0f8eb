// The page of an invitation: what a coordinator does and sees, and the account that is made with it, once.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page: it asks for a code, and with one that works, for the new account.</summary>
/// <param name="Invitation">Null before a code works.</param>
/// <param name="Code">The code as it is printed; empty before it works.</param>
/// <param name="SignedIn">The name of a member who is signed in here, and so cannot make another account; null: nobody is.</param>
public sealed record InvitationModel(FormView Form, Invitation? Invitation, string Code, string? SignedIn, int LeaverMonths);

/// <summary>
/// Maps /invitations. The code is in the query and not in the path, because every log masks it there; see Observability/Secrets.cs.
/// </summary>
public sealed class InvitationEndpoints(PasswordQueue passwords)
{
    private const int MaxCode = 60;

    public void Map(RouteGroup anyone)
    {
        // As at /reset: a code that works is never counted or refused, and one that does not is counted below.
        anyone.Page("/invitations", "invitation_page", Show).WithMetadata(RatePolicy.Login);
        anyone.Post("/invitations", "invitation", Accept).WithMetadata(RatePolicy.Login);
    }

    /// <summary>The account that a form made, and its session's token.</summary>
    private sealed record Made(long Id, string Token, bool HasOtherLogin);

    private static async Task<IResult> Show(Visit visit)
    {
        var form = new FormView();
        form["code"] = visit.Query("code", MaxCode);
        if (form["code"].Length == 0) return CodePage(visit, form, StatusCodes.Status200OK);
        // By a clock that is behind, an invitation that is over would seem to work.
        if (visit.Clock.IsTooEarly) return new Refusal(StatusCodes.Status503ServiceUnavailable, ClockGate.Explain(visit.Clock));
        var found = await Find(visit, form["code"]);
        return found is var (code, invitation) && FindProblem(visit, invitation) is null
            ? FormPage(visit, form, code, invitation, StatusCodes.Status200OK)
            : Refuse(visit, form, found);
    }

    private async Task<IResult> Accept(Visit visit)
    {
        var reader = new FormReader(visit.Form);
        var form = reader.View;
        var typed = reader.Notation("code", "Code", MaxCode);
        if (form.HasErrors) return CodePage(visit, form, StatusCodes.Status422UnprocessableEntity);
        var found = await Find(visit, typed);
        if (found is not var (code, invitation) || FindProblem(visit, invitation) is not null) return Refuse(visit, form, found);
        if (visit.SignedIn is not null) return FormPage(visit, form, code, invitation, StatusCodes.Status422UnprocessableEntity);
        var name = AccountFields.ReadName(reader);
        var alias = AccountFields.ReadAlias(reader, name);
        var login = AccountFields.ReadLogin(reader);
        var password = AccountFields.ReadPassword(reader, login);
        if (alias.Length > 0 && await visit.Read(sql => Members.IsDisplayNameTaken(sql, alias, null)))
            form.Fail("display", "Another member is shown under this name. Choose a different one.");
        if (form.HasErrors) return FormPage(visit, form, code, invitation, StatusCodes.Status422UnprocessableEntity);
        if (passwords.TryHash(new HashingLine(HashingLane.Link, $"invitation {invitation.Id}"), password, visit.Context.RequestAborted)
            is not { } hashing) return visit.Busy();
        var hash = await hashing;
        // Whoever presses the button twice sends the form twice: the first one, which nobody waits for any more, must not use it up.
        visit.Context.RequestAborted.ThrowIfCancellationRequested();
        var waits = alias.Length > 0 && visit.Rules.ModeratesNames;
        var member = new NewMember
        {
            Login = login,
            Name = name,
            DisplayName = alias.Length > 0 && !waits ? alias : DisplayNames.Initials(name),
            WantedName = waits ? alias : null,
            SchoolId = invitation.SchoolId,
            Role = Role.Coordinator,
            State = MemberState.Active,
            PasswordHash = hash,
            NoticeVersion = PrivacyNotice.Version,
        };
        if (await visit.Write(sql => Add(sql, visit, code, member)) is not { } made) return Refuse(visit, form, await Find(visit, typed));
        SessionCookie.Set(visit, made.Token, isLasting: false);
        KnownBrowser.Remember(visit, made.Id, hash);
        return visit.SeeOther(made.HasOtherLogin ? "/?said=renamed" : "/?said=joined");
    }

    /// <summary>
    /// Makes the account, uses the invitation up and begins a session: all of it or nothing. As when somebody joins with a code, a login
    /// that is taken is replaced by one made from the name, so that nobody learns whose logins there are. Null: it does not work any more.
    /// </summary>
    private static Made? Add(Sql sql, Visit visit, string code, NewMember member)
    {
        if (Invitations.Find(sql, code) is not { } invitation || FindProblem(visit, invitation) is not null
            || !Invitations.Use(sql, invitation.Id, visit.Now)) return null;
        bool IsTaken(string login) => Members.FindByLogin(sql, login) is not null;
        var hasOtherLogin = IsTaken(member.Login);
        if (hasOtherLogin) member = member with { Login = Logins.Suggest(member.Name, IsTaken) };
        var id = Members.Add(sql, member, visit.Now)
            ?? throw new InvalidOperationException("A login was taken within the transaction that had found it free.");
        Audit.Add(sql, new Actor(id, visit.Client), "coordinator.join", visit.Now, "member", id,
            $"school {invitation.SchoolId}, invitation {invitation.Id}{(hasOtherLogin ? ", the login typed was taken" : "")}");
        Members.NoteSignIn(sql, id, null, visit.Now);
        return new Made(id, SessionCookie.Begin(sql, visit, id, isLasting: false), hasOtherLogin);
    }

    /// <summary>The code in its stored form and its invitation, in whatever state; null if there is none.</summary>
    private static async Task<(string Code, Invitation Invitation)?> Find(Visit visit, string typed)
    {
        if (OneTimeCodes.Parse(typed) is not { } code) return null;
        return await visit.Read(sql => Invitations.Find(sql, code)) is { } invitation ? (code, invitation) : null;
    }

    /// <summary>Why the invitation does not work, and what to do next; null if it does.</summary>
    private static string? FindProblem(Visit visit, Invitation invitation) => invitation.StateAt(visit.Now) switch
    {
        InvitationState.Open => null,
        InvitationState.Used => "This invitation has been used. If that was you, sign in with the login and password you chose then; "
            + "if not, tell the society, and ask for another.",
        InvitationState.Revoked => "This invitation was taken back. Ask whoever gave it to you for another.",
        _ => $"This invitation worked until {SchoolTime.Moment(invitation.ExpiresAt, visit.Now)}. Ask whoever gave it to you for another.",
    };

    /// <summary>
    /// Says why a code does not work. Only who has the whole code learns its state; for any other there is one sentence, and it counts.
    /// </summary>
    private static IResult Refuse(Visit visit, FormView form, (string Code, Invitation Invitation)? found)
    {
        if (found is var (_, invitation) && FindProblem(visit, invitation) is { } problem)
        {
            form.Fail("code", problem);
            return CodePage(visit, form, StatusCodes.Status422UnprocessableEntity);
        }
        return CodePage(visit, form, WrongCodes.Fail(visit, form, "code", "invitation", "an invitation",
            "There is no such invitation. Compare the code letter by letter with the one you were given, or ask for another. A pupil’s "
                + "code, which is shorter, is for joining."));
    }

    private static IResult CodePage(Visit visit, FormView form, int status) => visit.Page(new Pages_Invitation
    {
        Frame = visit.Frame,
        Model = new InvitationModel(form, null, "", null, visit.Rules.LeaverMonths),
    }, status);

    private static IResult FormPage(Visit visit, FormView form, string code, Invitation invitation, int status) =>
        visit.Page(new Pages_Invitation
        {
            Frame = visit.Frame,
            Model = new InvitationModel(
                form, invitation, OneTimeCodes.Write(code), visit.SignedIn?.DisplayName, visit.Rules.LeaverMonths),
        }, status);
}
