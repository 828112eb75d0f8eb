// Finds what a coordinator should attend to: nobody sends them a letter, so the home page says which competition waits for the school.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What needs a coordinator, for the home page.</summary>
internal static class SchoolNeeds
{
    /// <summary>
    /// Competitions that are not over, to which the school has not answered or for which nobody is enrolled; empty for other roles.
    /// </summary>
    public static async Task<List<AdminNeed>> Find(Visit visit)
    {
        if (visit.Member is not { Role: Role.Coordinator, SchoolId: { } school }) return [];
        var needs = new List<AdminNeed>();
        foreach (var one in await visit.Read(sql => SchoolEnrolments.Competitions(sql, school)))
        {
            if (visit.Now >= one.ClosesAt || one.ArchivedAt is not null) continue;
            var path = $"/admin/competitions/{one.Id}/own-school";
            if (one.Part == SchoolPart.Invited)
                needs.Add(new AdminNeed(path, $"Your school is invited to {one.Title}",
                    "Read what it is about, then accept or decline: it " + (visit.Now < one.OpensAt
                        ? $"opens {visit.Frame.Moment(one.OpensAt)}." : $"closes {visit.Frame.Moment(one.ClosesAt)}.")));
            else if (one is { Part: SchoolPart.Accepted, Enrolled: 0 } && one.IsEnrolling(visit.Now))
                needs.Add(new AdminNeed(path, $"Nobody of your school is enrolled for {one.Title}",
                    $"Enrolment ends {visit.Frame.Moment(Math.Min(one.EnrolUntil, one.ClosesAt))}."));
        }
        return needs;
    }
}
