// How long guests stay after their last competition, and the coordinators of their schools: the job by a clock that is set by hand.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit;

public sealed class GuestRetentionTests : IDisposable
{
    private readonly BackedUpSite site = new();
    private readonly long began, hill, ours;
    private readonly Competition cup;

    /// <summary>A competition that closes a week after the clock's start, with a guest school and one of the society's own.</summary>
    public GuestRetentionTests()
    {
        began = site.Now;
        (hill, ours) = (site.Db.AddSchool("Hill", isGuest: true), site.Db.AddSchool("Our school"));
        cup = site.Db.AddCompetition(began);
        site.Db.AddTo(cup, hill, began);
        site.Db.AddTo(cup, ours, began);
    }

    public void Dispose() => site.Dispose();

    private static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    /// <summary>Runs the job once the clock shows this; <paramref name="seconds"/> after it.</summary>
    private void RunAt(DateTimeOffset time, int seconds = 0)
    {
        site.Clock.SetTo(time.AddSeconds(seconds));
        site.Retention().Run(site.Now);
    }

    private string StatesOf(params long[] members) =>
        string.Join(' ', members.Select(id => EnumText.Of(site.Db.Read(sql => Members.Find(sql, id))!.State)));

    [Fact]
    public void A_guest_goes_three_months_after_the_close_and_one_of_our_own_stays()
    {
        var (guest, own) = (site.Db.AddEntrant(cup, "gus", hill, 9, began), site.Db.AddEntrant(cup, "olga", ours, 9, began));
        RunAt(At(cup.ClosesAt).AddMonths(3), -1);
        Assert.Equal("active active", StatesOf(guest, own));
        RunAt(At(cup.ClosesAt).AddMonths(3));
        Assert.Equal("former active", StatesOf(guest, own));
        Assert.Equal("took part in nothing for long after the last competition",
            site.Db.Read(sql => sql.ExecuteScalar<string>("SELECT detail FROM audit WHERE action = 'member.anonymise'")));
        // The part stays for the result of the school.
        Assert.Equal(hill, site.CountNow($"SELECT school_id FROM enrolments WHERE member_id = {guest}"));
    }

    [Fact]
    public void Results_begin_the_time_and_the_society_sets_how_long_it_is()
    {
        var guest = site.Db.AddEntrant(cup, "gus", hill, 9, began);
        var results = At(cup.ClosesAt).AddDays(40);
        site.Db.Write(sql => sql.Execute("UPDATE competitions SET results_at = @at", new { at = results.ToUnixTimeSeconds() }));
        site.Db.Write(sql => Settings.Set(sql, "keep.guest_months", "1", 1));
        RunAt(results.AddMonths(1), -1);
        Assert.Equal("active", StatesOf(guest));
        RunAt(results.AddMonths(1));
        Assert.Equal("former", StatesOf(guest));
    }

    [Fact]
    public void A_coming_competition_an_answer_and_a_school_that_is_a_guest_only_now_keep_a_pupil()
    {
        var over = At(cup.ClosesAt).AddMonths(3);
        var next = site.Db.AddCompetition(over.ToUnixTimeSeconds());
        site.Db.AddTo(next, hill, began);
        long Add(string login, long school) => site.Db.AddEntrant(cup, login, school, 9, began);
        var (gone, enrolled, withdrew, answered) = (Add("gone", hill), Add("enrolled", hill), Add("withdrew", hill), Add("answered", hill));
        var late = Add("late", ours);
        site.Db.Write(sql =>
        {
            Assert.True(Enrolments.Add(sql, next, enrolled, null, began) && Enrolments.Add(sql, next, withdrew, null, began));
            sql.Execute("UPDATE enrolments SET state = 'withdrawn', state_at = @began WHERE member_id = @withdrew AND competition_id = @Id",
                new { began, withdrew, next.Id });
            sql.Execute("""
                INSERT INTO attempts (member_id, part_id, number, typed, folded, is_right, submitted_at, send_key)
                SELECT @answered, min(id), 1, '1', '1', 0, @at, 'k' FROM parts
                """, new { answered, at = over.ToUnixTimeSeconds() - 86_400 });
            Assert.True(Schools.SetGuest(sql, ours, true, over.ToUnixTimeSeconds() - 86_400));
        });
        RunAt(over);
        Assert.Equal("former active former active active", StatesOf(gone, enrolled, withdrew, answered, late));
    }

    [Fact]
    public void Who_was_enrolled_in_none_goes_by_the_competitions_of_the_school_and_stays_where_there_were_none()
    {
        var birch = site.Db.AddSchool("Birch", isGuest: true);
        var (here, there) = (site.Db.Add(Seed.Pupil("here") with { SchoolId = hill }, began),
            site.Db.Add(Seed.Pupil("there") with { SchoolId = birch }, began));
        RunAt(At(cup.ClosesAt).AddMonths(3));
        Assert.Equal("former active", StatesOf(here, there));
    }

    [Fact]
    public void Before_more_than_one_goes_the_site_is_copied_and_without_a_copy_all_stay()
    {
        var (one, two) = (site.Db.AddEntrant(cup, "one", hill, 9, began), site.Db.AddEntrant(cup, "two", hill, 9, began));
        var over = At(cup.ClosesAt).AddMonths(3);
        File.WriteAllText(site.Backups, "");
        Assert.Throws<MathsSoc.Hosting.JobFailedException>(() => RunAt(over));
        Assert.Equal("active active", StatesOf(one, two));
        File.Delete(site.Backups);
        RunAt(over);
        Assert.Equal("former former", StatesOf(one, two));
        Assert.Equal(BackupReason.BeforeErasing, Assert.Single(BackupFolder.List(site.Backups)).Reason);
    }

    [Fact]
    public void More_than_one_run_may_end_wait_for_an_owner()
    {
        for (var i = 0; i < Retention.MostAtLeast + 2; i++) site.Db.AddEntrant(cup, $"g{i}", hill, 9, began);
        RunAt(At(cup.ClosesAt).AddMonths(3));
        var waiting = site.Db.Read(sql => WaitingErasures.Find(sql, Rules.Default))!;
        Assert.Equal((2, 2), (waiting.Members, waiting.Guests));
    }

    [Fact]
    public void Coordinators_of_guests_are_archived_unless_they_were_renewed_or_are_new_or_the_school_goes_on()
    {
        var over = At(cup.ClosesAt).AddMonths(3);
        long Coordinator(string login, long school, long at) =>
            site.Db.Add(Seed.Person(login, Role.Coordinator) with { SchoolId = school }, at);
        long Guest(string name)
        {
            var school = site.Db.AddSchool(name, isGuest: true);
            site.Db.AddTo(cup, school, began);
            return school;
        }

        var (renewed, goesOn, none) = (Guest("Renewed"), Guest("Goes on"), site.Db.AddSchool("In none", isGuest: true));
        var next = site.Db.AddCompetition(over.ToUnixTimeSeconds());
        site.Db.Write(sql => CompetitionSchools.Invite(sql, next.Id, goesOn, began));
        long[] all =
        [
            Coordinator("a", hill, began), Coordinator("b", hill, over.ToUnixTimeSeconds() - 86_400), Coordinator("c", renewed, began),
            Coordinator("d", goesOn, began), Coordinator("e", none, began), Coordinator("f", ours, began),
        ];
        var promoted = site.Db.Add(Seed.Pupil("g") with { SchoolId = hill }, began);
        site.Db.Write(sql =>
        {
            Assert.Equal(1, GuestRetention.Renew(sql, renewed, over.ToUnixTimeSeconds() - 86_400));
            MemberChanges.Apply(sql, Actor.CommandLine, "role", [promoted], one => one with { Role = Role.Coordinator },
                over.ToUnixTimeSeconds() - 3600);
            Sessions.Begin(sql, all[0], "Firefox", false, over.ToUnixTimeSeconds() + 3600, began);
        });
        RunAt(over, -1);
        Assert.Equal("active", StatesOf(all[0]));
        RunAt(over);
        Assert.Equal("archived active active active active active", StatesOf(all));
        Assert.Equal("active", StatesOf(promoted));
        Assert.Equal(0, site.CountNow("SELECT count(*) FROM sessions"));
        // Whom somebody makes active again has the whole time anew.
        site.Db.Write(sql => Members.SetState(sql, all[0], MemberState.Active, site.Now));
        RunAt(over.AddDays(1));
        Assert.Equal("active", StatesOf(all[0]));
    }
}
