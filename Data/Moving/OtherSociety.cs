// What moves in from another MathsSoc, as its own rows say it: read from a private copy that was proven to be of this program's making.
using Dapper;

namespace MathsSoc.Data;

/// <param name="PasswordHash">As it is stored there; empty: none.</param>
/// <param name="Minutes">Extra time; 0: none.</param>
public sealed record OtherMember(Member Member, string PasswordHash, long Minutes);

/// <param name="FileId">Its name in files.</param>
/// <param name="Files">What belongs to it, also what its text does not show.</param>
/// <param name="Parts">The live ones, in order, with their names in files; empty: none.</param>
public sealed record OtherChallenge(
    Challenge Challenge, string FileId, IReadOnlyList<Upload> Files, IReadOnlyList<(Part Part, string FileId)> Parts);

/// <param name="FileId">As of a challenge, as <paramref name="Files"/>.</param>
public sealed record OtherArticle(Article Article, string FileId, IReadOnlyList<Upload> Files);

/// <summary>
/// A society without what stays behind: former members and those who leave, competitions with their challenges, and what belongs to them.
/// Texts and numbers are of any length and size that a file can hold.
/// </summary>
public sealed class OtherSociety
{
    private const int MostMembers = 50_000, MostTexts = 10_000, MostParts = 100_000, MostAttempts = 1_000_000;

    private const string Comes = "SELECT id FROM members WHERE state IN ('waiting', 'active', 'archived')";
    private const string ComingChallenges = "SELECT id FROM challenges WHERE competition_id IS NULL";

    /// <summary>See <see cref="DatabaseFile"/>; the same for every copy of it.</summary>
    public required uint Mark { get; init; }

    /// <summary>As its pages show it.</summary>
    public required string Name { get; init; }

    /// <summary>As settings write them; null: the usual ones.</summary>
    public required string? KeyStages { get; init; }

    public required IReadOnlyList<School> Schools { get; init; }
    public required IReadOnlyList<OtherMember> Members { get; init; }
    public required IReadOnlyList<OtherChallenge> Challenges { get; init; }

    /// <summary>In the order in which they were counted.</summary>
    public required IReadOnlyList<Attempt> Attempts { get; init; }

    /// <summary>The sum of each member's ledger, as far as it counts on the society's boards.</summary>
    public required IReadOnlyList<ArrivingScore> Scores { get; init; }

    public required IReadOnlyList<OtherArticle> Articles { get; init; }
    public required IReadOnlyList<Announcement> Announcements { get; init; }

    /// <summary>Members who have asked to be deleted.</summary>
    public required long Leaving { get; init; }

    public required long Competitions { get; init; }

    /// <summary>Reads it; or a sentence if there is more of something than is taken.</summary>
    internal static (OtherSociety? Society, string? Refusal) Read(Sql sql)
    {
        foreach (var (table, most) in new[]
        {
            ("members", MostMembers), ("challenges", MostTexts), ("parts", MostParts), ("attempts", MostAttempts), ("articles", MostTexts),
            ("announcements", MostTexts),
        })
            if (sql.ExecuteScalar<long>($"SELECT count(*) FROM {table}") > most)
                return (null, $"its table “{table}” has more than {most:N0} rows, which is the most.");
        return (new OtherSociety
        {
            Mark = GivenIds.MarkOf(sql),
            Name = Settings.FindSociety(sql).Name,
            KeyStages = Settings.FindValue(sql, SocietySettings.KeyStagesName),
            Schools = Data.Schools.List(sql),
            Members = ReadMembers(sql),
            Challenges = [.. sql.Query<long>($"{ComingChallenges} ORDER BY id").AsList().Select(id => ReadChallenge(sql, id))],
            Attempts = sql.Query<Attempt>($"""
                SELECT {Data.Attempts.Columns} FROM attempts a JOIN parts p ON p.id = a.part_id
                WHERE a.member_id IN ({Comes}) AND p.challenge_id IN ({ComingChallenges}) ORDER BY a.id
                """).AsList(),
            Scores = sql.Query<ArrivingScore>($"""
                SELECT w.member_id AS member_source_id, sum(w.points) AS shown, max(w.at) AS at FROM awards w
                WHERE w.counts_for_society = 1 AND w.member_id IN ({Comes}) GROUP BY w.member_id
                """).AsList(),
            Articles = [.. Data.Articles.ListIds(sql, MostTexts).Select(id => new OtherArticle(Data.Articles.Find(sql, id)!,
                FileNames.OfArticle(sql, id), Uploads.List(sql, UploadOwner.Article(id))))],
            Announcements = [.. sql.Query<long>("SELECT id FROM announcements ORDER BY coalesce(shown_from, created_at), id").AsList()
                .Select(id => Data.Announcements.Find(sql, id)!)],
            Leaving = sql.ExecuteScalar<long>("SELECT count(*) FROM members WHERE state = 'leaving'"),
            Competitions = sql.ExecuteScalar<long>("SELECT count(*) FROM competitions"),
        }, null);
    }

    private static List<OtherMember> ReadMembers(Sql sql)
    {
        var secrets = sql.Query<Secret>("""
            SELECT m.id, m.password_hash, coalesce(x.minutes, 0) AS minutes FROM members m LEFT JOIN extra_time x ON x.member_id = m.id
            """).ToDictionary(static one => one.Id);
        return [.. sql.Query<Member>($"SELECT {Data.Members.Columns} FROM members WHERE id IN ({Comes}) ORDER BY id")
            .Select(member => new OtherMember(member, secrets[member.Id].PasswordHash, secrets[member.Id].Minutes))];
    }

    private static OtherChallenge ReadChallenge(Sql sql, long id)
    {
        var names = FileNames.OfParts(sql, id);
        return new OtherChallenge(Data.Challenges.Find(sql, id)!, FileNames.OfChallenge(sql, id),
            Uploads.List(sql, UploadOwner.Challenge(id)),
            [.. Data.Parts.List(sql, id).Select(part => (part, names.GetValueOrDefault(part.Id, "")))]);
    }

    internal sealed record Secret(long Id, string PasswordHash, long Minutes);
}
