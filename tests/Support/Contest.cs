// Competitions for tests that go through pages: stored as the desk would have left them, with schools, challenges and pupils.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

/// <summary>A competition in a site's database.</summary>
public sealed record Contest(Site Site, long Id)
{
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/competitions/{Id}");

    /// <summary>
    /// A published competition with two divisions (years 7 to 9, and 10 to 13) that opened an hour ago and closes in two hours; pupils may
    /// join until it closes.
    /// </summary>
    public static Contest Add(Site site, Func<Competition, Competition>? with = null)
    {
        using var db = site.OpenDatabase();
        var stored = db.AddCompetition(site.Now, one =>
        {
            var (opens, closes) = (site.Now - 3600, site.Now + 7200);
            one = one with
            {
                Title = "Autumn Cup", Body = "Ten problems.", OpensAt = opens, ClosesAt = closes, EnrolFrom = opens - 86400,
                EnrolUntil = closes,
            };
            return with is null ? one : with(one);
        });
        return new Contest(site, stored.Id);
    }

    /// <summary>One of its challenges, open as long as it is, with one part whose answer is 21 unless others are given.</summary>
    public Problem AddProblem(
        string title = "Handshakes", string division = "", Func<Challenge, Challenge>? with = null, params Part[] parts)
    {
        Competition competition;
        using (var db = Site.OpenDatabase()) competition = Find(db);
        return Site.AddProblem(one => (with ?? (same => same))(one with
        {
            Title = title, CompetitionId = Id, KeyStage = division, ReleasedAt = competition.OpensAt, LockedAt = competition.ClosesAt,
            IsDraft = competition.IsDraft,
        }), parts);
    }

    /// <summary>A school that takes part, or was only invited; a guest unless it is said to be ours.</summary>
    public long AddSchool(string name, bool isGuest = true, SchoolPart? state = SchoolPart.Accepted, long? from = null, long? until = null)
    {
        using var db = Site.OpenDatabase();
        var school = db.AddSchool(name, isGuest);
        if (state is { } part) db.AddTo(Find(db), school, Site.Now, slotFrom: from, slotUntil: until, state: part);
        return school;
    }

    /// <summary>Enrols a member, who is a pupil.</summary>
    public void Enrol(long member)
    {
        using var db = Site.OpenDatabase();
        db.Enrol(Find(db), member, Site.Now);
    }

    /// <summary>A new pupil who takes part, in year 9 unless <paramref name="with"/> says otherwise.</summary>
    public Person Pupil(string login, Func<NewMember, NewMember>? with = null)
    {
        var pupil = Site.Visit((with ?? (one => one))(Seed.Pupil(login)));
        Enrol(pupil.MemberId);
        return pupil;
    }

    /// <summary>One value of a pupil's enrolment.</summary>
    public string? Value(Person pupil, string column) =>
        Site.Read($"SELECT {column} FROM enrolments WHERE competition_id = {Id} AND member_id = {pupil.MemberId}");

    private Competition Find(Db db) => db.Read(sql => Competitions.Find(sql, Id))!;
}
