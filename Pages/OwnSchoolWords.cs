// The words for a school's part in a competition, on the pages of its coordinator.
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
}
