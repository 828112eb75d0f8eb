// The contents of an error page.
namespace MathsSoc.Pages;

/// <summary>An error page. <c>Sign</c> is decoration; <c>RequestId</c> finds the request in the log.</summary>
public sealed record ErrorModel(int Status, string Sign, string Heading, string Advice, string RequestId)
{
    /// <summary>The page to ask for once more; null where that would lead nowhere, or send something twice.</summary>
    public string? Again { get; init; }
}
