// A power cut while many pupils answer: the binary is killed amid ten thousand answers, and every acknowledged one must survive.
using System.Collections.Concurrent;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class CrashTests : IDisposable
{
    private const int Kill = 9, Pupils = 200, Challenges = 25, Answers = Pupils * Challenges * 2, AtOnce = 32;

    /// <summary>The kill comes when half of the answers are acknowledged, or on a slow disk after this time.</summary>
    private static readonly TimeSpan LatestKill = TimeSpan.FromSeconds(12);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killed_amid_ten_thousand_answers_it_has_kept_every_one_that_it_acknowledged_and_points_add_up()
    {
        Assert.SkipUnless(Site.IsBinary, "It kills the published binary, which MATHSOC_TEST_BINARY names; tests/run publishes one.");
        var society = await AnsweringSociety.MakeAsync(folder.Path, Pupils, Challenges);
        (string, string)[] settings = [("RATELIMIT_ENABLED", "false"), ("ACCESS_LOG", "off")];

        var kept = new ConcurrentBag<SentAnswer>();
        var unknown = new ConcurrentBag<SentAnswer>();
        await using (var server = await ServerProcess.StartAsync(folder.Path, settings))
        {
            using var client = AnsweringSociety.MakeClient(server);
            var workers = Enumerable.Range(0, AtOnce).Select(first => Task.Run(async () =>
            {
                foreach (var sent in AnswersOf(society, first))
                {
                    if (await sent.TrySendAsync(client)) kept.Add(sent);
                    else
                    {
                        unknown.Add(sent);
                        return;
                    }
                }
            })).ToArray();
            var watch = System.Diagnostics.Stopwatch.StartNew();
            while (kept.Count < Answers / 2 && watch.Elapsed < LatestKill && unknown.IsEmpty) await Task.Delay(5);
            Assert.True(unknown.IsEmpty, "The server broke before it was killed.");
            server.Signal(Kill);
            await Task.WhenAll(workers);
        }
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{kept.Count} answers were acknowledged before the kill, {unknown.Count} were on their way");
        Assert.InRange(kept.Count, 200, Answers - 1);
        Assert.NotEmpty(unknown);

        await using var again = await ServerProcess.StartAsync(folder.Path, settings);
        var found = ReadAnswers();
        Assert.DoesNotContain(kept, sent => !found.Contains(sent.Row));
        // No row exists that was not sent.
        Assert.InRange(found.Count, kept.Count, kept.Count + unknown.Count);

        // A pupil who saw no response sends the same form again, and has spent one attempt.
        using var retry = AnsweringSociety.MakeClient(again);
        foreach (var sent in unknown) Assert.True(await sent.TrySendAsync(retry));
        Assert.Equal(
            kept.Concat(unknown).Select(sent => sent.Row).Order(StringComparer.Ordinal),
            ReadAnswers().Order(StringComparer.Ordinal));
        using (var db = Db.Open(folder["mathsoc.db"], readers: 1))
        {
            long Count(string rows) => db.Read(sql => sql.ExecuteScalar<long>($"SELECT count(*) FROM {rows}"));
            var rights = kept.Concat(unknown).Count(sent => sent.Text == "21");
            Assert.Equal(rights, Count("completions"));
            Assert.Equal(Count("(SELECT DISTINCT challenge_id FROM completions)"), Count("firsts"));
            Assert.Equal(rights + Count("firsts"), Count("awards"));
        }
        var check = await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path);
        Assert.True(check.Code == 0, check.Output);
        foreach (var subject in new[] { "integrity", "references", "points" }) Assert.Matches($"(?m)^ok    {subject} ", check.Output);
    }

    /// <summary>One worker's answers in order: for each of its pupils a wrong answer to each challenge, then the right one.</summary>
    private static IEnumerable<SentAnswer> AnswersOf(AnsweringSociety society, int first)
    {
        for (var challenge = 0; challenge < society.Parts.Count; challenge++)
            for (var i = first; i < society.Pupils.Count; i += AtOnce)
                foreach (var text in new[] { $"{100 + i}", "21" })
                    yield return society.Answer(i, challenge, text);
    }

    private HashSet<string> ReadAnswers()
    {
        using var db = Db.Open(folder["mathsoc.db"], readers: 1);
        string[] rows = [.. db.Read(sql => sql.Query<string>("""
            SELECT member_id || ' ' || part_id || ' ' || send_key || ' ' || typed FROM attempts
            """))];
        Assert.Equal(rows.Length, rows.Distinct().Count());
        return [.. rows];
    }
}
