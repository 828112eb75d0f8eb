// Whether the clock can be right, judged by the newest time that the database knows and by when this program was made.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>How the clock compares with what is known.</summary>
public enum ClockState
{
    /// <summary>It can be right.</summary>
    Credible,

    /// <summary>So far ahead of the newest known time that it may be wrong. What cannot be undone is put off.</summary>
    Ahead,

    /// <summary>Behind the newest known time. Nothing is saved, because it would be recorded at a time that is over.</summary>
    Behind,

    /// <summary>Before this program was made, which cannot be right. Nothing is saved.</summary>
    BeforeBuild,
}

/// <summary>The judgement at one moment; times are unix seconds. <c>Newest</c> is the newest known time, null if there is none.</summary>
public sealed record ClockVerdict(ClockState State, long Now, long? Newest)
{
    /// <summary>How far the clock may be ahead of the newest known time, in seconds: a weekend without the computer.</summary>
    public const long MaxAhead = 48 * 3600;

    /// <summary>How far it may be behind, in seconds: what a correction from the network may take back.</summary>
    public const long MaxBehind = 60;

    /// <summary>Judges <paramref name="now"/>; <paramref name="build"/> is when the program was made.</summary>
    public static ClockVerdict Judge(long now, long? newest, long build) => new(
        now < build ? ClockState.BeforeBuild
        : now < newest - MaxBehind ? ClockState.Behind
        : now > newest + MaxAhead ? ClockState.Ahead
        : ClockState.Credible, now, newest);

    /// <summary>Whether what cannot be undone may be done.</summary>
    public bool IsCredible => State == ClockState.Credible;

    /// <summary>Whether nothing may be saved: the clock is behind, or before the program was made.</summary>
    public bool IsTooEarly => State is ClockState.Behind or ClockState.BeforeBuild;

    /// <summary>Whether the school year is known, from which the year in which a pupil began follows.</summary>
    public bool KnowsSchoolYear => IsCredible
        || (State == ClockState.Ahead && Newest is { } newest && SchoolTime.SchoolYear(Now) == SchoolTime.SchoolYear(newest));

    /// <summary>What is wrong, for those who run the site; empty if the clock is credible.</summary>
    public string Problem => State switch
    {
        ClockState.Credible => "",
        ClockState.BeforeBuild => $"The clock says {Shown(Now)}, which is before this program was made.",
        _ => $"The clock says {Shown(Now)}, but when this site last ran it said {Shown(Newest!.Value)}.",
    };

    /// <summary>What the site does until the clock is known to be right; empty if it is credible.</summary>
    public string Consequence => State switch
    {
        ClockState.Credible => "",
        ClockState.Ahead => "Until it is known to be right, nobody is erased, no solution is shown, no article, announcement, competition "
            + "or result is published, no pupil’s minutes begin, the new school year is not carried out and no first-day bonus is given.",
        _ => "Until it is known to be right, nothing is saved: no answers, no codes, no new members.",
    };

    /// <summary>How the clock is put right, or shown to be right.</summary>
    public const string Remedy = "If it is wrong, set the clock of this computer: timedatectl shows it. "
        + "If it is right, an owner confirms it on the page /admin. "
        + "It is also taken for right once the system says that it is synchronised, or when the site has run by it for 24 hours.";

    /// <summary>All of it, as one text.</summary>
    public string Explanation => IsCredible ? "" : $"{Problem} {Consequence} {Remedy}";

    /// <summary>A time as it is written for those who run the site.</summary>
    internal static string Shown(long at) =>
        DateTimeOffset.FromUnixTimeSeconds(at).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
