// What nobody may learn of a competition's challenges before they open for them: every address of the site, asked by every kind of reader.
using System.Net;
using System.Security.Cryptography;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

/// <summary>
/// The addresses come from the map of the site (<see cref="RouteTable.Rows"/>), so that a new page is asked too; each with a number
/// in it is asked with the ids of all that there is. Authors know the challenges, and are not asked.
/// </summary>
public sealed class CompetitionLeakTests
{
    private const string Title = "Zebra quagga", Marker = "okapi", Solution = "wombat", Label = "lemurs", Source = "gibbon";
    private const string SlotName = "Early School";

    private static readonly byte[] Picture = [.. Pictures.Png(1), 7];
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Picture));

    private static readonly string[] Names = [$"{Hash}.png", Hash, "about"];

    /// <summary>Words that a reader types in to find it.</summary>
    private static readonly string[] Searches = ["/search?q=zebra", "/search?q=okapi", "/competitions?q=zebra", "/challenges?stage=Junior"];

    private sealed record World(Site Site, Contest Contest, Problem Problem, IReadOnlyList<long> Ids)
    {
        /// <summary>The readers to whom nothing may be shown.</summary>
        public required IReadOnlyList<(string Name, Person Who)> Readers { get; init; }
    }

    [Theory]
    [InlineData(TimeKind.Fixed)]
    [InlineData(TimeKind.School)]
    [InlineData(TimeKind.Personal)]
    public async Task Before_it_opens_no_address_shows_anything_of_a_challenge_to_anybody_but_authors(TimeKind kind)
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        var world = MakeWorld(site, kind, opens: site.Now + 3600);
        await NothingIsFoundAsync(world, world.Readers);
        // Authors do find it: the test looks for the right words.
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        var seen = await (await tia.GetAsync(world.Problem.Path)).Response.Content.ReadAsStringAsync();
        Assert.All(new[] { Title, Marker, Label, Source, Hash }, word => Assert.Contains(word, seen, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(TimeKind.Fixed)]
    [InlineData(TimeKind.School)]
    [InlineData(TimeKind.Personal)]
    public async Task While_it_is_open_only_those_whose_time_it_is_find_it(TimeKind kind)
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        var world = MakeWorld(site, kind, opens: site.Now - 60);
        string[] mayFind = kind switch
        {
            TimeKind.Fixed => ["own", "another school's", "coordinator", "another coordinator"],
            // The slot of the other school is later.
            TimeKind.School => ["own", "coordinator"],
            _ => ["coordinator", "another coordinator"],
        };
        await NothingIsFoundAsync(world, world.Readers.Where(one => !mayFind.Contains(one.Name)));
        foreach (var (_, who) in world.Readers.Where(one => mayFind.Contains(one.Name)))
        {
            Assert.Equal(HttpStatusCode.OK, (await who.GetAsync(world.Problem.Path)).Status);
            Assert.Equal(HttpStatusCode.OK, (await who.GetAsync($"/uploads/{Hash}.png")).Status);
            Assert.Contains(Title, (await who.GetAsync(world.Contest.Path)).Text, StringComparison.Ordinal);
            // It is nowhere among the society's own.
            foreach (var place in new[] { "/", "/challenges", "/feed.xml", "/calendar.ics", "/search?q=zebra", "/wall", "/sitemap.xml" })
                Assert.DoesNotContain(Title, await (await who.GetAsync(place)).Response.Content.ReadAsStringAsync(),
                    StringComparison.Ordinal);
            // Nobody but staff reads the solution before it is shown.
            Assert.DoesNotContain(Solution, await (await who.GetAsync(world.Problem.Path)).Response.Content.ReadAsStringAsync(),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_draft_is_nowhere()
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        var world = MakeWorld(site, TimeKind.Fixed, opens: site.Now - 60, isDraft: true);
        await NothingIsFoundAsync(world, world.Readers, "Giraffe Cup");
    }

    private static async Task NothingIsFoundAsync(World world, IEnumerable<(string Name, Person Who)> readers, params string[] more)
    {
        string[] words = [Title, Marker, Solution, Label, Source, Hash, .. more];
        var (wrong, asked) = (new List<string>(), 0);
        foreach (var (name, who) in readers)
            foreach (var address in Addresses(world))
            {
                asked++;
                var answer = await who.SendAsync(HttpMethod.Get, address);
                var text = await answer.Response.Content.ReadAsStringAsync();
                // What the address itself names says nothing.
                foreach (var word in words)
                    if (text.Replace("\r\n ", "", StringComparison.Ordinal).Contains(word, StringComparison.OrdinalIgnoreCase)
                        && !address.Contains(word, StringComparison.OrdinalIgnoreCase)) wrong.Add($"{address} shows {name} “{word}”");
                var isOfIt = address.Contains($"/challenges/{world.Problem.Id}", StringComparison.Ordinal)
                    || address.Contains(Hash, StringComparison.Ordinal);
                if (isOfIt && answer.Status is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.SeeOther))
                    wrong.Add($"{address} is {(int)answer.Status} for {name}");
                if (who.MemberId == 0 && text.Contains(SlotName, StringComparison.Ordinal)) wrong.Add($"{address} names a school");
            }
        Assert.True(asked > 100, $"{asked} addresses were asked.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        // A form does not open it either.
        foreach (var (name, who) in readers.Where(static one => one.Who.MemberId > 0))
            foreach (var form in new[] { "answer", "preview" })
            {
                var sent = await who.SendAsync(HttpMethod.Post, $"{world.Problem.Path}/{form}", ("part", $"{world.Problem.Parts[0]}"),
                    ("answer", "21"), ("key", "k"), ("begun", "1"));
                Assert.True(sent.Status == HttpStatusCode.NotFound, $"{form} is {sent.Status} for {name}");
            }
        Assert.Equal(0, world.Site.Count("SELECT count(*) FROM attempts"));
    }

    /// <summary>Every GET of the map, with each id that means something in it.</summary>
    private static IEnumerable<string> Addresses(World world)
    {
        foreach (var row in RouteTable.Rows)
        {
            if (row.Verb != "GET" || row.EndsSession) continue;
            if (!row.Template.Contains('{')) yield return row.Template;
            foreach (var id in row.Template.Contains('{') ? world.Ids : [])
                foreach (var name in row.Template.Contains("{name}", StringComparison.Ordinal) ? Names : [""])
                    yield return row.Template.Replace("{id}", $"{id}", StringComparison.Ordinal)
                        .Replace("{name}", name, StringComparison.Ordinal).Replace("{hash}", Hash, StringComparison.Ordinal)
                        .Replace("{school}", $"{world.Ids[2]}", StringComparison.Ordinal);
        }
        foreach (var address in Searches) yield return address;
        yield return $"/uploads/{Hash}.png";
        yield return $"/wall/{Hash}.png";
    }

    private static World MakeWorld(Site site, TimeKind kind, long opens, bool isDraft = false)
    {
        site.Owner();
        Directory.CreateDirectory(Path.Combine(site.Folder, "uploads"));
        File.WriteAllBytes(Path.Combine(site.Folder, "uploads", Hash), Picture);
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('challenges', 71000), ('competitions', 72000)"));
        var closes = opens + 36000;
        var contest = Contest.Add(site, one => one with
        {
            Title = "Giraffe Cup", OpensAt = opens, ClosesAt = closes, EnrolUntil = closes, EnrolFrom = 1, IsPublic = true, TimeKind = kind,
            Minutes = kind == TimeKind.Personal ? 60 : null, IsDraft = isDraft,
        });
        var isSlot = kind == TimeKind.School;
        var own = contest.AddSchool(SlotName, from: isSlot ? opens : null, until: isSlot ? opens + 1800 : null);
        var other = contest.AddSchool("Late School", from: isSlot ? opens + 3600 : null, until: isSlot ? opens + 7200 : null);
        var invited = contest.AddSchool("Invited School", state: SchoolPart.Invited);
        var problem = contest.AddProblem(Title, "Junior", one => one with
        {
            Body = $"{Marker} ![A thing.](upload:{Hash}.png)", Solution = Solution, Source = Source,
        }, Part.New(Label, "21"));
        using (var db = site.OpenDatabase())
        {
            var picture = new Upload(Hash, "image/png", Picture.Length, "");
            db.Write(sql => Uploads.Add(sql, UploadOwner.Challenge(problem.Id), picture, null, 1));
        }
        Person Coordinator(string login, long school) => site.Visit(Seed.Person(login, Role.Coordinator) with { SchoolId = school });
        // Nobody joins a draft.
        Person Pupil(string login, Func<NewMember, NewMember> with) =>
            isDraft ? site.Visit(with(Seed.Pupil(login))) : contest.Pupil(login, with);
        var withdrawn = Pupil("wil", one => one);
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute(
                "UPDATE enrolments SET state = 'withdrawn' WHERE member_id = @id", new { id = withdrawn.MemberId }));
        List<(string, Person)> readers =
        [
            ("a visitor", new Person(site)),
            ("a member", site.Visit(Seed.Pupil("mia"))),
            ("own", Pupil("ada", one => one with { SchoolId = own })),
            ("another school's", Pupil("ben", one => one with { SchoolId = other })),
            ("another division's", Pupil("sam", one => one with { StartYear = 2021 })),
            ("one who withdrew", withdrawn),
            ("coordinator", Coordinator("coa", own)),
            ("another coordinator", Coordinator("cob", other)),
            ("the coordinator of an invited school", Coordinator("coc", invited)),
        ];
        return new World(site, contest, problem, [problem.Id, contest.Id, own, readers[2].Item2.MemberId]) { Readers = readers };
    }
}
