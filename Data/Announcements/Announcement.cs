// One announcement, its reader, and the one rule for who sees it when; it begins and ends by the clock.
namespace MathsSoc.Data;

/// <summary>For whom an announcement is. <c>Everyone</c> includes visitors; the others are members.</summary>
public enum AnnouncementAudience { Everyone, Members, Stage, Class, School }

/// <summary>The state of an announcement, in the order in which it passes through them.</summary>
public enum AnnouncementState { Draft, Scheduled, Shown, Over }

/// <summary>An announcement without its text. Times are unix seconds.</summary>
public record AnnouncementHead
{
    /// <summary>0: not stored yet.</summary>
    public long Id { get; init; }

    public string Title { get; init; } = "";
    public AnnouncementAudience Audience { get; init; }

    /// <summary>The key stage it is for; empty: it is not for one key stage.</summary>
    public string KeyStage { get; init; } = "";

    /// <summary>The class it is for, as <see cref="ClassNames"/> spells it; empty: it is not for one class.</summary>
    public string Class { get; init; } = "";

    /// <summary>The school it is for; null: it is not for one school.</summary>
    public long? SchoolId { get; init; }

    public bool IsDraft { get; init; }

    /// <summary>Null: from the moment at which the draft is published.</summary>
    public long? ShownFrom { get; init; }

    public long ShownUntil { get; init; }

    /// <summary>First in lists, and a line on every page.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Its state at <paramref name="now"/>.</summary>
    public AnnouncementState StateAt(long now) =>
        IsDraft || ShownFrom is not { } from ? AnnouncementState.Draft
        : now < from ? AnnouncementState.Scheduled
        : now < ShownUntil ? AnnouncementState.Shown
        : AnnouncementState.Over;
}

/// <summary>An announcement with its text.</summary>
public sealed record Announcement : AnnouncementHead
{
    /// <summary>Markdown and TeX; may be empty.</summary>
    public string Body { get; init; } = "";

    /// <summary>The member who began it; null: the program.</summary>
    public long? ActorId { get; init; }

    public long UpdatedAt { get; init; }

    /// <summary>Rises with every change.</summary>
    public long Version { get; init; }
}

/// <summary>What is known of the person who reads announcements, as far as it decides which ones.</summary>
/// <param name="IsMember">Whether this is an active member; the rest is empty for others.</param>
/// <param name="KeyStage">Empty: in none of the society's.</param>
/// <param name="Class">Empty: in none of the society's.</param>
/// <param name="SchoolId">Null: in none.</param>
public sealed record AnnouncementReader(bool IsMember, string KeyStage, string Class, long? SchoolId)
{
    /// <summary>Somebody who is not signed in.</summary>
    public static readonly AnnouncementReader Visitor = new(false, "", "", null);

    /// <summary>The reader who is signed in; somebody whose account waits for its deletion reads as a visitor.</summary>
    public static AnnouncementReader Of(SignedIn? member, Rules rules, long now)
    {
        if (member is not { State: MemberState.Active }) return Visitor;
        // What is for 9B or for KS3 is for the society's own: a guest school has a 9B too. Guests read what is for all members, or for
        // their school.
        if (member.IsOfGuestSchool) return new(true, "", "", member.SchoolId);
        return new(true, rules.StageOf(member.StartYear, SchoolTime.SchoolYear(now)) ?? "", member.Class, member.SchoolId);
    }
}

/// <summary>The one rule, in C# and in SQL on an announcements table that is called a. A test checks that the two agree.</summary>
public static class AnnouncementRules
{
    /// <summary>Shown at @now to whomever it is for, or was shown until after @since: with @now for both, shown now.</summary>
    internal const string IsShown = "a.is_draft = 0 AND a.shown_from <= @now AND a.shown_until > @since";

    /// <summary>For the reader of @IsMember, @KeyStage, @Class and @SchoolId.</summary>
    internal const string IsFor = """
        (a.audience = 'everyone' OR @IsMember = 1 AND CASE a.audience
            WHEN 'members' THEN 1
            WHEN 'stage' THEN a.key_stage = @KeyStage
            WHEN 'class' THEN a.class = @Class
            WHEN 'school' THEN a.school_id IS @SchoolId
            ELSE 0 END)
        """;

    /// <summary>Whether it is for this reader, whenever it is shown.</summary>
    public static bool IsMeantFor(AnnouncementHead one, AnnouncementReader reader) => one.Audience switch
    {
        AnnouncementAudience.Everyone => true,
        _ when !reader.IsMember => false,
        AnnouncementAudience.Members => true,
        AnnouncementAudience.Stage => one.KeyStage == reader.KeyStage,
        AnnouncementAudience.Class => one.Class == reader.Class,
        AnnouncementAudience.School => one.SchoolId == reader.SchoolId,
        _ => false,
    };

    /// <summary>Whether this reader sees it at <paramref name="now"/>.</summary>
    public static bool Shows(AnnouncementHead one, AnnouncementReader reader, long now) =>
        one.StateAt(now) == AnnouncementState.Shown && IsMeantFor(one, reader);
}

/// <summary>
/// Who writes and publishes announcements. Owners and teachers do both; an editor writes drafts that they publish; a coordinator does both
/// for the members of one school, and sees no others.
/// </summary>
public static class AnnouncementPermissions
{
    /// <summary>Whether the desk has this announcement for this person; also, whether they may write one for its audience.</summary>
    public static bool MaySee(SignedIn actor, AnnouncementHead one) => actor.Role switch
    {
        Role.Owner or Role.Teacher or Role.Editor => true,
        Role.Coordinator => one.Audience == AnnouncementAudience.School && one.SchoolId == actor.SchoolId,
        _ => false,
    };

    /// <summary>Whether this person may publish it, and change or remove it once it is published.</summary>
    public static bool MayPublish(SignedIn actor, AnnouncementHead one) => actor.Role != Role.Editor && MaySee(actor, one);

    /// <summary>Whether this person may change or remove it as it is stored.</summary>
    public static bool MayEdit(SignedIn actor, AnnouncementHead stored) =>
        MaySee(actor, stored) && (stored.IsDraft || MayPublish(actor, stored));
}
