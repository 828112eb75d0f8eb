// Who finds which competition: every kind of reader against every kind of competition, in the list and by its address.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionReadersTests
{
    private const string Everything = "Draft Archived Bare Invited Accepted Declined Withdrawn Enrolled Public Over OverPublic";

    [Theory]
    [InlineData("visitor", "Public OverPublic")]
    [InlineData("guest", "Invited Accepted Enrolled Public OverPublic")]
    [InlineData("stranger", "Public OverPublic")]
    [InlineData("coordinator", "Invited Accepted Enrolled Public OverPublic")]
    [InlineData("ours", "Bare Invited Accepted Declined Withdrawn Enrolled Public Over OverPublic")]
    [InlineData("schoolless", "Bare Invited Accepted Declined Withdrawn Enrolled Public Over OverPublic")]
    [InlineData("teacher", "Bare Invited Accepted Declined Withdrawn Enrolled Public Over OverPublic")]
    public async Task Guests_find_those_of_their_school_and_public_ones_and_our_members_every_published_one(string who, string finds)
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var ids = new Dictionary<string, long>();
        long pupil = 0, guests, strangers;
        using (var db = site.OpenDatabase())
        {
            (guests, strangers) = (db.AddSchool("Guest High", isGuest: true), db.AddSchool("Stranger High", isGuest: true));
            foreach (var name in Everything.Split(' '))
            {
                var competition = db.AddCompetition(site.Now, one => one with
                {
                    Title = name, IsDraft = name == "Draft", ArchivedAt = name == "Archived" ? site.Now : null,
                    IsPublic = name is "Public" or "OverPublic",
                    OpensAt = name.StartsWith("Over", StringComparison.Ordinal) ? site.Now - 9 * 86400 : one.OpensAt,
                    ClosesAt = name.StartsWith("Over", StringComparison.Ordinal) ? site.Now - 8 * 86400 : one.ClosesAt,
                });
                ids[name] = competition.Id;
                if (name is "Invited" or "Accepted" or "Declined" or "Withdrawn")
                {
                    db.AddTo(competition, guests, site.Now);
                    db.Write(sql => sql.Execute("UPDATE competition_schools SET state = @state WHERE competition_id = @Id",
                        new { competition.Id, state = name.ToLowerInvariant() }));
                }
                if (name != "Enrolled") continue;
                db.AddTo(competition, guests, site.Now);
                pupil = db.AddEntrant(competition, "gus", guests, 9, site.Now);
            }
        }
        var reader = who switch
        {
            "visitor" => new Person(site),
            "guest" => site.VisitAs(pupil),
            "stranger" => site.Visit(Seed.Pupil("stan") with { SchoolId = strangers }),
            "coordinator" => site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = guests }),
            "ours" => site.Visit(Seed.Pupil("ola") with { SchoolId = AddOurs(site) }),
            "schoolless" => site.Visit(Seed.Pupil("sal")),
            _ => site.Visit(Seed.Person("tea", Role.Teacher)),
        };
        var list = await reader.GetAsync("/competitions");
        Assert.Equal(finds.Split(' ').Order(StringComparer.Ordinal),
            list.Page.QuerySelectorAll("section.entry h3").Select(one => one.TextContent.Trim()).Order(StringComparer.Ordinal));
        foreach (var (name, id) in ids)
            Assert.Equal((name, finds.Split(' ').Contains(name) ? HttpStatusCode.OK : HttpStatusCode.NotFound),
                (name, (await reader.GetAsync($"/competitions/{id}")).Status));
    }

    private static long AddOurs(Site site)
    {
        using var db = site.OpenDatabase();
        return db.AddSchool("Our High");
    }
}
