// Challenges between the database and their files: the one as the other, with the names by which a file finds its parts again.
using System.Globalization;
using System.Text;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Marking;

namespace MathsSoc.Endpoints;

/// <summary>Converts both ways.</summary>
public static class ChallengeBundles
{
    /// <summary>The challenge as a file has it. <paramref name="partNames"/> are those of <see cref="FileNames.OfParts"/>.</summary>
    public static BundleChallenge Of(Challenge challenge, IReadOnlyList<Part> parts, string fileId, IReadOnlyDictionary<long, string> partNames)
    {
        var (release, locks, hours) = TimesOf(challenge);
        return new BundleChallenge(challenge.Title)
        {
            Id = fileId,
            KeyStage = challenge.KeyStage.Length == 0 ? null : challenge.KeyStage,
            Points = (int)challenge.Points,
            FirstBonus = (int)challenge.FirstBonus,
            ReleaseAt = release,
            LockAt = locks,
            LockAfterHours = (int?)hours,
            Source = challenge.Source,
            Parts = [.. parts.Select(part => PartOf(part, NameOf(part, partNames)))],
            Statement = challenge.Body,
            Solution = challenge.Solution,
        };
    }

    /// <summary>
    /// The times as a file has them. It cannot say that a solution was shown or a challenge put away, but brought in elsewhere neither may score again: that is its lock
    /// there. A draft's release is a plan, which in a file would publish it; what was put away before it opened is as good as a draft.
    /// </summary>
    private static (long? Release, long? Lock, long? Hours) TimesOf(Challenge challenge)
    {
        var locks = challenge.LockHours is null ? challenge.LockedAt : null;
        var ended = challenge.SolutionShownAt < challenge.ArchivedAt ? challenge.SolutionShownAt : challenge.ArchivedAt ?? challenge.SolutionShownAt;
        if (challenge.IsDraft || challenge.ReleasedAt is not { } release || ended < release) return (null, locks, challenge.LockHours);
        if (ended is not { } end || end > challenge.LockedAt) return (release, locks, challenge.LockHours);
        return (release, Math.Max(end, Minute(release) + 60), null);
    }

    private static long Minute(long instant) => instant - instant % 60;

    /// <summary>The name of a part in a file: its own, or else made of its number, which never changes.</summary>
    public static string NameOf(Part part, IReadOnlyDictionary<long, string> partNames) =>
        partNames.TryGetValue(part.Id, out var name) ? name : string.Create(CultureInfo.InvariantCulture, $"p{part.Id}");

    /// <summary>One part as a file has it.</summary>
    public static BundlePart PartOf(Part part, string name)
    {
        var spec = PartMarking.SpecOf(part);
        return new BundlePart(name, part.Label, Split(spec))
        {
            Accepted = part.Accepted,
            Rejected = part.Rejected,
            Choices = part.Choices,
            Nudges = [.. part.Mistakes.Select(one => new BundleNudge(one.Answer, one.Nudge))],
        };
    }

    /// <summary>
    /// The file with what it leaves out filled in from <paramref name="old"/> and the rules, so that it can be compared: its name, the society's usual points, and the
    /// release of a challenge that is published, which no file takes back. Hours from a release that is not even planned (<paramref name="isPlanned"/>) are left out.
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

    /// <summary>A completed file as it would be stored over <paramref name="old"/>; its parts by name, where the challenge has them.</summary>
    public static (Challenge Challenge, List<Part> Parts) Store(BundleChallenge file, Challenge old, IReadOnlyList<Part> oldParts, IReadOnlyDictionary<long, string> partNames)
    {
        // Files know minutes. A time that the file leaves as it was stays to the second, and so does a lock that only stands in it for what ended the challenge.
        var (_, locks, hours) = TimesOf(old);
        var release = file.ReleaseAt is { } at && !(old.ReleasedAt is { } was && Minute(was) == at) ? at : old.ReleasedAt;
        var isSameLock = file.LockAfterHours == hours && (file.LockAt is { } end ? locks is { } before && Minute(before) == end : locks is null);
        var challenge = old with
        {
            Title = file.Title,
            KeyStage = file.KeyStage ?? "",
            Points = file.Points ?? old.Points,
            FirstBonus = file.FirstBonus ?? old.FirstBonus,
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
            parts.Add(Store(part, known));
        }
        if (isSameLock && release == old.ReleasedAt) return (challenge, parts);
        return (isSameLock ? challenge.ReleasedOn(release, old.LockHours, old.LockedAt) : challenge.ReleasedOn(release, file.LockAfterHours, file.LockAt), parts);
    }

    private static Part Store(BundlePart part, Part old) => old with
    {
        Label = part.Label,
        Answer = part.Answer.AlsoAccepted.Count == 0 ? part.Answer.Model : $"{part.Answer.Model} | {string.Join(" | ", part.Answer.AlsoAccepted)}",
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
        Mistakes = [.. part.Nudges.Select(nudge => new Mistake(nudge.Answer, nudge.Say))],
        RemovedAt = null,
    };

    // Of words, the first is the model and the others are wordings that are right too: a file may say it either way.
    private static AnswerSpec Split(AnswerSpec spec)
    {
        if (spec.Kind is not (AnswerKind.Text or AnswerKind.Choice)) return spec;
        var all = new List<string>();
        foreach (var wording in spec.Model.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) all.Add(wording);
        all.AddRange(spec.AlsoAccepted);
        return all.Count == 0 ? spec : spec with { Model = all[0], AlsoAccepted = all.GetRange(1, all.Count - 1) };
    }

    /// <summary>A title as a name for files: small letters, digits and dashes. Whether it is free says <see cref="FileNames"/>.</summary>
    public static string Slug(string title)
    {
        var slug = new StringBuilder();
        foreach (var c in Latin.Plain(title).ToLowerInvariant())
        {
            if (slug.Length == Bundle.MaxId) break;
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-' && c is not ('\'' or '’')) slug.Append('-');
        }
        var text = slug.ToString().Trim('-');
        return text.Length > 0 ? text : "challenge";
    }
}
