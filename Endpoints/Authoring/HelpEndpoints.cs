// The help for authors inside the site: the same text as docs/authoring.md, which is in the binary.
using System.Reflection;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>
/// The help page. <c>Text</c> begins below the page's own heading; <c>Publishing</c> is all that is not about challenges.
/// </summary>
public sealed record HelpModel(RenderedText Text, RenderedText Publishing);

/// <summary>Maps /admin/help.</summary>
public static class HelpEndpoints
{
    private static readonly Lazy<HelpModel> Help = new(Read);

    public static void Map(RouteGroup content) => content.Page("/admin/help", "help.writing",
        visit => Task.FromResult<IResult>(visit.Page(new Pages_Help { Frame = visit.Frame, Model = Help.Value })));

    private static HelpModel Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("authoring.md")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        // The page has the text's title as its own, and another page the table of answers.
        var publishing = text.IndexOf("## Articles and newsletters", StringComparison.Ordinal);
        var settings = new MarkdownSettings();
        return new HelpModel(
            Markdown.Render(text[(text.IndexOf('\n') + 1)..publishing], settings), Markdown.Render(text[publishing..], settings));
    }
}
