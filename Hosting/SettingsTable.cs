// The table of settings: one row a setting, with its default, its help and its rule. A test checks README's table against it.
using System.Globalization;
using System.Net;
using MathsSoc.Data;
using MathsSoc.Observability;
using MathsSoc.Web;

namespace MathsSoc.Hosting;

/// <summary>Every setting the program reads, in the order in which <c>mathsoc config</c> prints them.</summary>
public static class SettingsTable
{
    /// <summary>DATA_DIR comes first, because other rows are relative to it.</summary>
    public static readonly IReadOnlyList<Setting> Rows =
    [
        Text("DATA_DIR", "data", "Folder of the database, uploads, backups and the application log.", SetDataDir),
        Number("PORT", 8000, 0, 65_535, "TCP port to listen on.", (o, n) => o.Port = n),
        Text("LISTEN", "127.0.0.1", "Address to listen on; 0.0.0.0 for every interface.", SetListen),
        Text("PUBLIC_URL", "",
            "The site's address as people type it, e.g. https://maths.example.sch.uk; its path becomes the path base.", SetPublicUrl),
        Text("TRUSTED_PROXIES", "127.0.0.0/8,::1/128",
            "Networks (CIDR, comma-separated) whose X-Forwarded-* headers are believed.", SetProxies),
        Flag("LOG_TO_STDOUT", false, "Write the application log to standard output instead of LOG_FILE.", (o, b) => o.Log.ToStdout = b),
        Text("LOG_FILE", "app.log", "Application log; relative to the data folder.", (o, v) => SetPath(o, v, p => o.Log.File = p)),
        Choice("LOG_FORMAT", "text", ["text", "json"], "text, or json for one object a line.", (o, i) => o.Log.Format = (LogFormat)i),
        Choice("LOG_LEVEL", "info", ["debug", "info", "warning", "error", "critical"], "Least severe event to log; read again on SIGHUP.",
            (o, i) => o.Log.Level = (LogThreshold)i) with { Alias = "GUNICORN_LOG_LEVEL" },
        Text("ACCESS_LOG", "-", "Access log: - for standard output, off, or a path relative to the data folder; 10 MB a file, five kept.",
            SetAccessLog),
        Text("ACCESS_LOG_FORMAT", "%(h)s %(l)s %(u)s %(t)s \"%(r)s\" %(s)s %(b)s \"%(f)s\" \"%(a)s\" %(D)s",
            "Access line in gunicorn's atoms; not used when LOG_FORMAT is json.", (o, v) => { o.Log.AccessLogFormat = v; return null; }),
        Flag("ACCESS_LOG_PROBES", true, "Log successful /healthz, /readyz and /metrics requests too.", (o, b) => o.Log.AccessLogProbes = b),
        Flag("LOG_SQL", false, "Log every SQL statement with its duration and rows, never its parameters; read again on SIGHUP.",
            (o, b) => o.Log.Sql = b),
        Number("DRAIN_SECONDS", 1, 0, 300,
            "Seconds to answer everything but readiness before the listener closes.", (o, n) => o.DrainSeconds = n),
        Number("MAX_REQUESTS", 0, 0, int.MaxValue,
            "Requests after which the process drains and exits 0; 0 for never.", (o, n) => o.MaxRequests = n),
        Number("MAX_REQUESTS_JITTER", 0, 0, int.MaxValue / 2, "Random part added to MAX_REQUESTS.", (o, n) => o.MaxRequestsJitter = n),
        Text("METRICS_TOKEN", "",
            "Bearer token for /metrics and /readyz?verbose; empty: loopback only.", SetMetricsToken) with { Secret = true },
        Number("DB_CONNECTIONS", 8, 1, 64, "Database connections that may read at the same time.", (o, n) => o.DbConnections = n),
        Text("UPLOADS_CAPACITY", "1GB", "Space that all uploads together may use, in bytes or with KB, MB or GB.", SetUploadsCapacity),
        Text("BACKUP_AT", "02:30", "Time of day, in London, at which serve makes and proves a backup.", BackupSettings.SetAt),
        Text("BACKUP_DIR", "", "A second folder for each backup, on another disk; it may be unplugged.", BackupSettings.SetDir),
        Number("BACKUP_DAYS", BackupRotation.MostDays, BackupRotation.Days, BackupRotation.MostDays,
            "Days after which a backup is removed; the privacy page names them.", (o, n) => o.BackupDays = n),
        Flag("LITESTREAM", false, "Litestream copies the database's log, which is left for it when the program ends.",
            (o, b) => o.HasLitestream = b),
        Address("ALERT_WEBHOOK_URL", "Address that gets a message when an alert fires and when it ends.", (o, url) => o.AlertWebhook = url),
        Choice("ALERT_FORMAT", "json", ["json", "slack", "teams", "ntfy"], "What that address reads: json, slack, teams or ntfy.",
            (o, i) => o.AlertFormat = (AlertFormat)i),
        Address("HEARTBEAT_URL", "Address asked every 5 minutes while the site is ready, for a service that notices when that ends.",
            (o, url) => o.HeartbeatUrl = url),
        Address("BACKUP_PING_URL", "Address asked when the nightly backup is proven; with /start and /fail when it starts and fails.",
            (o, url) => o.BackupPingUrl = url),
        Text("OTEL_EXPORTER_OTLP_ENDPOINT", "",
            "An OpenTelemetry collector, e.g. http://127.0.0.1:4318, which gets traces and metrics; empty: nobody.",
            TelemetrySettings.SetEndpoint),
        Choice("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", ["http/protobuf"], "The one protocol that is spoken.", (_, _) => { }),
        Text("OTEL_EXPORTER_OTLP_HEADERS", "", "Headers for the collector, name=value with commas between: the key of a hosted one.",
            TelemetrySettings.CheckPairs) with { Secret = true },
        Text("OTEL_SERVICE_NAME", "mathsoc", "The name under which the collector shows this site.", (_, _) => null),
        Text("OTEL_RESOURCE_ATTRIBUTES", "", "More labels for everything that is sent, name=value with commas between.",
            TelemetrySettings.CheckPairs),
        Choice("OTEL_TRACES_SAMPLER", "parentbased_always_on", TelemetrySettings.Samplers, "Which requests are traced.", (_, _) => { }),
        Text("OTEL_TRACES_SAMPLER_ARG", "", "The share of requests, from 0 to 1, for a sampler by ratio.", TelemetrySettings.CheckShare),
        Number("OTEL_METRIC_EXPORT_INTERVAL", 60_000, 1_000, 3_600_000, "Milliseconds between two sendings of metrics.", (_, _) => { }),
        Flag("RATELIMIT_ENABLED", true, "Count requests and refuse what is above a limit.", (o, b) => o.RateLimits.Enabled = b),
        Limit("RATELIMIT_DEFAULT", "200 per day;50 per hour",
            "Requests of a visitor other than page views, per address and endpoint.", (o, v) => o.RateLimits.Default = v),
        Limit("RATELIMIT_PAGES", "600 per minute",
            "Page views of a visitor, per address; /login, /join and /wall have counts of their own.", (o, v) => o.RateLimits.Pages = v),
        Limit("RATELIMIT_MEMBER", "1000 per hour", "A signed-in member's requests.", (o, v) => o.RateLimits.Member = v),
        Limit("RATELIMIT_LOGIN", "5 per minute;20 per hour",
            "Wrong passwords per login and browser; browsers without the site's cookie share their address's count.",
            (o, v) => o.RateLimits.Login = v),
        Limit("RATELIMIT_LOGIN_ADDRESS", "120 per 10 minute",
            "Different logins with a wrong password, per address; a login that gets in no longer counts.",
            (o, v) => o.RateLimits.LoginAddress = v),
        Limit("RATELIMIT_REGISTER", "30 per hour", "Sign-ups without a join code, per address.", (o, v) => o.RateLimits.Register = v),
        Limit("RATELIMIT_ANSWER", "30 per minute", "Answers per member.", (o, v) => o.RateLimits.Answer = v),
        Limit("RATELIMIT_PREVIEW", "120 per minute", "Live readings of an answer per member.", (o, v) => o.RateLimits.Preview = v),
    ];

    private const int MaxAddress = 2048;

    private static Setting Text(string name, string fallback, string help, Func<AppOptions, string, string?> apply) =>
        new(name, fallback, false, help, apply);

    private static Setting Number(string name, int fallback, int min, int max, string help, Action<AppOptions, int> set) =>
        new(name, fallback.ToString(CultureInfo.InvariantCulture), false, help, (options, text) =>
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < min || number > max)
                return $"'{text}' is not a whole number from {min} to {max}.";
            set(options, number);
            return null;
        });

    private static Setting Flag(string name, bool fallback, string help, Action<AppOptions, bool> set) =>
        new(name, fallback ? "true" : "false", false, help, (options, text) =>
        {
            bool? value = text.ToLowerInvariant() switch
            {
                "true" or "1" or "yes" or "on" => true,
                "false" or "0" or "no" or "off" => false,
                _ => null,
            };
            if (value is null) return $"'{text}' is neither true nor false.";
            set(options, value.Value);
            return null;
        });

    private static Setting Choice(string name, string fallback, string[] choices, string help, Action<AppOptions, int> set) =>
        new(name, fallback, false, help, (options, text) =>
        {
            var index = Array.IndexOf(choices, text.ToLowerInvariant());
            if (index < 0) return $"'{text}' is none of {string.Join(", ", choices)}.";
            set(options, index);
            return null;
        });

    /// <summary>An address outside. Whoever knows it can write there, so it is a secret, and no sentence about it repeats it.</summary>
    private static Setting Address(string name, string help, Action<AppOptions, Uri> set) =>
        new(name, "", true, help, (options, text) =>
        {
            if (text.Length == 0) return null;
            if (text.Length > MaxAddress) return $"it is longer than {MaxAddress} characters, which no such address is.";
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                return "it is not a web address such as https://hooks.example.org/abc.";
            if (url.UserInfo.Length > 0) return "it holds a name or password before the @, which is not sent. Use an address without.";
            set(options, url);
            return null;
        });

    private static Setting Limit(string name, string fallback, string help, Action<AppOptions, string> set) =>
        new(name, fallback, false, help, (options, text) =>
        {
            if (RateLimit.Parse(text) is null)
                return $"'{text}' is not a limit. Write it as '5 per minute;20 per hour' or '50/hour', with no window twice.";
            set(options, text);
            return null;
        });

    private static string? SetDataDir(AppOptions options, string text)
    {
        if (text.Length == 0) return "it is empty. Name a folder.";
        options.DataDir = Path.GetFullPath(text);
        return null;
    }

    private static string? SetListen(AppOptions options, string text)
    {
        if (!IPAddress.TryParse(text == "localhost" ? "127.0.0.1" : text, out var address) || IsShortened(text))
            return $"'{text}' is not an IP address. Use 127.0.0.1, or 0.0.0.0 for every interface.";
        options.Listen = address;
        return null;
    }

    /// <summary>An old way of writing: 10 is 0.0.0.10 and 010.0.0.1 is 8.0.0.1, which hardly anybody means.</summary>
    private static bool IsShortened(string text) =>
        !text.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address) && address.ToString() != text;

    private static string? SetPublicUrl(AppOptions options, string text)
    {
        if (text.Length == 0) return null;
        if (!Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
            return $"'{text}' is not a web address such as https://maths.example.sch.uk.";
        options.Site.PublicUrl = url;
        return null;
    }

    private static string? SetProxies(AppOptions options, string text)
    {
        var networks = new List<IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var cidr = part.Contains('/', StringComparison.Ordinal)
                ? part
                : part + (part.Contains(':', StringComparison.Ordinal) ? "/128" : "/32");
            if (!IPNetwork.TryParse(cidr, out var network) || IsShortened(cidr[..cidr.IndexOf('/', StringComparison.Ordinal)]))
                return $"'{part}' is not a network such as 10.0.0.0/8.";
            networks.Add(network);
        }
        options.TrustedProxies = networks;
        return null;
    }

    private static string? SetPath(AppOptions options, string text, Action<string> set)
    {
        if (text.Length == 0) return "it is empty. Name a file.";
        set(options.InDataDir(text));
        return null;
    }

    private static string? SetAccessLog(AppOptions options, string text)
    {
        if (text is "-" or "off") { options.Log.AccessLog = text; return null; }
        return SetPath(options, text, path => options.Log.AccessLog = path);
    }

    private static string? SetMetricsToken(AppOptions options, string text)
    {
        if (text.Length == 0) return null;
        if (text.Length < 16) return "it is shorter than 16 characters. Make one with: openssl rand -hex 24";
        options.Site.MetricsToken = text;
        return null;
    }

    private static string? SetUploadsCapacity(AppOptions options, string text)
    {
        var unit = text.ToUpperInvariant() switch
        {
            var t when t.EndsWith("KB", StringComparison.Ordinal) => 1L << 10,
            var t when t.EndsWith("MB", StringComparison.Ordinal) => 1L << 20,
            var t when t.EndsWith("GB", StringComparison.Ordinal) => 1L << 30,
            _ => 1L,
        };
        var digits = unit == 1 ? text : text[..^2].TrimEnd();
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 1
            || number > (1L << 50) / unit)
            return $"'{text}' is not a size such as 500MB or 1GB.";
        options.UploadsCapacity = number * unit;
        return null;
    }
}
