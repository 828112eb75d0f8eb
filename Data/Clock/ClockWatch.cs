// Watches the clock: a computer without a battery-backed one may start years ahead or behind, and must neither erase anyone nor save then.
namespace MathsSoc.Data;

/// <summary>
/// Compares the clock with the newest time that was known to be right, which it keeps in the database. A clock that is too far from it is
/// taken for right as soon as the system says that it is synchronised, an owner confirms it, or the site has run by it for 24 hours.
/// A job looks every few seconds; requests only compare numbers in memory.
/// </summary>
/// <param name="build">When this program was made, in unix seconds: no clock before that can be right.</param>
public sealed class ClockWatch(Db db, TimeProvider clock, ClockSync sync, long build, ILogger log)
{
    /// <summary>How long the site must have run by a doubtful clock, in seconds.</summary>
    public const long RunningTime = 24 * Hour;

    private const long Minute = 60, Hour = 3600;

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Known known = new(null, false);

    // Everything below is used by the one who looks.
    private long? recorded;
    private long writesAtRecord = -1;
    private long? stampWhenCredible;
    private Doubt? doubt;
    private ClockState announced = ClockState.Credible;

    /// <summary>The judgement on the clock as it is now, by what was known at the last look; reads nothing from the database.</summary>
    public ClockVerdict Glance() => JudgeBy(known, Now());

    /// <summary>
    /// The judgement for what wants to save something: as <see cref="Glance"/> if the clock is credible, otherwise after another look,
    /// because it may have been put right a moment ago.
    /// </summary>
    public async ValueTask<ClockVerdict> CheckAsync()
    {
        var verdict = Glance();
        return verdict.IsCredible ? verdict : await LookAsync();
    }

    /// <summary>As <see cref="CheckAsync"/>, and blocks the thread meanwhile: for a job, which has nothing else to do.</summary>
    public ClockVerdict Check() => CheckAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>As <see cref="LookAsync"/>, and blocks the thread meanwhile.</summary>
    /// <param name="isLast">Whether the process is about to end: the time is recorded however little has passed.</param>
    public ClockVerdict Look(bool isLast = false) => LookAsync(isLast).GetAwaiter().GetResult();

    /// <summary>
    /// Looks at the clock, the database and the system, and records what was found. While somebody else looks, or the database is
    /// unavailable, it is the same as <see cref="Glance"/>.
    /// </summary>
    /// <param name="isLast">Whether the process is about to end: the time is recorded however little has passed.</param>
    public async Task<ClockVerdict> LookAsync(bool isLast = false)
    {
        if (!gate.Wait(0)) return Glance();
        try
        {
            return await LookAlone(isLast);
        }
        catch (DatabaseUnavailableException)
        {
            // Readiness and the log report it.
            return Glance();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>An owner says that the clock is right. Throws <see cref="DatabaseUnavailableException"/>.</summary>
    public async Task ConfirmAsync(Actor owner)
    {
        await gate.WaitAsync();
        try
        {
            var now = Now();
            var record = await Read();
            var verdict = JudgeBy(known, now);
            if (!verdict.IsCredible) await Accept(verdict, record, "an owner confirmed it", owner);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<ClockVerdict> LookAlone(bool isLast)
    {
        var (now, stamp) = (Now(), sync.ReadStamp());
        var record = await Read();
        var verdict = JudgeBy(known, now);
        if (verdict.IsCredible)
        {
            known = known with { Newest = Math.Max(known.Newest ?? now, now) };
            stampWhenCredible = stamp;
            await Record(record, now, isLast);
            EndDoubt(now);
        }
        else if (sync.Says(now, stamp, stampWhenCredible))
        {
            await Accept(verdict, record, "the system says that it is synchronised", Actor.Program);
        }
        else
        {
            Announce(verdict);
            if (await ContinueDoubt(record, now) >= RunningTime)
                await Accept(verdict, record, "the site has run by it for 24 hours", Actor.Program);
        }
        return JudgeBy(known, now);
    }

    /// <summary>What the clock says, in unix seconds, right or wrong.</summary>
    public long Now() => clock.GetUtcNow().ToUnixTimeSeconds();

    private ClockVerdict JudgeBy(Known by, long now) =>
        ClockVerdict.Judge(now, by.Newest, by.IsEarlyAccepted ? long.MinValue : build);

    /// <summary>Reads the record. If another process has changed it, or at the first look, it replaces what is in memory.</summary>
    private async Task<ClockRecord> Read()
    {
        var record = await db.ReadAsync(sql => ClockRecord.Find(sql, build));
        if (known.Newest is null || record.SeenAt != recorded) known = new Known(record.SeenAt, record.IsEarlyAccepted);
        recorded = record.SeenAt;
        return record;
    }

    /// <summary>
    /// Records the newest time: once an hour, once a minute while something else is saved too, and when the clock has come back. After a
    /// crash, a clock that is behind what was saved is then noticed.
    /// </summary>
    private async Task Record(ClockRecord record, long now, bool isLast)
    {
        var newest = known.Newest!.Value;
        var passed = newest - (record.IsRecorded ? record.SeenAt!.Value : 0);
        var wasAhead = record.AwayAt > now + ClockVerdict.MaxBehind;
        var isDue = passed >= Hour || record.AwayAt is not null || (isLast && passed > 0)
            || (passed >= Minute && db.Writes != writesAtRecord);
        if (!isDue) return;
        // A clock that has passed the time of the build needs no exception from it any more.
        var isEarly = known.IsEarlyAccepted && newest < build;
        await Save(sql =>
        {
            ClockRecord.SetTrusted(sql, newest, isEarly);
            if (wasAhead) FutureTimes.BringBack(sql, now);
        });
        Remember(newest, isEarly);
    }

    private async Task Accept(ClockVerdict verdict, ClockRecord record, string why, Actor actor)
    {
        var (now, newest, isEarly) = (verdict.Now, verdict.Newest, verdict.Now < build);
        await Save(sql =>
        {
            ClockRecord.SetTrusted(sql, now, isEarly);
            if (verdict.State == ClockState.Ahead) WithheldBonuses.Give(sql, newest!.Value + ClockVerdict.MaxAhead, now);
            else if (newest > now || record.AwayAt > now) FutureTimes.BringBack(sql, now);
            if (verdict.IsTooEarly || actor.MemberId is not null)
            {
                var from = newest is { } at ? $"{SchoolTime.Machine(at)} is not the newest time any more: " : "";
                Audit.Add(sql, actor, "clock.accept", now, detail: from + why);
            }
        });
        Remember(now, isEarly);
        stampWhenCredible = sync.ReadStamp();
        if (announced != ClockState.Credible || verdict.IsTooEarly || actor.MemberId is not null)
            log.LogInformation("The clock says {Now} and is taken for right: {Why}", ClockVerdict.Shown(now), why);
        (doubt, announced) = (null, ClockState.Credible);
    }

    /// <summary>The writer takes work with a result.</summary>
    private Task Save(Action<Sql> work) => db.WriteAsync(sql =>
    {
        work(sql);
        return true;
    });

    private void Remember(long newest, bool isEarly)
    {
        known = new Known(newest, isEarly);
        recorded = newest;
        writesAtRecord = db.Writes;
    }

    /// <summary>How long the site has run by the doubtful clock, in seconds. If the clock jumps once more, it begins again.</summary>
    private async Task<long> ContinueDoubt(ClockRecord record, long now)
    {
        doubt ??= new Doubt(now, clock.GetTimestamp(), record.RunBefore(now));
        var hasJumped = Math.Abs(now - doubt.Since - Elapsed(doubt)) > ClockVerdict.MaxBehind;
        if (hasJumped) doubt = new Doubt(now, clock.GetTimestamp(), 0);
        var run = doubt.RunBefore + Elapsed(doubt);
        if (hasJumped || record.AwayAt is not { } last || now < last || now - last >= 10 * Minute)
        {
            await Save(sql => record.SetAway(sql, now, run));
            recorded = record.SeenAt;
            writesAtRecord = db.Writes;
        }
        return run;
    }

    private long Elapsed(Doubt since) => (long)clock.GetElapsedTime(since.Timestamp).TotalSeconds;

    private void Announce(ClockVerdict verdict)
    {
        if (announced == verdict.State) return;
        announced = verdict.State;
        log.LogCritical("{Problem} {Consequence} {Remedy}", verdict.Problem, verdict.Consequence, ClockVerdict.Remedy);
    }

    private void EndDoubt(long now)
    {
        if (announced != ClockState.Credible) log.LogInformation("The clock is right again: it says {Now}", ClockVerdict.Shown(now));
        (doubt, announced) = (null, ClockState.Credible);
    }

    /// <summary>What a judgement needs: the newest right time, and whether it was accepted although it is before the build.</summary>
    private sealed record Known(long? Newest, bool IsEarlyAccepted);

    /// <summary>When the clock came into doubt, by itself and by the monotonic clock, and how long the site had run by it before.</summary>
    private sealed record Doubt(long Since, long Timestamp, long RunBefore);
}
