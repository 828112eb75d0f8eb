// The command tree: every verb with its help, and the settings that it takes as flags.
using System.CommandLine;

namespace MathsSoc.Hosting;

/// <summary>Builds and runs the command line.</summary>
public static class Commands
{
    private static readonly Option<string> EnvFile = new("--env-file")
    {
        Description = "File of NAME=value lines; the environment and flags win over it.",
        HelpName = "FILE",
        Recursive = true,
    };

    private static readonly Dictionary<string, Option<string>> SettingFlags = SettingsTable.Rows.Where(row => !row.Secret)
        .ToDictionary(row => row.Name, MakeFlag);

    /// <summary>Parses <paramref name="args"/>, runs the verb and returns its exit code; usage errors give 2 and a sentence each.</summary>
    public static int Run(string[] args)
    {
        DataFolder.KeepFilesPrivate();
        var parsed = Build().Parse(args);
        if (parsed.Errors.Count == 0)
        {
            // Almost every verb computes a hash.
            var isHelp = parsed.Action is System.CommandLine.Help.HelpAction;
            return isHelp || LibSsl.Find() is not null ? parsed.Invoke() : Settled.Refuse(LibSsl.Missing, Exit.Unavailable);
        }
        foreach (var error in parsed.Errors) Console.Error.WriteLine($"mathsoc: {Plain(error.Message)}");
        Console.Error.WriteLine("Try: mathsoc --help");
        return Exit.Usage;
    }

    /// <summary>The library names the type that it expected, which is always a number's, as .NET does.</summary>
    private static string Plain(string message)
    {
        var type = message.IndexOf(" as expected type ", StringComparison.Ordinal);
        return type < 0 ? message : message[..type] + " as a number.";
    }

    private static RootCommand Build()
    {
        var root = new RootCommand("A maths society's whole website in one file. Without a verb it serves.") { EnvFile };
        foreach (var flag in SettingFlags.Values) root.Options.Add(flag);
        root.SetAction(parsed => ServeCommand.Run(SourcesOf(parsed)));

        var serve = new Command("serve", "Serve the site (the default).");
        serve.SetAction(parsed => ServeCommand.Run(SourcesOf(parsed)));
        root.Subcommands.Add(serve);

        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell what would be applied." };
        var migrate = new Command("migrate", "Make the database, or bring it to this program's schema.") { dryRun };
        migrate.SetAction(parsed => MigrateCommand.Run(SourcesOf(parsed), parsed.GetValue(dryRun)));
        root.Subcommands.Add(migrate);

        var demo = new Command("demo", "Fill a new folder with a made-up society and serve it; without --data a temporary one.");
        demo.SetAction(parsed => DemoCommand.Run(SourcesOf(parsed), namesFolder: parsed.GetValue(SettingFlags["DATA_DIR"]) is not null));
        root.Subcommands.Add(demo);

        root.Subcommands.Add(BuildCreateAdmin());
        root.Subcommands.Add(BuildResetPassword());
        root.Subcommands.Add(BuildHealthcheck());

        root.Subcommands.Add(MarkCommand.Build());
        root.Subcommands.Add(BuildBackup());
        root.Subcommands.Add(BuildProve());
        root.Subcommands.Add(AlertCommand.Build(SourcesOf));
        root.Subcommands.Add(RestoreVerb.Build(SourcesOf));
        root.Subcommands.Add(ImportVerb.Build(SourcesOf));

        var repair = new Option<bool>("--repair")
        {
            Description = "When totals of points differ from the ledger, write them anew from it.",
        };
        var check = new Command("check",
            "Look for trouble: database, points, settings, disk, clock, libraries. Exit 1 on a fail.")
        {
            repair,
        };
        check.SetAction(parsed => CheckCommand.Run(SourcesOf(parsed), parsed.GetValue(repair)));
        root.Subcommands.Add(check);

        var config = new Command("config",
            "Print every setting: its value, where it came from, its default. Each is also a flag: PORT is --port.");
        config.SetAction(parsed => ConfigCommand.Run(SourcesOf(parsed)));
        root.Subcommands.Add(config);

        var version = new Command("version", "Print the version, commit, runtime and SQLite version.");
        version.SetAction(_ => VersionCommand.Run());
        root.Subcommands.Add(version);

        root.Subcommands.Add(BuildReference("man-page", "Print the manual page.", root, ManualPage.Write));
        root.Subcommands.Add(BuildReference("bash-completion", "Print the completion for bash.", root, BashCompletion.Write));
        return root;
    }

    private static Command BuildCreateAdmin()
    {
        var login = new Option<string>("--login") { Description = "E-mail address or username.", HelpName = "LOGIN" };
        var name = new Option<string>("--name") { Description = "The owner's name.", HelpName = "NAME" };
        var passwordStdin = new Option<bool>("--password-stdin")
        {
            Description = "Read the password from standard input instead of asking.",
        };
        var command = new Command("create-admin",
            "Make an owner, or make an existing member one. Works while the site is served.")
        {
            login, name, passwordStdin,
        };
        command.SetAction(parsed => CreateAdminCommand.Run(
            SourcesOf(parsed), parsed.GetValue(login), parsed.GetValue(name), parsed.GetValue(passwordStdin)));
        return command;
    }

    private static Command BuildResetPassword()
    {
        var login = new Argument<string>("LOGIN") { Description = "The member's e-mail address or username." };
        var command = new Command("reset-password",
            "Print a one-time link by which a member sets a new password. Works while the site is served.")
        {
            login,
        };
        command.SetAction(parsed => ResetPasswordCommand.Run(SourcesOf(parsed), parsed.GetValue(login) ?? ""));
        return command;
    }

    private static Command BuildBackup()
    {
        var to = new Option<string>("--to")
        {
            Description = "Another folder than the site's own, such as one on a stick.",
            HelpName = "DIR",
        };
        var keep = new Option<int?>("--keep")
        {
            Description = "Afterwards keep so many of the backups made by hand in that folder, and remove older ones.",
            HelpName = "N",
        };
        var command = new Command("backup", "Make a backup now and prove it. Works while the site is served.") { to, keep };
        command.SetAction(parsed => BackupCommand.Run(SourcesOf(parsed), parsed.GetValue(to), parsed.GetValue(keep)));
        return command;
    }

    private static Command BuildProve()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A backup, or its name among the site's; by default the newest.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var full = new Option<bool>("--full") { Description = "Also start a server on a copy of it, and ask for the home page." };
        var command = new Command("prove", "Open a backup as a restore would, and say whether it is whole; exit 1 if it is not.")
        {
            file, full,
        };
        command.SetAction(parsed => ProveCommand.Run(SourcesOf(parsed), parsed.GetValue(file), parsed.GetValue(full)));
        return command;
    }

    private static Command BuildHealthcheck()
    {
        var ready = new Option<bool>("--ready") { Description = "Ask whether it is ready, not only whether it is alive." };
        var url = new Option<string>("--url")
        {
            Description = "The site's address; by default where serve would listen.",
            HelpName = "URL",
        };
        var command = new Command("healthcheck",
            "Ask the running site how it is: exit 0 or 1, one line, three seconds at most.")
        {
            ready, url,
        };
        command.SetAction(parsed => HealthcheckCommand.Run(SourcesOf(parsed), parsed.GetValue(ready), parsed.GetValue(url)));
        return command;
    }

    /// <summary>A hidden verb that prints what <paramref name="write"/> makes of the command tree, for the build.</summary>
    private static Command BuildReference(string name, string description, RootCommand root, Func<RootCommand, string> write)
    {
        var command = new Command(name, description) { Hidden = true };
        command.SetAction(_ =>
        {
            Console.Write(write(root));
            return Exit.Ok;
        });
        return command;
    }

    /// <summary>--port for PORT, but --data for DATA_DIR. The help shows only the most common flags; <c>config</c> lists all.</summary>
    private static Option<string> MakeFlag(Setting setting)
    {
        var name = setting.Name == "DATA_DIR" ? "--data" : "--" + setting.Name.ToLowerInvariant().Replace('_', '-');
        return new Option<string>(name)
        {
            Description = setting.Help,
            HelpName = setting.Name is "DATA_DIR" ? "DIR" : "VALUE",
            Recursive = true,
            Hidden = setting.Name is not ("DATA_DIR" or "PORT" or "LISTEN"),
        };
    }

    private static SettingSources SourcesOf(ParseResult parsed)
    {
        var flags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, flag) in SettingFlags)
            if (parsed.GetValue(flag) is { } value) flags[name] = value;
        return SettingSources.FromProcess(flags, parsed.GetValue(EnvFile));
    }
}
