// Checks a typed password against an account's wherever the site requires one, with the limits, the growing delay and bounded hashing.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The result of a check. <c>Limited</c>: too many wrong ones before. <c>Busy</c>: too many other checks at this moment.</summary>
public enum PasswordVerdict { Right, Wrong, Limited, Busy }

/// <summary>Checks passwords. Signing in, changing the password and deleting the account share one count of wrong ones.</summary>
public sealed class PasswordCheck(PasswordQueue passwords, SignInDelays delays, GuessedLogins guessed, TimeProvider clock)
{
    /// <summary>
    /// Checks the password of <paramref name="login"/> (folded; empty for text that cannot be a login, which takes as long). The
    /// credentials are not null if it is right; <c>Rehash</c> is true if the hash should be made again. Former and archived members have
    /// no right password.
    /// </summary>
    public async Task<(PasswordVerdict Verdict, Credentials? Credentials, bool Rehash)> Verify(Visit visit, string login, string password)
    {
        var gone = visit.Context.RequestAborted;
        var credentials = login.Length == 0 ? null : await visit.Read(sql => Members.FindCredentials(sql, login));
        var counts = new GuessCounts(visit, login, credentials);
        // Taken first and given back on success, so that of many attempts at one moment none exceeds the limit.
        if (!counts.Take())
        {
            NoteGuess(visit, login, counts, credentials);
            return (PasswordVerdict.Limited, null, false);
        }
        var delay = counts.IsKnown ? TimeSpan.Zero : delays.DelayOf(login);
        bool matches, rehash;
        try
        {
            if (delay > TimeSpan.Zero) await Task.Delay(delay, clock, gone);
            if (passwords.TryVerify(counts.Line, credentials?.PasswordHash, password, gone) is not { } verifying)
            {
                counts.GiveBack();
                return (PasswordVerdict.Busy, null, false);
            }
            (matches, rehash) = await verifying;
        }
        catch (OperationCanceledException)
        {
            // Whoever presses the button again while they wait has not typed a wrong password: this one was never compared.
            counts.GiveBack();
            throw;
        }
        if (!matches || credentials is not { State: MemberState.Active or MemberState.Leaving or MemberState.Waiting })
        {
            delays.Fail(login);
            counts.KeepWrong();
            NoteGuess(visit, login, counts, credentials);
            return (PasswordVerdict.Wrong, null, false);
        }
        counts.ForgetWrong();
        delays.Succeed(login);
        return (PasswordVerdict.Right, credentials, rehash);
    }

    /// <summary>Tells staff and the log, once an hour, of a login that is guessed at more often than any owner mistypes.</summary>
    private void NoteGuess(Visit visit, string login, GuessCounts counts, Credentials? credentials)
    {
        if (counts.IsKnown || login.Length == 0 || !guessed.Add(login, counts.Client, credentials?.MemberId)) return;
        visit.Security.LoginGuessed(login, GuessedLogins.Most, visit.Client);
    }

    /// <summary>
    /// The response to a form whose password was not right, with the mistake shown at <paramref name="field"/>; null if it was right.
    /// </summary>
    public static IResult? Refuse(
        Visit visit, FormReader form, PasswordVerdict verdict, string field, string wrong, Func<int, IResult> again)
    {
        switch (verdict)
        {
            case PasswordVerdict.Right:
                return null;
            case PasswordVerdict.Busy:
                return visit.Busy();
            case PasswordVerdict.Limited:
                var wait = ErrorPages.WhenToRetry(visit.Context.Response.Headers.RetryAfter.ToString());
                form.Fail("", $"Too many wrong passwords were typed here or on this network. {wait} "
                    + "A teacher can give you a link for a new password, which works at once.");
                return again(StatusCodes.Status429TooManyRequests);
            default:
                form.Fail(field, wrong);
                return again(StatusCodes.Status422UnprocessableEntity);
        }
    }

    /// <summary>
    /// Reads the form's field "password" as the last of its fields, and checks it if the form has no other mistake. The response that shows
    /// what is wrong; null if nothing is.
    /// </summary>
    public async Task<IResult?> AskAgain(Visit visit, FormReader form, string login, Func<int, IResult> again)
    {
        var password = form.Secret("password");
        if (password.Length == 0) form.Fail("password", "Password: please fill this in.");
        return form.IsGood
            ? await AskAgain(visit, form, login, password, "password", again)
            : again(StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>
    /// The same for a member who is signed in and has to type their password again, because someone else may be sitting at their screen.
    /// </summary>
    public async Task<IResult?> AskAgain(
        Visit visit, FormReader form, string login, string password, string field, Func<int, IResult> again)
    {
        var (verdict, _, _) = await Verify(visit, login, password);
        if (verdict == PasswordVerdict.Wrong) visit.Security.PasswordFailed(visit.Member.MemberId, visit.Client);
        return Refuse(visit, form, verdict, field, "This is not your password. Capitals matter.", again);
    }
}
