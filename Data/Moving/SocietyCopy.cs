// Makes a private copy of another MathsSoc's database fit to be read: proven to be of our own making, brought up to this program's schema.
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>
/// The migrations are our own statements, and in a database whose tables and triggers are exactly what they make, nothing else runs with
/// them.
/// </summary>
public static class SocietyCopy
{
    private const string Advice = "Start the newest version of the program there, and take a new copy.";

    /// <summary>
    /// The society in a copy that is changed here and then thrown away; a clause with “it” on why it cannot be used instead.
    /// <paramref name="erased"/>: who was erased there since the copy was made.
    /// </summary>
    public static (OtherSociety? Society, string? Refusal) Read(string copy, ErasureRecord erased)
    {
        try
        {
            var (proof, damage) = ForeignDatabase.Read(copy, static connection => Prove(Of(connection)));
            if ((damage ?? proof!.Refusal) is { } refusal) return (null, refusal);
            if (proof!.Schema < Migrator.Newest && Migrator.Run(copy, Migrator.Sections, now: 0) is { Result: not MigrationResult.Ready })
                return (null, $"it is of an older version of this program, and cannot be brought up to this one. {Advice}");
            if (erased.Count > 0) Erase(copy, erased);
            var (reading, unread) = ForeignDatabase.Read(copy, static connection => new Reading(OtherSociety.Read(Of(connection))), true);
            return reading?.Society ?? (null, unread);
        }
        // A section that its rows do not fit, or a value that no form of the program would have taken.
        catch (Exception problem) when (problem is SqliteException or FormatException or OverflowException)
        {
            return (null, $"it holds rows that this program does not write. {Advice}");
        }
    }

    private static Sql Of(DbConnection connection) => new((SqliteConnection)connection, null);

    private static Proof Prove(Sql sql)
    {
        // A table that is there twice would be taken for one.
        if (sql.ExecuteScalar<long>("SELECT count(*) - count(DISTINCT type || ' ' || name) FROM sqlite_schema") != 0)
            return new Proof(0, "its tables are not as this program makes them.");
        var (schema, refusal) = Migrator.Compare(sql, "", Migrator.Sections);
        if (refusal is { Result: MigrationResult.Newer })
            return new Proof(schema, $"it is of a newer version of this program: its schema is {schema}, and the newest known here is "
                + $"{Migrator.Newest}. Bring this site’s program up to date first.");
        if (refusal is not null || schema == 0)
            return new Proof(schema, $"it was not made by the migrations of this program. {Advice}");
        var differences = DatabaseCheck.FindSchemaDifferences(sql, schema);
        if (differences.Count > 0) return new Proof(schema, $"its tables are not as this program makes them: {differences[0]}.");
        return new Proof(schema, DatabaseCheck.CountOrphans(sql) == 0 ? null : "rows in it refer to rows that are gone.");
    }

    /// <summary>Whoever was erased since the copy was made is erased in it too, as when a backup is put back.</summary>
    private static void Erase(string copy, ErasureRecord erased)
    {
        using var connection = Connections.Open(copy, queryOnly: false);
        using var transaction = connection.BeginTransaction();
        erased.ApplyTo(new Sql(connection, null), now: 0);
        transaction.Commit();
    }

    private sealed record Proof(int Schema, string? Refusal);

    private sealed record Reading((OtherSociety? Society, string? Refusal) Society);
}
