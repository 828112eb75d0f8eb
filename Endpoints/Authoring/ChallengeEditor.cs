// One challenge that is being edited: everything stored about it, read once per request, and the page with its form.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The stored challenge. Created by <see cref="Find(Visit)"/>.</summary>
/// <param name="Parts">The current parts, in order; <paramref name="AllParts"/> includes those that were taken out.</param>
/// <param name="LastAttempt">The id of the newest answer; 0 if there is none.</param>
/// <param name="FileId">The challenge's id in challenge files.</param>
internal sealed record ChallengeEditor(
    Visit Visit,
    Challenge Challenge,
    IReadOnlyList<Part> Parts,
    IReadOnlyList<Part> AllParts,
    IReadOnlyList<Upload> Pictures,
    long LastAttempt,
    string FileId,
    IReadOnlyDictionary<long, string> PartNames)
{
    /// <summary>The competition it belongs to; null: it is one of the society's own.</summary>
    public Competition? Competition { get; init; }

    /// <summary>Whom it can be for: the competition's divisions, or the society's key stages.</summary>
    public IReadOnlyList<KeyStage> Stages => Competition?.DivisionList ?? Visit.Rules.KeyStages;

    /// <summary>The address of a challenge's form.</summary>
    public static string PathOf(long id) => $"/admin/challenges/{id}";

    /// <summary>Whether any member has answered it.</summary>
    public bool HasAttempts => LastAttempt > 0;

    /// <summary>
    /// The id that must still be the newest answer's when this is saved; null if saving changes no verdict and hides no answer.
    /// </summary>
    public long? LastAttemptFor(Challenge challenge, IReadOnlyList<Part> next)
    {
        if (challenge.IsByPart != Challenge.IsByPart) return LastAttempt;
        if (challenge.IsDraft != Challenge.IsDraft || challenge.ReleasedAt != Challenge.ReleasedAt) return LastAttempt;
        foreach (var old in AllParts)
        {
            var isAffected = ChallengeForm.Find(next, old.Id) is { } now ? ChallengeChecks.IsKeyChanged(old, now) : old.RemovedAt is null;
            if (isAffected) return LastAttempt;
        }
        return null;
    }

    /// <summary>The challenge in the address; null if there is none.</summary>
    public static async Task<ChallengeEditor?> Find(Visit visit) => visit.Id() is { } id ? await Find(visit, id) : null;

    /// <summary>The challenge with this id; null if there is none.</summary>
    public static Task<ChallengeEditor?> Find(Visit visit, long id) => visit.Read(sql => Challenges.Find(sql, id) is { } challenge
        ? new ChallengeEditor(
            visit,
            challenge,
            Data.Parts.List(sql, id),
            Data.Parts.ListAll(sql, id),
            Uploads.List(sql, UploadOwner.Challenge(id)),
            KeyChange.LastAttempt(sql, id),
            FileNames.OfChallenge(sql, id),
            FileNames.OfParts(sql, id))
        {
            Competition = challenge.CompetitionId is { } competition ? Competitions.Find(sql, competition) : null,
        }
        : null);

    /// <summary>How the texts are rendered: only pictures that were uploaded are shown.</summary>
    public Task<MarkdownSettings> Settings(Challenge challenge) => SettingsFor(Visit, challenge);

    public static Task<MarkdownSettings> SettingsFor(Visit visit, Challenge challenge, IReadOnlyList<SentPicture>? brought = null) =>
        AuthorTexts.SettingsFor(visit, challenge.Body + "\n" + challenge.Solution, brought);

    /// <summary>The page with the form.</summary>
    public async Task<IResult> Page(FormView form, string? notice, AuthorPreview? preview = null, IReadOnlyList<string>? conflict = null,
        FormView? picture = null, bool isUnsaved = false, int status = StatusCodes.Status200OK)
    {
        var headings = new List<string>();
        var shown = new List<long>();
        var count = ChallengeForm.CountParts(form);
        for (var i = 0; i < count; i++)
        {
            headings.Add(ChallengeChecks.Heading(Part.New(form[ChallengeForm.Name(i, "label")], ""), i, count));
            if (long.TryParse(form[ChallengeForm.Name(i, "id")], out var id)) shown.Add(id);
        }
        var removed = new List<(long, string)>();
        foreach (var part in AllParts)
            if (part.RemovedAt is not null && !shown.Contains(part.Id))
                removed.Add((part.Id, part.Label.Length > 0 ? Markdown.Line(part.Label).Spoken : part.Answer));
        var texts = isUnsaved || form.HasErrors ? null : RenderedTexts.Of(Challenge, await Settings(Challenge));
        var typings = texts is null ? preview?.Typings ?? [] : AuthorTypings.Of(Parts, texts);
        var standing = ChallengeRules.For(Challenge, Visit.Reader, Visit.Now);
        var week = Challenge.IsDraft && Competition is null ? await Visit.Read(sql => WeeklySlots.FindFree(sql, Visit.Now)) : null;
        var model = new AuthorModel
        {
            Challenge = Challenge,
            Form = form,
            Parts = headings,
            State = ChallengeWords.Of(standing.State),
            MayShowSolution = !Challenge.IsDraft && Challenge.SolutionShownAt is null
                && standing.State is ChallengeState.Open or ChallengeState.Locked,
            When = ChallengeWords.WhenOf(Challenge, standing, Visit.Now),
            Notice = notice,
            IsUnsaved = isUnsaved,
            Warnings = texts is null ? [] : ChallengeChecks.Warnings(Challenge, Parts, texts),
            Typings = new AuthorTypings(typings, Visit.Frame.Link("/admin/help/marking")),
            Conflict = conflict,
            Preview = preview,
            Pictures = Pictures,
            Picture = picture ?? new FormView(),
            HasAttempts = HasAttempts,
            Publish = Competition is not null ? PublishChoices(Competition) : week is null ? [] : PublishChoices(week),
            Competition = Competition,
            Stages = StageChoices(),
            Removed = removed,
        };
        return Visit.Page(new Pages_AdminChallenge { Frame = Visit.Frame, Model = model }, status);
    }

    private List<Choice> PublishChoices(WeeklySlot week) =>
    [
        new(ChallengeForm.Now, "Now"),
        new(ChallengeForm.At, "At the time below"),
        new(ChallengeForm.Week, "In the next free week", $"It opens on {SchoolTime.Moment(week.Opens, Visit.Now)} "
            + $"and closes on {SchoolTime.Moment(week.Closes, Visit.Now)}, whatever is chosen below."),
    ];

    private List<Choice> PublishChoices(Competition competition) =>
    [
        new(ChallengeForm.Now, "With the competition", $"It opens on {SchoolTime.Moment(competition.OpensAt, Visit.Now)}."),
        new(ChallengeForm.At, "At the time below, while the competition is open"),
    ];

    // A key stage that has since been renamed stays with the challenge until an author chooses another.
    private List<Choice> StageChoices()
    {
        var stages = StagesOf(Stages, Competition is null ? "All: for everybody" : "All divisions");
        if (!stages.Exists(stage => stage.Value.Equals(Challenge.KeyStage, StringComparison.OrdinalIgnoreCase)))
            stages.Add(new Choice(Challenge.KeyStage, Challenge.KeyStage));
        return stages;
    }

    /// <summary>Key stages or divisions to choose from, after <paramref name="all"/> of them.</summary>
    public static List<Choice> StagesOf(IReadOnlyList<KeyStage> list, string all)
    {
        var stages = new List<Choice> { new("", all) };
        foreach (var stage in list) stages.Add(new Choice(stage.Name, stage.Name));
        return stages;
    }
}
