// A database, a clock that a test sets, and the watch over that clock.
using System.Globalization;
using Dapper;
using MathsSoc.Data;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Tests.Support;

public sealed class WatchedClock : IDisposable
{
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1), Hour = TimeSpan.FromHours(1), Day = TimeSpan.FromDays(1);
    public static readonly DateTimeOffset Start = new(2026, 11, 10, 9, 0, 0, TimeSpan.Zero);
    public static readonly long Build = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private readonly TemporaryFolder folder = new();

    public WatchedClock()
    {
        Migrator.Run(DatabasePath, Migrator.Sections, Start.ToUnixTimeSeconds());
        Db = Db.Open(DatabasePath, readers: 1);
        Watch = Restart();
    }

    public ManualClock Clock { get; } = new();
    public LogLines Log { get; } = new();
    public Db Db { get; }
    public ClockWatch Watch { get; private set; }
    public string DatabasePath => folder["mathsoc.db"];

    public void Dispose()
    {
        Db.Dispose();
        folder.Dispose();
    }

    /// <summary>As a process that has just started: it knows only what is in the database.</summary>
    public ClockWatch Restart() => Watch = new ClockWatch(Db, Clock, new ClockSync(folder["synchronized"]), Build, Log);

    /// <summary>What a system writes down when its clock agrees with the network's.</summary>
    public void Synchronise()
    {
        File.WriteAllText(folder["synchronized"], "");
        File.SetLastWriteTimeUtc(folder["synchronized"], Clock.GetUtcNow().UtcDateTime);
    }

    public long AuditLines() => Db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM audit WHERE action = 'clock.accept'"));

    public string? LastAudit() =>
        Db.Read(sql => sql.ExecuteScalar<string>("SELECT detail FROM audit WHERE action = 'clock.accept' ORDER BY id DESC LIMIT 1"));

    /// <summary>Keeps each line with its level.</summary>
    public sealed class LogLines : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{logLevel}: {formatter(state, exception)}"));
    }
}
