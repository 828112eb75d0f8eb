// Writes announcements for tests: through the desk's own form, as a person does.
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

public static class Newsroom
{
    public const string Desk = "/admin/announcements";

    /// <summary>Fills in the form of a new announcement as it comes, with these changes, and presses a button.</summary>
    public static async Task<PageResponse> AnnounceAsync(
        this Person who, string title, string button = "publish", params (string Name, string Value)[] changes)
    {
        var form = (await who.GetAsync(Desk + "/new")).FieldsOf("#announcement");
        return await who.PostAsync(Desk + "/new", form.With([("title", title), .. changes, ("do", button)]));
    }

    /// <summary>The same with the form at <paramref name="path"/>, an announcement's own.</summary>
    public static async Task<PageResponse> EditAsync(
        this Person who, string path, string button, params (string Name, string Value)[] changes) =>
        await who.PostAsync(path, (await who.GetAsync(path)).FieldsOf("#announcement").With([.. changes, ("do", button)]));

    /// <summary>A site on a clock that the test sets, with a teacher ("tea").</summary>
    public static async Task<(Site Site, Person Teacher)> StartAsync()
    {
        var site = await Site.StartWithClockAsync(("RATELIMIT_ENABLED", "false"));
        site.Owner();
        return (site, site.Visit(Seed.Person("tea", Role.Teacher)));
    }

    /// <summary>The titles of the announcements on a page, one line each.</summary>
    public static async Task<string> TitlesAsync(this Person who, string path) =>
        string.Join("; ", (await who.GetAsync(path)).Page.QuerySelectorAll(".announcement h3").Select(title => title.TextContent));

    /// <summary>The line about pinned announcements on a page that has nothing to do with them; null if there is none.</summary>
    public static async Task<string?> LineAsync(this Person who, string path = "/about") =>
        (await who.GetAsync(path)).Page.QuerySelector("section.pinned p")?.TextContent.Trim();
}
