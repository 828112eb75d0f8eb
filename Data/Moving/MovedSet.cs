// The two sets of challenges that arrive, the weekly ones and those of the competition: one code brings in both.
namespace MathsSoc.Data;

/// <summary>One set, with the names by which its rows are known again and counted.</summary>
internal sealed record MovedSet
{
    /// <summary>Of challenges, answers and scores, as in <see cref="MoveOutcome.Kinds"/>.</summary>
    public required string Kind { get; init; }

    public required string AnswerKind { get; init; }
    public required string ScoreKind { get; init; }

    /// <summary>As in <see cref="MovedRows"/>.</summary>
    public required string ChallengeTable { get; init; }

    public required string PartTable { get; init; }
    public required string ScoreTable { get; init; }

    /// <summary>What a challenge's file_id begins with, before its number.</summary>
    public required string FilePrefix { get; init; }

    /// <summary>What an answer's send_key begins with.</summary>
    public required string KeyPrefix { get; init; }

    /// <summary>Null: the weekly ones.</summary>
    public required Competition? Competition { get; init; }

    public required IReadOnlyList<ArrivingChallenge> Challenges { get; init; }
    public required IReadOnlyList<ArrivingAnswer> Answers { get; init; }
    public required IReadOnlyList<ArrivingScore> Scores { get; init; }

    public static MovedSet Weekly(Move move) => new()
    {
        Kind = "challenges",
        AnswerKind = "answers",
        ScoreKind = "scores",
        ChallengeTable = MovedRows.Challenges,
        PartTable = MovedRows.Parts,
        ScoreTable = MovedRows.Scores,
        FilePrefix = "flask-c",
        KeyPrefix = $"flask:{move.Source}:",
        Competition = null,
        Challenges = move.Arrivals.Challenges,
        Answers = move.Arrivals.Answers,
        Scores = move.Arrivals.Scores,
    };

    public static MovedSet Of(Move move, ArrivingCompetition arriving, Competition competition) => new()
    {
        Kind = "competition challenges",
        AnswerKind = "competition answers",
        ScoreKind = "competition scores",
        ChallengeTable = MovedRows.CompetitionChallenges,
        PartTable = MovedRows.CompetitionParts,
        ScoreTable = MovedRows.CompetitionScores,
        FilePrefix = "flask-s",
        KeyPrefix = $"flask:{move.Source}-s:",
        Competition = competition,
        Challenges = arriving.Challenges,
        Answers = arriving.Answers,
        Scores = arriving.Scores,
    };
}
