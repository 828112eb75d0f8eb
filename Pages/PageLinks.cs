// The way to the pages before and after this one, below a list that is longer than a page.
namespace MathsSoc.Pages;

/// <summary>What _PageLinks.cshtml shows; nothing while everything is on one page.</summary>
/// <param name="Label">What the pages are of, for whoever hears the page.</param>
/// <param name="Page">The number of this page; the first is 1.</param>
/// <param name="PathOf">The address of the page of a number, with the site's root.</param>
public sealed record PageLinks(string Label, int Page, Func<int, string> PathOf)
{
    /// <summary>How many pages there are; null: that is not counted, and only <see cref="HasMore"/> is known.</summary>
    public int? Pages { get; init; }

    /// <summary>Whether there is a page after this one; not looked at where the pages are counted.</summary>
    public bool HasMore { get; init; }

    /// <summary>The words of the link to the page before.</summary>
    public string Before { get; init; } = "Previous page";

    /// <summary>The words of the link to the page after.</summary>
    public string After { get; init; } = "Next page";

    internal bool IsNeeded => Pages is { } pages ? pages > 1 : Page > 1 || HasMore;

    internal bool HasNext => Pages is { } pages ? Page < pages : HasMore;

    internal string Position => Pages is { } pages ? $"Page {Page} of {pages}" : $"Page {Page}";
}
