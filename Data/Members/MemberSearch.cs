// Finds the member whom staff mean when they type a name.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>Finds members by login, number or name.</summary>
public static class MemberSearch
{
    /// <summary>The most members who are offered to choose from.</summary>
    public const int MaxMatches = 10;

    /// <summary>
    /// The members who may be meant: whoever has this login, else this number, whether or not they pass the filter; otherwise as
    /// <see cref="ByName"/>. The login comes first because at many schools logins are numbers.
    /// </summary>
    public static List<Member> Find(Sql sql, string who, MemberFilter among, Rules rules, int schoolYear) =>
        Logins.Parse(who).Login is { } login && Members.FindByLogin(sql, login) is { } named ? [named]
        : long.TryParse(who, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Members.Find(sql, id) is { } numbered
            ? [numbered]
            : ByName(sql, who, among, rules, schoolYear);

    /// <summary>
    /// The members who may be meant, by name, at most one more than <see cref="MaxMatches"/>: those who have every typed word in name,
    /// login, class or display name and pass the filter; only one if this is the whole name of exactly one of them.
    /// </summary>
    /// <param name="among">Whom to search; its own search text is not used.</param>
    private static List<Member> ByName(Sql sql, string name, MemberFilter among, Rules rules, int schoolYear)
    {
        if (Latin.Fold(name).Trim() is not { Length: > 0 } wanted) return [];
        var found = MemberList.List(
            sql, among with { Search = name }, rules, schoolYear, MemberSort.Name, isDescending: false, 0, MaxMatches + 1);
        var named = found.FindAll(member => Latin.Fold(member.Name) == wanted);
        return named.Count == 1 ? named : found;
    }
}
