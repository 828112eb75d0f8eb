// A society without a server: a database of its own with pupils, challenges and answers, for tests of what Data does.
using Dapper;
using MathsSoc.Data;

// The tests' own statements are compiled as those of the product are.
[module: DapperAot]

namespace MathsSoc.Tests.Support;

/// <summary>
/// Answers are judged by a simple rule: right if the text is the model answer, and the same answer if equal in lower case.
/// </summary>
public sealed class TestSociety : IDisposable
{
    /// <summary>Tuesday 10 November 2026, 09:00 in London.</summary>
    public const long Tuesday = 1_794_301_200;

    public const long Hour = 3600, Day = 24 * Hour, Week = 7 * Day;

    private readonly TemporaryFolder folder = new();
    private long keys;

    public TestSociety()
    {
        Assert.Equal(MigrationResult.Ready, Migrator.Run(folder["mathsoc.db"], Migrator.Sections, 1).Result);
        Db = Db.Open(folder["mathsoc.db"], readers: 4);
    }

    public Db Db { get; }
    public Rules Rules { get; set; } = Rules.Default;
    public long Now { get; set; } = Tuesday;
    public Actor Teacher { get; } = Actor.CommandLine;

    /// <summary>A pupil in year 9, or one who began year 7 in another year.</summary>
    public long Pupil(string login, long? startYear = 2024) => Db.Add(Blank(login) with { StartYear = startYear });

    public long Staff(string login, Role role) => Db.Add(Blank(login) with { Role = role });

    /// <summary>A challenge that was released an hour ago, with one part for each model answer.</summary>
    public long Challenge(params string[] answers) => Challenge(challenge => challenge, answers);

    public long Challenge(Func<Challenge, Challenge> with, params string[] answers) => Db.Write(sql =>
    {
        var draft = MathsSoc.Data.Challenge.Draft(Rules.Scoring, null, "A. Teacher") with { Title = "Sums", IsDraft = false };
        var id = Challenges.Add(sql, with(draft.ReleasedOn(Now - Hour, null, null)), Now);
        var labels = 'a';
        Parts.Save(sql, id, [.. answers.Select(answer => Part.New($"({labels++})", answer))], Now);
        return id;
    });

    public List<Part> PartsOf(long challenge) => Db.Read(sql => Parts.List(sql, challenge));

    /// <summary>Sends an answer to one part, from a form of its own unless <paramref name="key"/> is given.</summary>
    public AnswerOutcome Answer(
        long member, Part part, string text,
        string? key = null, long? begunAt = null, long? enteredBy = null, long? handedInAt = null)
    {
        key ??= $"key {Interlocked.Increment(ref keys)}";
        var answer = new Answer(member, part.Id, text, key, begunAt ?? Now, enteredBy, handedInAt);
        return Db.Submit(
            answer, (asked, _) => new Judgement(text == asked.Answer, text.ToLowerInvariant()), Rules, Now);
    }

    /// <summary>Sends the right answer to every part that is not yet right; returns the last outcome.</summary>
    public AnswerOutcome Solve(long member, long challenge)
    {
        AnswerOutcome? last = null;
        foreach (var part in PartsOf(challenge)) last = Answer(member, part, part.Answer);
        return last!;
    }

    public long Points(long member, Period? period = null, string keyStage = "") =>
        Db.Read(sql => Totals.Find(sql, member, period ?? Period.AllTime, keyStage))?.Points ?? 0;

    public List<Award> Ledger(long member) => Db.Read(sql => Awards.List(sql, member, Period.AllTime, "", 0, 1000));

    public Completion? Completion(long member, long challenge) => Db.Read(sql => Completions.Find(sql, member, challenge));

    /// <summary>Asserts what must hold after any test.</summary>
    public void HoldsTogether()
    {
        Assert.Empty(Db.Read(sql => Totals.Check(sql)));
        Assert.Empty(Db.Read(sql => EnrolmentCheck.Check(sql)));
        Assert.Empty(Db.Read(EnrolmentCheck.FindMisplaced));
        Assert.Equal(0, Count("SELECT count(*) FROM pragma_foreign_key_check"));
        Assert.Equal(0, Count(
            "SELECT count(*) FROM completions c WHERE NOT EXISTS (SELECT 1 FROM firsts f WHERE f.challenge_id = c.challenge_id)"));
    }

    public long Count(string query, object? values = null) => Db.Read(sql => sql.ExecuteScalar<long>(query, values));

    public void Dispose()
    {
        Db.Dispose();
        folder.Dispose();
    }

    private static NewMember Blank(string login) => new()
    {
        Login = login,
        Name = login,
        DisplayName = login,
        Role = Role.Member,
        State = MemberState.Active,
        PasswordHash = "",
    };
}
