// HTML that may be written as it is.
namespace MathsSoc.Pages;

/// <summary>
/// Markup that is already safe. Only a renderer that encodes what people typed creates one (a slice, or Markdown with raw HTML
/// disabled): everything else a slice writes is encoded.
/// </summary>
public sealed class SafeHtml
{
    internal SafeHtml(string markup) => Markup = markup;

    /// <summary>The markup.</summary>
    public string Markup { get; }

    /// <summary>No markup at all; returned by a slice that has already written to the page.</summary>
    public static readonly SafeHtml Nothing = new("");
}
