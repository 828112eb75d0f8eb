// Converts challenges: their HTML to Markdown, their times to instants, their boxes to parts, their pictures to uploads.
using System.Globalization;
using System.Net;
using System.Text;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

/// <summary>One site's challenges.</summary>
internal sealed class EarlierChallenges(EarlierSite site, MovingSource source, Arrivals arrivals, MovingOptions options)
{
    private const string Kind = "challenges";
    private const int Points = 1, FirstBonus = 2, MaxLockHours = 87_600, MaxAnswer = 500;
    private readonly Dictionary<string, Upload> files = new(StringComparer.Ordinal);
    private readonly List<(string Hash, byte[] Bytes)> bytes = [];

    /// <summary>The parts with their prepared models, by their boxes' ids.</summary>
    public Dictionary<long, (long Challenge, Part Part, PreparedModel Model)> Models { get; } = [];

    public IReadOnlyList<(string Hash, byte[] Bytes)> Files => bytes;

    public void Convert()
    {
        var boxes = new Dictionary<long, List<SourceBox>>();
        foreach (var box in site.Boxes.OrderBy(static box => box.Order).ThenBy(static box => box.Id))
        {
            if (!boxes.TryGetValue(box.ChallengeId, out var of)) boxes[box.ChallengeId] = of = [];
            of.Add(box);
        }
        var last = new Dictionary<long, long>();
        foreach (var one in site.Submissions)
            last[one.ChallengeId] = Math.Max(last.GetValueOrDefault(one.ChallengeId), options.Instant(one.At));
        foreach (var challenge in site.Challenges)
        {
            Convert(challenge, boxes.GetValueOrDefault(challenge.Id, []), last.GetValueOrDefault(challenge.Id));
            boxes.Remove(challenge.Id);
        }
        foreach (var orphan in boxes.Values.SelectMany(static of => of))
            arrivals.Lines.Add(new MoveLine(Kind, orphan.Id, "", MoveFate.Skipped, "no-challenge", "An answer box without its challenge."));
    }

    private void Convert(SourceChallenge from, List<SourceBox> boxes, long lastAnswer)
    {
        var title = EarlierMembers.Line(from.Title, Bundle.MaxTitle);
        if (title.Length == 0) title = $"Challenge {from.Id}";
        void Tell(string code, string sentence) => arrivals.Lines.Add(new MoveLine(Kind, from.Id, title, MoveFate.Changed, code, sentence));
        if (title != LineText.Tidy(from.Title)) Tell("title", "The title was empty or too long, or had characters that cannot be shown.");
        var pictures = new List<Upload>();
        var body = BodyOf(from, title, pictures, Tell);
        var stage = from.KeyStage.Trim().ToUpperInvariant();
        if (stage is not ("KS3" or "KS4" or "KS5")) Tell("key-stage", "Its key stage is none that is known: it is for everybody.");
        var challenge = Timed(from, lastAnswer, Tell) with { Title = title, Body = body, KeyStage = stage };
        var parts = new List<ArrivingPart>();
        foreach (var box in boxes) parts.Add(new ArrivingPart(box.Id, PartOf(box, boxes.Count, body, Tell)));
        if (boxes.Count == 0) Tell("no-boxes", "It has no answer box, so nobody can answer it.");
        if (boxes.Count > Bundle.MaxParts)
            Tell("boxes", $"It has {boxes.Count} parts. All arrive, and the editor takes {Bundle.MaxParts}: split it before changing it.");
        for (var i = 0; i < boxes.Count; i++) Models[boxes[i].Id] = (from.Id, parts[i].Part, ModelOf(parts[i].Part));
        arrivals.Challenges.Add(new ArrivingChallenge(from.Id, challenge, parts, pictures, ContentOf(from, boxes)));
    }

    private static PreparedModel ModelOf(Part part) => new(PartMarking.SpecOf(part));

    private static string ContentOf(SourceChallenge from, List<SourceBox> boxes)
    {
        var text = new StringBuilder($"{from.Title}|{from.Content}|{from.FileName}|{from.KeyStage}|{from.ReleaseAt}|{from.IsLocked}|"
            + $"{from.LockAfterHours}");
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
        if (from.IsLocked)
        {
            // Nobody kept when it was locked by hand; the last answer is the latest sign that it was open.
            var since = Math.Max(released, Math.Min(lastAnswer == 0 ? options.Now : lastAnswer, options.Now));
            (locked, hours) = (Math.Min(locked ?? since, since), null);
        }
        return new Challenge
        {
            Points = Points,
            FirstBonus = FirstBonus,
            AuthorName = "",
            ReleasedAt = released,
            LockHours = hours,
            LockedAt = locked,
            SolutionShownAt = locked <= options.Now ? options.Now : null,
            SolutionHours = locked is null ? null : 0,
            CreatedAt = Math.Min(posted, options.Now),
        };
    }

    private string BodyOf(SourceChallenge from, string title, List<Upload> pictures, Action<string, string> tell)
    {
        var html = from.Content;
        if (html.Length > 400_000) tell("long", "The text is longer than 400,000 characters, and was cut there.");
        string? Picture(string address) => FindPicture(address, pictures, tell);
        var text = FaithfulMarkdown.Of(html, Picture);
        if (text.Dropped > 0) tell("dropped", "Programs, frames or drawings in the text were left out.");
        if (text.Loss == MarkdownLoss.Marks)
            tell("marks", "Emphasis and links were left out, because they could not be kept where they were.");
        if (text.Loss == MarkdownLoss.Everything)
            tell("as-code", "The text could not be turned into Markdown without a difference, so it stands as plain text. Look at it.");
        var body = text.Markdown;
        if (from.FileName.Length > 0 && FindFile(from, tell) is { } file)
        {
            pictures.Add(file with { Alt = $"Picture of the challenge “{title}”" });
            body = AuthorPictures.With(body, pictures[^1] with { Alt = MarkdownSafe(pictures[^1].Alt) });
            tell("alt", "Say what its picture shows: nobody had written that down.");
        }
        if (body.Length > Bundle.MaxText) tell("long", $"The text is longer than the editor takes ({Bundle.MaxText:N0} characters).");
        return body;
    }

    private static string MarkdownSafe(string alt) =>
        string.Concat(alt.Select(static letter => "[]\\`*_<>$&|".Contains(letter, StringComparison.Ordinal) ? " " : letter.ToString()));

    /// <summary>A picture that the editor had put into the text; null if it is not there, and its description stays.</summary>
    private string? FindPicture(string address, List<Upload> pictures, Action<string, string> tell)
    {
        const string Prefix = "/static/uploads/";
        var at = address.IndexOf(Prefix, StringComparison.Ordinal);
        var name = at < 0 ? "" : WebUtility.UrlDecode(address[(at + Prefix.Length)..]);
        if (name.Length == 0 || !IsFileName(name))
        {
            tell("picture", "A picture in the text is from another site, so it is left out.");
            return null;
        }
        if (Load(name, [name], tell) is not { } file) return null;
        if (!pictures.Exists(one => one.Hash == file.Hash)) pictures.Add(file);
        return UploadTypes.Scheme + AuthorPictures.FileOf(file);
    }

    private Upload? FindFile(SourceChallenge from, Action<string, string> tell)
    {
        if (!IsFileName(from.FileName))
        {
            tell("picture", "The name of its picture is no file name, so it arrives without.");
            return null;
        }
        var day = $"challenge_{from.Posted.Local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}/{from.FileName}";
        return Load(from.FileName, [day, "challenges/" + day], tell);
    }

    private Upload? Load(string name, string[] places, Action<string, string> tell)
    {
        if (!source.HasUploads)
        {
            tell("picture", $"No folder of uploads was given, so its picture {name} does not arrive.");
            return null;
        }
        if (files.TryGetValue(places[0], out var known)) return known;
        var (content, problem) = source.ReadUpload(places);
        var type = content is null ? null : UploadTypes.Find(content);
        if (type is null or UploadTypes.Pdf)
        {
            tell("picture", $"Its picture {name} does not arrive: {(content is null ? problem : "it is no picture that browsers show")}.");
            return null;
        }
        var file = new Upload(UploadFolder.HashOf(content!), type, content!.Length, "");
        files[places[0]] = file;
        if (!bytes.Exists(one => one.Hash == file.Hash)) bytes.Add((file.Hash, content));
        return file;
    }

    private static bool IsFileName(string name) =>
        name.Length <= 200 && name[0] != '.' && !name.AsSpan().ContainsAny("/\\\0") && LineText.FindProblem(name) is null;

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
