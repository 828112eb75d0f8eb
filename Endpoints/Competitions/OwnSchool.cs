// Which school's part in which competition a request is about: a coordinator's own and no other, or for staff the school they name.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One school's part in one competition, as the person who makes the request may see and change it.</summary>
/// <param name="IsNamed">Whether the address names the school: staff act for it, and every link and form has to name it again.</param>
public sealed record OwnSchool(Competition Competition, CompetitionSchool Part, bool IsNamed)
{
    /// <summary>The field by which staff name a school.</summary>
    public const string SchoolField = "school";

    public string Path => $"/admin/competitions/{Competition.Id}/own-school";

    /// <summary>The address of the page, or of one below it, with the query that names the school if that is needed.</summary>
    public string PathOf(string below = "", string query = "")
    {
        if (IsNamed) query = query.Length > 0 ? $"{SchoolField}={Part.SchoolId}&{query}" : $"{SchoolField}={Part.SchoolId}";
        return query.Length > 0 ? $"{Path}{below}?{query}" : Path + below;
    }

    /// <summary>
    /// The school's part; null if the competition does not exist or is a draft, the school was not invited, or it is not this person's.
    /// </summary>
    public static async Task<OwnSchool?> Find(Visit visit)
    {
        if (visit.Id() is not { } id) return null;
        var named = FormReader.IdIn(visit.IsView ? visit.Query(SchoolField) : visit.Form[SchoolField].ToString());
        var school = MemberPermissions.SchoolOf(visit.Member) ?? named ?? visit.Member.SchoolId;
        if (school is not { } schoolId || !MemberPermissions.MayActFor(visit.Member, schoolId)) return null;
        return await visit.Read(sql => Find(sql, id, schoolId, isNamed: MemberPermissions.MayChangeAll(visit.Member)));
    }

    /// <summary>The same part within the transaction that changes it; null if it is gone, or no longer this person's.</summary>
    public OwnSchool? FindAgain(Sql sql, Visit visit) => MemberPermissions.MayActFor(ActingMember.Find(sql, visit), Part.SchoolId)
        ? Find(sql, Competition.Id, Part.SchoolId, IsNamed)
        : null;

    private static OwnSchool? Find(Sql sql, long id, long schoolId, bool isNamed) =>
        Data.Competitions.Find(sql, id) is { IsDraft: false } competition
            && CompetitionSchools.Find(sql, id, schoolId) is { } part
            ? new OwnSchool(competition, part, isNamed) : null;
}
