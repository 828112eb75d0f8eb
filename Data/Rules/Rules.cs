// The society's own rules, kept in the settings table and edited on the admin pages: joining, sessions, key stages, how long things are kept.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>Who has to wait for a teacher's yes after signing up.</summary>
public enum Approval { Nobody, Codeless, Everybody }

/// <summary>One key stage and the year groups in it, both ends included.</summary>
public sealed record KeyStage(string Name, int FirstYear, int LastYear);

/// <summary>The least and the most that a number among the rules may be.</summary>
public sealed record Bounds(int Least, int Most)
{
    /// <summary>The number; null when the text is none within these bounds.</summary>
    public int? Parse(string text) => Rules.Whole(text, Least, Most);
}

/// <summary>The rules as they are now; a name that was never set has its default.</summary>
/// <param name="IsOpen">Whether somebody without a join code may sign up.</param>
/// <param name="EmailDomain">What the address of somebody without a code must end in, without the @; empty: anything, usernames too.</param>
/// <param name="ModeratesNames">Whether an alias waits for a teacher's yes.</param>
/// <param name="IdleMinutes">After so long without a request a session ends, unless it is lasting.</param>
/// <param name="SessionHours">The longest a session lasts.</param>
/// <param name="LastingDays">The longest a session lasts on a device that stays signed in.</param>
/// <param name="KeyStages">By year group, rising, without overlap.</param>
/// <param name="LeaverMonths">So long after leaving, a member becomes a former member.</param>
/// <param name="AuditDays">So long the audit is kept.</param>
public sealed record Rules(bool IsOpen, Approval Approval, string EmailDomain, bool ModeratesNames, int IdleMinutes, int SessionHours, int LastingDays,
    IReadOnlyList<KeyStage> KeyStages, int LeaverMonths, int AuditDays)
{
    public static readonly Rules Default = new(false, Approval.Codeless, "", true, 120, 12, 30,
        [new("KS3", 7, 9), new("KS4", 10, 11), new("KS5", 12, 13)], 6, 730);

    /// <summary>Answers, points, terms and boards.</summary>
    public ScoreRules Scoring { get; init; } = ScoreRules.Default;

    /// <summary>The oldest year group there is; whoever is past it has left.</summary>
    public int LastYear => KeyStages[^1].LastYear;

    /// <summary>The youngest year group that can join.</summary>
    public int FirstYear => KeyStages[0].FirstYear;

    /// <summary>The key stage of a year group; null when it is in none.</summary>
    public KeyStage? KeyStageOf(int year)
    {
        foreach (var stage in KeyStages)
            if (year >= stage.FirstYear && year <= stage.LastYear) return stage;
        return null;
    }

    /// <summary>Days after which somebody who asked to be deleted is; the notice and the pages promise it, so it is no setting.</summary>
    public const int UndoDays = 14;

    /// <summary>Days after which somebody whom nobody let in is forgotten; the privacy page says so.</summary>
    public const int WaitingDays = 60;

    public const string JoinOpen = "join.open", JoinApproval = "join.approval", JoinDomain = "join.domain", JoinNames = "join.names",
        SessionIdle = "session.idle_minutes", SessionLongest = "session.hours", SessionLasting = "session.lasting_days",
        SchoolStages = "school.key_stages", KeepLeavers = "keep.leaver_months", KeepAudit = "keep.audit_days";

    /// <summary>Of the numbers among them, for reading them from the table and from the form alike.</summary>
    public static readonly Bounds IdleBounds = new(5, 1440), HoursBounds = new(1, 24 * 7), LastingBounds = new(1, 180), LeaverBounds = new(1, 60), AuditBounds = new(30, 3650);

    /// <summary>Reads them all.</summary>
    public static Rules Find(Sql sql)
    {
        var rules = Default;
        foreach (var row in Settings.List(sql)) rules = rules.With(row.Name, row.Value);
        return rules;
    }

    /// <summary>
    /// Key stages as they are written in the settings: <c>KS3 7-9, KS4 10-11, KS5 12-13</c>. Null when the text is no such list: one to eight stages, names
    /// of at most 12 characters, years from 0 to 14, rising and not overlapping.
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
    public static string Write(IEnumerable<KeyStage> stages) => string.Join(", ", stages.Select(stage => stage.FirstYear == stage.LastYear
        ? string.Create(CultureInfo.InvariantCulture, $"{stage.Name} {stage.FirstYear}")
        : string.Create(CultureInfo.InvariantCulture, $"{stage.Name} {stage.FirstYear}-{stage.LastYear}")));

    /// <summary>Every rule as the table holds it.</summary>
    public IEnumerable<(string Name, string Value)> Values =>
    [
        (JoinOpen, IsOpen ? "1" : "0"), (JoinApproval, Names.Of(Approval)), (JoinDomain, EmailDomain), (JoinNames, ModeratesNames ? "1" : "0"),
        (SessionIdle, Write(IdleMinutes)), (SessionLongest, Write(SessionHours)), (SessionLasting, Write(LastingDays)),
        (SchoolStages, Write(KeyStages)), (KeepLeavers, Write(LeaverMonths)), (KeepAudit, Write(AuditDays)),
        .. Scoring.Values,
    ];

    private static string Write(int number) => number.ToString(CultureInfo.InvariantCulture);

    // A value that somebody wrote into the table by hand may be none: the default stands then.
    private Rules With(string name, string value) => name switch
    {
        JoinOpen => this with { IsOpen = value == "1" },
        JoinApproval => this with { Approval = Names.Parse<Approval>(value) ?? Approval },
        JoinDomain => this with { EmailDomain = value },
        JoinNames => this with { ModeratesNames = value == "1" },
        SessionIdle => this with { IdleMinutes = IdleBounds.Parse(value) ?? IdleMinutes },
        SessionLongest => this with { SessionHours = HoursBounds.Parse(value) ?? SessionHours },
        SessionLasting => this with { LastingDays = LastingBounds.Parse(value) ?? LastingDays },
        SchoolStages => this with { KeyStages = ParseKeyStages(value) ?? KeyStages },
        KeepLeavers => this with { LeaverMonths = LeaverBounds.Parse(value) ?? LeaverMonths },
        KeepAudit => this with { AuditDays = AuditBounds.Parse(value) ?? AuditDays },
        _ => this with { Scoring = Scoring.With(name, value) },
    };

    /// <summary>A whole number within its bounds; null when it is none.</summary>
    public static int? Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    private static bool TryYear(string text, out int year) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year) && year <= 14;
}
