// The version of the privacy notice: shown with it, and stored for each member who joined under it.
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>
/// Both layers, <c>_Notice.cshtml</c> before joining and <c>Privacy.cshtml</c> in full, have one version. A change to what either of
/// them promises must raise the number and the date; members keep the number they saw (<c>members.notice_version</c>).
/// </summary>
public static class PrivacyNotice
{
    public const int Version = 5;
    public const string Date = "28 November 2026";

    /// <summary>Whether a person reads it in the words for staff: of members, and of whoever has a year group, more is kept.</summary>
    public static bool IsForStaff(Role role, long? startYear) => role != Role.Member && startYear is null;
}
