// What a copy of the database holds, read and checked in one go by the program's own reader.
namespace MathsSoc.Data;

/// <summary>The facts that go into a manifest, and that a proof compares with it.</summary>
public sealed record BackupContents(int Schema, SortedList<string, long> Rows, List<StoredUpload> Uploads, bool HasOwner)
{
    /// <summary>
    /// Checks the file's integrity, its migrations, tables and references, and every total against its ledger. The problem is a sentence
    /// about the first fault, null if there is none. In a copy with an older schema what that schema may lack is not looked at.
    /// </summary>
    public static (BackupContents? Contents, string? Problem) Read(Sql sql)
    {
        // Every page is read several times.
        DatabaseCheck.KeepPages(sql, megabytes: 8);
        var integrity = DatabaseCheck.CheckIntegrity(sql);
        if (integrity != "ok") return (null, $"a page is damaged. SQLite says: {integrity.ReplaceLineEndings(" ")}.");
        var (schema, refusal) = Migrator.Compare(sql, "in it", Migrator.Sections);
        if (refusal is not null) return (null, refusal.Message);
        var differences = DatabaseCheck.FindSchemaDifferences(sql, schema);
        if (differences.Count > 0) return (null, $"{differences[0]}: its tables are not as the migrations make them.");
        var orphans = DatabaseCheck.CountOrphans(sql);
        if (orphans > 0) return (null, $"{orphans} rows refer to rows that are gone.");
        var isCurrent = schema == Migrator.Newest;
        if (isCurrent && PointsCheck.FindWrong(sql) is { } wrong)
            return (null, "a total is not the sum of its ledger: mathsoc check --repair writes all totals anew from it. " + wrong);
        return (new BackupContents(
            schema, DatabaseCheck.CountRows(sql), BackupMaker.ListUploads(sql), isCurrent && Members.AnyOwner(sql)), null);
    }
}
