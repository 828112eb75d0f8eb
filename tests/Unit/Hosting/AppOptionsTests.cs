// Settings: where a value comes from, which values are refused, and that all mistakes are reported at once.
using MathsSoc.Hosting;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Hosting;

public sealed class AppOptionsTests
{
    [Fact]
    public void The_defaults_are_sound()
    {
        var (options, errors) = Load([]);
        Assert.Empty(errors);
        Assert.Equal(8000, options.Port);
        Assert.Equal("127.0.0.1", options.Listen.ToString());
        Assert.Equal(Path.GetFullPath("data/mathsoc.db"), options.DatabasePath);
        Assert.Equal(SettingsTable.Rows.Count, options.Values.Count);
    }

    [Fact]
    public void A_flag_beats_the_environment_which_beats_the_file_which_beats_the_default()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["env"], "# comment\nPORT=1111\nLISTEN=\"0.0.0.0\"\nDRAIN_SECONDS = 7\n");
        var environment = new Dictionary<string, string> { ["PORT"] = "2222", ["LISTEN"] = "::1" };
        var flags = new Dictionary<string, string> { ["PORT"] = "3333" };
        var (options, errors) = AppOptions.Load(new SettingSources(flags, environment, folder["env"]));
        Assert.Empty(errors);
        Assert.Equal((3333, "::1", 7), (options.Port, options.Listen.ToString(), options.DrainSeconds));
        Assert.Equal(["flag", "environment", "env-file"],
            new[] { "PORT", "LISTEN", "DRAIN_SECONDS" }.Select(name => options.Values.Single(value => value.Setting.Name == name).Source));
    }

    [Fact]
    public void The_flask_sites_log_level_is_read_where_ours_is_absent()
    {
        Assert.Equal("Warning", Load([("GUNICORN_LOG_LEVEL", "warning")]).Options.Log.Level.ToString());
        Assert.Equal("Error", Load([("GUNICORN_LOG_LEVEL", "warning"), ("LOG_LEVEL", "error")]).Options.Log.Level.ToString());
    }

    [Fact]
    public void A_secret_is_read_from_its_file_or_from_systemds_credentials()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["metrics_token"], "0123456789abcdef0123\n");
        Assert.Equal("0123456789abcdef0123", Load([("METRICS_TOKEN_FILE", folder["metrics_token"])]).Options.Site.MetricsToken);
        Assert.Equal("0123456789abcdef0123", Load([("CREDENTIALS_DIRECTORY", folder.Path)]).Options.Site.MetricsToken);
        Assert.Contains(
            Load([("METRICS_TOKEN_FILE", folder["nowhere"])]).Errors,
            error => error.StartsWith("METRICS_TOKEN:", StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_file_of_a_secret_is_a_slip_and_not_the_wish_to_have_none()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["alert_webhook_url"], "\n");
        foreach (var place in new[] { ("ALERT_WEBHOOK_URL_FILE", folder["alert_webhook_url"]), ("CREDENTIALS_DIRECTORY", folder.Path) })
            Assert.Equal(
                [$"ALERT_WEBHOOK_URL: the file {folder["alert_webhook_url"]} is empty. Write the secret into it, or do not name it."],
                Load([place]).Errors);
    }

    [Theory]
    [InlineData("BACKUP_AT", "25:00")]
    [InlineData("BACKUP_AT", "2:30")]
    [InlineData("BACKUP_DAYS", "6")]
    [InlineData("BACKUP_DAYS", "36")]
    [InlineData("BACKUP_DIR", "relative/folder")]
    [InlineData("BACKUP_DIR", "/etc/passwd")]
    [InlineData("ALERT_WEBHOOK_URL", "hooks.example.org/abc")]
    [InlineData("ALERT_WEBHOOK_URL", "https://ada:secret@hooks.example.org/abc")]
    [InlineData("ALERT_WEBHOOK_URL", "file:///etc/passwd")]
    [InlineData("ALERT_FORMAT", "pager")]
    [InlineData("HEARTBEAT_URL", "soon")]
    [InlineData("BACKUP_PING_URL", "//hc-ping.com/abc")]
    [InlineData("PORT", "abc")]
    [InlineData("PORT", "65536")]
    [InlineData("PORT", "-1")]
    [InlineData("LISTEN", "everywhere")]
    [InlineData("LISTEN", "1.2.3")]
    [InlineData("LISTEN", "010.0.0.1")]
    [InlineData("TRUSTED_PROXIES", "10/8")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.1, 192.168.1/24")]
    [InlineData("PUBLIC_URL", "maths.example")]
    [InlineData("PUBLIC_URL", "ftp://maths.example")]
    [InlineData("PUBLIC_URL", "https://user:pass@maths.example")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.0/99")]
    [InlineData("LOG_FORMAT", "xml")]
    [InlineData("LOG_LEVEL", "loud")]
    [InlineData("LOG_TO_STDOUT", "perhaps")]
    [InlineData("ACCESS_LOG_FORMAT", "%(nonsense)s")]
    [InlineData("ACCESS_LOG_FORMAT", "%({cookie}i)s")]
    [InlineData("ACCESS_LOG", "app.log")]
    [InlineData("LOG_FILE", "security.log")]
    [InlineData("DRAIN_SECONDS", "301")]
    [InlineData("METRICS_TOKEN", "short")]
    [InlineData("RATELIMIT_LOGIN", "five a minute")]
    [InlineData("UPLOADS_CAPACITY", "lots")]
    [InlineData("DB_CONNECTIONS", "0")]
    [InlineData("DATA_DIR", "")]
    [InlineData("LOG_FILE", "")]
    [InlineData("MAX_REQUESTS_JITTER", "5")]
    public void A_bad_value_is_refused_by_name(string name, string value)
    {
        var (_, errors) = Load([(name, value)]);
        Assert.StartsWith(name + ":", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_is_told_in_one_go()
    {
        var (_, errors) = Load([("PORT", "abc"), ("ACCESS_LOG_FORMAT", "%(nonsense)s"), ("RATELIMIT_PAGES", "many"), ("LISTEN", "x")]);
        Assert.Equal(4, errors.Count);
    }

    [Fact]
    public void A_broken_env_file_is_told_by_its_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["env"], "PORT=1\nnonsense\n");
        var (_, errors) = AppOptions.Load(
            new SettingSources(new Dictionary<string, string>(), new Dictionary<string, string>(), folder["env"]));
        Assert.Contains("line 2", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static (AppOptions Options, IReadOnlyList<string> Errors) Load((string Name, string Value)[] environment) =>
        AppOptions.Load(new SettingSources(
            new Dictionary<string, string>(), environment.ToDictionary(one => one.Name, one => one.Value), null));
}
