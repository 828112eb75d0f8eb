// Who is responsible for what is kept of a pupil of a guest school: named when they join, afterwards, and on the privacy page.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Two are responsible for a guest: the society for the competition, and the pupil’s own school.</summary>
internal static class GuestNotice
{
    /// <summary>Both by name, and when what is known of a guest is removed.</summary>
    public static string Controllers(Visit visit, string school)
    {
        var contacts = visit.Society.Privacy;
        var society = contacts.Controller.Length > 0 ? contacts.Controller : visit.Society.Name;
        return $"Two are responsible for what is kept of you here: {society} is the controller of the competition, and {school} of what is "
            + $"kept of you as its pupil. {Pages.English.Count(visit.Rules.GuestMonths, "month")} after the results of your last "
            + "competition your name is removed.";
    }

    /// <summary>The same for somebody who is signed in; empty if they are no pupil of a guest school.</summary>
    public static async Task<string> ControllersOf(Visit visit) =>
        visit.SignedIn is { Role: Role.Member, IsOfGuestSchool: true, SchoolId: { } id }
            && await visit.Read(sql => Schools.Find(sql, id)) is { } school ? Controllers(visit, school.Name) : "";
}
