// Every setting of the program as one typed record, and how it is read at start-up.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Observability;
using MathsSoc.Web;

namespace MathsSoc.Hosting;

/// <summary>
/// The process's settings, made once at start-up by <see cref="Load"/> from the rows of <see cref="SettingsTable"/>.
/// What the society sees (name, motto, accent) is in the database instead.
/// </summary>
public sealed class AppOptions
{
    /// <summary>Holds the database, uploads, backups and the application log; absolute.</summary>
    public string DataDir { get; internal set; } = "";

    /// <summary>The TCP port; 0 lets the system choose (tests do).</summary>
    public int Port { get; internal set; }

    /// <summary>The address to listen on.</summary>
    public IPAddress Listen { get; internal set; } = IPAddress.Loopback;

    /// <summary>Proxies (or networks of them) whose forwarding headers are believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; internal set; } = [];

    /// <summary>Whole seconds during which a stopping server reports 503 on /readyz and still answers every other request.</summary>
    public int DrainSeconds { get; internal set; }

    /// <summary>Requests after which the process drains and exits; 0 for never.</summary>
    public int MaxRequests { get; internal set; }

    /// <summary>The upper bound of the random part added to <see cref="MaxRequests"/>.</summary>
    public int MaxRequestsJitter { get; internal set; }

    /// <summary>The number of database connections that may read at the same time.</summary>
    public int DbConnections { get; internal set; }

    /// <summary>Bytes that all uploads together may use.</summary>
    public long UploadsCapacity { get; internal set; }

    /// <summary>The time of day, by the school's clock, at which the scheduled backup is due.</summary>
    public TimeOnly BackupAt { get; internal set; }

    /// <summary>A second place for backups; null: there is none.</summary>
    public string? BackupDir { get; internal set; }

    /// <summary>Days after which a backup is removed; the newest one and the last proven one stay.</summary>
    public int BackupDays
    {
        get => Site.BackupDays;
        internal set => Site.BackupDays = value;
    }

    /// <summary>Whether Litestream copies the write-ahead log: then only it may empty it.</summary>
    public bool HasLitestream { get; internal set; }

    /// <summary>Who gets a message when an alert fires or ends; null: nobody.</summary>
    public Uri? AlertWebhook { get; internal set; }

    /// <summary>What that receiver reads.</summary>
    public AlertFormat AlertFormat { get; internal set; }

    /// <summary>Asked every five minutes while the site is ready, so that somebody notices when that ends; null: none.</summary>
    public Uri? HeartbeatUrl { get; internal set; }

    /// <summary>Asked when the nightly backup starts, is proven or fails, in Healthchecks' way; null: none.</summary>
    public Uri? BackupPingUrl { get; internal set; }

    /// <summary>Whether traces and metrics are sent to a collector; <see cref="Values"/> has the settings of that.</summary>
    internal bool HasCollector { get; set; }

    /// <summary>The settings of the log writers.</summary>
    public LogOptions Log { get; } = new();

    /// <summary>The site's public address and the token that guards its metrics.</summary>
    public SiteOptions Site { get; } = new();

    /// <summary>The limit of every rate-limit policy.</summary>
    public RateLimitOptions RateLimits { get; } = new();

    /// <summary>Every row of the table with its value and source, as <c>mathsoc config</c> prints them.</summary>
    public IReadOnlyList<SettingValue> Values { get; internal set; } = [];

    /// <summary>The database file, <c>mathsoc.db</c> in the data folder.</summary>
    public string DatabasePath => Path.Combine(DataDir, "mathsoc.db");

    /// <summary>Where uploaded files are kept, named by their hash.</summary>
    public string UploadsDir => Path.Combine(DataDir, "uploads");

    /// <summary>Where backups are kept.</summary>
    public string BackupsDir => Path.Combine(DataDir, "backups");

    /// <summary>Where the settings say to listen.</summary>
    internal IPEndPoint Endpoint => new(Listen, Port);

    /// <summary>What backups are made of, and by which version of the program.</summary>
    internal BackupSource BackupSource => new(DatabasePath, UploadsDir, BackupsDir, BuildVersion.Number, BuildVersion.Commit, BackupDir);

    /// <summary>What an import of an earlier site needs to know of this one.</summary>
    internal MovingTarget MovingTarget =>
        new(DataDir, DatabasePath, UploadsDir, UploadsCapacity, BackupSource,
            words => ShellCommand.For(string.Join(' ', words.Select(ShellCommand.Quote)), DataDir));

    /// <summary>Where alerts go, and what they say about the site.</summary>
    internal AlertOptions Alerts => new(DataDir, Absolute(""), BuildVersion.Number)
    {
        Webhook = AlertWebhook, Format = AlertFormat, Heartbeat = HeartbeatUrl,
    };

    /// <summary>
    /// The address by which this machine itself reaches what listens at <paramref name="endpoint"/>: loopback if it listens on every
    /// interface.
    /// </summary>
    internal static Uri AddressFromHere(IPEndPoint endpoint)
    {
        var host = endpoint.Address;
        if (host.Equals(IPAddress.Any)) host = IPAddress.Loopback;
        else if (host.Equals(IPAddress.IPv6Any)) host = IPAddress.IPv6Loopback;
        return new Uri($"http://{new IPEndPoint(host, endpoint.Port)}");
    }

    /// <summary>The address of a page for people: below PUBLIC_URL, or on this machine if that is not set.</summary>
    /// <param name="listening">Where the server listens; null for where the settings say.</param>
    internal string Absolute(string path, IPEndPoint? listening = null) =>
        (Site.PublicUrl ?? AddressFromHere(listening ?? Endpoint)).ToString().TrimEnd('/') + path;

    /// <summary>
    /// Reads every setting: flag, then environment, then <paramref name="sources"/>' file, then default. All errors are returned at once,
    /// each a sentence that names its setting; the options may be used only if there are none.
    /// </summary>
    public static (AppOptions Options, IReadOnlyList<string> Errors) Load(SettingSources sources)
    {
        var options = new AppOptions();
        var errors = new List<string>(sources.Errors);
        var values = new List<SettingValue>();
        foreach (var setting in SettingsTable.Rows)
        {
            var (text, source, problem) = sources.Find(setting);
            problem ??= setting.Apply(options, text);
            if (problem is not null) errors.Add($"{setting.Name}: {problem}");
            values.Add(new SettingValue(setting, text, source));
        }
        options.Values = values;
        options.Log.SecurityName = SecurityLog.Name;
        options.Log.SecurityFile = options.InDataDir("security.log");
        // Two writers of one file would rename it under each other.
        if (!options.Log.ToStdout && options.Log.File == options.Log.SecurityFile)
            errors.Add("LOG_FILE: security.log is the log of security events. Name another file.");
        if (options.Log.AccessLog == options.Log.SecurityFile || (!options.Log.ToStdout && options.Log.AccessLog == options.Log.File))
            errors.Add($"ACCESS_LOG: another log is written to {options.Log.AccessLog}. Name another file.");
        if (options.MaxRequestsJitter > 0 && options.MaxRequests == 0)
            errors.Add("MAX_REQUESTS_JITTER: it adds to MAX_REQUESTS, which is 0. Set MAX_REQUESTS too, or leave both out.");
        if (options.Log.Format == LogFormat.Text && AccessLogFormat.FindProblem(options.Log.AccessLogFormat) is { } bad)
            errors.Add($"ACCESS_LOG_FORMAT: {bad}");
        return (options, errors);
    }

    /// <summary>Joins <paramref name="path"/> to the data folder unless it is absolute.</summary>
    internal string InDataDir(string path) => Path.GetFullPath(Path.Combine(DataDir, path));
}

/// <summary>
/// One row of the settings table: its name, its default, whether its value is masked, one sentence of help, and <c>Apply</c>, which
/// parses a text into the options and returns a sentence about what is wrong with it, or null.
/// </summary>
public sealed record Setting(string Name, string Default, bool Secret, string Help, Func<AppOptions, string, string?> Apply)
{
    /// <summary>An older name that is read if this one is absent; null for most settings.</summary>
    public string? Alias { get; init; }
}

/// <summary>A setting's text and its source: flag, environment, env-file, credential or default.</summary>
public sealed record SettingValue(Setting Setting, string Text, string Source)
{
    /// <summary>The text for people: masked if it is a secret, and with quotes if it is empty.</summary>
    public string Shown => Setting.Secret && Text.Length > 0 ? "***" : Quoted(Text);

    /// <summary>A text as it is printed: empty is <c>""</c>.</summary>
    public static string Quoted(string text) => text.Length == 0 ? "\"\"" : text;
}
