// What the pages about one school's part in a competition show.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>The competitions to which a school was invited.</summary>
/// <param name="School">Null: this person belongs to no school.</param>
public sealed record OwnCompetitionsModel(School? School, IReadOnlyList<SchoolCompetition> Competitions, GuestEnds Ends);

/// <summary>What soon ends by itself at a guest school, for its coordinator: each is a sentence.</summary>
public sealed record GuestEnds(IReadOnlyList<string> Sentences)
{
    /// <summary>What ends within <see cref="GuestRetention.WarnedDays"/>; nothing at a school of the society’s own.</summary>
    public static GuestEnds Find(Sql sql, Rules rules, long schoolId, long now)
    {
        var warned = GuestRetention.WarnedSince(rules, now);
        var sentences = new List<string>();
        if (GuestRetention.FindPupils(sql, schoolId, warned) is { FirstSince: { } first, Pupils: var pupils })
        {
            var date = SchoolTime.Date(GuestRetention.EndOf(rules, first));
            sentences.Add($"{English.Count(pupils, "pupil")} of the school {(pupils == 1 ? "takes" : "take")} part in nothing any more. "
                + $"What is known of them is removed from {date} on. Enrol in another competition before that whoever is to stay.");
        }
        if (GuestRetention.FindCoordinatorsSince(sql, schoolId) is { } since && since <= warned)
            sentences.Add($"The coordinators’ accounts are archived on {SchoolTime.Date(GuestRetention.EndOf(rules, since))}, because "
                + "the school’s last competition is over. Ask the society to renew them if you go on.");
        return new GuestEnds(sentences);
    }
}

/// <summary>One pupil's line.</summary>
/// <param name="Points">Null: they are not shown now.</param>
public sealed record OwnPupilLine(SchoolEntrant Entrant, string Year, long? Points);

/// <summary>One school's part in a competition: its terms, its pupils, its codes.</summary>
public sealed record OwnSchoolModel
{
    public required OwnSchool Own { get; init; }
    public required FormView Form { get; init; }

    /// <summary>The competition's own texts, rendered; empty: none were written.</summary>
    public required SafeHtml About { get; init; }

    public required SafeHtml Fairness { get; init; }
    public required bool HasMaths { get; init; }
    public required IReadOnlyList<OwnPupilLine> Pupils { get; init; }
    public required IReadOnlyList<JoinCode> Codes { get; init; }

    /// <summary>The competition's challenges for which answers from paper may be entered now.</summary>
    public required IReadOnlyList<Choice> Papers { get; init; }

    /// <summary>The challenges whose posters may be put up now.</summary>
    public required IReadOnlyList<Choice> Posters { get; init; }

    /// <summary>The challenges whose wrong answers may be looked at now.</summary>
    public required IReadOnlyList<Choice> Mistakes { get; init; }

    /// <summary>The way to the tables and the certificates; empty: the school has not accepted.</summary>
    public required IReadOnlyList<BoardLink> Places { get; init; }

    /// <summary>Why nobody can be enrolled now; null: pupils can.</summary>
    public required string? Obstacle { get; init; }

    /// <summary>Why points are not shown; null: they are.</summary>
    public required string? PointsNote { get; init; }

    public required GuestEnds Ends { get; init; }
    public required string? Notice { get; init; }
    public required long Now { get; init; }

    public bool HasAccepted => Own.Part.State == SchoolPart.Accepted;

    /// <summary>Whether there is something to accept: the invitation, or terms that were changed since it was accepted.</summary>
    public bool AsksToAccept => Own.Part.State == SchoolPart.Invited
        || (HasAccepted && Own.Part.TermsVersion < Own.Competition.TermsVersion);
}

/// <summary>The pupils of a school who could be enrolled.</summary>
/// <param name="Class">The class that is shown; empty: all.</param>
public sealed record OwnEnrolModel(
    OwnSchool Own, FormView Form, IReadOnlyList<Choice> Classes, string Class, IReadOnlyList<Member> Pupils, int SchoolYear, Rules Rules);
