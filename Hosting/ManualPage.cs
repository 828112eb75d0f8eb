// The manual page mathsoc(1), written from the command tree and the table of settings: the Debian package's build prints it into a file.
using System.CommandLine;
using System.Text;

namespace MathsSoc.Hosting;

/// <summary>In the format of man(7), whose control lines begin with a dot.</summary>
internal static class ManualPage
{
    /// <summary>The page of <paramref name="root"/>, for the hidden verb <c>man-page</c>.</summary>
    public static string Write(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append($".TH MATHSOC 1 \"\" \"MathsSoc {BuildVersion.Number}\" \"MathsSoc\"\n");
        page.Append(".SH NAME\nmathsoc \\- a maths society's website\n");
        page.Append(".SH SYNOPSIS\n.B mathsoc\n[\\fICOMMAND\\fR] [\\fIOPTIONS\\fR]\n");
        page.Append($".SH DESCRIPTION\n{Escape(root.Description ?? "")}\n");
        page.Append(".SH COMMANDS\n");
        foreach (var command in root.Subcommands.Where(command => !command.Hidden)) WriteCommand(page, command);
        page.Append(".SH OPTIONS\nOf every command:\n");
        foreach (var option in root.Options.Where(option => !option.Hidden)) WriteOption(page, option);
        page.Append(".SH SETTINGS\nA setting is a line NAME=value of the file that \\-\\-env\\-file names, a variable of the environment,\n"
            + "which wins over the file, or a flag, which wins over both: PORT is \\-\\-port, DATA_DIR is \\-\\-data.\n"
            + "A secret is no flag.\n");
        foreach (var setting in SettingsTable.Rows)
        {
            page.Append($".TP\n.B {Escape(setting.Name)}\n{Escape(setting.Help)}");
            if (setting.Default.Length > 0) page.Append($" Default: {Escape(setting.Default)}");
            page.Append('\n');
        }
        page.Append(".SH EXIT STATUS\n");
        WriteExit(page, Exit.Ok, "Fine.");
        WriteExit(page, Exit.Failed, "Failed.");
        WriteExit(page, Exit.Usage, "Wrong usage.");
        WriteExit(page, Exit.Unavailable, "A port, folder, file or disk cannot be used, or there is no site.");
        WriteExit(page, Exit.Configuration, "A setting is wrong, or the database is from a newer version.");
        page.Append(".SH FILES\n.TP\n.I /etc/mathsoc/env\nThe settings of the installed site.\n"
            + $".TP\n.I {SiteFinder.Installed}\nIts database, uploads and logs.\n");
        return page.ToString();
    }

    private static void WriteCommand(StringBuilder page, Command command)
    {
        page.Append($".SS {Escape(command.Name)}");
        foreach (var argument in command.Arguments) page.Append($" {Escape(argument.Name)}");
        page.Append($"\n{Escape(command.Description ?? "")}\n");
        foreach (var option in command.Options.Where(option => !option.Hidden)) WriteOption(page, option);
    }

    private static void WriteOption(StringBuilder page, Option option)
    {
        var names = Names(option).Select(name => $"\\fB{Escape(name)}\\fR");
        var value = TakesValue(option) ? $" \\fI{Escape(option.HelpName ?? "VALUE")}\\fR" : "";
        page.Append($".TP\n{string.Join(", ", names)}{value}\n{Escape(option.Description ?? "")}\n");
    }

    private static void WriteExit(StringBuilder page, int code, string meaning) => page.Append($".TP\n.B {code}\n{meaning}\n");

    /// <summary>The names of an option as typed in a Linux shell, without the library's Windows forms and -?.</summary>
    internal static IEnumerable<string> Names(Option option) =>
        option.Aliases.Append(option.Name).Where(name => name.StartsWith('-') && name != "-?").Distinct().Order(StringComparer.Ordinal);

    /// <summary>False for a switch.</summary>
    internal static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);

    /// <summary>Text that no character of man(7) is hidden in: it begins no control line, and hyphens can be copied.</summary>
    private static string Escape(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }
}
