// What `mathsoc check` says of the database's contents: each thing that follows from another is worked out again and compared.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Reads everything in one transaction, beside a site that is served.</summary>
internal static class DatabaseContentCheck
{
    /// <param name="version">The schema that the database has; with an older one only the file itself is checked.</param>
    public static List<SiteFact> Run(AppOptions options, int version, bool repair)
    {
        try
        {
            var (lines, wrongTotal, uploads) = DatabaseCheck.Read(options.DatabasePath, sql => Read(sql, options, version));
            if (wrongTotal is not null) lines.Add(CheckPoints(options, wrongTotal, repair));
            if (uploads is not null) lines.AddRange(UploadsCheck.Run(options.UploadsDir, uploads));
            return lines;
        }
        catch (DatabaseUnavailableException problem)
        {
            return [SiteFact.Fail("database", problem.Message)];
        }
    }

    private static (List<SiteFact> Lines, string? WrongTotal, List<StoredUpload>? Uploads) Read(Sql sql, AppOptions options, int version)
    {
        // Every page is looked at several times: 64 MB of them kept at hand halve the time for a large society.
        DatabaseCheck.KeepPages(sql, megabytes: 64);
        var isWhole = CheckFile(sql, options, version, out var lines);
        if (!isWhole || version != Migrator.Newest) return (lines, null, null);
        lines.AddRange(CheckSociety(sql, options));
        return (lines, PointsCheck.FindWrong(sql) ?? "", Uploads.ListAll(sql));
    }

    private static bool CheckFile(Sql sql, AppOptions options, int version, out List<SiteFact> lines)
    {
        lines = [];
        var integrity = DatabaseCheck.CheckIntegrity(sql);
        lines.Add(SiteFact.FailIf(integrity == "ok" ? null : $"{integrity}. {RestoreHint(options)}", "integrity", "ok"));
        if (integrity != "ok") return false;
        var differences = DatabaseCheck.FindSchemaDifferences(sql, version);
        lines.Add(SiteFact.FailIf(
            differences.Count == 0 ? null : $"{SiteFact.List(differences)}. Undo the change. {RestoreHint(options)}",
            "tables", "as the migrations make them"));
        var orphans = DatabaseCheck.CountOrphans(sql);
        lines.Add(SiteFact.FailIf(
            orphans == 0 ? null : $"{orphans} rows refer to rows that are gone. {RestoreHint(options)}", "references", "ok"));
        return differences.Count == 0;
    }

    private static IEnumerable<SiteFact> CheckSociety(Sql sql, AppOptions options)
    {
        yield return Members.AnyOwner(sql)
            ? SiteFact.Ok("owner", "there is one")
            : SiteFact.Warn("owner", "nobody can run the site yet: "
                + ShellCommand.For("create-admin --login you@school", options.DataDir));
        var unearned = CompletionCheck.FindUnearned(sql);
        yield return SiteFact.FailIf(unearned.Count == 0
            ? null
            : $"{SiteFact.List(unearned)} without the right answers for it. Mark the challenge again on its page. "
                + RestoreHint(options),
            "completions", "each rests on right answers");
        var firstless = CompletionCheck.FindWithoutFirst(sql);
        yield return SiteFact.FailIf(firstless.Count == 0
            ? null
            : $"nobody is the first of {SiteFact.List(firstless)}, which was completed. Mark it again on its page. "
                + RestoreHint(options),
            "firsts", "every completed challenge has one");
        var misplaced = EnrolmentCheck.FindMisplaced(sql);
        yield return SiteFact.FailIf(misplaced.Count == 0
            ? null
            : $"of another competition than their challenge are rows {SiteFact.List([.. misplaced.Select(id => $"{id}")])} of the ledger. "
                + RestoreHint(options),
            "competitions", "points are of the competition of their challenge");
        foreach (var (at, detail) in DatabaseLosses.List(sql, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()))
            yield return SiteFact.Warn("history", $"an older copy of the database was taken back on {SchoolTime.Time(at)}: {detail}. "
                + "If they are needed, look for a newer backup or a rescued copy.");
    }

    private static string RestoreHint(AppOptions options) =>
        $"To put a backup back: stop the site, then {ShellCommand.For("restore latest", options.DataDir)}";

    /// <summary>The ledger is the record and totals are only its sums, so writing them again loses nothing.</summary>
    private static SiteFact CheckPoints(AppOptions options, string wrongTotal, bool repair)
    {
        if (wrongTotal.Length == 0) return SiteFact.Ok("points", "every total is the sum of its ledger");
        if (!repair)
            return SiteFact.Fail("points", $"a total is not the sum of its ledger: {ShellCommand.For("check --repair", options.DataDir)} "
                + $"writes all totals anew from the ledger. {wrongTotal}");
        using var db = Db.Open(options.DatabasePath, readers: 1);
        db.Write(sql =>
        {
            PointsCheck.Rebuild(sql);
            Audit.Add(sql, Actor.CommandLine, "points.repair", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        });
        return SiteFact.Warn("points",
            $"a total was not the sum of its ledger; all totals have been written anew from the ledger. {wrongTotal}");
    }
}
