// The pages on which challenges are written: the list of all challenges, and the form of one, with its preview and pictures.
using System.Globalization;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One line of the list. <c>When</c> is the challenge's next time, such as its release or lock.</summary>
/// <param name="Competition">The title of the competition it belongs to; null: it is one of the society's own.</param>
public sealed record AuthorRow(AuthorLine Line, string State, DueText When, string? Competition);

/// <summary>The authors' list. It names no members, since editors may see no personal data.</summary>
/// <param name="Form">The filter.</param>
/// <param name="New">The form that creates a challenge.</param>
public sealed record AuthorListModel(
    FormView Form,
    FormView New,
    IReadOnlyList<Choice> States,
    IReadOnlyList<AuthorRow> Rows,
    long Total,
    int Page,
    int Pages)
{
    public string? Notice { get; init; }

    /// <summary>The competitions to filter by; empty: there is none.</summary>
    public required IReadOnlyList<Choice> Competitions { get; init; }

    public bool IsFiltered => Form["q"].Length + Form["state"].Length + Form["competition"].Length > 0;

    public string PathOf(int page) => $"/admin/challenges?q={Uri.EscapeDataString(Form["q"])}&state={Form["state"]}"
        + $"&competition={Form["competition"]}&page={page}";
}

/// <summary>The page with the form of one challenge.</summary>
public sealed record AuthorModel
{
    /// <summary>The challenge as it is stored.</summary>
    public required Challenge Challenge { get; init; }

    public required FormView Form { get; init; }

    /// <summary>The headings of the parts in the form, in order.</summary>
    public required IReadOnlyList<string> Parts { get; init; }

    public required string State { get; init; }
    public required DueText When { get; init; }
    public string? Notice { get; init; }

    /// <summary>Whether the form contains changes that are not stored.</summary>
    public bool IsUnsaved { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What saving would change in the version that another author has saved meanwhile; null if no one has.</summary>
    public IReadOnlyList<string>? Conflict { get; init; }

    public AuthorPreview? Preview { get; init; }

    /// <summary>How usual answers would be marked: to the parts in the preview if there is one, else to the stored parts.</summary>
    public required AuthorTypings Typings { get; init; }

    public required IReadOnlyList<Upload> Pictures { get; init; }

    /// <summary>The form that uploads a picture.</summary>
    public required FormView Picture { get; init; }

    public bool HasAttempts { get; init; }

    /// <summary>When a draft may be published: now, at a time, or in the next free week.</summary>
    public required IReadOnlyList<Choice> Publish { get; init; }

    public required IReadOnlyList<Choice> Stages { get; init; }

    /// <summary>The competition it belongs to; null: it is one of the society's own.</summary>
    public Competition? Competition { get; init; }

    /// <summary>The parts that were taken out, and can be put back.</summary>
    public required IReadOnlyList<(long Id, string Name)> Removed { get; init; }

    public string Path => ChallengeEditor.PathOf(Challenge.Id);

    /// <summary>The HTML id that the next new part will have; adding a part leads to it.</summary>
    public string NextPart => ChallengeForm.Name(Parts.Count, "part");

    /// <summary>Whether the solution may be shown now.</summary>
    public required bool MayShowSolution { get; init; }
}

/// <summary>Maps /admin/challenges, /admin/challenges/new and /admin/challenges/{id}.</summary>
public static class AdminChallengeEndpoints
{
    private const int MaxPages = 200;

    public static void Map(RouteGroup content, HeavyJobs heavy, ChallengePictures pictures)
    {
        content.Page("/admin/challenges", "challenges.list", visit => List(visit, new FormView(), StatusCodes.Status200OK));
        content.Post("/admin/challenges/new", "challenges.add", Add).WithMetadata(FilledForm.Shown);
        content.Page("/admin/challenges/{id}", "challenges.edit_page", Show);
        content.Post("/admin/challenges/{id}", "challenges.edit",
            visit => ChallengeForm.IsLong(visit.Form) ? heavy.Run(visit, one => Edit(one, pictures)) : Edit(visit, pictures))
            .WithMetadata(BodyLimit.Challenge, FilledForm.Shown);
    }

    private static async Task<IResult> List(Visit visit, FormView adding, int status)
    {
        var form = new FormView
        {
            ["q"] = visit.Query("q"), ["state"] = visit.Query("state"), ["competition"] = visit.Query("competition"),
        };
        var (state, competition) = (EnumText.Parse<ChallengeState>(form["state"]), FormReader.IdIn(form["competition"]));
        if (state is null) form["state"] = "";
        if (competition is null) form["competition"] = "";
        var (now, wanted) = (visit.Now, Rules.Whole(visit.Query("page"), 1, MaxPages) ?? 1);
        var (total, page, lines, all) = await visit.Read(sql =>
        {
            var total = AuthorList.Count(sql, state, form["q"], now, competition);
            var page = (int)Math.Clamp(wanted, 1, Math.Max(1, (total + AuthorList.PageSize - 1) / AuthorList.PageSize));
            var lines = AuthorList.List(sql, state, form["q"], now, (page - 1) * AuthorList.PageSize, competition);
            return (total, page, lines, Competitions.ListAll(sql));
        });
        var notice = visit.Query("said") switch
        {
            "deleted" => "The draft was deleted.",
            "imported" => "The files were brought in.",
            "ready" => "The twenty problems are here, as drafts: pupils see none of them before you publish it. Begin with any.",
            "not-empty" => "There are challenges here already, so nothing was brought in.",
            _ => null,
        };
        var states = new List<Choice> { new("", "Every state") };
        foreach (var one in Enum.GetValues<ChallengeState>()) states.Add(new Choice(EnumText.Of(one), ChallengeWords.Of(one)));
        var pages = (int)((total + AuthorList.PageSize - 1) / AuthorList.PageSize);
        var competitions = new List<Choice> { new("", "All challenges"), new("0", "The society’s own") };
        foreach (var one in all) competitions.Add(new Choice($"{one.Id}", one.Title));
        var rows = lines.ConvertAll(line => Row(line, now, all.Find(one => one.Id == line.Challenge.CompetitionId)?.Title));
        var model = new AuthorListModel(form, adding, states, rows, total, page, pages)
        {
            Notice = notice, Competitions = all.Count > 0 ? competitions : [],
        };
        return visit.Page(new Pages_AdminChallenges { Frame = visit.Frame, Model = model }, status);
    }

    private static AuthorRow Row(AuthorLine line, long now, string? competition) =>
        new(line, ChallengeWords.Of(line.Challenge.StateAt(now)), WhenOf(line.Challenge, now), competition);

    private static DueText WhenOf(Challenge challenge, long now) => challenge.StateAt(now) switch
    {
        ChallengeState.Draft => challenge.ReleasedAt is { } planned
            ? new DueText("Planned for", planned)
            : new DueText("No time yet", null),
        ChallengeState.Scheduled =>
            new DueText($"Opens in {ChallengeWords.Span(challenge.ReleasedAt!.Value - now)}:", challenge.ReleasedAt),
        ChallengeState.Open => challenge.LockedAt is { } locks ? new DueText("Closes", locks) : new DueText("Never closes", null),
        ChallengeState.Locked => challenge.SolutionShownAt is { } shown
            ? new DueText("Solution shown since", shown)
            : new DueText("Since", challenge.LockedAt),
        _ => new DueText("Since", challenge.ArchivedAt),
    };

    private static async Task<IResult> Add(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var title = form.Line("title", "Title", Bundle.MaxTitle);
        if (!form.IsGood) return await List(visit, form.View, StatusCodes.Status422UnprocessableEntity);
        var id = await visit.Write(sql =>
        {
            var empty = Challenge.Draft(visit.Rules.Scoring, visit.Member.MemberId, visit.Member.DisplayName);
            var draft = empty with { Title = title };
            var added = Challenges.Add(sql, draft, visit.Now, ChallengeBundles.Slug(title));
            Audit.Add(sql, visit.Actor, "challenge.add", visit.Now, "challenge", added);
            return added;
        });
        return visit.SeeOther(ChallengeEditor.PathOf(id));
    }

    private static async Task<IResult> Show(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { } desk) return visit.NotFound();
        var form = ChallengeForm.Fill(desk.Challenge, desk.Parts);
        if (desk.Parts.Count == 0) ChallengeForm.AppendEmpty(form);
        return await desk.Page(form, ForgottenPicture.NoticeOf(visit.Query("said"), Notice));
    }

    private static string? Notice(string code) => code switch
    {
        "published-now" => "It is saved and published: pupils see it now.",
        "saved" => "It is saved.",
        "published" => "It is saved and published. It shows itself to pupils when its time comes.",
        "draft" => "It is a draft again: pupils do not see it.",
        "remarked" => "It is saved, and the answers are marked anew. Every member concerned finds the reason beside their points.",
        "copied" => "This is the copy, a draft.",
        "shown" => "The solution is shown. Pupils can practise now.",
        "archived" => "It is archived. What was earned with it stays.",
        "restored" => "It is out again.",
        "picture" => AuthorPictures.Here,
        _ => null,
    };

    private static async Task<IResult> Edit(Visit visit, ChallengePictures pictures)
    {
        if (await ChallengeEditor.Find(visit) is not { } desk) return visit.NotFound();
        var wish = visit.Form["do"].ToString();
        if (wish == "load") return await Load(visit, desk);
        var typed = ChallengeForm.Read(visit.Form, desk.Challenge, desk.AllParts, desk.Stages, wish);
        if (wish is ChallengeForm.PublishNow or ChallengeForm.Schedule) wish = "publish";
        if (wish is "save" or "publish" or "draft" or "") return await ChallengeSaving.Save(visit, desk, typed, wish);
        if (visit.Form is not KeptForm && await pictures.Act(visit, typed.View, wish) is { } done) return done;
        var notice = ForgottenPicture.Find(visit.Form);
        if (wish == "preview") return await desk.Page(typed.View, notice, preview: await AuthorPreview.Of(desk, typed), isUnsaved: true);
        return await desk.Page(Rearranged(desk, typed.View, wish), notice, isUnsaved: true);
    }

    /// <summary>The form after a part was added, moved, taken out or put back. Nothing is saved.</summary>
    private static FormView Rearranged(ChallengeEditor desk, FormView form, string wish)
    {
        var order = new List<int>();
        for (var i = 0; i < ChallengeForm.CountParts(form); i++) order.Add(i);
        var dash = wish.IndexOf('-');
        var action = dash < 0 ? wish : wish[..dash];
        long.TryParse(dash < 0 ? "" : wish[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var at = (int)Math.Min(number, int.MaxValue);
        if (action == "up" && at > 0 && at < order.Count) (order[at - 1], order[at]) = (order[at], order[at - 1]);
        if (action == "down" && at + 1 < order.Count) (order[at + 1], order[at]) = (order[at], order[at + 1]);
        if (action == "remove" && at < order.Count) order.RemoveAt(at);
        var next = ChallengeForm.Rearrange(form, order);
        if (order.Count == Bundle.MaxParts) return next;
        if (action == "add") ChallengeForm.AppendEmpty(next);
        if (action == "back" && ChallengeForm.Find(desk.AllParts, number) is { } part) ChallengeForm.Append(next, part);
        return next;
    }

    /// <summary>Fills the form from a file, for changes that an import may not make by itself.</summary>
    private static async Task<IResult> Load(Visit visit, ChallengeEditor desk)
    {
        var (file, errors) = Bundle.Read(visit.Form["bundle"].ToString());
        if (file is null)
        {
            var form = ChallengeForm.Fill(desk.Challenge, desk.Parts);
            foreach (var error in errors) form.Fail("", $"The file, line {error.Line}: {error.Message}");
            return await desk.Page(form, null, status: StatusCodes.Status422UnprocessableEntity);
        }
        var names = desk.PartNames;
        var old = ChallengeBundles.Of(desk.Challenge, desk.Parts, desk.FileId, names);
        var whole = ChallengeBundles.Complete(file, old, desk.Challenge.ReleasedAt is not null, visit.Rules.Scoring);
        var (challenge, parts) = ChallengeBundles.Store(whole, desk.Challenge, desk.AllParts, names);
        var filled = ChallengeForm.Fill(challenge, parts);
        return await desk.Page(filled, "This is what the file says. Nothing is saved yet.", isUnsaved: true);
    }
}
