// The one rule for challenges of competitions: every kind of window, kind of viewer and moment against a written table.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class WindowRuleTests
{
    private const long Minute = 60, Grace = 30, Zero = TestSociety.Tuesday;

    /// <summary>
    /// The competition is open from minute 0 to 100, the school's slot is from 20 to 40, personal minutes are 30; extra time is 10 minutes.
    /// One column of <see cref="Table"/> for each moment: what a person may do then with a page that was loaded 25 seconds before.
    /// </summary>
    private static readonly long[] Moments =
    [
        -1, 0, 20 * Minute - 1, 20 * Minute, 40 * Minute - 1, 40 * Minute, 50 * Minute, 80 * Minute - 1, 80 * Minute, 100 * Minute - 1,
        100 * Minute, 100 * Minute + 20, 110 * Minute - 1, 110 * Minute, 110 * Minute + 20, 110 * Minute + 30,
    ];

    /// <summary><c>.</c> sees nothing, <c>s</c> sees, <c>A</c> answers, <c>g</c> sees, and what was begun before the bell counts.</summary>
    public static TheoryData<string, string, string> Table => new()
    {
        // kind            who                            -1, 0, 20-, 20, 40-, 40, 50, 80-, 80, 100-, 100, 100+, 110-, 110, 110+, 110++
        { "fixed",         "visitor",                     "................" },
        { "fixed",         "member",                      "..........ssssss" },
        { "fixed",         "pupil",                       ".AAAAAAAAAggssss" },
        { "fixed",         "pupil of the only division",  ".AAAAAAAAAggssss" },
        { "fixed",         "pupil with extra time",       ".AAAAAAAAAAAAggs" },
        { "fixed",         "other division",              "..........ssssss" },
        { "fixed",         "other, extra time",           "..........ssssss" },
        { "fixed",         "no division",                 "..........ssssss" },
        { "fixed",         "coordinator",                 ".sssssssssssssss" },
        { "fixed",         "coordinator of another",      "..........ssssss" },
        { "fixed",         "editor",                      "ssssssssssssssss" },
        { "fixed",         "teacher",                     "ssssssssssssssss" },
        { "fixed",         "owner",                       "ssssssssssssssss" },
        { "fixed",         "teacher, once enrolled",      "ssssssssssssssss" },
        { "fixed",         "coordinator, once enrolled",  ".sssssssssssssss" },
        { "school",        "visitor",                     "................" },
        { "school",        "member",                      "..........ssssss" },
        { "school",        "pupil",                       "...AAgssssssssss" },
        { "school",        "pupil with extra time",       "...AAAgsssssssss" },
        { "school",        "other division",              "..........ssssss" },
        { "school",        "coordinator",                 "...sssssssssssss" },
        { "school",        "coordinator, once enrolled",  "...sssssssssssss" },
        { "school",        "teacher",                     "ssssssssssssssss" },
        { "school, none",  "pupil",                       ".AAAAAAAAAggssss" },
        { "school, none",  "coordinator",                 ".sssssssssssssss" },
        { "personal",      "visitor",                     "................" },
        { "personal",      "member",                      "..........ssssss" },
        { "personal",      "not started",                 "..........ssssss" },
        { "personal",      "not started, extra time",     "..........ssssss" },
        { "personal",      "started at 50",               "......AAgsssssss" },
        { "personal",      "started at 50, extra time",   "......AAAsssssss" },
        { "personal",      "started at 90",               ".........Aggssss" },
        { "personal",      "started at 90, extra time",   ".........AAAAggs" },
        { "personal",      "other, started at 50",        "..........ssssss" },
        { "personal",      "coordinator",                 ".sssssssssssssss" },
        { "personal",      "coordinator, once enrolled",  ".sssssssssssssss" },
        { "personal",      "editor",                      "ssssssssssssssss" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Everybody_sees_and_answers_at_their_own_times_and_at_no_others(string kind, string who, string expected)
    {
        var (challenge, viewer) = (ChallengeFor(who), ViewerOf(kind, who));
        Assert.Equal(expected, string.Concat(Moments.Select(at => Letter(challenge, viewer, Zero + at))));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Nobody_but_authors_sees_a_draft_or_what_was_archived_before_it_opened(string kind, string who, string expected)
    {
        var viewer = ViewerOf(kind, who);
        var seen = new string(viewer.Authors ? 's' : '.', Moments.Length);
        Assert.Equal(expected.Length, seen.Length);
        var draft = ChallengeFor(who) with { IsDraft = true };
        Assert.Equal(seen, string.Concat(Moments.Select(at => Letter(draft, viewer, Zero + at))));
        Assert.DoesNotContain('A', string.Concat(Moments.Select(at =>
            Letter(ChallengeFor(who) with { ArchivedAt = Zero + 5 }, viewer, Zero + at))));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_solution_is_for_those_who_see_the_statement_and_ends_answering_for_all(string kind, string who, string expected)
    {
        var (challenge, viewer) = (ChallengeFor(who) with { SolutionShownAt = Zero, LockedAt = Zero }, ViewerOf(kind, who));
        foreach (var at in Moments)
        {
            var standing = ChallengeRules.For(challenge, viewer, Zero + at);
            Assert.False(standing.MayAnswer, $"{expected} at {at}");
            Assert.True(standing.MaySee || !standing.MaySeeSolution, $"{expected} at {at}");
            Assert.True(standing.MaySeeSolution || !standing.MayPractise, $"{expected} at {at}");
            Assert.False(ChallengeRules.Counts(challenge, viewer, Zero + at, Zero + at - 25, Grace));
        }
    }

    [Theory]
    [InlineData("fixed", "pupil", 0, true)]
    [InlineData("fixed", "pupil", -1, false)]
    [InlineData("fixed", "pupil", 500 * Minute, true)]
    [InlineData("fixed", "other division", 5 * Minute, false)]
    [InlineData("fixed", "member", 5 * Minute, false)]
    [InlineData("fixed", "coordinator", 5 * Minute, false)]
    [InlineData("school", "pupil", 19 * Minute, false)]
    [InlineData("school", "pupil", 50 * Minute, true)]
    // Nobody presses Start on paper.
    [InlineData("personal", "not started", 5 * Minute, true)]
    [InlineData("personal", "not started", -1, false)]
    [InlineData("personal", "started at 50", 55 * Minute, true)]
    [InlineData("personal", "other, started at 50", 55 * Minute, false)]
    public void Paper_counts_from_the_own_opening_on_until_the_solution_is_shown(string kind, string who, long at, bool counts)
    {
        var (challenge, viewer) = (ChallengeFor(who), ViewerOf(kind, who));
        Assert.Equal(counts, ChallengeRules.CountsFromPaper(challenge, viewer, Zero + at));
        Assert.False(ChallengeRules.CountsFromPaper(challenge with { SolutionShownAt = Zero + at }, viewer, Zero + at));
    }

    [Fact]
    public void A_window_shorter_than_the_grace_still_has_its_grace()
    {
        var viewer = ViewerOf("personal", "started at 50");
        viewer = viewer with { Entries = [viewer.Entries[0] with { Minutes = 1 }] };
        const long Bell = Zero + 51 * Minute;
        Assert.True(ChallengeRules.Counts(ChallengeFor(""), viewer, Bell, Bell - 1, 300));
        Assert.True(ChallengeRules.Counts(ChallengeFor(""), viewer, Bell + 299, Bell - 1, 300));
        Assert.False(ChallengeRules.Counts(ChallengeFor(""), viewer, Bell + 300, Bell - 1, 300));
        Assert.False(ChallengeRules.Counts(ChallengeFor(""), viewer, Bell + 1, Bell, 300));
        // A page cannot have been loaded before the minutes began.
        Assert.False(ChallengeRules.Counts(ChallengeFor(""), viewer, Bell + 1, Bell - 61, 300));
    }

    [Theory]
    [InlineData("fixed", "pupil", 100 * Minute)]
    [InlineData("fixed", "pupil with extra time", 110 * Minute)]
    [InlineData("school", "pupil", 100 * Minute)]
    [InlineData("personal", "not started", 100 * Minute)]
    [InlineData("personal", "started at 50", 100 * Minute)]
    [InlineData("personal", "started at 90, extra time", 110 * Minute)]
    public void Verdicts_that_are_held_back_come_when_no_answer_of_the_own_can_count_any_more(string kind, string who, long closes)
    {
        var (challenge, viewer) = (ChallengeFor(who), ViewerOf(kind, who));
        Assert.False(viewer.AwaitsVerdicts(challenge, Zero, Grace));
        viewer = viewer with { Entries = [.. viewer.Entries.Select(static one => one with { HoldsVerdicts = true })] };
        Assert.True(viewer.AwaitsVerdicts(challenge, Zero + closes + Grace - 1, Grace));
        Assert.False(viewer.AwaitsVerdicts(challenge, Zero + closes + Grace, Grace));
        Assert.False(viewer.AwaitsVerdicts(challenge with { CompetitionId = null }, Zero, Grace));
        Assert.False((viewer with { Role = Role.Teacher }).AwaitsVerdicts(challenge, Zero, Grace));
    }

    [Theory]
    // The clocks go back on 25 October 2026 and forward on 28 March 2027, both while the slot is on; the last is over midnight alone.
    [InlineData("2026-10-24T22:00", "2026-10-25T06:00", 9)]
    [InlineData("2027-03-27T22:00", "2027-03-28T06:00", 7)]
    [InlineData("2026-11-10T23:30", "2026-11-11T00:30", 1)]
    public void A_slot_over_midnight_or_a_change_of_the_clocks_ends_when_the_clock_shows_its_end(string from, string until, int hours)
    {
        var (start, end) = (At(from), At(until));
        Assert.Equal(hours * 3600, end - start);
        var viewer = ViewerOf("school", "pupil");
        viewer = viewer with
        {
            Entries = [viewer.Entries[0] with { OpensAt = start - 86400, ClosesAt = end + 86400, SlotFrom = start, SlotUntil = end }],
        };
        var challenge = ChallengeFor("") with { ReleasedAt = start - 86400, LockedAt = end + 86400 };
        Assert.Equal("..AAgs", string.Concat(new[] { start - 3600, start - 1, start, end - 1, end, end + 5 + Grace }
            .Select(at => Letter(challenge, viewer, at))));
    }

    [Theory]
    // An hour of personal minutes is an hour, whatever the clocks do meanwhile.
    [InlineData("2026-10-25T00:30")]
    [InlineData("2027-03-28T00:30")]
    public void Personal_minutes_are_minutes_while_the_clocks_change(string started)
    {
        var start = At(started);
        var viewer = ViewerOf("personal", "not started");
        viewer = viewer with
        {
            Entries = [viewer.Entries[0] with { OpensAt = start - 86400, ClosesAt = start + 86400, Minutes = 60, StartedAt = start }],
        };
        var challenge = ChallengeFor("") with { ReleasedAt = start - 86400, LockedAt = start + 86400 };
        Assert.Equal(".AAg", string.Concat(new[] { start - 1, start, start + 3599, start + 3600 }
            .Select(at => Letter(challenge, viewer, at))));
    }

    [Fact]
    public void A_challenge_with_times_of_its_own_is_open_while_both_it_and_the_window_are()
    {
        var challenge = ChallengeFor("") with { ReleasedAt = Zero + 30 * Minute, LockedAt = Zero + 60 * Minute };
        // It opens within the slot and locks after it; and the personal minutes go on after its lock.
        Assert.Equal("....Ags", string.Concat(new[] { 0L, 20, 29, 10, 39, 40, 41 }
            .Select(at => Letter(challenge, ViewerOf("school", "pupil"), Zero + at * Minute))));
        Assert.Equal(Zero + 60 * Minute, ChallengeRules.For(challenge, ViewerOf("personal", "started at 50"), Zero + 55 * Minute).Closes);
    }

    private static long At(string local) =>
        SchoolTime.Instant(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture));

    private static char Letter(Challenge challenge, Viewer viewer, long now)
    {
        var standing = ChallengeRules.For(challenge, viewer, now);
        var counts = ChallengeRules.Counts(challenge, viewer, now, now - 25, Grace);
        Assert.True(standing.MaySee || !counts);
        return standing.MayAnswer ? 'A' : counts ? 'g' : standing.MaySee ? 's' : '.';
    }

    private static Challenge ChallengeFor(string who) => Challenge.Draft(ScoreRules.Default, null, "") with
    {
        Id = 1, CompetitionId = 7, IsDraft = false, ReleasedAt = Zero, LockedAt = Zero + 100 * Minute,
        KeyStage = who.Contains("only division", StringComparison.Ordinal) ? "" : "Junior",
    };

    private static Viewer ViewerOf(string kind, string who)
    {
        bool Has(string words) => who.Contains(words, StringComparison.Ordinal);
        if (who == "visitor") return Viewer.Visitor;
        var role = Has("editor") ? Role.Editor : Has("teacher") ? Role.Teacher : Has("owner") ? Role.Owner
            : Has("coordinator") ? Role.Coordinator : Role.Member;
        var entry = new CompetitionEntry
        {
            CompetitionId = Has("of another") ? 8 : 7, IsPupil = true, Division = Has("other") ? "Senior" : Has("no div") ? "" : "junior",
            TimeKind = kind.StartsWith("school", StringComparison.Ordinal) ? TimeKind.School
                : kind == "personal" ? TimeKind.Personal : TimeKind.Fixed,
            OpensAt = Zero, ClosesAt = Zero + 100 * Minute, Minutes = kind == "personal" ? 30 : null,
            SlotFrom = kind == "school" ? Zero + 20 * Minute : null, SlotUntil = kind == "school" ? Zero + 40 * Minute : null,
            StartedAt = Has("at 50") ? Zero + 50 * Minute : Has("at 90") ? Zero + 90 * Minute : null,
        };
        List<CompetitionEntry> entries = [];
        if (role == Role.Member ? who != "member" : Has("once enrolled")) entries.Add(entry);
        if (role == Role.Coordinator) entries.Add(entry with { IsPupil = false, Division = "", StartedAt = null });
        return new Viewer(1, role, Has("extra time") ? 10 * Minute : 0) { Entries = entries };
    }
}
