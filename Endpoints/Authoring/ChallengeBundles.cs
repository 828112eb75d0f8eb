// Converts challenges between the database and challenge files, with the names by which a file identifies the parts.
using System.Text;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Marking;

namespace MathsSoc.Endpoints;

/// <summary>Converts stored challenges to files and back.</summary>
public static class ChallengeBundles
{
    /// <summary>The challenge as a file; <paramref name="partNames"/> come from <see cref="FileNames.OfParts"/>.</summary>
    public static BundleChallenge Of(Challenge challenge, IReadOnlyList<Part> parts, string fileId,
        IReadOnlyDictionary<long, string> partNames)
    {
        var (release, locks, hours) = TimesOf(challenge);
        return new BundleChallenge(challenge.Title)
        {
            Id = fileId,
            KeyStage = challenge.KeyStage.Length == 0 ? null : challenge.KeyStage,
            Points = (int)challenge.Points,
            IsByPart = challenge.IsByPart,
            FirstBonus = (int)challenge.FirstBonus,
            ReleaseAt = release,
            LockAt = locks,
            LockAfterHours = (int?)hours,
            SolutionAfterHours = (int?)challenge.SolutionHours,
            Source = challenge.Source,
            Parts = [.. parts.Select(part => PartOf(part, NameOf(part, partNames)))],
            Statement = challenge.Body,
            Solution = challenge.Solution,
        };
    }

    /// <summary>
    /// The times for a file. A file cannot state that the solution was shown or the challenge put away; so that it cannot score again where
    /// it is imported, that time becomes its lock. A draft's planned release is left out, since in a file it would publish the challenge; a
    /// challenge that was put away before it opened is treated as a draft.
    /// </summary>
    private static (long? Release, long? Lock, long? Hours) TimesOf(Challenge challenge)
    {
        var locks = challenge.LockHours is null ? challenge.LockedAt : null;
        var ended = challenge.SolutionShownAt < challenge.ArchivedAt
            ? challenge.SolutionShownAt
            : challenge.ArchivedAt ?? challenge.SolutionShownAt;
        if (challenge.IsDraft || challenge.ReleasedAt is not { } release || ended < release)
            return (null, locks, challenge.LockHours);
        if (ended is not { } end || end > challenge.LockedAt) return (release, locks, challenge.LockHours);
        return (release, Math.Max(end, Minute(release) + 60), null);
    }

    // The instant without its seconds.
    private static long Minute(long instant) => instant - instant % 60;

    /// <summary>The name of a part in a file: its own if it has one, otherwise made from its id, which never changes.</summary>
    public static string NameOf(Part part, IReadOnlyDictionary<long, string> partNames) =>
        partNames.TryGetValue(part.Id, out var name) ? name : $"p{part.Id}";

    /// <summary>One part as it is written in a file.</summary>
    public static BundlePart PartOf(Part part, string name)
    {
        var spec = PartMarking.DeclaredOf(part);
        return new BundlePart(name, part.Label, Split(spec))
        {
            Accepted = part.Accepted,
            Rejected = part.Rejected,
            Choices = part.Choices,
            Hints = [.. part.Mistakes.Select(one => new BundleHint(one.Answer, one.Hint))],
        };
    }

    /// <summary>
    /// Fills in what the file leaves out, so that it can be compared: the name, the society's usual points, and the release of a published
    /// challenge, which no file can take back. A lock some hours after the release is left out if no release is planned
    /// (<paramref name="isPlanned"/>).
    /// </summary>
    public static BundleChallenge Complete(BundleChallenge file, BundleChallenge? old, bool isPlanned, ScoreRules rules) => file with
    {
        Id = old?.Id ?? file.Id ?? Slug(file.Title),
        Points = file.Points ?? rules.Points,
        FirstBonus = file.FirstBonus ?? rules.FirstBonus,
        ReleaseAt = file.ReleaseAt ?? old?.ReleaseAt,
        LockAfterHours = file.ReleaseAt is null && !isPlanned ? null : file.LockAfterHours,
        Parts = [.. file.Parts.Select(part => part with { Answer = Split(part.Answer) })],
    };

    /// <summary>
    /// A completed file as it would be stored over <paramref name="old"/>. Parts keep their ids if the challenge has one of that name.
    /// </summary>
    public static (Challenge Challenge, List<Part> Parts) Store(BundleChallenge file, Challenge old, IReadOnlyList<Part> oldParts,
        IReadOnlyDictionary<long, string> partNames)
    {
        // Times in files have no seconds. If the file has the stored time to the minute, the stored time is kept with its seconds: 12:30:45
        // stays when the file has 12:30. A lock that TimesOf only wrote because the challenge had ended is not stored either.
        var (_, locks, hours) = TimesOf(old);
        var release = file.ReleaseAt is { } at && !(old.ReleasedAt is { } was && Minute(was) == at) ? at : old.ReleasedAt;
        var isSameLock = file.LockAfterHours == hours
            && (file.LockAt is { } end ? locks is { } before && Minute(before) == end : locks is null);
        var challenge = old with
        {
            Title = file.Title,
            KeyStage = file.KeyStage ?? "",
            Points = file.Points ?? old.Points,
            IsByPart = file.IsByPart,
            FirstBonus = file.FirstBonus ?? old.FirstBonus,
            SolutionHours = file.SolutionAfterHours,
            Source = file.Source,
            Body = file.Statement,
            Solution = file.Solution,
            IsDraft = file.ReleaseAt is null && old.IsDraft,
        };
        var parts = new List<Part>();
        foreach (var part in file.Parts)
        {
            var known = Part.New("", "");
            foreach (var one in oldParts)
                if (NameOf(one, partNames) == part.Id) known = one;
            parts.Add(Store(part, known) with { Statement = file.Statement });
        }
        if (isSameLock && release == old.ReleasedAt) return (challenge, parts);
        var timed = isSameLock
            ? challenge.ReleasedOn(release, old.LockHours, old.LockedAt)
            : challenge.ReleasedOn(release, file.LockAfterHours, file.LockAt);
        return (timed, parts);
    }

    private static Part Store(BundlePart part, Part old) => old with
    {
        Label = part.Label,
        Answer = part.Answer.AlsoAccepted.Count == 0
            ? part.Answer.Model
            : $"{part.Answer.Model} | {string.Join(" | ", part.Answer.AlsoAccepted)}",
        Kind = part.Answer.Kind.Name(),
        IsDegrees = part.Answer.Angle == AngleUnit.Degrees,
        IsComplex = part.Answer.Complex,
        Tolerance = part.Answer.Tolerance,
        Places = part.Answer.Places,
        Figures = part.Answer.Figures,
        Letters = part.Answer.Names,
        Choices = part.Choices,
        Accepted = part.Accepted,
        Rejected = part.Rejected,
        Mistakes = [.. part.Hints.Select(hint => new KnownMistake(hint.Answer, hint.Say))],
        RemovedAt = null,
    };

    // For text answers the first wording is the model and the others are accepted as well; a file may write this in either of two ways.
    private static AnswerSpec Split(AnswerSpec spec)
    {
        if (spec.Kind is not (AnswerKind.Text or AnswerKind.Choice)) return spec;
        var all = new List<string>();
        all.AddRange(spec.Model.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        all.AddRange(spec.AlsoAccepted);
        return all.Count == 0 ? spec : spec with { Model = all[0], AlsoAccepted = all.GetRange(1, all.Count - 1) };
    }

    /// <summary>A file name made from a title: lower-case letters, digits and dashes. <see cref="FileNames"/> makes it unique.</summary>
    /// <param name="fallback">The name for a title without letters and digits.</param>
    public static string Slug(string title, string fallback = "challenge")
    {
        var slug = new StringBuilder();
        foreach (var c in Latin.Plain(title).ToLowerInvariant())
        {
            if (slug.Length == Bundle.MaxId) break;
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-' && c is not ('\'' or '’')) slug.Append('-');
        }
        var text = slug.ToString().Trim('-');
        return text.Length > 0 ? text : fallback;
    }
}
