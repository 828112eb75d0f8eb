// `mathsoc import FILE`: reads an earlier site, says what would arrive, asks, and after a proven backup brings it in.
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Hosting;

/// <summary>What was asked for.</summary>
internal sealed record ImportRequest
{
    public required string Path { get; init; }

    /// <summary>Null: the folder within <see cref="Path"/>, if there is one.</summary>
    public required string? Uploads { get; init; }

    public required bool IsDryRun { get; init; }
    public required bool IsSure { get; init; }
    public required bool IsUtc { get; init; }
    public required int? SchoolYear { get; init; }
    public required bool KeepsShown { get; init; }

    public required ArticleChoice Articles { get; init; }
    public required bool KeepsOldAnnouncements { get; init; }

    /// <summary>Null: none is written.</summary>
    public required string? Report { get; init; }
}

/// <summary>Plans on a copy; changes the site only after the plan was agreed to.</summary>
internal static class ImportCommand
{
    private const string Word = "import";

    /// <summary>The longest that pupils' answers wait while the site is served.</summary>
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(10);

    public static int Run(SettingSources sources, ImportRequest request)
    {
        if (SiteFinder.Find(sources) is not { } found) return Exit.Unavailable;
        if (Settled.Load(found, out var code) is not { } options) return code;
        var clock = TimeProvider.System;
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        // Held until the end, so that nobody begins to serve the folder meanwhile; a site that is served already keeps it.
        var (taken, refusal) = FolderLock.TryTake(options.DataDir);
        using var folderLock = taken;
        var isServed = taken is null && FolderLock.IsTaken(options.DataDir);
        if (taken is null && !isServed) return Settled.Refuse(refusal!, Exit.Unavailable);
        var outcome = SiteMigration.Run(options, now);
        if (outcome.Result != MigrationResult.Ready) return Settled.Refuse(outcome.Message, Settled.ExitOf(outcome.Result));
        using var scratch = ImportScratch.TryMake(options.DataDir, out var busy);
        if (scratch is null) return Settled.Refuse(busy!, Exit.Unavailable);
        try
        {
            return Run(options, request, scratch.Folder, isServed, now);
        }
        catch (DatabaseUnavailableException unavailable)
        {
            return Settled.Refuse($"nothing was changed. {unavailable.Message}", Exit.Unavailable);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Settled.Refuse($"nothing was changed. {problem.Message}", Exit.Failed);
        }
    }

    private static int Run(AppOptions options, ImportRequest request, string scratch, bool isServed, long now)
    {
        using var source = MovingSource.Open(request.Path, request.Uploads, scratch, CancellationToken.None);
        if (source.Site.Site is not { } site)
            return Settled.Refuse($"{request.Path} cannot be imported: {source.Site.Refusal} Nothing was changed.", Exit.Failed);
        var moving = new MovingOptions(request.IsUtc, request.SchoolYear, request.KeepsShown, options.UploadsCapacity, now)
        {
            Articles = request.Articles, KeepsOldAnnouncements = request.KeepsOldAnnouncements,
        };
        var conversion = EarlierArrivals.Convert(site, source, moving);
        var plan = MovePlan.Run(options.DatabasePath, scratch, conversion.Arrivals, Actor.CommandLine, now);
        if (request.Report is { } report) File.WriteAllText(report, MovingPlan.WriteReport(plan.Outcome));
        if (plan.Outcome.IsNothing)
        {
            Console.WriteLine($"Nothing to do: all {plan.Outcome.Same:N0} rows are here.");
            return Exit.Ok;
        }
        Console.Write(MovingPlan.Write(plan.Outcome, conversion.Notes));
        if (request.IsDryRun)
        {
            Console.WriteLine("Nothing was changed (--dry-run).");
            return Exit.Ok;
        }
        // The disk has to keep what the copy needed not to: twice as long is allowed for.
        if (isServed && plan.Duration * 2 > MostWait)
            return Settled.Refuse($"nothing was changed. The site is being served, and answers would wait for {MostWait.TotalSeconds:0} "
                + "seconds or more: stop it first (systemctl stop mathsoc), import, and start it again.", Exit.Unavailable);
        // A backup without an owner is none that a site could be made from, and earlier admins become teachers.
        if (!HasOwner(options))
            return Settled.Refuse("nothing was changed. Nobody here is an owner yet, and no earlier admin becomes one. Make one first: "
                + Hints.Command("create-admin", options), Exit.Failed);
        if (!request.IsSure && !Asks()) return Settled.Refuse("Nothing was changed.", Exit.Failed);
        return Do(options, conversion, now);
    }

    private static int Do(AppOptions options, EarlierConversion conversion, long now)
    {
        var (backup, problem) = Snapshot(options);
        if (backup is null)
            return Settled.Refuse($"nothing was changed, because no proven backup could be made first. {problem}", Exit.Failed);
        MoveOutcome done;
        using (var log = new LoggerFactory())
        using (var files = StagedFiles.Write(
            new UploadFolder(options.UploadsDir, options.UploadsCapacity, log.CreateLogger("mathsoc.import")), conversion.Files))
        using (var db = Db.Open(options.DatabasePath, readers: 1))
        {
            conversion.Arrivals.KeepFile = files.Keep;
            done = db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, now));
        }
        Console.WriteLine($"Done: {done.Summary}.");
        if (done.Slips > 0)
            Console.WriteLine($"{Audit.Count(done.Slips, "member")} without a password: print their slips at "
                + $"/admin/members/import/{done.ChangeId}.");
        Console.WriteLine($"To undo all of it: {Hints.Command($"restore {backup.Name}", options)}");
        return Exit.Ok;
    }

    private static bool HasOwner(AppOptions options)
    {
        using var db = Db.Open(options.DatabasePath, readers: 1);
        return db.Read(Members.AnyOwner);
    }

    private static (BackupFile? Backup, string? Problem) Snapshot(AppOptions options)
    {
        var clock = TimeProvider.System;
        var (held, _, busy) = BackupLock.TryTake(options.BackupsDir, "mathsoc import", clock.GetUtcNow(), BackupLock.Moment);
        using var backupLock = held;
        if (held is null) return (null, busy);
        var made = new BackupMaker(options.BackupSource, clock)
            .Make(options.BackupsDir, BackupReason.BeforeImporting, CancellationToken.None);
        if (made.File is null) return (null, made.Problem);
        var proof = new BackupProof(clock).Run(made.File, allUploads: false, CancellationToken.None);
        return proof.Problem is null ? (made.File, null) : (null, proof.Problem);
    }

    private static bool Asks()
    {
        Console.Write($"Type the word {Word} to bring all this in: ");
        var line = Console.In.ReadLine();
        if (Console.IsInputRedirected) Console.WriteLine();
        return line?.Trim() == Word;
    }
}
