// The words on the tables of a competition: scores, small numbers, and the sentence that explains the formula by an example.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>The words for scores and numbers.</summary>
public static class CompetitionTableWords
{
    /// <summary>So many people or fewer could be guessed at by those who know them.</summary>
    public const int LeastShown = 5;

    /// <summary>A number of people in a competition: "23 pupils", "fewer than 5 pupils".</summary>
    public static string Few(long number, string thing) =>
        number < LeastShown ? $"fewer than {LeastShown} {thing}s" : English.Count(number, thing);

    /// <summary>The same without the thing: "23", "fewer than 5".</summary>
    public static string Few(long number) => number < LeastShown ? $"fewer than {LeastShown}" : $"{number:N0}";

    /// <summary>How many pupils an owner moved to another school or division, as a sentence under the tables.</summary>
    public static string Moved(long pupils) =>
        $"Moved: {Few(pupils)} pupils were moved to another school or division by an owner after enrolling.";

    /// <summary>A score as the table shows it: <c>13</c>, <c>11.92</c>, or for medals "2 gold, 1 silver, 0 bronze".</summary>
    public static string Score(SchoolFormula formula, SchoolScore score) => formula == SchoolFormula.Medals
        ? $"{score.Sum} gold, {score.Silver} silver, {score.Bronze} bronze"
        : Decimal(score.Sum, score.Of);

    /// <summary>The heading of the column of scores.</summary>
    public static string Heading(SchoolFormula formula) => formula == SchoolFormula.Medals ? "Medals" : "Score";

    /// <summary>What the scores of a table are, in one sentence, with the numbers of the school that stands first in it.</summary>
    public static string Formula(Competition competition, SchoolScore? first, string? school)
    {
        var best = competition.BestOf;
        var formula = competition.Formula switch
        {
            SchoolFormula.Sum => "A school’s score is the sum of the points of all its pupils",
            SchoolFormula.Best => $"A school’s score is the mean of its best {English.Count(best, "pupil")}, "
                + "and those who are missing count as 0",
            SchoolFormula.Mean => "A school’s score is its points divided by the number of its pupils who took part, which are those who "
                + "started or sent an answer that counted",
            SchoolFormula.Places => "Every week the schools get 25, 18, 15, 12, 10, 8, 6, 4, 2 and 1 for their places by the points of "
                + "that week, equals the same",
            SchoolFormula.Medals => "Schools stand by the gold medals of their pupils, then by silver and by bronze, which are the first, "
                + "second and third places in each division",
            _ => $"A school’s score is the sum of its best {English.Count(best, "week")}",
        };
        return first is null || school is null ? $"{formula}." : $"{formula}: for {school} {Example(competition.Formula, first)}.";
    }

    /// <summary>How few are too few for a place; null if one pupil is enough.</summary>
    public static string? Least(Competition competition) => competition.LeastPupils <= 1
        ? null
        : $"A school has a place once {English.Count(competition.LeastPupils, "pupil")} took part.";

    /// <summary>How a school's score is worked out: "65 ÷ 5 = 13".</summary>
    public static string Example(SchoolFormula formula, SchoolScore score) => formula switch
    {
        SchoolFormula.Best or SchoolFormula.Mean => $"{score.Sum} ÷ {score.Of} = {Decimal(score.Sum, score.Of)}",
        SchoolFormula.Places or SchoolFormula.Weeks when score.Weeks.Count > 1 => $"{string.Join(" + ", score.Weeks)} = {score.Sum}",
        SchoolFormula.Medals => Score(formula, score),
        SchoolFormula.Sum => $"{score.Sum}, by {English.Count(score.Pupils, "pupil")} who took part",
        _ => $"{score.Sum}",
    };

    // Two places, for the eye: ties are decided by the fractions themselves.
    private static string Decimal(long sum, long of) =>
        (of == 0 ? 0 : (decimal)sum / of).ToString("0.##", CultureInfo.InvariantCulture);
}
