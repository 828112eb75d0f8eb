// Fills the frame around every page: the society as the settings table has it, the navigation, who is looking.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>Makes <see cref="SiteFrame"/>s, and remembers the society for pages that must be written while the database is away.</summary>
public sealed class SiteFrames(Db db)
{
    private static readonly NavLink[] Nav = [new("/", "Home"), new("/about", "About")];

    private volatile Known known = new(Society.Default, Theme.Default);

    /// <summary>The frame for a page that reads nothing else. The last known society when the database cannot be read.</summary>
    public SiteFrame For(HttpContext context)
    {
        Refresh();
        return LastKnown(context);
    }

    /// <summary>The frame for a page whose own Data call has read the society too.</summary>
    public SiteFrame For(HttpContext context, Society society)
    {
        Remember(society);
        return LastKnown(context);
    }

    /// <summary>The frame without a look at the database; for error pages.</summary>
    public SiteFrame LastKnown(HttpContext context)
    {
        var (society, theme) = known;
        var request = context.Request;
        return new SiteFrame(society.Name, society.Motto, theme.Version, request.PathBase.Value ?? "", request.Path.Value ?? "/", null, Nav);
    }

    /// <summary>The society's theme now.</summary>
    public Theme FindTheme()
    {
        Refresh();
        return known.Theme;
    }

    private void Refresh()
    {
        try
        {
            Remember(db.Read(Settings.FindSociety));
        }
        catch (DatabaseUnavailableException)
        {
            // A page that needs nothing else of the database is still worth sending; readiness and the log tell the operator.
        }
    }

    private void Remember(Society society)
    {
        var before = known;
        if (before.Society == society) return;
        // An accent that somebody wrote into the table by hand may not be one.
        var theme = before.Society.Accent == society.Accent ? before.Theme : Theme.TryMake(society.Accent, out _) ?? Theme.Default;
        known = new Known(society, theme);
    }

    private sealed record Known(Society Society, Theme Theme);
}
