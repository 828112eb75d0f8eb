// The words for a school's part in a competition, and for a pupil's, on the pages of its coordinator.
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>Words for the values that the database stores as names.</summary>
public static class OwnSchoolWords
{
    public static string Of(SchoolPart part) => part switch
    {
        SchoolPart.Accepted => "Takes part",
        SchoolPart.Declined => "Declined",
        SchoolPart.Withdrawn => "Withdrew",
        _ => "Invited: please answer",
    };

    public static string Of(EnrolmentState state) => state switch
    {
        EnrolmentState.Withdrawn => "Withdrew",
        EnrolmentState.Disqualified => "Disqualified",
        _ => "Takes part",
    };
}
