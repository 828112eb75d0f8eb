// Words for what the database holds of announcements: their states and their readers.
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>Words for announcements.</summary>
public static class AnnouncementWords
{
    /// <summary>A state, as a tag says it.</summary>
    public static string Of(AnnouncementState state) => state switch
    {
        AnnouncementState.Draft => "Draft",
        AnnouncementState.Scheduled => "Scheduled",
        AnnouncementState.Shown => "Shown",
        _ => "Over",
    };

    /// <summary>Who sees it; <paramref name="school"/> is the name of the school it is for, and null for the others.</summary>
    public static string Readers(AnnouncementHead one, string? school) => one.Audience switch
    {
        AnnouncementAudience.Everyone => "everybody",
        AnnouncementAudience.Members => "members",
        AnnouncementAudience.Stage => one.KeyStage,
        AnnouncementAudience.Class => one.Class,
        _ => school ?? "one school",
    };

    /// <summary>Its next time, or its last one: "Until" 5 December.</summary>
    public static DueText When(AnnouncementHead one, long now) => one.StateAt(now) switch
    {
        AnnouncementState.Draft => one.ShownFrom is { } planned
            ? new DueText("Planned for", planned)
            : new DueText("Nobody sees it yet", null),
        AnnouncementState.Scheduled => new DueText("From", one.ShownFrom),
        AnnouncementState.Shown => new DueText("Until", one.ShownUntil),
        _ => new DueText("Since", one.ShownUntil),
    };
}
