// The program's own scheduled jobs: saving and ending sessions, backups, and deleting what may be kept only for a time.
using System.Diagnostics.Metrics;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Observability;
using MathsSoc.Web;

namespace MathsSoc.Hosting;

/// <summary>
/// Work that is repeated. <c>Run</c> gets the time in unix seconds; <c>AtTheEnd</c>: it runs once more when the server stops;
/// <c>IsForGood</c>: it deletes by date, so it is skipped while the clock is not trusted.
/// </summary>
public sealed record Job(string Name, TimeSpan Period, Action<long> Run, bool AtTheEnd = false, bool IsForGood = false)
{
    /// <summary>It may take minutes: it runs on a thread of its own, and the other jobs go on.</summary>
    public bool IsLong { get; init; }

    /// <summary>How long after a failure it is tried again; null: at its next turn.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>A job could not do its work; the message says why, and needs no stack trace.</summary>
public sealed class JobFailedException(string message) : Exception(message);

/// <summary>
/// Runs each job when its period is over, one after the other, for the first time soon after the start. <c>serve</c> keeps
/// <see cref="RunAsync"/> going; a test calls <see cref="RunOnce"/>. A job that fails is logged and counted, and runs again at its next
/// turn.
/// </summary>
public sealed class Jobs
{
    private const long Never = long.MinValue;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);
    private static readonly Meter Meter = new("MathsSoc");

    /// <summary>The label of a job's metrics; "job" is Prometheus' own label for what it scrapes.</summary>
    internal const string Label = "task";

    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Func<long, bool> trustsClock;
    private readonly Job[] jobs;
    // Read by pages and scrapes while a job writes them: whole numbers, because a nullable one could be seen half written.
    private readonly long[] lastRuns;
    private readonly long[] lastSuccesses;
    private readonly int[] failuresInARow;
    private readonly Failure?[] lastFailures;
    private readonly long[] lastDurations; // in ticks of TimeSpan
    private readonly Task[] running;
    private readonly Counter<long> failures;

    /// <summary>The site's jobs.</summary>
    public Jobs(
        Db db, SessionStore sessions, Cached<Rules> rules, ClockWatch watch, Logs files, BackupJob backups, ErasureJob erasures,
        Snapshots snapshots, MovingDesk moving, UploadFolder uploads, TimeProvider clock, ILoggerFactory logs) : this(
        clock,
        logs.CreateLogger("mathsoc.jobs"),
        _ => watch.Check().IsCredible,
        new Job("clock", Tick, _ => watch.Look()),
        new Job("upkeep", Tick, new DatabaseUpkeep(db).Run, AtTheEnd: true),
        new Job("sessions", TimeSpan.FromMinutes(1), _ => sessions.Flush(), AtTheEnd: true),
        new Job("sweep", TimeSpan.FromMinutes(10), now => Sweep(db, sessions, rules.Get().GetAwaiter().GetResult(), now), IsForGood: true),
        new Job("september", TimeSpan.FromHours(1), new SeptemberJob(db, rules, snapshots, logs.CreateLogger("mathsoc.jobs")).Run,
            IsForGood: true),
        new Job("retention", TimeSpan.FromHours(1), new RetentionJob(db, rules, logs.CreateLogger("mathsoc.jobs"), snapshots).Run,
            IsForGood: true),
        new Job("erasures", Tick, erasures.Run, AtTheEnd: true) { RetryAfter = TimeSpan.FromMinutes(10) },
        new Job("solutions", TimeSpan.FromMinutes(1), now => ShowSolutions(db, now), IsForGood: true),
        new Job("imports", TimeSpan.FromHours(1), moving.Folder.Sweep, IsForGood: true),
        new Job("uploads", TimeSpan.FromHours(1), _ => uploads.Sweep(db)),
        new Job("logs", TimeSpan.FromHours(1), _ => files.RemoveOld(), IsForGood: true),
        // Also by a clock that is not trusted: a backup at a wrong time is better than none.
        new Job("backup", TimeSpan.FromMinutes(1), backups.Run) { IsLong = true, RetryAfter = TimeSpan.FromHours(1) },
        new Job("rotation", TimeSpan.FromHours(1), backups.Rotate, IsForGood: true) { IsLong = true })
    {
    }

    internal Jobs(TimeProvider clock, ILogger log, Func<long, bool> trustsClock, params Job[] jobs)
    {
        (this.clock, this.log, this.trustsClock, this.jobs) = (clock, log, trustsClock, jobs);
        (lastRuns, lastSuccesses, failuresInARow) = (new long[jobs.Length], new long[jobs.Length], new int[jobs.Length]);
        (lastFailures, lastDurations) = (new Failure?[jobs.Length], new long[jobs.Length]);
        Array.Fill(lastRuns, Never);
        Array.Fill(lastDurations, Never);
        running = [.. jobs.Select(_ => Task.CompletedTask)];
        failures = Meter.CreateCounter<long>("mathsoc_job_failures_total", null, "Runs of the program's own jobs that failed.",
            [new(Label, string.Join(' ', jobs.Select(job => job.Name)))]);
    }

    /// <summary>Runs the jobs that are due until <paramref name="ending"/>; then once more those that run at the end.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ending)) RunDue(clock.GetUtcNow().ToUnixTimeSeconds());
        }
        catch (OperationCanceledException)
        {
            // The server is stopping: this is the normal end.
        }
        for (var i = 0; i < jobs.Length; i++)
            if (jobs[i].AtTheEnd)
                Run(i, clock.GetUtcNow().ToUnixTimeSeconds());
        await Task.WhenAll(running);
    }

    /// <summary>Runs every job whose period is over at <paramref name="now"/>, and waits for the long ones too.</summary>
    public void RunOnce(long now)
    {
        RunDue(now);
        Task.WaitAll(running);
    }

    private void RunDue(long now)
    {
        for (var i = 0; i < jobs.Length; i++)
        {
            if (!running[i].IsCompleted || !IsDue(i, now)) continue;
            var index = i;
            if (jobs[i].IsLong)
                running[i] = Task.Factory.StartNew(
                    () => Run(index, now), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            else Run(i, now);
        }
    }

    private bool IsDue(int index, long now)
    {
        var last = Volatile.Read(ref lastRuns[index]);
        // A clock that was set back must not delay a job.
        return last == Never || now < last || now - last >= (long)WaitOf(index).TotalSeconds;
    }

    /// <summary>Adds the gauges of what each job last did to this server's metrics.</summary>
    internal void ShowIn(Meter meter)
    {
        KeyValuePair<string, object?>[] labels = [new(Label, "")];
        meter.CreateObservableGauge("mathsoc_job_last_success_timestamp_seconds", LastSuccesses, null,
            "When each of the program's own jobs last did its work.", labels);
        meter.CreateObservableGauge("mathsoc_job_last_failure_timestamp_seconds", LastFailures, null,
            "When each of the program's own jobs last failed.", labels);
        meter.CreateObservableGauge("mathsoc_job_last_duration_seconds", LastDurations, null,
            "How long the last run of each of the program's own jobs took, also where it found nothing to do.", labels);
        meter.CreateObservableGauge("mathsoc_job_failures_in_a_row", FailuresInARow, null,
            "Failures of each of the program's own jobs since it last did its work.", labels);
    }

    /// <summary>For the scrape: the time of each job's last success, without the jobs that have had none.</summary>
    internal IEnumerable<Measurement<long>> LastSuccesses()
    {
        for (var i = 0; i < jobs.Length; i++)
            if (Volatile.Read(ref lastSuccesses[i]) is var at and > 0)
                yield return new Measurement<long>(at, new KeyValuePair<string, object?>(Label, jobs[i].Name));
    }

    /// <summary>For the scrape: the time of each job's last failure, without the jobs that have had none.</summary>
    internal IEnumerable<Measurement<long>> LastFailures()
    {
        for (var i = 0; i < jobs.Length; i++)
            if (Volatile.Read(ref lastFailures[i]) is { } failure)
                yield return new Measurement<long>(failure.At, new KeyValuePair<string, object?>(Label, jobs[i].Name));
    }

    /// <summary>For the scrape: how many seconds each job's last run took, well or not, without the jobs that have not run.</summary>
    internal IEnumerable<Measurement<double>> LastDurations()
    {
        for (var i = 0; i < jobs.Length; i++)
            if (Volatile.Read(ref lastDurations[i]) is var ticks and not Never)
                yield return new Measurement<double>(
                    TimeSpan.FromTicks(ticks).TotalSeconds, new KeyValuePair<string, object?>(Label, jobs[i].Name));
    }

    /// <summary>For the scrape: how often each job has failed since its last success.</summary>
    internal IEnumerable<Measurement<int>> FailuresInARow() => jobs.Select((job, i) =>
        new Measurement<int>(Volatile.Read(ref failuresInARow[i]), new KeyValuePair<string, object?>(Label, job.Name)));

    /// <summary>Every job with its last success, its last failure and its next turn.</summary>
    public List<JobState> List()
    {
        var states = new List<JobState>(jobs.Length);
        for (var i = 0; i < jobs.Length; i++)
        {
            var failure = Volatile.Read(ref lastFailures[i]);
            states.Add(new JobState(
                jobs[i].Name, Volatile.Read(ref lastSuccesses[i]) is var at and > 0 ? at : null, failure?.At, failure?.Sentence,
                Volatile.Read(ref lastRuns[i]) is var last and not Never ? last + (long)WaitOf(i).TotalSeconds : null,
                !running[i].IsCompleted));
        }
        return states;
    }

    private TimeSpan WaitOf(int index) =>
        Volatile.Read(ref failuresInARow[index]) > 0 && jobs[index].RetryAfter is { } retry ? retry : jobs[index].Period;

    private void Run(int index, long now)
    {
        var job = jobs[index];
        var started = clock.GetTimestamp();
        try
        {
            if (job.IsForGood && !trustsClock(now))
            {
                // Its turn is not over: it runs as soon as the clock is trusted.
                log.LogDebug("The job {Job} waits for a clock that can be trusted", job.Name);
                return;
            }
            Volatile.Write(ref lastRuns[index], now);
            try
            {
                job.Run(now);
            }
            finally
            {
                Volatile.Write(ref lastDurations[index], clock.GetElapsedTime(started).Ticks);
            }
            Volatile.Write(ref failuresInARow[index], 0);
            log.LogDebug("The job {Job} took {Milliseconds} ms", job.Name, (long)clock.GetElapsedTime(started).TotalMilliseconds);
            Volatile.Write(ref lastSuccesses[index], now);
        }
        catch (Exception problem)
        {
            Interlocked.Increment(ref failuresInARow[index]);
            failures.Add(1, new KeyValuePair<string, object?>(Label, job.Name));
            Volatile.Write(ref lastFailures[index], new Failure(now, problem is JobFailedException or DatabaseUnavailableException
                ? problem.Message : $"An error that was not expected ({problem.GetType().Name}); the log has it."));
            log.LogError(problem is JobFailedException or DatabaseUnavailableException ? null : problem,
                "The job {Job} failed and will be tried again in {Minutes} min: {Problem}",
                job.Name, (long)(job.RetryAfter ?? job.Period).TotalMinutes, problem.Message);
        }
    }

    private static void ShowSolutions(Db db, long now) => db.Write(sql =>
    {
        foreach (var challenge in Challenges.ShowDue(sql, now))
            Audit.Add(sql, Actor.Program, "challenge.solution", now, "challenge", challenge);
    });

    /// <summary>
    /// Deletes expired sessions and links. The time of a session's last use may be in memory only, so that is saved first.
    /// <paramref name="now"/> was taken before that, so a session used in the meantime does not count as idle.
    /// </summary>
    private static void Sweep(Db db, SessionStore sessions, Rules rules, long now)
    {
        sessions.Flush();
        db.Write(sql =>
        {
            Sessions.Sweep(sql, rules, now);
            PasswordLinks.Sweep(sql, now);
        });
    }

    private sealed record Failure(long At, string Sentence);
}
