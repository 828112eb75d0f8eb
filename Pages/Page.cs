// A slice that is a whole page: it sets its title, and the site's layout goes around it.
namespace MathsSoc.Pages;

/// <summary>A whole page. Its body is rendered first, so that the properties it sets are known when the layout is written.</summary>
public abstract class Page : Slice
{
    /// <summary>The parts of the site that every page shows.</summary>
    public required SiteFrame Frame { get; init; }

    /// <summary>The page's own name, which the browser's tab shows before the society's; empty on the home page.</summary>
    public string Title { get; protected set; } = "";

    /// <summary>What search engines and messengers are given of it; null: it is not for them.</summary>
    public PageDescription? Description { get; protected set; }

    /// <summary>Whether the page has TeX to typeset; only then is the typesetter fetched.</summary>
    public bool HasMaths { get; protected set; }

    /// <summary>Whether it is styled as the pages of those who run the society, also while nobody is known to be signed in.</summary>
    public bool IsForStaff { get; protected set; }

    /// <summary>A class on the page's body, for a page with a shape of its own; null: none.</summary>
    public string? Shape { get; protected set; }

    /// <summary>The address of a file of wwwroot: <c>@Asset("images/mark.svg")</c>.</summary>
    protected string Asset(string path) => Frame.Asset(path);

    /// <summary>The address of a page of this site, wherever a proxy has put the site: <c>@Link("/about")</c>.</summary>
    protected string Link(string path) => Frame.Link(path);

    /// <summary>The body, then the layout around it.</summary>
    protected sealed override void RenderInto(PageBuffer target)
    {
        using var body = new PageBuffer();
        MemberId = Frame.Member?.Id ?? 0;
        Run(body);
        new Pages__Layout { Page = this, Body = body, MemberId = MemberId }.WriteAround(target);
    }
}

/// <summary>A page that shows one record, declared in the endpoint that fills it.</summary>
public abstract class Page<TModel> : Page
{
    /// <summary>What is shown.</summary>
    public required TModel Model { get; init; }
}

/// <summary>The base of <c>_Layout.cshtml</c>: everything that pages share, written around a body that is already rendered.</summary>
public abstract class Layout : Slice
{
    /// <summary>The page whose layout this is.</summary>
    public required Page Page { get; init; }

    /// <summary>The page's rendered body.</summary>
    public required PageBuffer Body { get; init; }

    /// <summary>Writes the whole document.</summary>
    internal void WriteAround(PageBuffer target) => Run(target);
}
