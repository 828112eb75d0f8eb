// `mathsoc demo`: fills a folder of its own with a made-up society and a term of its work, and serves it for a look around.
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Hosting;

/// <summary>Fills a new database and serves it; a folder that already has one is left alone.</summary>
internal static class DemoCommand
{
    private const int PasswordLetters = 12;

    /// <param name="namesFolder">Whether --data was given: a folder that only the environment names is a real site's.</param>
    public static int Run(SettingSources sources, bool namesFolder)
    {
        if (!namesFolder) sources = sources.With("DATA_DIR", Directory.CreateTempSubdirectory("mathsoc-demo-").FullName);
        if (Settled.Load(sources, out var code, needsLogs: true) is not { } options) return code;
        if (!TryFill(options, out var password, out code)) return code;

        Console.WriteLine($"""
            A made-up society is in {options.DataDir}. Nobody in it is real, and nothing in it is needed.
            Sign in as {DemoPeople.TeacherLogin} (owner) or as {DemoPeople.PupilLogin}, both with the password {password}
            """);
        return ServeCommand.Run(sources);
    }

    private static bool TryFill(AppOptions options, out string password, out int code)
    {
        password = "";
        // Held only until the folder is filled: ServeCommand takes it again.
        var (taken, refusal) = FolderLock.TryTake(options.DataDir);
        using var folderLock = taken;
        if (folderLock is null)
        {
            code = Settled.Refuse(refusal!, Exit.Unavailable);
            return false;
        }
        if (File.Exists(options.DatabasePath))
        {
            code = Settled.Refuse(
                $"the folder {options.DataDir} already holds a database, and a demo only fills a new one. "
                + "Name another folder with --data, or none for a temporary one.",
                Exit.Failed);
            return false;
        }
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        if (ClockRecord.None.Judge(now, BuildVersion.SourceDate) is { IsCredible: false } clock)
        {
            code = Settled.Refuse($"{clock.Problem} Set the clock of this computer first: timedatectl shows it.", Exit.Failed);
            return false;
        }
        var outcome = Migrator.Run(options.DatabasePath, Migrator.Sections, now);
        if (outcome.Result != MigrationResult.Ready)
        {
            code = Settled.Refuse(outcome.Message, Settled.ExitOf(outcome.Result));
            return false;
        }
        password = OneTimeCodes.Write(OneTimeCodes.NewPasswordCode()[..PasswordLetters]).ToLowerInvariant();
        using var db = Db.Open(options.DatabasePath, readers: 1);
        try
        {
            DemoSociety.Fill(db, options.UploadsDir, Passwords.Hash(password), now);
        }
        catch (DatabaseUnavailableException problem)
        {
            code = Settled.Refuse(problem.Message, Exit.Unavailable);
            return false;
        }
        code = Exit.Ok;
        return true;
    }
}
