// The two sets of challenges that an earlier site had, the weekly ones and those of its competition, which are converted by one code.
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

/// <summary>The rows of one set, and where they go.</summary>
/// <param name="Kind">Of its challenges, as plans name it; <paramref name="AnswerKind"/> of their answers.</param>
internal sealed record EarlierRows(string Kind, string AnswerKind)
{
    public required IReadOnlyList<SourceChallenge> Challenges { get; init; }
    public required IReadOnlyList<SourceBox> Boxes { get; init; }
    public required IReadOnlyList<SourceSubmission> Submissions { get; init; }
    public required List<ArrivingChallenge> ArrivingChallenges { get; init; }
    public required List<ArrivingAnswer> ArrivingAnswers { get; init; }

    public static EarlierRows Weekly(EarlierSite site, Arrivals arrivals) => new("challenges", "answers")
    {
        Challenges = site.Challenges,
        Boxes = site.Boxes,
        Submissions = site.Submissions,
        ArrivingChallenges = arrivals.Challenges,
        ArrivingAnswers = arrivals.Answers,
    };

    public static EarlierRows OfCompetition(SourceCompetition from, ArrivingCompetition arriving) =>
        new("competition challenges", "competition answers")
        {
            Challenges = from.Challenges,
            Boxes = from.Boxes,
            Submissions = from.Submissions,
            ArrivingChallenges = arriving.Challenges,
            ArrivingAnswers = arriving.Answers,
        };
}
