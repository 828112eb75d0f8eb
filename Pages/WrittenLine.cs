// One line that an author wrote (a question, a hint, a choice): as the page shows it, and in words for a name that is heard.
namespace MathsSoc.Pages;

/// <summary>A line of Markdown and TeX, made by <see cref="Markdown.Line"/>.</summary>
/// <param name="Html">Without a paragraph or a link, so that it can stand in a heading, a label or a cell.</param>
/// <param name="Spoken">The same without markup, each formula in words: for labels, captions and titles.</param>
/// <param name="HasMaths">Whether there is TeX in it, so that the page loads the typesetter.</param>
public sealed record WrittenLine(SafeHtml Html, string Spoken, bool HasMaths)
{
    /// <summary>The words where the line has a formula, for <c>aria-label</c>; null where what is shown is name enough.</summary>
    public string? NameWithMaths => HasMaths ? Spoken : null;

    /// <summary>A line of the site's own, such as "Answer 2".</summary>
    public static WrittenLine Plain(string text) => Markdown.Line(text, isPlain: true);
}
