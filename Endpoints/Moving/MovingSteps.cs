// The two steps of an import that the command and the page have in common: the plan, and the deed after a proven backup.
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>The site into which an earlier one moves.</summary>
/// <param name="Backups">What backups are made of.</param>
/// <param name="Command">Writes a command of the program for this site, as people type it, from its words.</param>
public sealed record MovingTarget(string DataDir, string DatabasePath, string UploadsDir, long UploadsCapacity, BackupSource Backups,
    Func<IEnumerable<string>, string> Command)
{
    /// <summary>Where files to be imported lie.</summary>
    public string ImportDir => Path.Combine(DataDir, "import");
}

/// <summary>A plan with what it was made of, ready to be done.</summary>
public sealed record PlannedImport(EarlierConversion Conversion, PlannedMove Move);

/// <summary>Why there is no plan.</summary>
/// <param name="Sentence">A clause with “it”, the file, and further sentences.</param>
/// <param name="IsOfChoice">Whether it is the file that does not fit what was chosen; otherwise the file or the disk is at fault.</param>
public sealed record PlanRefusal(string Sentence, bool IsOfChoice = false);

/// <summary>What the deed did, and the backup before it; or why nothing was changed, a sentence.</summary>
public sealed record DoneImport(MoveOutcome? Outcome, BackupFile? Backup, string? Problem);

/// <summary>
/// Both throw <see cref="DatabaseUnavailableException"/>, <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>; nothing
/// was changed then.
/// </summary>
public static class MovingSteps
{
    private const long LeastFree = 200L << 20;

    /// <summary>The longest that pupils' answers wait while the site is served.</summary>
    public static readonly TimeSpan MostWait = TimeSpan.FromSeconds(10);

    /// <summary>Whether answers would wait too long: the disk has to keep what the plan's copy needed not to, twice as long.</summary>
    /// <param name="most">The longest that they may wait, such as <see cref="MostWait"/>.</param>
    public static bool IsTooLong(TimeSpan planned, TimeSpan most) => planned * 2 > most;

    /// <summary>Reads, converts and plans on a copy, or says why that cannot be.</summary>
    /// <param name="uploads">The folder of uploaded files; null: the one within <paramref name="path"/>, if there is one.</param>
    /// <param name="scratch">A private folder.</param>
    public static (PlannedImport? Planned, PlanRefusal? Refusal) Plan(MovingTarget place, string path, string? uploads,
        MovingOptions options, string scratch, CancellationToken ending)
    {
        using var source = MovingSource.Open(path, uploads, scratch, ending);
        var (site, society) = (source.Site.Site, source.Society);
        if (site is null && society is null) return (null, new PlanRefusal(source.Site.Refusal!));
        if (society is not null && society.Mark == DatabaseHeader.MarkOf(DatabaseHeader.Read(place.DatabasePath)))
            return (null, new PlanRefusal("it is a copy of this very site. To go back to it, use mathsoc restore."));
        var schools = society?.Schools.Select(static school => school.Name) ?? site!.Schools.Select(EarlierMembers.SchoolName);
        if (options.Choices.OwnSchool is { } own && EarlierMembers.FindSchoolProblem(schools, own) is { } unknown)
            return (null, new PlanRefusal(unknown, IsOfChoice: true));
        var conversion = society is not null ? OtherArrivals.Convert(society, source, options)
            : EarlierArrivals.Convert(site!, source, options);
        EarlierArrivals.GiveBackMemory();
        ending.ThrowIfCancellationRequested();
        if (FindRoomProblem(place.UploadsDir, conversion.FileBytes) is { } full) return (null, new PlanRefusal(full));
        return (new PlannedImport(conversion,
            MovePlan.Run(place.DatabasePath, scratch, conversion.Arrivals, Actor.CommandLine, options.Now)), null);
    }

    /// <summary>A clause if the files would fill the disk; null if they do not.</summary>
    public static string? FindRoomProblem(string folder, long bytes)
    {
        if (bytes == 0) return null;
        Directory.CreateDirectory(folder);
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free >= bytes + LeastFree ? null
            : $"its files take {Size.Of(bytes)}, and the disk of {folder} has {Size.Of(free)} free, of which {Size.Of(LeastFree)} must "
                + "stay free.";
    }

    /// <summary>Makes a backup, proves it, and brings everything in at once or not at all.</summary>
    /// <param name="who">Who makes the backup, as another one that wants to make one meanwhile reads it.</param>
    public static DoneImport Do(MovingTarget place, Db db, PlannedImport planned, Actor actor, string who, TimeProvider clock, ILogger log,
        CancellationToken ending)
    {
        var (backup, problem) = BackUp(place, db, BackupReason.BeforeImporting, who, clock, ending);
        if (backup is null) return new DoneImport(null, null, problem);
        var (arrivals, now) = (planned.Conversion.Arrivals, clock.GetUtcNow().ToUnixTimeSeconds());
        EarlierArrivals.GiveBackMemory();
        db.Write(sql => Audit.Add(sql, actor, "import.begin", now));
        var folder = new UploadFolder(place.UploadsDir, place.UploadsCapacity, log);
        using var files = StagedFiles.Write(folder, planned.Conversion.Files);
        (arrivals.KeepFile, arrivals.Backup) = (files.Keep, backup.Name);
        var outcome = db.WriteAlone(sql => MoveIn.Run(sql, arrivals, actor, now));
        foreach (var kind in MoveOutcome.Kinds) log.LogInformation("Import: {Kind} {Counts}", kind, outcome.CountsOf(kind));
        return new DoneImport(outcome, backup, null);
    }

    /// <summary>Makes a backup and proves it; a sentence on why there is none instead.</summary>
    public static (BackupFile? Backup, string? Problem) BackUp(
        MovingTarget place, Db db, string reason, string who, TimeProvider clock, CancellationToken ending)
    {
        // Another file at the database's path must not be opened beside the log of the lost one.
        if (db.FindProblem() is { } lost) return (null, $"The database is {lost}.");
        var (held, _, busy) = BackupLock.TryTake(place.Backups.Backups, who, clock.GetUtcNow(), BackupLock.Moment);
        using var backupLock = held;
        if (held is null) return (null, busy);
        var made = new BackupMaker(place.Backups, clock).Make(place.Backups.Backups, reason, ending);
        if (made.File is null) return (null, made.Problem ?? "It was interrupted.");
        var proof = new BackupProof(clock).Run(made.File, allUploads: false, ending);
        return proof.Problem is null ? (made.File, null) : (null, proof.Problem);
    }
}
