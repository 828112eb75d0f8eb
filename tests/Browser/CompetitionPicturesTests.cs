// A picture of every page of a competition before, while and after it is open, for looking at; taken of the demo, and only when asked for.
using System.Diagnostics;
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Browser;

public sealed class CompetitionPicturesTests(BrowserFixture browser)
{
    // Of the demo: the one that is over, with its results, and the one that is running. The others are added here.
    private const int Over = 1, Running = 2;

    [Fact]
    public async Task Every_page_of_a_competition_has_its_picture()
    {
        PagePicturesTests.SkipUnlessAskedFor();
        var (site, owner, _) = await Society.StartDemoAsync();
        await using var open = site;
        var pupil = site.VisitAs(site.Count(
            $"SELECT member_id FROM enrolments WHERE competition_id = {Over} AND school_id = 1 ORDER BY points DESC LIMIT 1"));
        var guest = site.VisitAs(site.Count("SELECT id FROM members WHERE school_id = 2 LIMIT 1"));
        // Nobody sees a table, and the pupil starts the own minutes.
        var (coming, personal, held, draft) = (
            Contest.Add(site, one => one with { Title = "The Spring Sprint", OpensAt = site.Now + 90_000, ClosesAt = site.Now + 900_000 }),
            Contest.Add(site, one => one with
            {
                Title = "The Lunchtime Hour", TimeKind = TimeKind.Personal, Minutes = 40, Fairness = "Work alone. No calculator.",
                Body = "Twelve problems.\n\n- Start when you like.\n- Show $\\frac{1}{2}$ as a fraction.", IsPublic = true,
            }),
            Contest.Add(site, one => one with { Title = "The Sealed Cup", HoldsVerdicts = true }),
            Contest.Add(site, one => one with { Title = "The Summer Cup", IsDraft = true }));
        personal.AddProblem();
        held.AddProblem();
        personal.Enrol(pupil.MemberId);
        held.Enrol(pupil.MemberId);
        const string Code = "7KQ2MPXD9RTV4WHC";
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                sql.Execute("UPDATE enrolments SET agreed_version = 1 WHERE member_id = @MemberId", new { pupil.MemberId });
                sql.Execute("""
                    INSERT INTO competition_schools (competition_id, school_id, state, state_at, invited_at)
                    VALUES (@Id, 2, 'invited', @Now, @Now)
                    """, new { coming.Id, site.Now });
                return Invitations.Add(sql, Code, 3, Running, owner.MemberId, site.Now);
            });
        var coordinator = site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = 2 });
        var challenge = site.Count($"SELECT min(id) FROM challenges WHERE competition_id = {Over}");
        var (watch, made) = (Stopwatch.StartNew(), 0);
        foreach (var (role, who, pages) in new (string, Person, string[])[]
        {
            ("visitor", new Person(site), ["/competitions", personal.Path, $"{personal.Path}/pupils", $"/invitations?code={Code}",
                "/invitations"]),
            ("guest", guest, ["/", "/challenges", "/competitions", $"/competitions/{Running}", coming.Path]),
            ("pupil", pupil, ["/competitions", $"/competitions/{Over}", $"/competitions/{Running}", $"/competitions/{Running}/pupils",
                $"/competitions/{Over}/pupils", $"/competitions/{Running}/schools", $"/competitions/{Over}/certificate", coming.Path,
                $"{coming.Path}/schools", personal.Path, $"{personal.Path}/start", held.Path, $"{held.Path}/pupils"]),
            ("coordinator", coordinator, ["/", "/admin/own-competitions", $"/admin/competitions/{Running}/own-school",
                $"/admin/competitions/{Running}/own-school/enrol", $"/admin/competitions/{Over}/own-school",
                $"/admin/competitions/{coming.Id}/own-school", $"/admin/competitions/{Over}/certificates", $"/competitions/{Running}",
                $"/competitions/{Running}/schools", $"/competitions/{Running}/schools/2", "/admin/schools/2/coordinators",
                $"/admin/competitions/{Over}/own-school/mistakes/{challenge}"]),
            ("owner", owner, ["/admin/competitions", "/admin/competitions/new", "/admin/competitions/import",
                $"/admin/competitions/{Running}", $"/admin/competitions/{Running}/edit", $"/admin/competitions/{Running}/challenges",
                $"/admin/competitions/{Running}/schools", $"/admin/competitions/{Running}/pupils",
                $"/admin/competitions/{Running}/pupils/{pupil.MemberId}", $"/admin/competitions/{Running}/results",
                $"/admin/competitions/{Over}/results", $"/admin/competitions/{Over}/certificates",
                $"/admin/competitions/{draft.Id}/publish", $"/admin/competitions/{draft.Id}", $"/competitions/{Running}/wall",
                $"/competitions/{Running}", "/admin/schools/3/coordinators"]),
        })
        {
            foreach (var path in pages) Assert.True((await who.GetAsync(path)).Status == HttpStatusCode.OK, $"{role}: {path}");
            await PagePicturesTests.TakeAsync(browser, site, who, $"competitions-{role}", pages);
            made += pages.Length;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{made} pages in {watch.Elapsed.TotalSeconds:0} s");
    }
}
