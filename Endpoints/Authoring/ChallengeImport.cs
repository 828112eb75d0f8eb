// Plans the import of challenge files, one by one, for the dry run, and carries a plan out.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What happens with a file.</summary>
public enum FileAction
{
    /// <summary>It has errors and is not imported.</summary>
    Refuse,

    /// <summary>It changes how answers are judged. It must go through the form, which shows whose points change.</summary>
    Review,

    Add,
    Change,

    /// <summary>It is the same as what is stored.</summary>
    Same,
}

/// <summary>One file and what its import would do.</summary>
/// <param name="Name">The file's name, or "the pasted text".</param>
/// <param name="Sentences">The errors with their lines, or the changes.</param>
/// <param name="Warnings">What its author may want to check.</param>
/// <param name="Here">The page of the challenge or article that it changes; null for a new one.</param>
public sealed record FilePlan(
    string Name,
    string Text,
    string Title,
    FileAction Fate,
    IReadOnlyList<string> Sentences,
    IReadOnlyList<string> Warnings,
    string? Here)
{
    /// <summary>The pictures that were sent with it, that its texts show, and that the challenge does not have yet.</summary>
    public IReadOnlyList<SentPicture> Pictures { get; init; } = [];

    /// <summary>Whether it is the file of an article or newsletter.</summary>
    public bool IsOfArticle { get; init; }

    /// <summary>What it would add or change, the same for two files of one challenge or article; null if it has errors.</summary>
    internal string? Meant =>
        File is { } challenge ? $"challenge {challenge.Id}" : Article is { } article ? $"article {article.File.Id}" : null;

    /// <summary>What would be stored of an article; null for a challenge, and if it has errors.</summary>
    internal ArticlePlan? Article { get; init; }

    internal BundleChallenge? File { get; init; }

    /// <summary>The challenge as it is written in the file, without what the file leaves out.</summary>
    internal BundleChallenge? Written { get; init; }

    /// <summary>
    /// This plan, or its refusal after the plans of other files: of two files for one challenge or article only the first is imported.
    /// </summary>
    internal FilePlan BesideOthers(IEnumerable<FilePlan> others)
    {
        foreach (var other in others)
        {
            if (Meant is null || Meant != other.Meant) continue;
            return this with
            {
                Fate = FileAction.Refuse,
                Sentences =
                    [$"{other.Name} is the same {(IsOfArticle ? "article" : "challenge")}: they have the same id or the same title."],
                Warnings = [],
            };
        }
        return this;
    }

    internal Challenge? Next { get; init; }
    internal IReadOnlyList<Part> Parts { get; init; } = [];
    internal ChallengeEditor? Desk { get; init; }
}

/// <summary>Plans imports, and carries one plan out.</summary>
internal static class ChallengeImport
{
    /// <summary>The plan of one file.</summary>
    /// <param name="competition">
    /// A competition that is brought in with it: the challenge is then a new one of it, whatever others there are here, and its times are
    /// for the caller to set. Null: one of the society's own, or whichever challenge the file means.
    /// </param>
    public static async Task<FilePlan> Plan(Visit visit, UploadFolder folder, string name, string text, IReadOnlyList<SentPicture> sent,
        Competition? competition = null)
    {
        var (written, errors) = Bundle.Read(text);
        if (written is null) return Refused(name, text, "", errors.Select(error => $"Line {error.Line}: {error.Message}"));
        var file = competition is null ? written : written with { ReleaseAt = null, LockAt = null, LockAfterHours = null };
        var found = competition is not null ? [] : await visit.Read(sql => FileNames.Find(sql, file.Id ?? "", file.Title));
        if (found.Count > 1)
            return Refused(name, text, file.Title, ["Several challenges here have this title. Say in the file which it means, "
                + "by the id that stands in that challenge’s own file, or give it a new id."]);
        var desk = found.Count == 1 ? await ChallengeEditor.Find(visit, found[0]) : null;
        var divided = competition ?? desk?.Competition;
        var stages = divided?.DivisionList ?? visit.Rules.KeyStages;
        if (file.KeyStage is { } stage && !stages.Any(one => one.Name == stage))
        {
            var (kind, known) = (divided is null ? "key stage" : "division", string.Join(", ", stages.Select(one => one.Name)));
            return Refused(name, text, file.Title, [$"There is no {kind} “{stage}” here. Those there are: {known}, or all."]);
        }
        var old = desk is null ? null : ChallengeBundles.Of(desk.Challenge, desk.Parts, desk.FileId, desk.PartNames);
        var whole = ChallengeBundles.Complete(file, old, desk?.Challenge.ReleasedAt is not null, visit.Rules.Scoring);
        var before = desk?.Challenge ?? Challenge.Draft(visit.Rules.Scoring, visit.Member.MemberId, visit.Member.DisplayName);
        var (next, parts) = ChallengeBundles.Store(whole, before, desk?.AllParts ?? [], desk?.PartNames ?? new Dictionary<long, string>());

        var pictures = ImportedFiles.Find(sent, next.Body + "\n" + next.Solution, desk?.Pictures ?? []);
        if (await visit.Read(sql => ImportedFiles.FindProblem(sql, folder, pictures, null)) is { } problem)
            return Refused(name, text, file.Title, [problem]);
        var texts = RenderedTexts.Of(next, await ChallengeEditor.SettingsFor(visit, next, pictures));

        var typed = new TypedChallenge(next, parts, new FormReader(FormCollection.Empty));
        ChallengeChecks.Fail(typed, texts, !next.IsDraft, parts.Count);
        if (ChallengeSaving.AnsweredProblem(before, next, desk is { HasAttempts: true }, visit.Now) is var (field, sentence))
            typed.Form.Fail(field, sentence);
        if (!typed.Form.IsGood) return Refused(name, text, file.Title, typed.View.Errors.Select(error => Located(error, file)));

        var changes = new List<string>(Bundle.Diff(old, whole));
        if (file.LockAfterHours is not null && whole.LockAfterHours is null)
            changes.Add("Its closing time is not kept, because it has no opening time yet: choose both on its page.");
        if (competition is null && desk is null && file.Id is not null
            && (await visit.Read(sql => FileNames.Find(sql, "", file.Title))).Count > 0)
            changes.Add("A challenge here has the same title but another id, so this one is added beside it.");
        ImportedFiles.Describe(changes, pictures);
        var isSame = old is not null && Bundle.Diff(old, whole).Count == 0 && pictures.Count == 0;
        var isReview = desk is { HasAttempts: true } && !isSame && await KeyVerdicts.Of(visit, desk, parts) is not null;
        var fate = isSame ? FileAction.Same : isReview ? FileAction.Review : desk is null ? FileAction.Add : FileAction.Change;
        var warnings = isSame ? [] : ChallengeChecks.Warnings(next, parts, texts);
        return new FilePlan(name, text, file.Title, fate, isSame ? [] : changes, warnings,
            desk is null ? null : ChallengeEditor.PathOf(desk.Challenge.Id))
        {
            Pictures = pictures,
            File = whole,
            Written = written,
            Next = next,
            Parts = parts,
            Desk = desk,
        };
    }

    /// <summary>Carries out a plan; false if the challenge has been added, saved or answered since it was planned.</summary>
    public static bool Apply(Sql sql, Visit visit, UploadFolder folder, FilePlan plan, StagedFiles staged)
    {
        var next = plan.Next!;
        if (ImportedFiles.FindProblem(sql, folder, plan.Pictures, null) is not null) return false;
        if (plan.Fate == FileAction.Add)
        {
            // If the button was pressed twice, the other request has added it already.
            if (FileNames.Find(sql, plan.Written!.Id ?? "", next.Title).Count > 0) return false;
            Add(sql, visit, plan, next, staged);
            return true;
        }
        var (result, partIds) = KeyChange.Save(sql, next, plan.Parts, visit.Now, plan.Desk!.LastAttemptFor(next, plan.Parts));
        if (result == SaveResult.Saved) Finish(sql, visit, plan, next.Id, partIds, staged);
        return result == SaveResult.Saved;
    }

    /// <summary>Adds the challenge of a plan as <paramref name="next"/>, whatever others there are here.</summary>
    public static void Add(Sql sql, Visit visit, FilePlan plan, Challenge next, StagedFiles staged)
    {
        var id = Challenges.Add(sql, next, visit.Now, plan.File!.Id!);
        Finish(sql, visit, plan, id, Parts.Save(sql, id, plan.Parts, visit.Now), staged);
    }

    // What an added and a changed challenge have in common.
    private static void Finish(Sql sql, Visit visit, FilePlan plan, long id, List<long> partIds, StagedFiles staged)
    {
        for (var i = 0; i < partIds.Count; i++) FileNames.NamePart(sql, partIds[i], plan.File!.Parts[i].Id);
        var text = plan.Next!.Body + "\n" + plan.Next.Solution;
        ImportedFiles.Take(sql, visit, UploadOwner.Challenge(id), text, plan.Pictures, staged);
        Audit.Add(sql, visit.Actor, "challenge.import", visit.Now, "challenge", id, plan.Fate == FileAction.Add ? "new" : "changed");
    }

    // In the form an error is shown at its field; for a file the part has to be named.
    private static string Located((string Field, string Sentence) error, BundleChallenge file)
    {
        var dash = error.Field.IndexOf('-');
        return dash > 1 && int.TryParse(error.Field.AsSpan(1, dash - 1), out var index) && index < file.Parts.Count
            ? $"Part {file.Parts[index].Id}: {error.Sentence}"
            : error.Sentence;
    }

    public static FilePlan Refused(string name, string text, string title, IEnumerable<string> sentences) =>
        new(name, text, title, FileAction.Refuse, [.. sentences], [], null);
}
