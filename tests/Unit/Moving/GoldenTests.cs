// The golden society: golden-society.json says row by row what is stored of it, whichever form its database had.
using System.Text.Encodings.Web;
using System.Text.Json;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class GoldenTests : IDisposable
{
    private const string Expected = "tests/Unit/Moving/golden-society.json";

    /// <summary>What of each table is compared, as lines that people can read.</summary>
    private static readonly (string Name, string Query)[] Queries =
    [
        ("schools", "SELECT name || ' | ' || coalesce(email_domain, '') || ' | guest ' || is_guest FROM schools ORDER BY id"),
        ("members", """
            SELECT m.login || ' | ' || m.name || ' | ' || m.display_name || ' | ' || m.role || ' | ' || m.state || ' | '
                || coalesce(m.start_year, 'no year') || ' | ' || m.class || ' | ' || coalesce(s.name, 'no school') || ' | '
                || substr(m.password_hash, 1, 24)
            FROM members m LEFT JOIN schools s ON s.id = m.school_id ORDER BY m.id
            """),
        ("challenges", """
            SELECT h.id || ' | ' || h.file_id || ' | ' || h.title || ' | ' || h.key_stage || ' | ' || h.body || ' | points ' || h.points
                || '+' || h.first_bonus || ' | ' || h.released_at || ' | locks ' || coalesce(h.lock_hours || ' h', h.locked_at, 'never')
                || ' | ' || (h.solution_shown_at IS NOT NULL) || ' | ' || coalesce(k.title, 'weekly') || ' | '
                || (SELECT group_concat(p.label || ' = ' || p.answer || ' (' || p.kind || ')', ', ' ORDER BY p.id)
                    FROM parts p WHERE p.challenge_id = h.id)
            FROM challenges h LEFT JOIN competitions k ON k.id = h.competition_id WHERE h.is_draft = 0 ORDER BY h.id
            """),
        ("answers", """
            SELECT p.challenge_id || ' | ' || p.label || ' | ' || m.login || ' | ' || a.number || ' | ' || a.typed || ' | '
                || iif(a.is_right, 'right', 'wrong') || ' | ' || a.submitted_at
            FROM attempts a JOIN members m ON m.id = a.member_id JOIN parts p ON p.id = a.part_id ORDER BY a.id
            """),
        ("completions", """
            SELECT c.challenge_id || ' | ' || m.login || ' | ' || c.completed_at || iif(f.member_id IS NULL, '', ' | first')
            FROM completions c JOIN members m ON m.id = c.member_id
                LEFT JOIN firsts f ON f.challenge_id = c.challenge_id AND f.member_id = c.member_id
            ORDER BY c.challenge_id, c.completed_at, c.attempt_id
            """),
        ("allowances", """
            SELECT m.login || ' | ' || x.part_id || ' | ' || x.extra FROM allowances x JOIN members m ON m.id = x.member_id
            ORDER BY m.id, x.part_id, x.extra
            """),
        ("points", """
            SELECT m.login || ' | ' || t.points FROM totals t JOIN members m ON m.id = t.member_id
            WHERE t.period = 0 AND t.key_stage = '' ORDER BY m.id
            """),
        ("brought forward", """
            SELECT m.login || ' | ' || w.points || ' | ' || w.reason FROM awards w JOIN members m ON m.id = w.member_id
            WHERE w.kind = 'adjustment' ORDER BY m.id, w.id
            """),
        ("competitions", """
            SELECT title || ' | ' || opens_at || ' to ' || closes_at || ' | ' || divisions || ' | ' || formula || ' | results '
                || (results_at IS NOT NULL) || ' | for the society ' || counts_for_society FROM competitions
            """),
        ("enrolments", """
            SELECT m.login || ' | ' || coalesce(s.name, 'no school') || ' | ' || e.division || ' | ' || e.state || ' | ' || e.points
                || ' | ' || coalesce(r.rank, 'no rank') FROM enrolments e JOIN members m ON m.id = e.member_id
            LEFT JOIN schools s ON s.id = e.school_id
            LEFT JOIN competition_results r ON r.competition_id = e.competition_id AND r.member_id = e.member_id ORDER BY m.id
            """),
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(EarlierVariant.Migrated, null)]
    [InlineData(EarlierVariant.CreatedAtOnce, null)]
    [InlineData(EarlierVariant.Migrated, DumpForm.Copy)]
    [InlineData(EarlierVariant.CreatedAtOnce, DumpForm.Inserts)]
    [InlineData(EarlierVariant.Migrated, DumpForm.ColumnInserts)]
    public void The_golden_society_is_stored_as_it_is_written_down(EarlierVariant variant, DumpForm? form)
    {
        var society = new EarlierSociety(1).WithContest(1);
        // Somebody whose points were changed by hand, and somebody of whom more was shown than the answers are worth.
        society.Shown[5] = society.Shown.GetValueOrDefault(5) + 9;
        society.Contest!.Shown[society.Contest.Competitors.First().Id] = 12;
        var path = folder["old.db"];
        using (var file = new EarlierSiteFile(path, variant)) society.Write(file);
        if (form is { } of)
        {
            File.WriteAllText(folder["old.sql"], new EarlierDump(of).Write(path));
            path = folder["old.sql"];
        }
        Directory.CreateDirectory(folder["scratch"]);
        using var source = MovingSource.Open(path, null, folder["scratch"], CancellationToken.None);
        Assert.True(source.Site.Site is not null, source.Site.Refusal);
        using var place = new MovingPlace(folder.Path);
        var conversion = EarlierArrivals.Convert(source.Site.Site, source, place.Options);
        place.Db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, MovingPlace.Now));
        place.HoldsTogether();
        var stored = Queries.ToDictionary(query => query.Name, query => place.Rows(query.Query));
        // After a change that is meant, this writes the file anew; look at what git says of it.
        if (Environment.GetEnvironmentVariable("MATHSOC_WRITE_GOLDEN") is not null)
            File.WriteAllText(Path.Combine(Repository.Root, Expected), Text(stored));
        var expected = JsonSerializer.Deserialize<Dictionary<string, List<string>>>(Repository.Read(Expected))!;
        foreach (var (name, _) in Queries) Assert.Equal(expected[name], stored[name]);
    }

    private static string Text(Dictionary<string, List<string>> stored) => JsonSerializer.Serialize(stored,
        new JsonSerializerOptions { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
}
