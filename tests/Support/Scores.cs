// Puts challenges, answers and points into a test's database through the same calls as the site.
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

/// <summary>Builders for pages about points; times are unix seconds.</summary>
public static class Scores
{
    private static long keys;

    /// <summary>A challenge with one part for each answer, released at <paramref name="released"/>.</summary>
    public static long AddChallenge(
        this Db db, string title, long released,
        long? locks = null, string body = "How many?", string stage = "", params string[] answers) => db.Write(sql =>
    {
        var draft = Challenge.Draft(ScoreRules.Default, null, "A. Teacher") with
        {
            Title = title, Body = body, KeyStage = stage, IsDraft = false,
        };
        var id = Challenges.Add(sql, draft.ReleasedOn(released, null, locks), released);
        Parts.Save(sql, id, [.. (answers.Length == 0 ? ["42"] : answers).Select(answer => Part.New("", answer))], released);
        return id;
    });

    /// <summary>Sends an answer and waits for its outcome.</summary>
    public static AnswerOutcome Submit(
        this Db db, Answer answer, Func<Part, IReadOnlyList<Attempt>, Judgement?> judge, Rules rules, long now) =>
        Answering.Submit(db, answer, judge, rules, now).GetAwaiter().GetResult();

    /// <summary>Sends an answer to the first part of a challenge; it is right if it is the model answer.</summary>
    public static void Answer(this Db db, long member, long challenge, string text, long now)
    {
        var part = db.Read(sql => Parts.List(sql, challenge))[0];
        var outcome = db.Submit(new Answer(member, part.Id, text, $"seed {Interlocked.Increment(ref keys)}", now),
            (asked, _) => new Judgement(text == asked.Answer, text.ToLowerInvariant()), Rules.Default, now);
        Assert.Equal(AnswerResult.Counted, outcome.Result);
    }

    /// <summary>Gives points by hand.</summary>
    public static void Give(this Db db, long member, int points, long now, string reason = "For the test.") =>
        Assert.True(db.Write(sql => Awards.Adjust(sql, member, points, reason, Actor.CommandLine, Rules.Default, now)));

    /// <summary>Sets one value of the settings table.</summary>
    public static void Set(this Db db, string name, string value, long now) => db.Write(sql => Settings.Set(sql, name, value, now));

    /// <summary>The cells of each row of a table's bodies as they are seen, without text for screen readers only.</summary>
    public static string[] RowsOf(this PageResponse sight, string table) =>
        [.. sight.Page.QuerySelectorAll($"{table} tbody tr").Select(row =>
    {
        var text = new StringBuilder();
        foreach (var cell in row.Children)
        {
            foreach (var hidden in cell.QuerySelectorAll(".visually-hidden").ToList()) hidden.Remove();
            text.Append(string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Append(" | ");
        }
        return text.ToString().Trim(' ', '|');
    })];
}
