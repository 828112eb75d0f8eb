// The parts of the site that every page shows, whatever the page is about.

namespace MathsSoc.Pages;

/// <summary>The member who is looking at the page.</summary>
/// <param name="DisplayName">The name that others see too.</param>
/// <param name="IsStaff">Whether the link to the admin pages is shown.</param>
public sealed record FrameMember(string DisplayName, bool IsStaff)
{
    /// <summary>Named by the page's forms; see <see cref="Slice.MemberField"/>.</summary>
    public required long Id { get; init; }
}

/// <summary>One link of the site's navigation. <c>Path</c> is without the site's root: <c>/about</c>.</summary>
public sealed record NavLink(string Path, string Words)
{
    /// <summary>Other addresses whose pages belong to it.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Whether a page is this one or below it, or belongs to it.</summary>
    public bool Holds(string path)
    {
        if (IsAtOrBelow(path, Path)) return true;
        foreach (var other in Others)
            if (IsAtOrBelow(path, other)) return true;
        return false;
    }

    private static bool IsAtOrBelow(string path, string top) =>
        path == top || (path.StartsWith(top, StringComparison.Ordinal) && path[top.Length] == '/');
}

/// <summary>A group of the pages for running the society. <c>Path</c> is that of its first area.</summary>
public sealed record NavGroup(string Path, string Words, IReadOnlyList<NavLink> Areas)
{
    /// <summary>Whether a page belongs to one of the group's areas.</summary>
    public bool Holds(string path)
    {
        foreach (var area in Areas)
            if (area.Holds(path)) return true;
        return false;
    }
}

/// <summary>The line on every page about pinned announcements: the first of them, and how many more there are.</summary>
public sealed record PinnedLine(long Id, string Title, int More)
{
    /// <summary>When the newest of them began, in unix seconds: hiding the line hides all that began until then.</summary>
    public required long Until { get; init; }

    /// <summary>The page to go back to once it is hidden, without the site's root; null: it cannot be hidden here.</summary>
    public string? Back { get; init; }
}

/// <summary>The site around a page: made by the endpoint, read by the layout.</summary>
/// <param name="SocietyName">Never empty.</param>
/// <param name="Motto">Empty: the society has none.</param>
/// <param name="Theme">What /theme.css is made of.</param>
/// <param name="Root">The path under which a proxy has put the site; empty at the top of a host.</param>
/// <param name="Path">The page's own path without the root; the navigation marks it.</param>
/// <param name="Member">Null: no one is signed in.</param>
/// <param name="Nav">The addresses that exist for this reader, in the order shown.</param>
public sealed record SiteFrame(
    string SocietyName, string Motto, Theme Theme, string Root, string Path, FrameMember? Member, IReadOnlyList<NavLink> Nav)
{
    /// <summary>The pages for running the society that this reader may open; empty everywhere but below /admin.</summary>
    public IReadOnlyList<NavGroup> AdminNav { get; init; } = [];

    /// <summary>A note for this reader on every page below /admin; null: none.</summary>
    public string? AdminNote { get; init; }

    /// <summary>Whether the reader may well be a member: the browser says so, and the database cannot be asked.</summary>
    public bool IsReaderUnknown { get; init; }

    /// <summary>The address of the society's crest, with the site's root; null: it has none.</summary>
    public string? Crest { get; init; }

    /// <summary>Whether search engines are asked to list none of the pages.</summary>
    public bool IsKeptFromSearch { get; init; }

    /// <summary>The site's own address with scheme and host, without a slash at the end; empty on an error page.</summary>
    public string Address { get; init; } = "";

    /// <summary>How many announcements this reader has not marked as read; 0 for a visitor.</summary>
    public int NewAnnouncements { get; init; }

    /// <summary>The line about pinned announcements; null: none is pinned, or the reader has hidden them.</summary>
    public PinnedLine? Pinned { get; init; }

    /// <summary>Work on the site that goes on or begins within a day, as a sentence; null: none.</summary>
    public string? Work { get; init; }

    /// <summary>
    /// The page's address over HTTPS, for a visitor who opened it without and whose browser will therefore not keep a sign-in; otherwise
    /// null. Pages that sign in say so.
    /// </summary>
    public string? SecureAddress { get; init; }

    /// <summary>When the page was made: dates are written as seen from then.</summary>
    public long Now { get; init; }

    /// <summary>An instant as people say it; see <see cref="Data.SchoolTime.Moment"/>.</summary>
    public string Moment(long at) => Data.SchoolTime.Moment(at, Now);

    /// <summary>The address of a file of wwwroot, which names its content.</summary>
    public string Asset(string path) => Root + AssetPack.Current.Url(path);

    /// <summary>The address of a page of this site.</summary>
    public string Link(string path) => Root + path;

    /// <summary>The same with scheme and host, for those who read it elsewhere.</summary>
    public string Absolute(string path) => Address + path;
}
