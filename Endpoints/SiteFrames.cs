// Fills the frame around every page: the society as the settings table has it, the navigation, who is looking.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>
/// Makes <see cref="SiteFrame"/>s. The society is read at most once a second, by one request for all; a page that must be written while the
/// database is away has the last one that was read.
/// </summary>
public sealed class SiteFrames(Db db, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly NavLink[] Nav = [new("/", "Home"), new("/about", "About")];

    private volatile Known known = new(Society.Default, Theme.Default);
    private long lastRead;
    private int reading;

    /// <summary>The frame of a page.</summary>
    public SiteFrame For(HttpContext context)
    {
        Refresh();
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

    /// <summary>Has the next page read the society again; whoever changes it here calls this.</summary>
    public void Forget() => Interlocked.Exchange(ref lastRead, 0);

    private void Refresh()
    {
        var before = Interlocked.Read(ref lastRead);
        if (before != 0 && clock.GetElapsedTime(before) < Fresh) return;
        // One reads for all; only while nothing is known yet does everybody read.
        if (Interlocked.Exchange(ref reading, 1) == 1 && before != 0) return;
        try
        {
            Remember(db.Read(Settings.FindSociety));
        }
        catch (DatabaseUnavailableException)
        {
            // A page that needs nothing else of the database is still worth sending; readiness and the log tell the operator.
        }
        finally
        {
            // Not when it was forgotten in the meantime.
            Interlocked.CompareExchange(ref lastRead, clock.GetTimestamp(), before);
            Volatile.Write(ref reading, 0);
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
