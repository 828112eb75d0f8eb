// A school that is invited to a competition, its coordinator, pupils and code.
using System.Net;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

public static class OwnSchool
{
    /// <summary>A published competition to which one school is invited, its coordinator, and a teacher of the society.</summary>
    public static (Competition Cup, long School, Person Cora, Person Tia) Invited(Site site, Func<Competition, Competition>? change = null)
    {
        site.Owner();
        Competition cup;
        long school;
        using (var db = site.OpenDatabase())
        {
            cup = db.AddCompetition(site.Now, change);
            school = db.AddSchool("Birch High", isGuest: true);
            db.Write(sql => CompetitionSchools.Invite(sql, cup.Id, school, site.Now));
        }
        return (cup, school, site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = school }),
            site.Visit(Seed.Person("tia", Role.Teacher)));
    }

    public static (Competition Cup, long School, Person Cora, Person Tia) Accepted(
        Site site, Func<Competition, Competition>? change = null)
    {
        var invited = Invited(site, change);
        using var db = site.OpenDatabase();
        Assert.True(db.Write(sql => CompetitionSchools.Accept(sql, invited.Cup, invited.School, null, null, site.Now)));
        return invited;
    }

    public static string PathOf(Competition cup) => $"/admin/competitions/{cup.Id}/own-school";

    public static string Enrolled(Site site) => site.Read("""
        SELECT coalesce(group_concat(login, ' '), '') FROM (SELECT m.login FROM enrolments e JOIN members m ON m.id = e.member_id
            WHERE e.state = 'enrolled' ORDER BY m.login)
        """)!;

    public static Person AddPupil(Site site, string login, long? school, int year = 9, string name = "") =>
        site.Visit(Seed.Pupil(login) with { SchoolId = school, StartYear = site.StartYear(year), Class = name });

    public static Task<PageResponse> JoinAsync(Person person, string code, string login, string year = "9") => person.PostAsync("/join",
        ("code", code), ("name", "Eva Noether"), ("year", year), ("login", login), ("password", Seed.Password));

    public static async Task<string> MakeCodeAsync(Person cora, Competition cup, params (string, string)[] fields)
    {
        var board = await cora.PostAsync($"{PathOf(cup)}/code", [("uses", "40"), ("days", "14"), .. fields]);
        Assert.Equal(HttpStatusCode.OK, board.Status);
        return board.Page.QuerySelector(".board .code")!.TextContent;
    }
}
