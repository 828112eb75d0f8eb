// Puts competitions into a test's database through the same calls as the site: with schools, pupils who take part, and challenges.
using System.Globalization;
using Dapper;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

/// <summary>
/// What <c>db.AddCup(now)</c> makes: our school with Ada (year 8) and Ben (year 12), a guest school with Cleo (year 9),
/// Dan (year 11) and a coordinator, and a challenge for each division and for all.
/// </summary>
public sealed record Cup(Competition Competition, long OurSchool, long GuestSchool)
{
    public long Ada { get; init; }
    public long Ben { get; init; }
    public long Cleo { get; init; }
    public long Dan { get; init; }
    public long Coordinator { get; init; }
    public long ForAll { get; init; }
    public long ForJunior { get; init; }
    public long ForSenior { get; init; }

    public long Id => Competition.Id;

    /// <summary>The address of its page for pupils.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/competitions/{Id}");

    /// <summary>The address of its page for staff.</summary>
    public string DeskPath => string.Create(CultureInfo.InvariantCulture, $"/admin/competitions/{Id}");
}

/// <summary>Builders for tests about competitions; times are unix seconds.</summary>
public static class CompetitionSeed
{
    private static long keys;

    /// <summary>
    /// A competition that opened an hour before <paramref name="now"/> and closes in a week, with a window for all at once, in two
    /// divisions, published. A test that needs another value writes it: <c>with { Minutes = 60, TimeKind = TimeKind.Personal }</c>.
    /// </summary>
    public static Competition Open(long now) => new()
    {
        Title = "The Autumn Cup",
        Body = "Six problems in **a week**.",
        OpensAt = now - 3600,
        ClosesAt = now + 7 * 86_400,
        EnrolFrom = now - 7 * 86_400,
        EnrolUntil = now + 7 * 86_400,
        Divisions = "Junior 7-9, Senior 10-13",
        IsDraft = false,
    };

    /// <summary>Stores a competition in whatever state it has; without <paramref name="change"/> as <see cref="Open"/> makes it.</summary>
    public static Competition AddCompetition(this Db db, long now, Func<Competition, Competition>? change = null) => db.Write(sql =>
    {
        var wanted = change is null ? Open(now) : change(Open(now));
        var id = Competitions.Add(sql, wanted, $"seed {Interlocked.Increment(ref keys)}", now);
        var added = Competitions.Find(sql, id)!;
        Assert.True(Competitions.Update(sql, wanted with { Id = id, Version = added.Version }, now));
        return Competitions.Find(sql, id)!;
    });

    /// <summary>Stores a change of a competition that is stored, and returns it as it is then.</summary>
    public static Competition Change(this Db db, long competitionId, long now, Func<Competition, Competition> change) => db.Write(sql =>
    {
        Assert.True(Competitions.Update(sql, change(Competitions.Find(sql, competitionId)!), now));
        return Competitions.Find(sql, competitionId)!;
    });

    /// <summary>A school of the society's own, or a guest.</summary>
    public static long AddSchool(this Db db, string name, bool isGuest = false, string town = "") => db.Write(sql =>
    {
        var id = Schools.Add(sql, name, null, 1)!.Value;
        sql.Execute("UPDATE schools SET is_guest = @isGuest, town = @town WHERE id = @id", new { id, isGuest, town });
        return id;
    });

    /// <summary>
    /// Invites a school and accepts for it, unless it is to be in another state; with a slot of its own if both ends are given.
    /// </summary>
    public static void AddTo(this Db db, Competition competition, long school, long now,
        long? coordinator = null, long? declared = null, long? slotFrom = null, long? slotUntil = null,
        SchoolPart state = SchoolPart.Accepted) => db.Write(sql =>
    {
        Assert.True(CompetitionSchools.Invite(sql, competition.Id, school, now));
        if (state == SchoolPart.Accepted)
            Assert.True(CompetitionSchools.Accept(sql, competition, school, coordinator, declared, now));
        sql.Execute("""
            UPDATE competition_schools SET slot_from = @slotFrom, slot_until = @slotUntil, state = @state
            WHERE competition_id = @Id AND school_id = @school
            """, new { competition.Id, school, slotFrom, slotUntil, state = EnumText.Of(state) });
    });

    /// <summary>Enrols a member, who is a pupil.</summary>
    public static void Enrol(this Db db, Competition competition, long member, long now) =>
        Assert.True(db.Write(sql => Enrolments.Add(sql, competition, member, null, now)));

    /// <summary>
    /// A challenge with one part for each answer (42 without any); a draft if the competition is one. An empty division is for all.
    /// Without times of its own it is released and locked with the competition.
    /// </summary>
    public static long AddChallenge(this Db db, Competition competition, long now, string title = "Sums", string division = "",
        long? released = null, long? locks = null, params string[] answers) => db.Write(sql =>
    {
        var draft = Challenge.Draft(ScoreRules.Default, null, "A. Teacher") with
        {
            Title = title, Body = "How many?", KeyStage = division, IsDraft = competition.IsDraft, CompetitionId = competition.Id,
        };
        var id = Challenges.Add(sql, draft.ReleasedOn(released ?? competition.OpensAt, null, locks ?? competition.ClosesAt), now);
        Parts.Save(sql, id, [.. (answers.Length == 0 ? ["42"] : answers).Select(answer => Part.New("", answer))], now);
        return id;
    });

    /// <summary>A pupil of a school (null: of none) in a year group, who is enrolled and may have begun personal minutes.</summary>
    public static long AddEntrant(this Db db, Competition competition, string login, long? school, int yearGroup, long now,
        long? startedAt = null) => db.Write(sql =>
    {
        var pupil = Seed.Pupil(login) with { SchoolId = school, StartYear = SchoolTime.StartYear(yearGroup, SchoolTime.SchoolYear(now)) };
        var id = Members.Add(sql, pupil, now)!.Value;
        Assert.True(Enrolments.Add(sql, competition, id, null, now));
        if (startedAt is not null)
            sql.Execute("UPDATE enrolments SET started_at = @startedAt WHERE competition_id = @competitionId AND member_id = @id",
                new { startedAt, competitionId = competition.Id, id });
        return id;
    });

    /// <summary>A competition with two schools, four pupils and three challenges with the answer 42: see <see cref="Cup"/>.</summary>
    public static Cup AddCup(this Db db, long now, Func<Competition, Competition>? change = null)
    {
        var (ours, guests) = (db.AddSchool("Ashby School"), db.AddSchool("Birch High", isGuest: true, town: "Birchester"));
        var competition = db.AddCompetition(now, change);
        var coordinator = db.Add(Seed.Person("coordinator", Role.Coordinator) with { SchoolId = guests });
        db.AddTo(competition, ours, now, declared: 10);
        db.AddTo(competition, guests, now, coordinator, declared: 4);
        return new Cup(competition, ours, guests)
        {
            Ada = db.AddEntrant(competition, "ada", ours, 8, now),
            Ben = db.AddEntrant(competition, "ben", ours, 12, now),
            Cleo = db.AddEntrant(competition, "cleo", guests, 9, now),
            Dan = db.AddEntrant(competition, "dan", guests, 11, now),
            Coordinator = coordinator,
            ForAll = db.AddChallenge(competition, now, "For all"),
            ForJunior = db.AddChallenge(competition, now, "For juniors", "Junior"),
            ForSenior = db.AddChallenge(competition, now, "For seniors", "Senior"),
        };
    }

    /// <summary>The same in a site's database, before its first request or while it runs.</summary>
    public static Cup AddCup(this Site site, Func<Competition, Competition>? change = null)
    {
        using var db = site.OpenDatabase();
        return db.AddCup(site.Now, change);
    }

    /// <summary>The cup with points: Cleo 15, Ada and Dan 10, Ben 3.</summary>
    public static Cup AddFilledCup(this Site site, Func<Competition, Competition>? change = null)
    {
        using var db = site.OpenDatabase();
        var cup = db.AddCup(site.Now, change);
        foreach (var (member, points) in new[] { (cup.Ada, 10), (cup.Ben, 3), (cup.Cleo, 15), (cup.Dan, 10) })
            db.Give(cup, member, points, site.Now - 60);
        db.Write(sql => { sql.Execute("UPDATE members SET display_name = upper(substr(login, 1, 1)) || ' S' WHERE role = 'member'"); });
        return cup;
    }

    /// <summary>Gives points within the competition.</summary>
    public static void Give(this Db db, Cup cup, long member, int points, long now) => db.GiveIn(cup.Competition, member, points, now);

    /// <inheritdoc cref="Give"/>
    public static void GiveIn(this Db db, Competition competition, long member, int points, long now) =>
        db.Write(sql => Awards.Add(sql, new NewAward
        {
            MemberId = member,
            CompetitionId = competition.Id,
            Kind = AwardKind.Adjustment,
            Points = points,
            Reason = "For the test.",
            AwardPeriods = AwardPeriods.Of(Rules.Default, 2024, now),
            MadeAt = now,
        }));
}
