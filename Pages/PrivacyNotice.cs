// The version of what people are told about their data: shown with the notice, and kept with whoever joined under it.
namespace MathsSoc.Pages;

/// <summary>
/// Both layers, <c>_Notice.cshtml</c> before joining and <c>Privacy.cshtml</c> in full, have one version. Whoever changes what either of them promises
/// raises the number and the date; members keep the number they saw (<c>members.notice_version</c>).
/// </summary>
public static class PrivacyNotice
{
    public const int Version = 1;
    public const string Date = "24 November 2026";
}
