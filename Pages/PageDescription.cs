// What a page that visitors may read says of itself to search engines and messengers.
namespace MathsSoc.Pages;

/// <summary>
/// Set by a page that search engines may list; the layout writes it into the head. A page without one is for members, or for a moment,
/// and search engines are asked not to list it. Nothing may be in it that a visitor could not read on the page.
/// </summary>
/// <param name="Path">The one address of the page, without the site's root: <c>/about</c>.</param>
/// <param name="Summary">A sentence or two, some 160 characters; empty: the society's motto stands for it.</param>
public sealed record PageDescription(string Path, string Summary)
{
    /// <summary>The longest summary that is worth making: search engines show no more.</summary>
    public const int MaxSummary = 160;

    /// <summary>The kind of thing that the page is, by the Open Graph protocol (https://ogp.me): an article is <c>article</c>.</summary>
    public string Kind { get; init; } = "website";
}
