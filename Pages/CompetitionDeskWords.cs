// The words for states, windows and formulas on the pages from which staff run competitions.
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>Words for what the database stores as names.</summary>
public static class CompetitionDeskWords
{
    public static string Of(CompetitionState state) => state switch
    {
        CompetitionState.Draft => "Draft",
        CompetitionState.Coming => "Coming",
        CompetitionState.Open => "Open",
        CompetitionState.Closed => "Closed",
        CompetitionState.Results => "Results published",
        _ => "Archived",
    };

    public static string Of(SchoolPart part) => part switch
    {
        SchoolPart.Invited => "Invited",
        SchoolPart.Accepted => "Accepted",
        SchoolPart.Declined => "Declined",
        _ => "Withdrawn",
    };

    public static string Of(EnrolmentState state) => state switch
    {
        EnrolmentState.Enrolled => "Takes part",
        EnrolmentState.Withdrawn => "Withdrawn",
        _ => "Disqualified",
    };

    /// <summary>The next time of a competition, or since when it is what its state says, beside which it stands.</summary>
    public static DueText When(Competition competition, long now) => competition.StateAt(now) switch
    {
        CompetitionState.Archived => new DueText("Since", competition.ArchivedAt),
        CompetitionState.Draft or CompetitionState.Coming => new DueText("Opens", competition.OpensAt),
        CompetitionState.Open => new DueText("Closes", competition.ClosesAt),
        CompetitionState.Closed => new DueText("Since", competition.ClosesAt),
        _ => new DueText("Since", competition.ResultsAt),
    };

    /// <summary>The kinds of window, as the form offers them.</summary>
    public static readonly Choice[] TimeKinds =
    [
        new(EnumText.Of(TimeKind.Fixed), "All at once, from opening to close"),
        new(EnumText.Of(TimeKind.School), "A slot for each school",
            "Set on the page of its schools. A school without one has all the time."),
        new(EnumText.Of(TimeKind.Personal), "Minutes of one’s own",
            "Each pupil starts when they like between opening and close, and then has so many minutes."),
    ];

    /// <summary>The formulas for a school's score, as the form offers them.</summary>
    public static readonly Choice[] Formulas =
    [
        new(EnumText.Of(SchoolFormula.Best), "Mean of the best pupils, those who are missing count as 0"),
        new(EnumText.Of(SchoolFormula.Mean), "Points for each pupil who took part"),
        new(EnumText.Of(SchoolFormula.Sum), "Sum of all points"),
        new(EnumText.Of(SchoolFormula.Places), "Places of each week: 25, 18, 15, 12, 10, 8, 6, 4, 2, 1"),
        new(EnumText.Of(SchoolFormula.Medals), "Medals of its pupils, by division"),
        new(EnumText.Of(SchoolFormula.Weeks), "Sum of its best weeks"),
    ];
}
