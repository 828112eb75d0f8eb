// What tests of restores do again and again: run the command, look at the database that is then in place, add what would be lost.
using Dapper;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

public static class RestoreSteps
{
    public static Task<CliResult> RestoreAsync(this BackedUpSite site, string what = "latest", params string[] more) =>
        Cli.RunAsync(["restore", what, "--data", site.Data, "--yes", .. more]);

    /// <summary>Reads what is at the database's path now, whatever was there before.</summary>
    public static T Look<T>(this BackedUpSite site, Func<Sql, T> read) => DatabaseCheck.Read(site.Database, read);

    public static long CountNow(this BackedUpSite site, string query) => site.Look(sql => sql.ExecuteScalar<long>(query));

    public static bool HasLogin(this BackedUpSite site, string login) => site.Look(sql => Members.FindByLogin(sql, login)) is not null;

    /// <summary>Answers of a member to a part, one after the other.</summary>
    public static void AddAnswers(this BackedUpSite site, long member, int answers) => site.Db.Write(sql =>
    {
        for (var number = 101; number <= 100 + answers; number++)
            sql.Execute("""
                INSERT INTO attempts (member_id, part_id, number, typed, folded, is_right, submitted_at, send_key)
                VALUES (@member, (SELECT min(id) FROM parts), @number, '1', '1', 0, 1, 'late ' || @number)
                """, new { member, number });
    });

    public static bool EraseNow(this BackedUpSite site, long member, long now)
    {
        using var db = Db.Open(site.Database, readers: 1);
        return db.Write(sql => Anonymisation.Apply(sql, member, now));
    }

    public static long AddNow(this BackedUpSite site, NewMember member, long now = 1)
    {
        using var db = Db.Open(site.Database, readers: 1);
        return db.Add(member, now);
    }
}
