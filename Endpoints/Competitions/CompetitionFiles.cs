// A whole competition as files and back: its own file and those of its challenges, with their pictures and without any people.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What bringing in the files of a competition would make.</summary>
/// <param name="One">The competition, a draft; null: its own file has mistakes, so nothing is made.</param>
/// <param name="By">How far its dates are moved from those in the file.</param>
/// <param name="Files">The plan of its own file, then those of the challenges.</param>
internal sealed record CompetitionPlan(Competition? One, TimeSpan By, List<FilePlan> Files)
{
    /// <summary>The challenges that would be made.</summary>
    public IEnumerable<FilePlan> Challenges => Files.Where(static plan => plan.Next is not null && plan.Fate == FileAction.Add);
}

/// <summary>Converts stored competitions to files, plans what files would make, and carries a plan out.</summary>
internal static class CompetitionFiles
{
    /// <summary>The first in the zip file, in front of the numbers of the challenges.</summary>
    public const string OwnName = "00-competition.md";

    /// <summary>
    /// A challenge as its file in the competition. Only times of its own are in it: without them it opens and closes with the competition.
    /// </summary>
    public static string TextOf(Competition one, ChallengeEditor desk)
    {
        var challenge = desk.Challenge with { IsDraft = false, SolutionShownAt = null };
        return Bundle.Write(ChallengeBundles.Of(challenge, desk.Parts, desk.FileId, desk.PartNames) with
        {
            ReleaseAt = challenge.ReleasedAt == one.OpensAt ? null : challenge.ReleasedAt,
            LockAt = challenge.LockedAt == one.ClosesAt ? null : challenge.LockedAt,
            LockAfterHours = null,
        });
    }

    /// <summary>
    /// What these files would make. Without <paramref name="opensAt"/> the dates stay, or move by whole years until the opening lies ahead.
    /// A sentence instead if the files are not those of one competition.
    /// </summary>
    public static async Task<(CompetitionPlan? Plan, string? Problem)> Plan(
        Visit visit, UploadFolder folder, SentFiles files, long? opensAt)
    {
        var own = files.Texts.Where(static file => CompetitionBundle.IsCompetition(file.Text)).ToList();
        if (own.Count == 0)
            return (null, "None of these is a competition’s own file. Choose the zip file that was downloaded from its page, or all "
                + $"that was in it: {OwnName} has its times and its texts.");
        if (own.Count > 1) return (null, "These are the files of several competitions. Bring in one at a time.");
        var (name, text) = own[0];
        var (one, by, plan) = PlanOwn(visit, name, text, opensAt);
        var plans = new List<FilePlan> { plan };
        if (one is null) return (new CompetitionPlan(null, by, plans), null);
        foreach (var (each, challenge) in files.Texts)
        {
            // Each file may take a while; other requests get their turn in between.
            await Task.Yield();
            if (challenge == text) continue;
            var next = await ChallengeImport.Plan(visit, folder, each, challenge, files.Pictures, one);
            plans.Add(Timed(next, one, by).BesideOthers(plans));
        }
        return (new CompetitionPlan(one, by, plans), null);
    }

    private static (Competition? One, TimeSpan By, FilePlan Plan) PlanOwn(Visit visit, string name, string text, long? opensAt)
    {
        var (file, errors) = CompetitionBundle.Read(text);
        if (file is null) return Refused("", errors.Select(static error => $"Line {error.Line}: {error.Message}"));
        var by = opensAt is { } at ? CompetitionDates.To(file, at) : CompetitionDates.ToComing(file, visit.Now);
        var one = CompetitionDates.Move(file, by) with { CreatedBy = visit.Member.MemberId };
        var form = new FormReader(FormCollection.Empty);
        foreach (var (field, sentence) in CompetitionChanges.FindProblems(file with { Id = 0 }, one, new CompetitionUse(), visit.Now))
            form.Fail(field, sentence);
        var texts = new CompetitionTexts(one, visit.Root);
        ChallengeChecks.FailLine(form, "title", "Title", one.Title);
        AuthorTexts.Fail(form, "body", "About", texts.Body, live: false);
        AuthorTexts.Fail(form, "fairness", "Fairness", texts.Fairness, live: false);
        if (!form.IsGood) return Refused(one.Title, form.View.Errors.Select(static error => error.Sentence));
        string[] sentences =
        [
            by == TimeSpan.Zero ? "A new competition, as a draft, at the dates in its file."
                : $"A new competition, as a draft. Its dates are moved: in its file it opens on {SchoolTime.Time(file.OpensAt)}.",
            $"It opens on {SchoolTime.Time(one.OpensAt)} and closes on {SchoolTime.Time(one.ClosesAt)}.",
            $"Enrolment is from {SchoolTime.Time(one.EnrolFrom)} to {SchoolTime.Time(one.EnrolUntil)}.",
            "No school and no pupil comes with it: schools are invited anew.",
        ];
        return (one, by, new FilePlan(name, text, one.Title, FileAction.Add, sentences, [], null));

        (Competition?, TimeSpan, FilePlan) Refused(string title, IEnumerable<string> problems) =>
            (null, TimeSpan.Zero, ChallengeImport.Refused(name, text, title, problems));
    }

    /// <summary>The plan with the challenge's times: its own, moved with the competition's, if they are within those.</summary>
    private static FilePlan Timed(FilePlan plan, Competition one, TimeSpan by)
    {
        if (plan is not { Next: { } next, Written: { } written }) return plan;
        var opens = written.ReleaseAt is { } release ? CompetitionDates.Move(release, by) : one.OpensAt;
        var closes = written.LockAfterHours is { } hours ? opens + hours * 3600L
            : written.LockAt is { } locks ? CompetitionDates.Move(locks, by) : one.ClosesAt;
        if (opens >= one.OpensAt && closes > opens && closes <= one.ClosesAt)
            return plan with { Next = next.ReleasedOn(opens, null, closes) };
        return plan with
        {
            Next = next.ReleasedOn(one.OpensAt, null, one.ClosesAt),
            Sentences = [.. plan.Sentences,
                "Its own times are not between the competition’s opening and close, so it opens and closes with the competition."],
        };
    }

    /// <summary>
    /// Makes the competition and its challenges, and returns its id; of a form that was sent before, the id that it was given then. Null:
    /// there is no room for the pictures.
    /// </summary>
    public static long? Apply(Sql sql, Visit visit, UploadFolder folder, CompetitionPlan plan, string key, StagedFiles staged)
    {
        if (Competitions.FindByForm(sql, key) is { } before) return before;
        if (FindProblem(sql, folder, plan) is not null) return null;
        var id = Competitions.Add(sql, plan.One!, key, visit.Now);
        Audit.Add(sql, visit.Actor, "competition.import", visit.Now, "competition", id);
        foreach (var challenge in plan.Challenges)
            ChallengeImport.Add(sql, visit, challenge, challenge.Next! with { CompetitionId = id }, staged);
        return id;
    }

    /// <summary>A sentence on why the pictures of all challenges together may not be stored; null if they may.</summary>
    public static string? FindProblem(Sql sql, UploadFolder folder, CompetitionPlan plan) =>
        ImportedFiles.FindProblem(sql, folder, [.. plan.Challenges.SelectMany(static one => one.Pictures)
            .DistinctBy(static picture => picture.Hash)], null);
}
