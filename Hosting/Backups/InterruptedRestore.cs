// Finishes a restore that was killed, before anything else uses the site: afterwards there is the old database or the new one.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Called by every verb that uses a site's folder.</summary>
internal static class InterruptedRestore
{
    /// <summary>
    /// Completes a restore that had begun to move files, and removes what one that had not has left; says on standard error which it was. A
    /// sentence if the site cannot be used now: a restore goes on in another process, or the disk is in the way. Null otherwise.
    /// </summary>
    /// <param name="mayChange">False for a verb that only looks: it is refused until another one has finished this.</param>
    public static string? Finish(AppOptions options, bool mayChange)
    {
        var folder = options.DataDir;
        if (!RestoreJournal.IsUnfinished(folder)) return null;
        if (!mayChange)
            return FolderLock.IsTaken(folder)
                ? DescribeOther(folder)
                : $"{Describe(folder)} Every command that uses the site, such as serve, finishes this first.";
        var (taken, problem) = FolderLock.TryTake(folder, FolderLock.Restore);
        using var folderLock = taken;
        if (taken is null) return FolderLock.IsTaken(folder) ? DescribeOther(folder) : problem;
        try
        {
            return FinishAlone(options);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{Describe(folder)} It cannot be finished: {failure.Message}";
        }
    }

    /// <summary>What was found, in a sentence, for whoever only looks.</summary>
    public static string Describe(string folder) => RestoreJournal.Read(folder).Journal is { } journal
        ? $"A restore of {journal.From} was interrupted while it put the files in their places."
        : "A restore was interrupted before it had changed anything.";

    private static string DescribeOther(string folder) => FolderLock.FindHolder(folder) is { IsServing: false } other
        ? $"a restore goes on in {folder}, in process {other.Id}. Wait until it has ended, or stop it: kill {other.Id}"
        : FolderLock.DescribeHolder(folder);

    private static string? FinishAlone(AppOptions options)
    {
        var folder = options.DataDir;
        var (journal, isDamaged) = RestoreJournal.Read(folder);
        if (isDamaged)
            return $"{RestoreJournal.PathOf(folder)} is not as mathsoc restore writes it, so nobody knows what it was about to do. Look "
                + $"into {RestoreJournal.FolderOf(folder)} and {Path.Combine(folder, "aside")}, put the right database at "
                + $"{options.DatabasePath} together with its -wal, and remove that file.";
        if (journal is null)
        {
            RestoreSwap.Abandon(folder);
            Say("A restore was interrupted before it had changed anything. The database is the one from before it.");
            return null;
        }
        if (RestoreSwap.Complete(folder, journal) is { } problem)
        {
            Say($"A restore of {journal.From} was interrupted. {problem}");
            return null;
        }
        Say($"A restore was interrupted, and has been completed now: the database is {journal.From}, made "
            + $"{SchoolTime.Time(journal.MadeAt)}."
            + (journal.Aside is null ? "" : $" The one from before is in {Path.Combine(folder, journal.Aside)}; "
                + $"{UndoOf(options, journal)} puts it back."));
        return null;
    }

    /// <summary>The command that puts back what a restore has set aside.</summary>
    public static string UndoOf(AppOptions options, RestoreJournal journal) =>
        ShellCommand.For($"restore {ShellCommand.Quote(Path.Combine(options.DataDir, journal.Aside!, "mathsoc.db"))}", options.DataDir);

    private static void Say(string sentence) => Console.Error.WriteLine($"mathsoc: {sentence}");
}
