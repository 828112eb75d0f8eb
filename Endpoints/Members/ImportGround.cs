// What the plan of an import depends on: it is made before the transaction, and carried out only if this is still the same.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The members and schools that exist when a list is planned.</summary>
internal sealed record ImportGround(List<KnownMember> Members, List<SchoolName> Schools)
{
    public static ImportGround Find(Sql sql) => new(Imports.Known(sql), Data.Schools.ListNames(sql));

    /// <summary>What the list would change.</summary>
    public ImportPlan Plan(Visit visit, ImportList list) =>
        MemberImport.Plan(list, visit.Member, Members, Schools, visit.Rules, visit.SchoolYear);

    public bool IsSame(ImportGround other) => Members.SequenceEqual(other.Members) && Schools.SequenceEqual(other.Schools);
}
