// A name in the env file that is no setting is told, with the one that was probably meant.
using MathsSoc.Hosting;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Hosting;

public sealed class SettingNamesTests
{
    [Theory]
    [InlineData("PUBILC_URL", "Is it PUBLIC_URL?")]
    [InlineData("port", "Is it PORT?")]
    [InlineData("DATADIR", "Is it DATA_DIR?")]
    [InlineData("METRICS_TOKEN_FIEL", "Is it METRICS_TOKEN_FILE?")]
    [InlineData("SQLALCHEMY_DATABASE_URI", "mathsoc config lists all settings.")]
    public void A_slip_is_told_with_the_nearest_name(string name, string end)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["env"], $"# a comment\n{name}=1\nLOG_LEVEL=info\n");
        var sources = new SettingSources(new Dictionary<string, string>(), new Dictionary<string, string>(), folder["env"]);
        Assert.Empty(sources.Errors);
        var warning = Assert.Single(sources.Warnings);
        Assert.Equal($"--env-file: line 2 of {folder["env"]}: {name} is no setting and has no effect. {end}", warning);
    }

    [Fact]
    public void Every_name_of_the_shipped_file_and_of_the_table_is_known()
    {
        using var folder = new TemporaryFolder();
        var shipped = Repository.Read("deploy/env.example").Split('\n').Select(line => line.TrimStart('#'))
            .Where(line => line.Contains('=') && char.IsAsciiLetterUpper(line[0]) && !line.Split('=')[0].Contains(' '));
        File.WriteAllLines(folder["env"], shipped.Concat(SettingsTable.Rows.Select(row => row.Name + "=1"))
            .Append("GUNICORN_LOG_LEVEL=info").Append("METRICS_TOKEN_FILE=/x"));
        Assert.Empty(new SettingSources(new Dictionary<string, string>(), new Dictionary<string, string>(), folder["env"]).Warnings);
    }
}
