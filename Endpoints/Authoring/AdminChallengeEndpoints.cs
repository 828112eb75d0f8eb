// Where challenges are written: the list of all of them, and the form of one, with its preview and its pictures.
using System.Globalization;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One line of the list. <c>When</c> says how the challenge's life goes on.</summary>
public sealed record AuthorRow(AuthorLine Line, string State, When When);

/// <summary>The authors' list. Nobody is named in it: editors see no personal data.</summary>
/// <param name="Form">The filter.</param>
/// <param name="New">The form that begins a challenge.</param>
public sealed record AuthorListModel(FormView Form, FormView New, IReadOnlyList<Choice> States, IReadOnlyList<AuthorRow> Rows, long Total, int Page, int Pages, string? Notice)
{
    public bool IsFiltered => Form["q"].Length + Form["state"].Length > 0;

    public string PathOf(int page) => FormattableString.Invariant($"/admin/challenges?q={Uri.EscapeDataString(Form["q"])}&state={Form["state"]}&page={page}");
}

/// <summary>The form of one challenge and what stands around it.</summary>
/// <param name="Challenge">As it is stored.</param>
/// <param name="Parts">What the parts of the form are called, in order.</param>
/// <param name="Conflict">What would change over what somebody else has saved meanwhile; null: nobody has.</param>
/// <param name="Picture">The form that sends a picture.</param>
/// <param name="IsUnsaved">Whether the form holds more than is stored.</param>
public sealed record AuthorModel(Challenge Challenge, FormView Form, IReadOnlyList<string> Parts, string State, When When, string? Notice, bool IsUnsaved,
    IReadOnlyList<string> Warnings, IReadOnlyList<string>? Conflict, AuthorPreview? Preview, IReadOnlyList<Upload> Pictures, FormView Picture,
    bool HasAttempts, IReadOnlyList<Choice> Stages, IReadOnlyList<(long Id, string Name)> Removed)
{
    public string Path => ChallengeEditor.PathOf(Challenge.Id);

    /// <summary>The id that one more part will have: whoever adds one is led to it.</summary>
    public string NextPart => ChallengeForm.Name(Parts.Count, "part");

    /// <summary>Whether the solution may be shown now.</summary>
    public bool MayShowSolution => !Challenge.IsDraft && Challenge.SolutionShownAt is null && State is "Open" or "Locked";
}

/// <summary>One part of the form. <c>Path</c> is the form's address, with the site's root.</summary>
public sealed record AuthorPart(FormView Form, int Index, int Count, string Heading, string Path)
{
    /// <summary>Whether something is filled in, or wrong, among what is folded away otherwise.</summary>
    public bool IsOpen
    {
        get
        {
            foreach (var input in (string[])["choices", "letters", "complex"])
                if (Form[ChallengeForm.Name(Index, input)].Length > 0 || Form.FindError(ChallengeForm.Name(Index, input)) is not null) return true;
            return Form[ChallengeForm.Name(Index, "angle")] is "degrees" or "radians";
        }
    }
}

/// <summary>Maps /admin/challenges, /admin/challenges/new and /admin/challenges/{id}.</summary>
public static class AdminChallengeEndpoints
{
    private const int MostPages = 200;

    public static void Map(RouteGroup content)
    {
        content.Page("/admin/challenges", "challenges.list", visit => List(visit, new FormView(), StatusCodes.Status200OK));
        content.Post("/admin/challenges/new", "challenges.add", Add);
        content.Page("/admin/challenges/{id}", "challenges.edit_page", Show);
        content.Post("/admin/challenges/{id}", "challenges.edit", Edit).WithMetadata(BodyLimit.Challenge);
    }

    private static async Task<IResult> List(Visit visit, FormView adding, int status)
    {
        var form = new FormView { ["q"] = visit.Query("q"), ["state"] = visit.Query("state") };
        var state = Names.Parse<ChallengeState>(form["state"]);
        if (state is null) form["state"] = "";
        var (now, asked) = (visit.Now, Rules.Whole(visit.Query("page"), 1, MostPages) ?? 1);
        var (total, page, lines) = await visit.Read(sql =>
        {
            var total = AuthorList.Count(sql, state, form["q"], now);
            var page = (int)Math.Clamp(asked, 1, Math.Max(1, (total + AuthorList.PageSize - 1) / AuthorList.PageSize));
            return (total, page, AuthorList.List(sql, state, form["q"], now, (page - 1) * AuthorList.PageSize));
        });
        var notice = visit.Query("said") switch
        {
            "deleted" => "The draft was deleted.",
            "imported" => "The files were brought in.",
            _ => null,
        };
        var model = new AuthorListModel(form, adding, [new("", "Every state"), .. Enum.GetValues<ChallengeState>().Select(one => new Choice(Names.Of(one), ChallengeWords.Of(one)))],
            lines.ConvertAll(line => Row(line, now)), total, page, (int)((total + AuthorList.PageSize - 1) / AuthorList.PageSize), notice);
        return visit.Page(new Pages_AdminChallenges { Frame = visit.Frame, Model = model }, status);
    }

    private static AuthorRow Row(AuthorLine line, long now) => new(line, ChallengeWords.Of(line.Challenge.StateAt(now)), WhenOf(line.Challenge, now));

    private static When WhenOf(Challenge challenge, long now) => challenge.StateAt(now) switch
    {
        ChallengeState.Draft => challenge.ReleasedAt is { } planned ? new When("Planned for", planned) : new When("No time yet", null),
        ChallengeState.Scheduled => new When($"Goes live in {ChallengeWords.Span(challenge.ReleasedAt!.Value - now)}:", challenge.ReleasedAt),
        ChallengeState.Open => challenge.LockedAt is { } locks ? new When("Locks on", locks) : new When("Never locks", null),
        ChallengeState.Locked => challenge.SolutionShownAt is { } shown ? new When("Solution shown since", shown) : new When("Locked since", challenge.LockedAt),
        _ => new When("Put away on", challenge.ArchivedAt),
    };

    private static async Task<IResult> Add(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var title = form.Line("title", "Title", Bundle.MaxTitle);
        if (!form.IsGood) return await List(visit, form.View, StatusCodes.Status422UnprocessableEntity);
        var id = await visit.Write(sql =>
        {
            var draft = Challenge.Draft(visit.Rules.Scoring, visit.Member.MemberId, visit.Member.DisplayName) with { Title = title };
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
        return await desk.Page(form, Notice(visit.Query("said")));
    }

    private static string? Notice(string said) => said switch
    {
        "saved" => "It is saved.",
        "published" => "It is saved and published. It shows itself to pupils when its time comes.",
        "draft" => "It is a draft again: pupils do not see it.",
        "remarked" => "It is saved, and the answers are marked anew. Every member concerned finds the reason beside their points.",
        "copied" => "This is the copy, a draft.",
        "shown" => "The solution is shown. Pupils can practise now.",
        "archived" => "It is put away. What was earned with it stays.",
        "restored" => "It is out again.",
        "picture" => "The picture is here. Paste its line into the text where you want it.",
        "picture-removed" => "The picture is removed.",
        "picture-used" => "That picture is in the text. Take it out there and save, then remove it.",
        _ => null,
    };

    private static async Task<IResult> Edit(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { } desk) return visit.NotFound();
        var wish = visit.Form["do"].ToString();
        if (wish == "load") return await Load(visit, desk);
        var typed = ChallengeForm.Read(visit.Form, desk.Challenge, desk.AllParts, visit.Rules);
        if (wish is "save" or "publish" or "draft" or "") return await ChallengeSaving.Save(visit, desk, typed, wish);
        if (wish == "preview") return await desk.Page(typed.View, null, preview: await AuthorPreview.Of(desk, typed), isUnsaved: true);
        return await desk.Page(Rearranged(desk, typed.View, wish), null, isUnsaved: true);
    }

    /// <summary>The form after a part was added, moved, taken out or put back. Nothing is saved by that.</summary>
    private static FormView Rearranged(ChallengeEditor desk, FormView form, string wish)
    {
        var order = new List<int>();
        for (var i = 0; i < ChallengeForm.CountParts(form); i++) order.Add(i);
        var dash = wish.IndexOf('-');
        var deed = dash < 0 ? wish : wish[..dash];
        long.TryParse(dash < 0 ? "" : wish[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var at = (int)Math.Min(number, int.MaxValue);
        if (deed == "up" && at > 0 && at < order.Count) (order[at - 1], order[at]) = (order[at], order[at - 1]);
        if (deed == "down" && at + 1 < order.Count) (order[at + 1], order[at]) = (order[at], order[at + 1]);
        if (deed == "remove" && at < order.Count) order.RemoveAt(at);
        var next = ChallengeForm.Rearrange(form, order);
        if (order.Count == Bundle.MaxParts) return next;
        if (deed == "add") ChallengeForm.AppendEmpty(next);
        if (deed == "back" && ChallengeForm.Find(desk.AllParts, number) is { } part) ChallengeForm.Append(next, part);
        return next;
    }

    /// <summary>Fills the form from a file, for changes that an import leaves to the form.</summary>
    private static async Task<IResult> Load(Visit visit, ChallengeEditor desk)
    {
        var (file, errors) = Bundle.Read(visit.Form["bundle"].ToString());
        if (file is null)
        {
            var form = ChallengeForm.Fill(desk.Challenge, desk.Parts);
            foreach (var error in errors) form.Fail("", FormattableString.Invariant($"The file, line {error.Line}: {error.Message}"));
            return await desk.Page(form, null, status: StatusCodes.Status422UnprocessableEntity);
        }
        var names = desk.PartNames;
        var old = ChallengeBundles.Of(desk.Challenge, desk.Parts, desk.FileId, names);
        var (challenge, parts) = ChallengeBundles.Store(ChallengeBundles.Complete(file, old, desk.Challenge.ReleasedAt is not null, visit.Rules.Scoring), desk.Challenge, desk.AllParts, names);
        return await desk.Page(ChallengeForm.Fill(challenge, parts), "This is what the file says. Nothing is saved yet.", isUnsaved: true);
    }
}
