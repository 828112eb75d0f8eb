// Work on the site that an owner has announced: a sentence and two times, kept as three rows of the settings table.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

/// <summary>Announced work. <c>From</c> and <c>Until</c> are in unix seconds.</summary>
public sealed record PlannedWork(string Sentence, long From, long Until)
{
    /// <summary>The longest sentence, in characters.</summary>
    public const int MaxSentence = 200;

    /// <summary>How long it may last, and how far ahead it may be announced, in seconds.</summary>
    public const long LongestWork = 7 * 86_400, LongestAhead = 365 * 86_400;

    /// <summary>From so many seconds before it begins every page tells of it.</summary>
    public const long ShownBefore = 86_400;

    private const string SentenceName = "work.sentence", FromName = "work.from", UntilName = "work.until";

    /// <summary>Whether pages tell of it at <paramref name="now"/>.</summary>
    public bool IsShown(long now) => now >= From - ShownBefore && now < Until;

    /// <summary>Whether it goes on at <paramref name="now"/>.</summary>
    public bool IsOn(long now) => now >= From && now < Until;

    /// <summary>The announcement as it is read: "Saturday's move, from 28 November 2026, 09:00 to 11:00."</summary>
    public string Words =>
        $"{Sentence.TrimEnd('.')}: from {SchoolTime.Time(From)} until {SchoolTime.Time(Until)}.";

    /// <summary>What is announced; null: nothing is, or it is over at <paramref name="now"/>.</summary>
    public static PlannedWork? Find(Sql sql, long now)
    {
        var rows = sql.Query<SettingRow>("SELECT name, value FROM settings WHERE name IN ('work.sentence', 'work.from', 'work.until')")
            .AsList().ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);
        return rows.GetValueOrDefault(SentenceName) is { Length: > 0 } sentence
            && Time(rows, FromName) is { } from && Time(rows, UntilName) is { } until && now < until
                ? new PlannedWork(sentence, from, until) : null;
    }

    /// <summary>Announces it in place of what was announced before.</summary>
    public void Announce(Sql sql, long now)
    {
        Settings.Set(sql, SentenceName, Sentence, now);
        Settings.Set(sql, FromName, $"{From}", now);
        Settings.Set(sql, UntilName, $"{Until}", now);
    }

    /// <summary>Takes back what is announced.</summary>
    public static void TakeBack(Sql sql) =>
        sql.Execute("DELETE FROM settings WHERE name IN ('work.sentence', 'work.from', 'work.until')");

    private static long? Time(Dictionary<string, string> rows, string name) =>
        long.TryParse(rows.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : null;
}
