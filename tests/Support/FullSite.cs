// A site with one of everything, and somebody of every role and state, for tests that walk all of its addresses.
using System.Net;
using Dapper;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

/// <summary>Made by <see cref="StartAsync"/>. Hill School is the coordinator's and Ada's; Bob belongs to none.</summary>
public sealed class FullSite : IAsyncDisposable
{
    private const string Picture = "%PDF-1.7\n";

    private long finishedProblem;

    private FullSite(Site site) => Site = site;

    public Site Site { get; }

    public Person Owner { get; private set; } = null!;
    public Person Ada { get; private set; } = null!;
    public Person Bob { get; private set; } = null!;

    /// <summary>Open, with Ada's wrong answer and Bob's right one.</summary>
    public Problem Open { get; private set; } = null!;

    public Problem Draft { get; private set; } = null!;

    /// <summary>The draft's picture, as its address names it.</summary>
    public string Upload { get; private set; } = "";

    /// <summary>
    /// Open, and for visitors to see: Hill School takes part, Ada is enrolled and has not begun her own minutes, Bob has points. It has
    /// a challenge.
    /// </summary>
    public Competition Running { get; private set; } = null!;

    /// <summary>The same school's, with Ada's and Bob's points and its results; it has a challenge, too.</summary>
    public Competition Finished { get; private set; } = null!;

    public long SchoolId { get; private set; }
    public long ChangeId { get; private set; }

    /// <summary>Whoever may come with a request, by who they are: a visitor, every role, every state.</summary>
    public Dictionary<string, Person> People { get; } = new(StringComparer.Ordinal);

    /// <summary>The role of each who is let in as a member; none for a visitor, and for those whose session is not looked at.</summary>
    public Dictionary<string, Role> Roles { get; } = new(StringComparer.Ordinal);

    public static async Task<FullSite> StartAsync(params (string Name, string Value)[] settings)
    {
        var full = new FullSite(await Site.StartAsync([("RATELIMIT_ENABLED", "false"), .. settings]));
        await full.FillAsync();
        return full;
    }

    /// <summary>The address of a route, with the ids of what is there.</summary>
    public string AddressOf(string template)
    {
        var id = template switch
        {
            _ when template.StartsWith("/account/sessions/", StringComparison.Ordinal) =>
                Site.Count($"SELECT min(id) FROM sessions WHERE member_id = {Bob.MemberId}"),
            _ when template.StartsWith("/admin/import/", StringComparison.Ordinal) => 1,
            _ when template.Contains("/codes/", StringComparison.Ordinal) => 1,
            _ when IsOfFinished(template) => Finished.Id,
            _ when template.Contains("/competitions/", StringComparison.Ordinal) => Running.Id,
            _ when template.Contains("/schools/", StringComparison.Ordinal) => SchoolId,
            _ when template.Contains("/changes/", StringComparison.Ordinal) || template.Contains("/import/",
                StringComparison.Ordinal) => ChangeId,
            _ when template.StartsWith("/challenges/", StringComparison.Ordinal) => Open.Id,
            _ when template.StartsWith("/admin/challenges/", StringComparison.Ordinal) =>
                template.Contains("/paper", StringComparison.Ordinal) ? Open.Id : Draft.Id,
            _ => Ada.MemberId,
        };
        var name = template switch
        {
            _ when template.EndsWith("/mistakes/{name}", StringComparison.Ordinal) => $"{finishedProblem}",
            _ when template.Contains("/schools/{name}", StringComparison.Ordinal) => $"{SchoolId}",
            _ when template.Contains("/pupils/{name}", StringComparison.Ordinal) => $"{Ada.MemberId}",
            _ => Upload,
        };
        return template.Replace("{id}", $"{id}", StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal)
            .Replace("{school}", $"{SchoolId}", StringComparison.Ordinal);
    }

    // What is there only after the results.
    private static bool IsOfFinished(string template) => template.Contains("/competitions/{id}/", StringComparison.Ordinal)
        && (template.Contains("certificate", StringComparison.Ordinal) || template.Contains("/mistakes/", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    private async Task FillAsync()
    {
        using (var db = Site.OpenDatabase())
            SchoolId = db.Write(sql =>
            {
                MoveIn.Run(sql, new Arrivals
                {
                    FileHash = "", Version = "", Options = "zone=UTC", Fingerprint = ["one"], KeyStages = "", UploadCapacity = 0,
                }, Actor.CommandLine, Site.Now);
                JoinCodes.Add(sql, new JoinCode { Code = "7KQ2MPXD", Label = "9B", MaxUses = 100, ExpiresAt = 4_000_000_000 }, null, 1);
                return Schools.Add(sql, "Hill School", null, 1)!.Value;
            });
        Owner = Visit("owner", Seed.Person("olga", Role.Owner));
        Visit("teacher", Seed.Person("tia", Role.Teacher));
        Visit("editor", Seed.Person("ed", Role.Editor));
        Visit("coordinator", Seed.Person("cora", Role.Coordinator) with { SchoolId = SchoolId });
        Ada = Visit("member", Seed.Pupil("ada") with { SchoolId = SchoolId, Class = "9B", WantedName = "Countess" });
        Bob = Site.Visit(Seed.Pupil("bob"));
        People["visitor"] = new Person(Site);
        foreach (var state in new[] { MemberState.Waiting, MemberState.Archived, MemberState.Leaving })
            People[EnumText.Of(state)] = Site.Visit(Seed.Person($"{state}", Role.Owner) with { Login = EnumText.Of(state), State = state });

        // Nobody's time is over: a walk that takes long enough for the program's own jobs to run would see them erase people.
        using (var db = Site.OpenDatabase()) db.Write(sql => sql.Execute("UPDATE members SET state_at = @now", new { now = Site.Now }));

        (Open, Draft) = (Site.AddProblem(), Site.AddProblem(challenge => challenge with { Title = "Secret", IsDraft = true }));
        AddCompetitions();
        await Ada.AnswerAsync(Open, 0, "20");
        await Bob.AnswerAsync(Open, 0, "21");
        var sent = await Owner.PostFileAsync($"/admin{Draft.Path}/uploads", "sheet.pdf", System.Text.Encoding.ASCII.GetBytes(Picture));
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        Upload = Endpoints.UploadFolder.HashOf(System.Text.Encoding.ASCII.GetBytes(Picture)) + ".pdf";
        var import = await Owner.PostAsync("/admin/members/import/confirm", ("text", "name,login,year\nCy Dee,cy,9"));
        ChangeId = long.Parse(import.Path.Split('/')[^1].Split('?')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private void AddCompetitions()
    {
        using var db = Site.OpenDatabase();
        var (now, then) = (Site.Now, Site.Now - 14 * 86_400);
        Running = db.AddCompetition(now, one => one with
        {
            TimeKind = TimeKind.Personal, Minutes = 60, Body = "*Six* problems.", Fairness = "Alone.", IsPublic = true,
        });
        Finished = db.AddCompetition(then, one => one with { Title = "The Summer Cup" });
        foreach (var (one, at) in new[] { (Running, now), (Finished, then) })
        {
            db.AddTo(one, SchoolId, at, declared: 9);
            foreach (var pupil in new[] { Ada, Bob }) db.Enrol(one, pupil.MemberId, at);
        }
        db.AddChallenge(Running, now, "Of the running cup");
        finishedProblem = db.AddChallenge(Finished, then, "Of the summer cup");
        db.GiveIn(Running, Bob.MemberId, 5, now);
        foreach (var pupil in new[] { Ada, Bob }) db.GiveIn(Finished, pupil.MemberId, 3, then);
        Assert.Null(db.Write(sql => CompetitionResults.Publish(sql, Finished.Id, Rules.Default, Actor.CommandLine, now)));
    }

    private Person Visit(string who, NewMember member)
    {
        Roles[who] = member.Role;
        return People[who] = Site.Visit(member);
    }
}
