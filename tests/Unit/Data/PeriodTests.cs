// Weeks, terms and years: what an instant counts for, across both changes of the clocks, and terms as they are written.
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.Data;

public sealed class PeriodTests
{
    private static readonly Rules Rules = Rules.Default;

    [Theory]
    [InlineData("2026-11-08T23:59:59Z", 20261102)] // Sunday night
    [InlineData("2026-11-09T00:00:00Z", 20261109)] // Monday
    [InlineData("2026-10-25T23:59:59Z", 20261019)] // the clocks went back this morning: Sunday has 25 hours
    [InlineData("2026-10-26T00:00:00Z", 20261026)]
    [InlineData("2027-03-28T22:59:59Z", 20270322)] // the clocks went forward: Monday begins at 23:00 UTC
    [InlineData("2027-03-28T23:00:00Z", 20270329)]
    [InlineData("2026-07-12T22:59:59Z", 20260706)] // summer
    [InlineData("2026-07-12T23:00:00Z", 20260713)]
    [InlineData("2027-01-01T12:00:00Z", 20261228)] // a week across the new year is one week
    public void A_week_begins_on_Monday_at_midnight_in_London(string instant, long week) => Assert.Equal(week, Of(instant).Week);

    [Theory]
    [InlineData("2026-08-31T22:59:59Z", 2025)]
    [InlineData("2026-08-31T23:00:00Z", 2026)] // midnight in London
    [InlineData("2027-08-31T22:59:59Z", 2026)]
    public void A_school_year_begins_on_the_first_of_September_in_London(string instant, long year) =>
        Assert.Equal(year, Of(instant).SchoolYear);

    [Theory]
    [InlineData("2026-09-01T22:59:59Z", null)]
    [InlineData("2026-09-01T23:00:00Z", 20261L)] // Wednesday the second, in London
    [InlineData("2026-12-18T23:59:59Z", 20261L)]
    [InlineData("2026-12-19T00:00:00Z", null)]
    [InlineData("2027-01-04T00:00:00Z", 20262L)]
    [InlineData("2027-04-14T09:00:00Z", 20263L)]
    [InlineData("2027-07-16T22:59:59Z", 20263L)]
    public void The_usual_terms_stand_in_until_there_are_others(string instant, long? term) => Assert.Equal(term, Of(instant).Term);

    [Fact]
    public void Terms_of_the_schools_own_with_a_half_term_are_one_term_and_its_break_has_no_school_days()
    {
        var terms = Terms.Parse("Autumn 2026-09-03..2026-10-23; Autumn 2026-11-02..2026-12-18\nSpring 2027-01-05..2027-03-26")!;
        var scoring = ScoreRules.Default with { TermDates = terms };
        Assert.Equal("Autumn 2026-09-03..2026-10-23; Autumn 2026-11-02..2026-12-18; Spring 2027-01-05..2027-03-26", Terms.Write(terms));
        Assert.Equal(20261, scoring.TermOf(new DateOnly(2026, 10, 28))!.Period.Key);
        Assert.Equal(20262, scoring.TermOf(new DateOnly(2027, 1, 5))!.Period.Key);
        Assert.Null(scoring.TermOf(new DateOnly(2027, 5, 5))); // none was written for the summer
        Assert.Equal("Summer", scoring.TermOf(new DateOnly(2028, 5, 5))!.Name); // nothing was written for that year
        Assert.False(Terms.IsSchoolDay(terms, new DateOnly(2026, 10, 28)));
        Assert.True(Terms.IsSchoolDay(terms, new DateOnly(2026, 11, 2)));
        Assert.False(Terms.IsSchoolDay(terms, new DateOnly(2026, 11, 7)));
    }

    [Theory]
    [InlineData("Autumn"), InlineData("2026-09-03..2026-12-18"), InlineData("Autumn 2026-12-18..2026-09-03")]
    [InlineData("Autumn 2026-09-31..2026-12-18"), InlineData("A 2026-09-03..2026-12-18; B 2026-12-18..2027-03-01")]
    [InlineData("Year 2026-08-03..2026-12-18"), InlineData("A 03/09/2026..2026-12-18")]
    public void What_is_no_list_of_terms_is_refused(string text) => Assert.Null(Terms.Parse(text));

    [Fact]
    public void No_terms_are_an_empty_list() => Assert.Empty(Terms.Parse(" ")!);

    [Fact]
    public void The_usual_terms_of_any_year_can_be_written_down_and_are_in_order()
    {
        for (var year = 2000; year < 2100; year++) Assert.Equal(Terms.Usual(year), Terms.Parse(Terms.Write(Terms.Usual(year))));
    }

    [Theory]
    [InlineData("2026-11-10T08:00:00", "2026-11-11T00:00:00")] // a Tuesday morning: Tuesday
    [InlineData("2026-11-10T12:00:00", "2026-11-12T00:00:00")] // at noon: Wednesday
    [InlineData("2026-11-13T16:00:00", "2026-11-17T00:00:00")] // Friday afternoon: Monday
    [InlineData("2026-12-24T09:00:00", "2027-01-05T00:00:00")] // Christmas: the first Monday of the spring term
    [InlineData("2027-03-26T15:00:00", "2027-04-15T00:00:00")] // Easter, and the change of the clocks
    public void The_first_school_day(string released, string ends) =>
        Assert.Equal(SchoolTime.Instant(DateTime.Parse(ends)),
            ScoreRules.Default.FirstDayEnds(SchoolTime.Instant(DateTime.Parse(released))));

    [Theory]
    [InlineData("0", PeriodKind.AllTime), InlineData("2026", PeriodKind.Year), InlineData("20263", PeriodKind.Term)]
    [InlineData("20261109", PeriodKind.Week)]
    public void A_period_is_read_from_an_address(string text, PeriodKind kind) => Assert.Equal(kind, Period.Parse(text)!.Value.Kind);

    [Theory]
    [InlineData(""), InlineData("-1"), InlineData("7"), InlineData("20260"), InlineData("20261110")]
    [InlineData("20261399"), InlineData("99999999999999999999"), InlineData("x")]
    public void What_is_no_period_is_none(string text) => Assert.Null(Period.Parse(text));

    [Fact]
    public void A_week_knows_its_Monday() => Assert.Equal(new DateOnly(2026, 12, 28), Period.Week(new DateOnly(2027, 1, 3)).Monday);

    [Fact]
    public void Rules_take_over_what_the_settings_say_and_ignore_what_is_none()
    {
        var values = SettingValues.Default;
        void Take(string name, string value) => values = SocietySettings.Find(name)!.Set(values, value);
        foreach (var (name, value) in new[]
            {
                ("score.attempts", "5"), ("score.attempts", "0"), ("score.first_bonus", "4"), ("score.first_day_bonus", "1"),
                ("score.points", "3"), ("score.grace_seconds", "10"), ("boards.frozen_at", "4000000000"),
                ("boards.are_public", "1"), ("school.terms", "nonsense"),
            })
            Take(name, value);
        var rules = values.Scoring;
        Assert.Equal(
            (5, 4, 1, 3, 10, 4_000_000_000L, true),
            (rules.Attempts, rules.FirstBonus, rules.FirstDayBonus, rules.Points, rules.GraceSeconds,
                rules.FrozenAt, rules.BoardsArePublic));
        Assert.Empty(rules.TermDates);
        Take("boards.frozen_at", "");
        Assert.Null(values.Scoring.FrozenAt);
    }

    private static AwardPeriods Of(string instant) => AwardPeriods.Of(Rules, 2024, DateTimeOffset.Parse(instant).ToUnixTimeSeconds());
}
