// The form of one member's page as tests fill it in and send it.
using Dapper;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

public static class MemberForm
{
    public static readonly (string, string)[] Typed =
    [
        ("name", "Ada Lovelace"), ("login", "ada.l"), ("display", "AdaL"), ("year", "10"), ("class", "10C"), ("school", ""),
        ("role", "editor"),
    ];

    public static Member Find(Db db, long id) => db.Read(sql => Members.Find(sql, id))!;

    /// <summary>How many one-time links for a password there are of one member.</summary>
    public static long Links(Db db, long id) =>
        db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM password_links WHERE member_id = @id", new { id }));

    /// <summary>Loads the page and sends its form, with these fields typed.</summary>
    public static async Task<PageResponse> SaveAsync(Person person, long id, params (string Name, string Value)[] fields)
    {
        var seen = (await person.GetAsync($"/admin/members/{id}")).Page.QuerySelector("input[name=seen]")?.GetAttribute("value") ?? "";
        return await person.PostAsync($"/admin/members/{id}", [.. fields, ("seen", seen)]);
    }
}
