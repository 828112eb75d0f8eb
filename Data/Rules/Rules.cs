// The society's own rules, kept in the settings table: joining, sessions, key stages, and how long data is kept.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>Who has to wait for a teacher's approval after signing up.</summary>
public enum Approval { Nobody, Codeless, Everybody }

/// <summary>One key stage and the year groups in it, both ends included.</summary>
public sealed record KeyStage(string Name, int FirstYear, int LastYear);

/// <summary>The current rules; a rule that was never set has its default. <see cref="SocietySettings"/> has a row for each.</summary>
public sealed record Rules
{
    public static readonly Rules Default = new();

    /// <summary>Whether people without a join code may sign up.</summary>
    public bool IsOpen { get; init; }

    public Approval Approval { get; init; } = Approval.Codeless;

    /// <summary>
    /// The e-mail domain, without the @, that people without a join code must have in their address; empty: any address, or a username.
    /// </summary>
    public string EmailDomain { get; init; } = "";

    /// <summary>Whether an alias needs a teacher's approval.</summary>
    public bool ModeratesNames { get; init; } = true;

    /// <summary>Whether pupils of guest schools see and answer the society's own challenges.</summary>
    public bool GuestsTakePart { get; init; }

    /// <summary>Whether what an editor publishes, and changes in a published text, waits for a teacher.</summary>
    public bool EditorsWait { get; init; } = true;

    /// <summary>A session ends after this long without a request, unless its device stays signed in.</summary>
    public int IdleMinutes { get; init; } = 120;

    /// <summary>
    /// The same for coordinators, on every device: after staff they can do most, and they are seldom at a computer of the society.
    /// </summary>
    public int CoordinatorIdleMinutes { get; init; } = 60;

    /// <summary>The longest a session lasts.</summary>
    public int SessionHours { get; init; } = 12;

    /// <summary>The longest a session lasts on a device that stays signed in.</summary>
    public int LastingDays { get; init; } = 30;

    /// <summary>In ascending order of their year groups, without overlap.</summary>
    public IReadOnlyList<KeyStage> KeyStages { get; init; } = [new("KS3", 7, 9), new("KS4", 10, 11), new("KS5", 12, 13)];

    /// <summary>How long after leaving a member becomes a former member.</summary>
    public int LeaverMonths { get; init; } = 6;

    /// <summary>
    /// How long after the last competition they took part in pupils of guest schools become former members, and after the last one of
    /// their school its coordinators are archived.
    /// </summary>
    public int GuestMonths { get; init; } = 3;

    /// <summary>How long the audit is kept.</summary>
    public int AuditDays { get; init; } = 730;

    /// <summary>Whether the feed and the calendar, which everybody may read, name the challenges that have opened.</summary>
    public bool NamesChallenges { get; init; } = true;

    /// <summary>Answers, points, terms and boards.</summary>
    public ScoreRules Scoring { get; init; } = ScoreRules.Default;

    /// <summary>The same rules, but nobody gets the bonus for a challenge's first day.</summary>
    public Rules WithoutFirstDayBonus => this with { Scoring = Scoring with { FirstDayBonus = 0 } };

    /// <summary>Seconds without a request after which a session ends; null: none, because its device stays signed in.</summary>
    public long? IdleSeconds(Role role, bool isLasting) => role == Role.Coordinator
        ? 60L * Math.Min(CoordinatorIdleMinutes, IdleMinutes)
        : isLasting ? null : 60L * IdleMinutes;

    /// <summary>The highest year group; pupils past it have left.</summary>
    public int LastYear => KeyStages[^1].LastYear;

    /// <summary>The lowest year group that can join.</summary>
    public int FirstYear => KeyStages[0].FirstYear;

    /// <summary>The key stage of a year group; null if it is in none.</summary>
    public KeyStage? KeyStageOf(int year)
    {
        foreach (var stage in KeyStages)
            if (year >= stage.FirstYear && year <= stage.LastYear) return stage;
        return null;
    }

    /// <summary>The name of the key stage of a pupil with this start year; null: not a pupil, or in none.</summary>
    public string? StageOf(long? startYear, int schoolYear) =>
        startYear is { } start ? KeyStageOf(SchoolTime.YearGroup(start, schoolYear))?.Name : null;

    /// <summary>
    /// Days after which an account that its owner asked to delete is deleted; the pages promise it, so it is not a setting.
    /// </summary>
    public const int UndoDays = 14;

    /// <summary>Days after which a sign-up that was not approved is deleted; the privacy page promises it.</summary>
    public const int WaitingDays = 60;

    /// <summary>Reads the current rules.</summary>
    public static Rules Find(Sql sql) => Settings.Find(sql).Rules;

    /// <summary>
    /// Key stages as they are written in the settings: <c>KS3 7-9, KS4 10-11, KS5 12-13</c>. Null if the text is not such
    /// a list: one to eight stages, names of at most 12 characters, years from 0 to 14, ascending and not overlapping.
    /// </summary>
    public static IReadOnlyList<KeyStage>? ParseKeyStages(string text)
    {
        var stages = new List<KeyStage>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var space = part.LastIndexOf(' ');
            if (space is < 1 or > 12 || stages.Count == 8) return null;
            var years = part[(space + 1)..].Split('-');
            if (years.Length > 2 || !TryYear(years[0], out var first) || !TryYear(years[^1], out var last) || last < first) return null;
            if (stages.Count > 0 && first <= stages[^1].LastYear) return null;
            var name = part[..space].Trim();
            if (stages.Exists(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) return null;
            stages.Add(new KeyStage(name, first, last));
        }
        return stages;
    }

    /// <summary>The list as <see cref="ParseKeyStages"/> reads it.</summary>
    public static string Write(IEnumerable<KeyStage> stages) => string.Join(", ", stages.Select(stage =>
        stage.FirstYear == stage.LastYear ? $"{stage.Name} {stage.FirstYear}" : $"{stage.Name} {stage.FirstYear}-{stage.LastYear}"));

    /// <summary>The text as a whole number; null if it is not one, or not within the bounds.</summary>
    public static int? Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number : null;

    private static bool TryYear(string text, out int year) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year) && year <= 14;
}
