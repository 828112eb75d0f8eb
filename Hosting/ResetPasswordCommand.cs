// `mathsoc reset-password LOGIN`: prints a one-time link for setting a new password; the old and the new one stay secret.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>For when no one who could create a link on the admin pages can sign in. Works while the site is served.</summary>
internal static class ResetPasswordCommand
{
    public static int Run(SettingSources sources, string loginText)
    {
        if (SiteFinder.Find(sources) is not { } found) return Exit.Unavailable;
        if (Settled.Load(found, out var code) is not { } options) return code;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var outcome = SiteMigration.Run(options, now);
        if (outcome.Result != MigrationResult.Ready) return Settled.Refuse(outcome.Message, Settled.ExitOf(outcome.Result));
        var (login, problem) = Logins.Parse(loginText);
        if (login is null) return Settled.Refuse(problem!, Exit.Usage);

        using var db = Db.Open(options.DatabasePath, readers: 1);
        try
        {
            if (db.Read(sql => Members.FindByLogin(sql, login)) is not { } member)
                return Settled.Refuse($"nobody has the login {login}. Look for it on the site's page of members.", Exit.Failed);
            if (!MemberRules.MaySignInAs(member.State))
                return Settled.Refuse(
                    $"{login} is {EnumText.Of(member.State)} and could not use a link. Make the member active first, on the admin pages.",
                    Exit.Failed);
            var link = db.Write(sql => OneTimeLinks.Make(sql, Actor.CommandLine, member.Id, isSlip: false, now));
            // The link is on a line of its own, for copying and for scripts.
            Console.WriteLine(options.Absolute(OneTimeLinks.Path(link)));
            Console.WriteLine(
                $"With it {login} can set a new password, once, until {SchoolTime.Time(now + OneTimeLinks.LinkHours * 3600L)}.");
            var clock = db.Read(sql => ClockRecord.Find(sql, BuildVersion.SourceDate)).Judge(now, BuildVersion.SourceDate);
            if (clock.IsTooEarly) Console.WriteLine($"It does not work yet. {clock.Problem} {ClockVerdict.Remedy}");
            if (options.Site.PublicUrl is null) Console.WriteLine("It leads to this machine, because PUBLIC_URL is not set.");
            return Exit.Ok;
        }
        catch (DatabaseUnavailableException unavailable)
        {
            return Settled.Refuse(unavailable.Message, Exit.Unavailable);
        }
    }
}
