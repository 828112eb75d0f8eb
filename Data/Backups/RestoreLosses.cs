// What would be lost if a backup took the place of the database: answers and members that the backup does not have.
using Dapper;

namespace MathsSoc.Data;

/// <summary>What the present database has and a backup has not.</summary>
/// <param name="By">How many members gave those answers.</param>
public sealed record RestoreLosses(long Answers, long By, long Members)
{
    /// <summary>
    /// Compares row by row: times alone would miss what was saved in the second of the backup, or by a wrong clock. Throws
    /// <see cref="DatabaseUnavailableException"/> if the present database cannot be read.
    /// </summary>
    public static RestoreLosses Count(string present, string backup)
    {
        var (answers, members) = DatabaseCheck.ReadCopy(
            backup, sql => (ReadAnswers(sql).ToHashSet(), ReadMembers(sql).ToHashSet()), CancellationToken.None);
        return DatabaseCheck.Read(present, sql =>
        {
            var lost = ReadAnswers(sql).Where(answer => !answers.Contains(answer)).ToList();
            return new RestoreLosses(lost.Count, lost.Select(answer => answer.MemberId).Distinct().Count(),
                ReadMembers(sql).Count(member => !members.Contains(member)));
        });
    }

    /// <summary>"312 answers by 41 members, 3 members who joined since".</summary>
    public string Describe()
    {
        if (Answers + Members == 0) return "nothing that members did";
        var parts = new List<string>();
        if (Answers > 0) parts.Add($"{Audit.Count(Answers, "answer")} by {Audit.Count(By, "member")}");
        if (Members > 0) parts.Add($"{Audit.Count(Members, "member")} who joined since");
        return string.Join(", ", parts);
    }

    // An older schema may not have them yet.
    private static IEnumerable<GivenAnswer> ReadAnswers(Sql sql) => DatabaseCheck.HasTable(sql, "attempts")
        ? sql.Query<GivenAnswer>("SELECT id, member_id, submitted_at FROM attempts")
        : [];

    private static IEnumerable<AddedMember> ReadMembers(Sql sql) => DatabaseCheck.HasTable(sql, "members")
        ? sql.Query<AddedMember>("SELECT id, created_at FROM members")
        : [];

    internal sealed record GivenAnswer(long Id, long MemberId, long SubmittedAt);

    internal sealed record AddedMember(long Id, long CreatedAt);
}
