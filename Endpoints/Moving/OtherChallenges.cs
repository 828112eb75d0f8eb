// Converts another MathsSoc's challenges with all that authors gave them, and the answers to them as they were judged.
using System.Globalization;
using System.Text;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Marking;

namespace MathsSoc.Endpoints;

internal sealed class OtherChallenges(OtherSociety society, EarlierFiles files, Arrivals arrivals, MovingOptions options)
{
    private const string Kind = "challenges", Answers = "answers";
    private const int MaxAuthor = 100, MaxLetters = 60, MaxLetter = 20, MaxHours = 87_600, MaxPrecision = 100, MaxFolded = 4_000;
    private const decimal MaxTolerance = 1_000_000;
    private readonly HashSet<long> parts = [];

    public void Convert()
    {
        foreach (var challenge in society.Challenges) Convert(challenge);
        foreach (var attempt in society.Attempts)
            // A part that was taken out counts for nothing any more.
            if (parts.Contains(attempt.PartId)) arrivals.Answers.Add(Convert(attempt));
            else
                arrivals.Lines.Add(new MoveLine(Answers, attempt.Id, "", MoveFate.Skipped, "no-part",
                    "The part that it answers was taken out of its challenge there."));
    }

    private void Convert(OtherChallenge from)
    {
        var (one, values) = (from.Challenge, new OtherValues());
        var title = values.Line(one.Title, Bundle.MaxTitle) is { Length: > 0 } known ? known : $"Challenge {one.Id}";
        void Tell(string code, string sentence) => arrivals.Lines.Add(new MoveLine(Kind, one.Id, title, MoveFate.Changed, code, sentence));
        var body = values.Text(one.Body, Bundle.MaxText);
        var (released, locked) = (values.Time(one.ReleasedAt), values.Time(one.LockedAt));
        var challenge = one with
        {
            Title = title,
            KeyStage = values.Line(one.KeyStage, Bundle.MaxStage),
            Body = body,
            Source = values.Line(one.Source, Bundle.MaxSource),
            Solution = values.Text(one.Solution, Bundle.MaxText),
            AuthorName = values.Line(one.AuthorName, MaxAuthor),
            ReleasedAt = released,
            LockHours = values.Whole(one.LockHours, 1, MaxHours),
            LockedAt = locked,
            SolutionHours = values.Whole(one.SolutionHours, 0, MaxHours),
            SolutionShownAt = Past(values.Time(one.SolutionShownAt)),
            ArchivedAt = one.ArchivedAt is null ? null : options.Now,
            CreatedAt = Math.Min(values.Time(one.CreatedAt), options.Now),
        };
        var arriving = new List<ArrivingPart>();
        foreach (var (part, name) in from.Parts)
        {
            var bounded = Bound(part, values) with { Statement = body };
            arriving.Add(new ArrivingPart(part.Id, bounded, OtherValues.FileId(name)));
            parts.Add(part.Id);
            if (AuthorCheck.Model(PartMarking.SpecOf(bounded)) is { } problem)
                Tell("model-answer", $"The model answer of the part “{bounded.Label}” is to be looked at. {problem}");
        }
        if (values.HasChanged) Tell("bounds", OtherTexts.Bounded);
        arrivals.Challenges.Add(new ArrivingChallenge(one.Id, challenge, arriving,
            OtherTexts.FindFiles(from.Files, files, Tell), ContentOf(one, arriving)) { FileId = OtherValues.FileId(from.FileId) });
    }

    private long? Past(long? at) => at is { } instant ? Math.Min(instant, options.Now) : null;

    /// <summary>The part as a new one, with the bounds that files have.</summary>
    private static Part Bound(Part part, OtherValues values) => part with
    {
        Id = 0,
        Label = values.Line(part.Label, Bundle.MaxLabel),
        Answer = values.Line(part.Answer, Limits.Length),
        Kind = AnswerKinds.TryParse(part.Kind, out var kind) ? AnswerKinds.Name(kind) : AnswerKinds.Name(AnswerKind.Auto),
        Tolerance = part.Tolerance is >= 0 and <= MaxTolerance ? part.Tolerance : null,
        Places = values.Whole(part.Places, 0, MaxPrecision),
        Figures = values.Whole(part.Figures, 1, MaxPrecision),
        Letters = values.Lines(part.Letters, MaxLetters, MaxLetter),
        Choices = values.Lines(part.Choices, Bundle.MaxExamples, Limits.Length),
        Accepted = values.Lines(part.Accepted, Bundle.MaxExamples, Limits.Length),
        Rejected = values.Lines(part.Rejected, Bundle.MaxExamples, Limits.Length),
        Mistakes = [.. part.Mistakes.Take(Bundle.MaxHints).Select(one =>
            new KnownMistake(values.Line(one.Answer, Limits.Length), values.Line(one.Hint, Bundle.MaxSay)))],
    };

    /// <summary>What authors write. That time passed, and showed a solution, is no change.</summary>
    private static string ContentOf(Challenge one, List<ArrivingPart> parts)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{one.Title}|{one.KeyStage}|{one.Body}|{one.Source}|")
            + string.Create(CultureInfo.InvariantCulture, $"{one.Solution}|{one.Points} {one.IsByPart} {one.FirstBonus} {one.IsDraft}|")
            + string.Create(CultureInfo.InvariantCulture, $"{one.ReleasedAt} {one.LockHours} {one.ArchivedAt is null}"));
        foreach (var (id, part, _) in parts)
            text.Append(CultureInfo.InvariantCulture, $"|{id} {part.Label}|{part.Answer}|{part.Kind} {part.IsDegrees} {part.IsComplex} ")
                .Append(CultureInfo.InvariantCulture, $"{part.Tolerance} {part.Places} {part.Figures}|{string.Join('\n', part.Letters)}|")
                .AppendJoin('\n', part.Choices).Append('|').AppendJoin('\n', part.Accepted).Append('|').AppendJoin('\n', part.Rejected)
                .Append('|').AppendJoin('\n', part.Mistakes.Select(static one => $"{one.Answer}\t{one.Hint}"));
        return MovedRows.Hash(text.ToString());
    }

    private ArrivingAnswer Convert(Attempt one)
    {
        var values = new OtherValues();
        var at = Math.Min(values.Time(one.SubmittedAt), options.Now);
        var typed = values.Text(one.Typed, Limits.Length);
        if (values.HasChanged || at != one.SubmittedAt)
            arrivals.Lines.Add(new MoveLine(Answers, one.Id, "", MoveFate.Changed, "bounds", OtherTexts.Bounded));
        return new ArrivingAnswer
        {
            SourceId = one.Id,
            MemberSourceId = one.MemberId,
            PartSourceId = one.PartId,
            Typed = typed,
            // Most answers are folded as they were typed, and there are many.
            Folded = one.Folded == typed ? typed : one.Folded.Length <= MaxFolded ? one.Folded : "",
            IsRight = one.IsRight,
            JudgedBy = one.JudgedBy,
            At = at,
        };
    }
}
