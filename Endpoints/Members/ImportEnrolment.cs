// A list of members that is for a competition: everybody on it is enrolled in the transaction that adds them.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Enrols the people of an import.</summary>
internal static class ImportEnrolment
{
    /// <summary>The competition that the address or the form names; null: none, or none that this person has pupils in.</summary>
    public static async Task<Competition?> Find(Visit visit)
    {
        var named = FormReader.IdIn(visit.IsView ? visit.Query("competition") : visit.Form["competition"].ToString());
        return named is { } id ? await visit.Read(sql => Find(sql, visit.Member, id)) : null;
    }

    private static Competition? Find(Sql sql, SignedIn actor, long id)
    {
        if (Competitions.Find(sql, id) is not { IsDraft: false } competition) return null;
        var isTheirs = MemberPermissions.SchoolOf(actor) is not { } school || CompetitionSchools.Find(sql, id, school) is not null;
        return isTheirs ? competition : null;
    }

    /// <summary>Why nobody can be enrolled by this list now; null: they can, or the list is for no competition.</summary>
    public static async Task<string?> FindObstacle(Visit visit, Competition? found)
    {
        if (visit.Form["competition"].Count == 0) return null;
        if (found is not { } competition)
            return "There is no such competition any more. Send the list without it, or ask the society.";
        var school = MemberPermissions.SchoolOf(visit.Member);
        return await visit.Read(sql => SchoolEnrolments.FindObstacle(sql, competition, school, visit.Now));
    }

    /// <summary>
    /// Enrols those who were added, and those who were there already, if this person may see them; with one line of the audit.
    /// </summary>
    public static EnrolTally Enrol(Sql sql, Visit visit, Competition competition, ImportPlan plan)
    {
        var self = ActingMember.Find(sql, visit);
        var bySchool = new Dictionary<long, List<long>>();
        foreach (var row in plan.Rows)
        {
            if (row.Fate == ImportAction.Refuse || Members.FindByLogin(sql, row.Login) is not { SchoolId: { } school } member) continue;
            if (!MemberPermissions.MaySee(self, member)) continue;
            if (!bySchool.TryGetValue(school, out var ids)) bySchool[school] = ids = [];
            ids.Add(member.Id);
        }
        var sum = new EnrolTally(0, 0, 0);
        foreach (var (school, ids) in bySchool)
        {
            if (!CompetitionSchools.TakesPart(sql, competition.Id, school)) continue;
            var some = SchoolEnrolments.Add(sql, competition, school, ids, self.MemberId, visit.Now);
            sum = new EnrolTally(sum.Enrolled + some.Enrolled, sum.Already + some.Already, sum.Undivided + some.Undivided);
        }
        if (sum.Enrolled > 0)
            Audit.Add(sql, visit.Actor, "enrolment.add", visit.Now, "competition", competition.Id,
                $"from a list, {Audit.Count(sum.Enrolled, "pupil")}");
        return sum;
    }
}
