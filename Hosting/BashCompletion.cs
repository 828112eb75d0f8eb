// Completion of commands and options in bash, written from the command tree: the Debian package's build prints it into a file.
using System.CommandLine;
using System.Text;

namespace MathsSoc.Hosting;

/// <summary>One function that bash calls at each press of Tab; all words are in it, so that no process is started.</summary>
internal static class BashCompletion
{
    /// <summary>The script for <paramref name="root"/>, for the hidden verb <c>bash-completion</c>.</summary>
    public static string Write(RootCommand root)
    {
        var commands = root.Subcommands.Where(command => !command.Hidden).ToList();
        var verbs = string.Join(' ', commands.Select(command => command.Name));
        var shared = root.Options.Where(option => option.Recursive).ToList();
        var script = new StringBuilder();
        script.Append("# bash completion for mathsoc, printed by the program itself.\n_mathsoc() {\n");
        script.Append("    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} options one\n    COMPREPLY=()\n");
        script.Append("    case $before in\n");
        script.Append("        --data) mapfile -t COMPREPLY < <(compgen -d -- \"$word\"); compopt -o filenames; return ;;\n");
        script.Append("        --env-file) mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); compopt -o filenames; return ;;\n");
        var valued = commands.SelectMany(command => command.Options).Concat(shared).Where(ManualPage.TakesValue)
            .Select(option => option.Name).Except(["--data", "--env-file"]).Distinct().Order(StringComparer.Ordinal);
        script.Append($"        {string.Join('|', valued)}) return ;;\n    esac\n");
        script.Append($"    options=\"{Options(root.Options)}\"\n");
        script.Append("    for one in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n        case $one in\n");
        foreach (var command in commands)
            script.Append($"            {command.Name}) options=\"{Options(command.Options.Concat(shared))}\"; break ;;\n");
        script.Append("        esac\n    done\n");
        script.Append("    if [[ $word == -* ]]; then mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")\n");
        script.Append($"    elif ((COMP_CWORD == 1)); then mapfile -t COMPREPLY < <(compgen -W \"{verbs}\" -- \"$word\"); fi\n");
        script.Append("}\ncomplete -F _mathsoc mathsoc\n");
        return script.ToString();
    }

    /// <summary>The long names; also those of settings, which the help leaves out because they are many.</summary>
    private static string Options(IEnumerable<Option> options) => string.Join(' ', options
        .SelectMany(ManualPage.Names).Where(name => name.StartsWith("--", StringComparison.Ordinal))
        .Distinct().Order(StringComparer.Ordinal));
}
