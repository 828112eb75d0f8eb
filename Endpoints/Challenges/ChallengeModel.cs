// The models of a challenge's page: the challenge, each part with its attempts, and the result of the answer just sent.
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>What happens to an answer sent from the page.</summary>
public enum AnswerMode
{
    /// <summary>It counts.</summary>
    Count,

    /// <summary>It is marked but not stored: the solution has been shown.</summary>
    Practise,

    /// <summary>It is marked but not stored: an author tries it.</summary>
    Try,

    /// <summary>It is not accepted.</summary>
    Closed,
}

/// <summary>How a text was read: as a formula, and in words.</summary>
public sealed record ReadLine(SafeHtml Maths, string Words)
{
    /// <summary>The engine's reading, ready for a page; null if there is none.</summary>
    public static ReadLine? Of(Reading? reading) =>
        reading is null ? null : new ReadLine(ReadMaths.Of(reading.MathMl), reading.Words);
}

/// <summary>One answer that counted. <c>Reading</c> is the formula if it was typed as TeX; null to show it as it was typed.</summary>
/// <param name="IsRight">Null: the pupil is not told yet.</param>
public sealed record TryLine(long Number, string Typed, SafeHtml? Reading, bool? IsRight, long At, bool IsByHand, bool IsFromPaper);

/// <summary>The result of the answer that was just sent.</summary>
/// <param name="IsRight">Null: the pupil is not told yet.</param>
/// <param name="Verdict">In a word or two, for the page's title.</param>
/// <param name="More">What follows from it, or the author's hint; null if there is nothing to add.</param>
public sealed record AnswerFeedback(bool? IsRight, string Verdict, string Words, WrittenLine? More)
{
    /// <summary>Null unless this answer completed the challenge.</summary>
    public AfterCompletion? Next { get; init; }
}

/// <summary>One part of the challenge on the page.</summary>
/// <param name="Name">The id of the answer field: <c>answer-</c> and the part's id.</param>
/// <param name="IsAsked">Whether there is a field to answer in.</param>
/// <param name="State">Why there is no field; null if there is one, or no reason is given.</param>
/// <param name="LeftWords">The attempts left, in words; null where attempts are not counted.</param>
public sealed record PartModel(
    Part Part,
    WrittenLine Question,
    string Name,
    bool IsAsked,
    bool IsRight,
    string? State,
    string? LeftWords,
    IReadOnlyList<TryLine> Tries)
{
    /// <summary>The id of the part's section, for links to it.</summary>
    public string Anchor => $"part-{Part.Id}";

    /// <summary>The choices, in order; empty if the answer is typed.</summary>
    public IReadOnlyList<WrittenLine> Choices { get; init; } = [];

    /// <summary>The text in the field: an answer that was refused, or wrong, to be changed.</summary>
    public string Typed { get; init; } = "";

    /// <summary>The form's idempotency key: a form sent twice counts once.</summary>
    public string SendKey { get; init; } = Guid.NewGuid().ToString("N");

    public string? Error { get; init; }

    /// <summary>How TeX in <see cref="Typed"/> reads, where there is no field for it; null if it can be shown as it was typed.</summary>
    public ReadLine? TypedReading { get; init; }
    public ReadLine? Reading { get; init; }
    public AnswerFeedback? Said { get; init; }

    /// <summary>The model answer as a formula; null until it is shown, or if it is words.</summary>
    public ReadLine? Answer { get; init; }

    /// <summary>The model answer as words; null until it is shown, or if it is a formula.</summary>
    public string? AnswerWords { get; init; }

    /// <summary>Whether nothing stands below the heading, and the heading asks nothing: the part of who may only read.</summary>
    public bool IsHollow => !IsAsked && Part.Label.Length == 0 && State is null && Error is null && Said is null && Answer is null
        && AnswerWords is null && Tries.Count == 0;
}

/// <summary>A part with what its view needs from the page. <c>Path</c> is the challenge's address, with the site's root.</summary>
public sealed record PartFrame(PartModel Part, AnswerMode Mode, string Path, long Begun, long Now);

/// <summary>When the member completed the challenge, and what it gave.</summary>
/// <param name="Points">The points it gave, by the ledger.</param>
public sealed record CompletionInfo(long At, long Points, bool IsFirst);

/// <summary>The whole page. Addresses are without the site's root.</summary>
public sealed record ChallengeModel
{
    public required Challenge Challenge { get; init; }
    public required SafeHtml Statement { get; init; }

    /// <summary>The worked solution; null if there is none, or this visitor may not see it.</summary>
    public SafeHtml? Solution { get; init; }

    /// <summary>Whether the solution has been shown to all members.</summary>
    public bool IsSolutionShown { get; init; }

    public bool HasMaths { get; init; }
    public required DueText When { get; init; }
    public required string Audience { get; init; }
    public required string PointsWords { get; init; }
    public required AnswerMode Mode { get; init; }

    /// <summary>Explains a mode in which answers do not count; null if there is nothing to explain.</summary>
    public string? Notice { get; init; }

    /// <summary>Seconds until it locks; null if it never does, or is not open.</summary>
    public long? LeftSeconds { get; init; }

    /// <summary>When the page was loaded.</summary>
    public required long Begun { get; init; }

    /// <summary>Null until the member has completed the challenge.</summary>
    public CompletionInfo? Done { get; init; }

    /// <summary>The competition it belongs to: its page and title; null: one of the society's own.</summary>
    public NavLink? Competition { get; init; }

    /// <summary>Whether answers wait until the reader agrees to what is allowed, on the competition's page.</summary>
    public bool NeedsAgreement { get; init; }

    public required long MemberId { get; init; }
    public required IReadOnlyList<PartModel> Parts { get; init; }
    public required FormView Form { get; init; }

    public string Path => $"/challenges/{Challenge.Id}";

    /// <summary>What came of the answer that was just sent, in a word or two; null if none was.</summary>
    public string? Verdict => Parts.FirstOrDefault(static part => part.Said is not null)?.Said!.Verdict;

    /// <summary>Whether it will close, so that somebody may want to have that in their calendar.</summary>
    public bool IsInCalendar { get; init; }

    /// <summary>Whether the reader may enter answers from paper.</summary>
    public bool IsStaff { get; init; }

    /// <summary>Whether the reader may print the poster.</summary>
    public bool IsAuthor { get; init; }
}
