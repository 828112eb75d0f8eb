// Converts between an announcement and the fields of its form.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Fills and reads the form. Whom the announcement is for is one list: "members", "stage:KS3", "class", "school:7".</summary>
internal static class AnnouncementForm
{
    /// <summary>The buttons.</summary>
    public const string Save = "save", Publish = "publish", Preview = "preview";

    private const string StagePrefix = "stage:", SchoolPrefix = "school:", OneClass = "class";
    private const int MaxChoice = 40;
    private const long Day = 86_400;

    /// <summary>The form of a new announcement, with a key of its own.</summary>
    public static FormView Empty(IReadOnlyList<Choice> audiences, long now) => new()
    {
        ["key"] = FormKey.New(),
        ["audience"] = audiences.Count > 0 ? audiences[0].Value : "",
        ["until"] = FormReader.InstantText(now + Announcements.UsualDays * Day),
        ["version"] = "0",
    };

    /// <summary>The form of an announcement as it is stored.</summary>
    public static FormView Fill(Announcement one) => new()
    {
        ["title"] = one.Title,
        ["body"] = one.Body,
        ["audience"] = ValueOf(one),
        ["class"] = one.Class,
        ["from"] = one.ShownFrom is { } from ? FormReader.InstantText(from) : "",
        ["until"] = FormReader.InstantText(one.ShownUntil),
        ["pinned"] = one.IsPinned ? "1" : "",
        ["version"] = $"{one.Version}",
    };

    /// <summary>For whom this person may write, everybody first; empty for a coordinator without a school.</summary>
    public static List<Choice> AudiencesFor(SignedIn actor, Rules rules, IReadOnlyList<SchoolName> schools, Announcement stored)
    {
        var all = new List<(AnnouncementHead For, string Words)>
        {
            (new() { Audience = AnnouncementAudience.Everyone }, "Everybody, visitors too"),
            (new() { Audience = AnnouncementAudience.Members }, "Members"),
        };
        foreach (var stage in rules.KeyStages)
            all.Add((new() { Audience = AnnouncementAudience.Stage, KeyStage = stage.Name }, $"{stage.Name} only"));
        all.Add((new() { Audience = AnnouncementAudience.Class }, "One class only, written below"));
        foreach (var school in schools)
            all.Add((new() { Audience = AnnouncementAudience.School, SchoolId = school.Id }, $"{school.NameAndTown} only"));
        var choices = new List<Choice>();
        foreach (var (audience, words) in all)
            if (AnnouncementPermissions.MaySee(actor, audience)) choices.Add(new Choice(ValueOf(audience), words));
        // A key stage that has been renamed stays until the author chooses another.
        if (stored is { Id: > 0, Audience: AnnouncementAudience.Stage } && !choices.Exists(choice => choice.Value == ValueOf(stored)))
            choices.Add(new Choice(ValueOf(stored), $"{stored.KeyStage} only"));
        return choices;
    }

    /// <summary>
    /// Reads the sent form, for one of <paramref name="audiences"/>. What it has no field for stays as in <paramref name="stored"/>, which
    /// is empty for a new one.
    /// </summary>
    public static (Announcement One, FormReader Form) Read(
        IFormCollection sent, Announcement stored, IReadOnlyList<Choice> audiences, bool publishes, long now)
    {
        var form = new FormReader(sent);
        form.View["key"] = FormKey.Of(sent);
        form.View["version"] = sent["version"].ToString();
        var one = stored with
        {
            Title = form.Line("title", "Title", Announcements.MaxTitle),
            Body = form.Text("body", "Text", Announcements.MaxBody, isOptional: true),
        };
        one = ReadAudience(form, one, audiences);
        var from = form.Instant("from", "Shown from", isOptional: true, stored.ShownFrom);
        var until = form.Instant("until", "Shown until", stored: stored.Id > 0 ? stored.ShownUntil : null);
        one = one with
        {
            IsPinned = form.Ticked("pinned"),
            IsDraft = stored.IsDraft && !publishes,
            ShownFrom = FromOf(form, stored, from, publishes, now),
            ShownUntil = until ?? stored.ShownUntil,
            Version = FormReader.IdIn(form.View["version"]) ?? -1,
        };
        if (until is not null) CheckTimes(form, one, publishes, now);
        return (one, form);
    }

    // A draft that is published begins at that moment, unless a time to come was typed: else those who have read what came before it would
    // never find it new.
    private static long? FromOf(FormReader form, Announcement stored, long? typed, bool publishes, long now)
    {
        if (publishes && stored.IsDraft) return typed > now ? typed : now;
        if (stored.IsDraft) return typed;
        return form.Ticked("anew") && stored.StateAt(now) == AnnouncementState.Shown ? now : typed ?? stored.ShownFrom;
    }

    private static void CheckTimes(FormReader form, Announcement one, bool publishes, long now)
    {
        if (one.ShownFrom > now + Announcements.MaxDays * Day) form.Fail("from", "Shown from: please choose a day within a year.");
        if (one.ShownUntil <= one.ShownFrom) form.Fail("until", "Shown until: please choose a time after it begins.");
        if (one.ShownUntil - (one.ShownFrom ?? now) > Announcements.MaxDays * Day)
            form.Fail("until", "Shown until: please choose a time within a year after it begins.");
        if (publishes && one.ShownUntil <= now) form.Fail("until", "Shown until: that is over already. Choose a time to come.");
    }

    private static Announcement ReadAudience(FormReader form, Announcement one, IReadOnlyList<Choice> audiences)
    {
        var value = form.Line("audience", "Who sees it", MaxChoice, isOptional: true);
        var isOffered = audiences.Any(choice => choice.Value == value);
        if (!isOffered) form.Fail("audience", "Who sees it: please choose one of the list.");
        var name = form.ClassName();
        if (value == OneClass && name.Length == 0) form.Fail("class", "Class: please write which, such as 9B.");
        if (value != OneClass && name.Length > 0)
            form.Fail("class", "Class: leave this empty, or choose above that only one class sees it.");
        one = one with { KeyStage = "", Class = "", SchoolId = null };
        if (!isOffered || (value == OneClass) != (name.Length > 0)) return one with { Audience = AnnouncementAudience.Members };
        if (value == OneClass) return one with { Audience = AnnouncementAudience.Class, Class = name };
        if (value.StartsWith(StagePrefix, StringComparison.Ordinal))
            return one with { Audience = AnnouncementAudience.Stage, KeyStage = value[StagePrefix.Length..] };
        if (value.StartsWith(SchoolPrefix, StringComparison.Ordinal))
            return one with { Audience = AnnouncementAudience.School, SchoolId = FormReader.IdIn(value[SchoolPrefix.Length..]) };
        return one with { Audience = EnumText.Parse<AnnouncementAudience>(value)!.Value };
    }

    private static string ValueOf(AnnouncementHead one) => one.Audience switch
    {
        AnnouncementAudience.Stage => StagePrefix + one.KeyStage,
        AnnouncementAudience.School => string.Create(CultureInfo.InvariantCulture, $"{SchoolPrefix}{one.SchoolId}"),
        _ => EnumText.Of(one.Audience),
    };
}
