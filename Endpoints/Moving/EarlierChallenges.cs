// Converts challenges: their HTML to Markdown, their times to instants, their boxes to parts, their pictures to uploads.
using System.Globalization;
using System.Text;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Moving;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One site's weekly challenges, or those of its competition.</summary>
internal sealed class EarlierChallenges(EarlierRows rows, EarlierFiles files, Arrivals arrivals, MovingOptions options)
{
    private const int Points = 1, FirstBonus = 2, MaxLockHours = 87_600, MaxAnswer = 500;

    /// <summary>The parts with their prepared models, by their boxes' ids.</summary>
    public Dictionary<long, (long Challenge, Part Part, PreparedModel Model)> Models { get; } = [];

    public void Convert()
    {
        var boxes = new Dictionary<long, List<SourceBox>>();
        foreach (var box in rows.Boxes.OrderBy(static box => box.Order).ThenBy(static box => box.Id))
        {
            if (!boxes.TryGetValue(box.ChallengeId, out var of)) boxes[box.ChallengeId] = of = [];
            of.Add(box);
        }
        var last = new Dictionary<long, long>();
        foreach (var one in rows.Submissions)
            last[one.ChallengeId] = Math.Max(last.GetValueOrDefault(one.ChallengeId), options.Instant(one.At));
        foreach (var challenge in rows.Challenges)
        {
            Convert(challenge, boxes.GetValueOrDefault(challenge.Id, []), last.GetValueOrDefault(challenge.Id));
            boxes.Remove(challenge.Id);
        }
        foreach (var orphan in boxes.Values.SelectMany(static of => of))
            arrivals.Lines.Add(new MoveLine(rows.Kind, orphan.Id, "", MoveFate.Skipped, "no-challenge",
                "An answer box without its challenge."));
    }

    private void Convert(SourceChallenge from, List<SourceBox> boxes, long lastAnswer)
    {
        var title = EarlierMembers.Line(from.Title, Bundle.MaxTitle);
        if (title.Length == 0) title = $"Challenge {from.Id}";
        void Tell(string code, string sentence) =>
            arrivals.Lines.Add(new MoveLine(rows.Kind, from.Id, title, MoveFate.Changed, code, sentence));
        if (title != LineText.Tidy(from.Title)) Tell("title", "The title was empty or too long, or had characters that cannot be shown.");
        var pictures = new List<Upload>();
        var body = BodyOf(from, title, pictures, Tell);
        var stage = from.KeyStage.Trim().ToUpperInvariant();
        if (from.Ctfd is null && stage is not ("KS3" or "KS4" or "KS5"))
            Tell("key-stage", "Its key stage is none that is known: it is for everybody.");
        var challenge = Timed(from, lastAnswer, Tell) with { Title = title, Body = body, KeyStage = stage };
        var parts = new List<ArrivingPart>();
        foreach (var box in boxes) parts.Add(new ArrivingPart(box.Id, PartOf(box, boxes.Count, body, Tell)));
        if (boxes.Count == 0) Tell("no-boxes", "It has no answer box, so nobody can answer it.");
        if (boxes.Count > Bundle.MaxParts)
            Tell("boxes", $"It has {boxes.Count} parts. All arrive, and the editor takes {Bundle.MaxParts}: split it before changing it.");
        for (var i = 0; i < boxes.Count; i++) Models[boxes[i].Id] = (from.Id, parts[i].Part, ModelOf(parts[i].Part));
        rows.ArrivingChallenges.Add(new ArrivingChallenge(from.Id, challenge, parts, pictures, ContentOf(from, boxes)));
    }

    private static PreparedModel ModelOf(Part part) => new(PartMarking.SpecOf(part));

    private static string ContentOf(SourceChallenge from, List<SourceBox> boxes)
    {
        var text = new StringBuilder($"{from.Title}|{from.Content}|{from.FileName}|{from.KeyStage}|{from.ReleaseAt}|{from.IsLocked}|"
            + $"{from.LockAfterHours}{from.DurationHours}");
        if (from.Ctfd is { } ctfd) text.Append($"|{ctfd.Value} {ctfd.IsHidden}");
        foreach (var box in boxes) text.Append($"|{box.Id} {box.Label} {box.Answer} {box.Order}");
        return MovedRows.Hash(text.ToString());
    }

    /// <summary>
    /// The challenge with its times. One that never had a release was open by its address since it was posted. The earlier site showed
    /// the answers of whatever was locked, so a solution that was shown stays shown, and one that locks later shows itself then.
    /// </summary>
    private Challenge Timed(SourceChallenge from, long lastAnswer, Action<string, string> tell)
    {
        var posted = options.Instant(from.Posted);
        var released = from.ReleaseAt is { } at ? options.Instant(at) : posted;
        if (from.ReleaseAt is null) tell("no-release", "It had no release time: it was open since it was posted.");
        if (posted > options.Now) tell("odd-time", "It was posted in the future, by its own date.");
        long? hours = from.LockAfterHours;
        if (hours is < 1 or > MaxLockHours)
        {
            tell("lock", $"{hours} hours is no time for a lock: it has none.");
            hours = null;
        }
        long? locked = hours is { } length ? released + length * 3600 : null;
        if (from.DurationHours is { } duration) locked = EndOf(posted, released, duration, tell);
        if (from.IsLocked)
        {
            // Nobody kept when it was locked by hand; the last answer is the latest sign that it was open.
            var since = Math.Max(released, Math.Min(lastAnswer == 0 ? options.Now : lastAnswer, options.Now));
            (locked, hours) = (Math.Min(locked ?? since, since), null);
        }
        return new Challenge
        {
            Points = from.Ctfd is { } ctfd ? Math.Clamp(ctfd.Value, 0, Bundle.MaxPoints) : Points,
            FirstBonus = from.Ctfd is null ? FirstBonus : 0,
            IsDraft = from.Ctfd is { IsHidden: true },
            AuthorName = "",
            ReleasedAt = released,
            LockHours = hours,
            LockedAt = locked,
            SolutionShownAt = locked <= options.Now ? options.Now : null,
            SolutionHours = locked is null ? null : 0,
            CreatedAt = Math.Min(posted, options.Now),
        };
    }

    /// <summary>A competition's challenge was open for a time from when it was posted, whenever it was released.</summary>
    private static long EndOf(long posted, long released, long duration, Action<string, string> tell)
    {
        if (duration is < 1 or > MaxLockHours)
        {
            tell("duration", $"{duration} hours is no time for which it was open: it was a week.");
            duration = 168;
        }
        if (posted + duration * 3600 > released) return posted + duration * 3600;
        tell("duration", "It was over before it was released: it is open for an hour.");
        return released + 3600;
    }

    private string BodyOf(SourceChallenge from, string title, List<Upload> pictures, Action<string, string> tell)
    {
        var body = from.Ctfd is null ? new EarlierText(files, pictures, tell).Convert(from.Content)
            : new CtfdText(files, pictures, tell).Convert(from.Content);
        if (from.FileName.Length > 0 && FindFile(from, tell) is { } file)
        {
            pictures.Add(file with { Alt = $"{PictureWords.OfChallenge}{title}”" });
            body = AuthorPictures.With(body, pictures[^1] with { Alt = EarlierText.WithoutMarks(pictures[^1].Alt) });
            tell("alt", "Say what its picture shows: nobody had written that down.");
        }
        if (body.Length > Bundle.MaxText) tell("long", $"The text is longer than the editor takes ({Bundle.MaxText:N0} characters).");
        return body;
    }

    private Upload? FindFile(SourceChallenge from, Action<string, string> tell)
    {
        var day = $"challenge_{from.Posted.Local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}/";
        return files.FindPicture(from.FileName, [day, "challenges/" + day], tell);
    }

    private Part PartOf(SourceBox box, int count, string body, Action<string, string> tell)
    {
        var label = EarlierMembers.Line(box.Label, Bundle.MaxLabel);
        if (label.Length == 0 && count > 1) label = "?";
        var answer = EarlierMembers.Line(box.Answer.Replace("\\placeholder{}", "", StringComparison.Ordinal), MaxAnswer);
        if (answer.Length == 0)
        {
            tell("no-answer", $"The part “{label}” has no model answer: nobody can have it right until one is written.");
            return Part.New(label, "(none)", AnswerKinds.Name(AnswerKind.Text)) with { Statement = body };
        }
        var part = Part.New(label, answer) with { Statement = body };
        if (AuthorCheck.Model(PartMarking.SpecOf(part)) is not { } problem) return part;
        var isWord = answer.Count(char.IsLetter) >= 2
            && !answer.Any(static letter => char.IsDigit(letter) || "=+-*/^\\<>".Contains(letter, StringComparison.Ordinal));
        if (!isWord) tell("model-answer", $"The model answer of the part “{label}” is compared as text. {problem}");
        return Part.New(label, answer, AnswerKinds.Name(AnswerKind.Text)) with { Statement = body };
    }
}
