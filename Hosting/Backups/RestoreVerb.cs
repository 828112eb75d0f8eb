// The verb `restore` with its flags.
using System.CommandLine;

namespace MathsSoc.Hosting;

/// <summary>Parses what <see cref="RestoreCommand"/> is asked for.</summary>
internal static class RestoreVerb
{
    /// <param name="sourcesOf">The settings that a command line names.</param>
    public static Command Build(Func<ParseResult, SettingSources> sourcesOf)
    {
        var what = new Argument<string?>("FILE")
        {
            Description = "A backup, a zip of one, its name among the site's backups, or latest.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var list = new Option<bool>("--list") { Description = "Only list the backups there are." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only examine it, and say what would be lost." };
        var sure = new Option<bool>("--yes") { Description = "Do not ask." };
        var foreign = new Option<bool>("--foreign") { Description = "Also if it is another society's." };
        var command = new Command("restore", "Put a backup in the place of the database, and set that aside. Not while the site is served.")
        {
            what, list, dryRun, sure, foreign,
        };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(what);
            if (parsed.GetValue(list))
                return name is null ? List(sourcesOf(parsed)) : Settled.Refuse("--list takes no FILE.", Exit.Usage);
            return string.IsNullOrEmpty(name)
                ? Settled.Refuse("name a backup, or latest; mathsoc restore --list lists them.", Exit.Usage)
                : RestoreCommand.Run(sourcesOf(parsed), new RestoreRequest(
                    name, parsed.GetValue(dryRun), parsed.GetValue(sure), parsed.GetValue(foreign)));
        });
        return command;
    }

    private static int List(SettingSources sources)
    {
        if (SiteFinder.Find(sources) is not { } found) return Exit.Unavailable;
        return Settled.Read(found) is { } options ? BackupChoice.List(options) : Exit.Configuration;
    }
}
