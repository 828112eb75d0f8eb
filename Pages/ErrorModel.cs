// The contents of an error page.
namespace MathsSoc.Pages;

/// <summary>An error page. <c>Sign</c> is decoration; <c>RequestId</c> finds the request in the log.</summary>
public sealed record ErrorModel(int Status, string Sign, string Heading, string Advice, string RequestId);
