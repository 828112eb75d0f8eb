// `mathsoc import FILE`: reads an earlier site, says what would arrive, asks, and after a proven backup brings it in.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Pages;

namespace MathsSoc.Hosting;

/// <summary>What was asked for.</summary>
internal sealed record ImportRequest
{
    public required string Path { get; init; }

    /// <summary>Null: the folder within <see cref="Path"/>, if there is one.</summary>
    public required string? Uploads { get; init; }

    public required bool IsDryRun { get; init; }
    public required bool IsSure { get; init; }
    public required MovingChoices Choices { get; init; }

    /// <summary>The longest that pupils' answers may wait while the site is served.</summary>
    public required TimeSpan MostWait { get; init; }

    /// <summary>Null: none is written.</summary>
    public required string? Report { get; init; }
}

/// <summary>Plans on a copy; changes the site only after the plan was agreed to.</summary>
internal static class ImportCommand
{
    private const string Word = "import";

    public static int Run(SettingSources sources, ImportRequest request)
    {
        if (SiteFinder.Find(sources) is not { } found) return Exit.Unavailable;
        if (Settled.Load(found, out var code) is not { } options) return code;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        // Held until the end, so that nobody begins to serve the folder meanwhile; a site that is served already keeps it.
        var (taken, refusal) = FolderLock.TryTake(options.DataDir, FolderLock.Import);
        using var folderLock = taken;
        var isServed = taken is null && FolderLock.IsServed(options.DataDir);
        if (taken is null && !isServed) return Settled.Refuse(refusal!, Exit.Unavailable);
        var outcome = SiteMigration.Run(options, now);
        if (outcome.Result != MigrationResult.Ready) return Settled.Refuse(outcome.Message, Settled.ExitOf(outcome.Result));
        using var scratch = MovingScratch.TryMake(options.DataDir, out var busy);
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
            return Settled.Refuse($"nothing was changed. {English.Capital(DiskProblem.Describe(problem))}", Exit.Failed);
        }
    }

    private static int Run(AppOptions options, ImportRequest request, string scratch, bool isServed, long now)
    {
        var moving = new MovingOptions(request.Choices, options.UploadsCapacity, now);
        var (planned, refusal) =
            MovingSteps.Plan(options.MovingTarget, request.Path, request.Uploads, moving, scratch, CancellationToken.None);
        if (planned is null)
            return Settled.Refuse($"{request.Path} cannot be imported: {refusal!.Sentence} Nothing was changed.",
                refusal.IsOfChoice ? Exit.Usage : Exit.Failed);
        var (conversion, plan) = planned;
        if (request.Report is { } report) File.WriteAllText(report, MovingPlan.WriteReport(plan.Outcome));
        if (!plan.Outcome.IsNothing || plan.Outcome.Same == 0)
            Console.Write(MovingPlan.Write(plan.Outcome, [.. conversion.Questions.Write(moving, plan.Outcome), .. conversion.Notes]));
        if (plan.Outcome.IsNothing)
        {
            Console.WriteLine(MovingPlan.Nothing(plan.Outcome));
            return Exit.Ok;
        }
        if (request.IsDryRun)
        {
            Console.WriteLine("Nothing was changed (--dry-run).");
            return Exit.Ok;
        }
        if (isServed && MovingSteps.IsTooLong(plan.Duration, request.MostWait))
            return Settled.Refuse("nothing was changed. The site is being served, and answers would wait for "
                + $"{request.MostWait.TotalSeconds:0} seconds or more: stop it first (systemctl stop mathsoc), import, and start it "
                + "again.", Exit.Unavailable);
        // A backup without an owner is none that a site could be made from, and earlier admins become teachers.
        if (!HasOwner(options))
            return Settled.Refuse("nothing was changed. Nobody here is an owner yet, and no earlier admin becomes one. Make one first: "
                + ShellCommand.For("create-admin", options.DataDir), Exit.Failed);
        if (!request.IsSure && !Asks()) return Settled.Refuse("Nothing was changed.", Exit.Failed);
        return Do(options, planned);
    }

    private static int Do(AppOptions options, PlannedImport planned)
    {
        using var log = new LoggerFactory();
        using var db = Db.Open(options.DatabasePath, readers: 1);
        var done = MovingSteps.Do(options.MovingTarget, db, planned, Actor.CommandLine, "mathsoc import", TimeProvider.System,
            log.CreateLogger("mathsoc.import"), CancellationToken.None);
        if (done is not { Outcome: { } outcome, Backup: { } backup })
            return Settled.Refuse($"nothing was changed, because no proven backup could be made first. {done.Problem}", Exit.Failed);
        // Otherwise the log of all this lies beside the file until the site has been served for a while.
        db.Checkpoint(keepsLog: options.HasLitestream);
        Console.WriteLine($"Done: {outcome.Summary}.");
        if (outcome.Slips > 0)
            Console.WriteLine($"{Audit.Count(outcome.Slips, "member")} without a password: print their slips at "
                + $"/admin/members/import/{outcome.ChangeId}.");
        Console.WriteLine("For the notice board, a sheet to print: /admin/import/sheet.");
        Console.WriteLine($"To undo all of it: {ShellCommand.For($"restore {backup.Name}", options.DataDir)}");
        return Exit.Ok;
    }

    private static bool HasOwner(AppOptions options)
    {
        using var db = Db.Open(options.DatabasePath, readers: 1);
        return db.Read(Members.AnyOwner);
    }

    private static bool Asks()
    {
        Console.Write($"Type the word {Word} to bring all this in: ");
        var line = Console.In.ReadLine();
        if (Console.IsInputRedirected) Console.WriteLine();
        return line?.Trim() == Word;
    }
}
