// Pupils by the dozen, the form that changes them, and what they are afterwards.
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

public static class ManyMembers
{
    public const string Form = "/admin/members/change";

    public static (string, string)[] Ticked(long[] ids, params (string, string)[] more) =>
        [.. ids.Select(id => ("id", id.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            .. more.Where(field => field.Item1.Length > 0)];

    public static long[] Pupils(Site site, int count)
    {
        using var db = site.OpenDatabase();
        return db.Write(sql => Enumerable.Range(0, count)
            .Select(i => Members.Add(sql, Seed.Pupil($"p{i}") with { DisplayName = $"P{i}" }, 1)!.Value).ToArray());
    }

    public static IEnumerable<MemberState> States(Site site, long[] ids) => ids.Select(id => Find(site, id).State);

    public static Member Find(Site site, long id)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.Find(sql, id))!;
    }
}
