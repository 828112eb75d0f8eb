// The demo's challenges: the program's own, stored as an author's, with the answers that pupils will try.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Marking;

namespace MathsSoc.Hosting;

/// <summary>A part with its prepared model, and the right and wrong answers that the file gives for it.</summary>
internal sealed record DemoPart(Part Part, PreparedModel Model, IReadOnlyList<string> Right, IReadOnlyList<string> Wrong);

/// <summary>A stored challenge.</summary>
internal sealed record DemoChallenge(Challenge Challenge, IReadOnlyList<DemoPart> Parts);

/// <summary>Stores the challenges.</summary>
internal static class DemoChallenges
{
    /// <summary>Stores a challenge that opens at <paramref name="release"/>, written by <paramref name="authorId"/> days before.</summary>
    public static DemoChallenge Store(
        Sql sql, BundleChallenge file, IEnumerable<ReadyPicture> pictures, Rules rules, long authorId, long release, long written)
    {
        var (challenge, rows) = ChallengeBundles.Store(
            file, Challenge.Draft(rules.Scoring, authorId, DemoPeople.Author), [], new Dictionary<long, string>());
        var id = Challenges.Add(
            sql, (challenge with { IsDraft = false }).ReleasedOn(release, file.LockAfterHours, null), written,
            file.Id ?? ChallengeBundles.Slug(file.Title));
        var ids = Parts.Save(sql, id, rows, written);
        for (var i = 0; i < ids.Count; i++) FileNames.NamePart(sql, ids[i], file.Parts[i].Id);
        foreach (var (_, hash, bytes) in pictures)
            if (file.Statement.Contains(hash, StringComparison.Ordinal))
                Uploads.Add(sql, UploadOwner.Challenge(id),
                    new Upload(hash, UploadTypes.Find(bytes)!, bytes.Length, ImportedFiles.AltIn(file.Statement, hash)), authorId, written);

        var parts = new List<DemoPart>();
        foreach (var row in Parts.List(sql, id)) parts.Add(PartOf(row, file.Parts[parts.Count]));
        return new DemoChallenge(Challenges.Find(sql, id)!, parts);
    }

    /// <summary>The engine's own verdict sorts the answers; one in the wrong form, which costs nothing, is left out.</summary>
    private static DemoPart PartOf(Part row, BundlePart part)
    {
        var model = new PreparedModel(PartMarking.SpecOf(row));
        var (right, wrong) = (new List<string>(), new List<string>());
        Take(part.Answer.Model);
        foreach (var answer in part.Accepted) Take(answer);
        // The most common mistakes come first.
        foreach (var hint in part.Hints) Take(hint.Answer);
        foreach (var answer in part.Rejected) Take(answer);
        return new DemoPart(row, model, right, wrong);

        void Take(string typed)
        {
            var verdict = model.Mark(typed).Verdict;
            var list = verdict == Verdict.Right ? right : wrong;
            if (verdict is Verdict.Right or Verdict.Wrong && !list.Contains(typed)) list.Add(typed);
        }
    }
}
