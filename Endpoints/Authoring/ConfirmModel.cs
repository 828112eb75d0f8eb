// The page that asks once more before something that cannot be undone is done to a challenge or an article.
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What is asked.</summary>
/// <param name="Title">Of the challenge or article.</param>
/// <param name="Path">The address of its form, to which the page leads back.</param>
/// <param name="Sentences">What will happen.</param>
/// <param name="Action">What follows the address of the form: where the button sends to.</param>
public sealed record ConfirmModel(
    string Title, string Path, string Heading, IReadOnlyList<string> Sentences, string Action, string Button)
{
    public IResult Show(Visit visit) => visit.Page(new Pages_AdminConfirm { Frame = visit.Frame, Model = this });
}
