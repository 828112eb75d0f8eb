// `mathsoc create-admin`: makes the first owner, or makes an existing member one; the password is never on the command line.
using System.Text;
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Hosting;

/// <summary>Prompts for missing values if there is a terminal; otherwise names the missing flag.</summary>
internal static class CreateAdminCommand
{
    private const int MaxPasswordLine = 1024;

    public static int Run(SettingSources sources, string? loginText, string? name, bool passwordStdin)
    {
        if (SiteFinder.Find(sources) is not { } found) return Exit.Unavailable;
        if (Settled.Load(found, out var code) is not { } options) return code;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var outcome = SiteMigration.Run(options, now);
        if (outcome.Result != MigrationResult.Ready) return Settled.Refuse(outcome.Message, Settled.ExitOf(outcome.Result));

        loginText ??= Ask("Login (e-mail or username): ");
        if (loginText is null) return Settled.Refuse("Name the owner with --login LOGIN.", Exit.Usage);
        var (login, problem) = Logins.Parse(loginText);
        if (login is null) return Settled.Refuse(problem!, Exit.Usage);

        using var db = Db.Open(options.DatabasePath, readers: 1);
        try
        {
            if (db.Read(sql => Members.FindByLogin(sql, login)) is { } member)
            {
                if (member is not { Role: Role.Owner, State: MemberState.Active }) db.Write(sql =>
                {
                    Members.MakeOwner(sql, login, now);
                    Audit.Add(sql, Actor.CommandLine, "member.role", now, "member", member.Id, "owner");
                });
                Console.WriteLine(member.HasPassword
                    ? $"{login} is an owner and keeps the password."
                    : $"{login} is an owner and has no password yet: {ShellCommand.For($"reset-password {login}", options.DataDir)}");
                return Exit.Ok;
            }
            return Add(db, login, name, passwordStdin, now);
        }
        catch (DatabaseUnavailableException unavailable)
        {
            return Settled.Refuse(unavailable.Message, Exit.Unavailable);
        }
    }

    private static int Add(Db db, string login, string? name, bool passwordStdin, long now)
    {
        name = LineText.Tidy(name ?? (passwordStdin ? login : Ask("Name: ") ?? login));
        if (name.Length is 0 or > DisplayNames.MaxFullName)
            return Settled.Refuse($"A name has 1 to {DisplayNames.MaxFullName} characters.", Exit.Usage);
        if (LineText.FindProblem(name) is { } problem) return Settled.Refuse($"The name cannot be used. {problem}", Exit.Usage);
        var password = passwordStdin ? ReadLine() : AskTwice();
        if (password is null)
            return Settled.Refuse("There is no terminal to ask for the password: send it with --password-stdin.", Exit.Usage);
        if (Passwords.FindProblem(password, login) is { } weak) return Settled.Refuse(weak, Exit.Failed);
        var hash = Passwords.Hash(password);
        var owner = NewMember.Owner(login, name, hash);
        var added = db.Write(sql =>
        {
            var id = Members.Add(sql, owner, now);
            if (id is not null) Audit.Add(sql, Actor.CommandLine, "member.add", now, "member", id, "owner");
            return id is not null;
        });
        if (!added) return Settled.Refuse($"{login} was added by somebody else just now. Run this again.", Exit.Failed);
        Console.WriteLine($"{login} is an owner.");
        return Exit.Ok;
    }

    private static string? Ask(string prompt)
    {
        if (Console.IsInputRedirected) return null;
        Console.Write(prompt);
        return ReadLine();
    }

    private static string? ReadLine()
    {
        var line = Console.In.ReadLine();
        return line is null || line.Length > MaxPasswordLine ? null : line;
    }

    private static string? AskTwice()
    {
        if (Console.IsInputRedirected) return null;
        while (true)
        {
            var first = AskHidden("Password: ");
            if (first == AskHidden("Password again: ")) return first;
            Console.WriteLine("The two are not the same. Try again.");
        }
    }

    private static string AskHidden(string prompt)
    {
        Console.Write(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace && typed.Length > 0) typed.Length--;
            else if (!char.IsControl(key.KeyChar) && typed.Length < MaxPasswordLine) typed.Append(key.KeyChar);
        }
        Console.WriteLine();
        return typed.ToString();
    }
}
