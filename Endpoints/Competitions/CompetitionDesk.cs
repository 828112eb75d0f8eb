// One competition on the desk of those who run it: as it is stored, how far it is in use, and the page with its form.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What every page of one competition opens with: its name, its state, and the way to its other pages.</summary>
/// <param name="Here">The address of the page itself.</param>
public sealed record CompetitionHead(SiteFrame Frame, Competition One, long Now, string Here, bool IsEditor)
{
    public string Path => $"/admin/competitions/{One.Id}";

    /// <summary>A sentence on what was done just now; null: nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>The pages of the competition; a student editor has only that of its challenges.</summary>
    public IReadOnlyList<BoardLink> Links =>
    [
        .. (IEnumerable<BoardLink>)(IsEditor ? [] : [Link("", "Numbers"), Link("/edit", "Text and times")]),
        Link("/challenges", "Challenges"),
        .. (IEnumerable<BoardLink>)(IsEditor ? [] : [Link("/schools", "Schools"), Link("/pupils", "Pupils"), Link("/results", "Results")]),
        .. (IEnumerable<BoardLink>)(IsEditor || One.IsDraft ? [] : [Link("/certificates", "Certificates")]),
    ];

    public static CompetitionHead Of(Visit visit, Competition one, string page, string? notice = null) =>
        new(visit.Frame, one, visit.Now, $"/admin/competitions/{one.Id}{page}", visit.Member.Role == Role.Editor) { Notice = notice };

    private BoardLink Link(string page, string words) => new(Path + page, words, Here == Path + page);
}

/// <summary>The page with the form.</summary>
public sealed record CompetitionFormModel
{
    /// <summary>As it is stored; its id is 0 for a new one.</summary>
    public required Competition Stored { get; init; }

    public required CompetitionHead Head { get; init; }
    public required FormView Form { get; init; }
    public required CompetitionUse Use { get; init; }

    /// <summary>Whether a change of the formula needs a reason.</summary>
    public required bool HasOpened { get; init; }

    /// <summary>What saving would change of what somebody else has saved in between; null: nobody has.</summary>
    public IReadOnlyList<string>? Conflict { get; init; }

    /// <summary>The two texts as pupils will read them; null: not asked for.</summary>
    public CompetitionTexts? Preview { get; init; }

    public bool IsUnsaved { get; init; }

    /// <summary>Sent with the wish for a copy: a form that is sent twice makes one.</summary>
    public string CopyKey { get; } = FormKey.New();

    public string Path => Stored.Id == 0 ? "/admin/competitions/new" : $"/admin/competitions/{Stored.Id}/edit";

    /// <summary>Who is in it at this moment, for whoever moves its times; null: nobody is.</summary>
    public string? InIt
    {
        get
        {
            if (Use.Enrolled == 0) return null;
            var enrolled = $"{English.Count(Use.Enrolled, "pupil")} {(Use.Enrolled == 1 ? "takes" : "take")} part";
            return Use.Running == 0 ? $"{enrolled}."
                : $"{enrolled}, and {Use.Running} of them {(Use.Running == 1 ? "is" : "are")} in their own minutes now. They keep the time "
                    + "that they were promised.";
        }
    }
}

/// <summary>Made by <see cref="Find"/> for one that is stored, and by <see cref="New"/> for a new one.</summary>
internal sealed record CompetitionDesk(Visit Visit, Competition Stored, CompetitionUse Use)
{
    public static string PathOf(long id) => $"/admin/competitions/{id}";

    /// <summary>The competition in the address; null if there is none.</summary>
    public static async Task<Competition?> FindOne(Visit visit) =>
        visit.Id() is { } id ? await visit.Read(sql => Competitions.Find(sql, id)) : null;

    /// <summary>The same with how far it is in use.</summary>
    public static async Task<CompetitionDesk?> Find(Visit visit) => visit.Id() is not { } id ? null
        : await visit.Read(sql => Competitions.Find(sql, id) is { } one
            ? new CompetitionDesk(visit, one, CompetitionChanges.FindUse(sql, one, one, visit.Now)) : null);

    public static CompetitionDesk New(Visit visit) => new(visit, CompetitionForm.Blank(visit.Rules), new CompetitionUse());

    /// <summary>
    /// Reads the form that was sent. The page to answer with, or null if what was read is valid and is to be stored.
    /// </summary>
    public async Task<(IResult? Page, Competition Ready)> Read()
    {
        var (ready, form) = CompetitionForm.Read(Visit.Form, Stored);
        var texts = new CompetitionTexts(ready, Visit.Root);
        AuthorTexts.Fail(form, "body", "About", texts.Body, !ready.IsDraft);
        AuthorTexts.Fail(form, "fairness", "Fairness", texts.Fairness, !ready.IsDraft);
        if (Visit.Form["do"].ToString() == CompetitionForm.Preview)
            return (Page(form.View, preview: texts, isUnsaved: true), ready);
        if (form.IsGood)
        {
            var use = Stored.Id == 0 ? Use
                : await Visit.Read(sql => CompetitionChanges.FindUse(sql, Stored, ready, Visit.Now));
            foreach (var (field, sentence) in CompetitionChanges.FindProblems(Stored, ready, use, Visit.Now)) form.Fail(field, sentence);
        }
        return (form.IsGood ? null : Page(form.View, isUnsaved: true, status: StatusCodes.Status422UnprocessableEntity), ready);
    }

    /// <summary>
    /// The answer to a form whose competition somebody else has changed in the meantime: what was typed, and what saving it would change
    /// of theirs.
    /// </summary>
    public static async Task<IResult> Overtaken(Visit visit)
    {
        if (await Find(visit) is not { } desk) return visit.NotFound();
        var (typed, form) = CompetitionForm.Read(visit.Form, desk.Stored);
        form.View["version"] = $"{desk.Stored.Version}";
        return desk.Page(form.View, conflict: CompetitionForm.Differences(desk.Stored, typed), isUnsaved: true,
            status: StatusCodes.Status409Conflict);
    }

    /// <summary>The page with the form.</summary>
    public IResult Page(FormView form, string? notice = null, CompetitionTexts? preview = null, IReadOnlyList<string>? conflict = null,
        bool isUnsaved = false, int status = StatusCodes.Status200OK) => Visit.Page(new Pages_AdminCompetitionEdit
        {
            Frame = Visit.Frame,
            Model = new CompetitionFormModel
            {
                Stored = Stored,
                Head = CompetitionHead.Of(Visit, Stored, "/edit", notice),
                Form = form,
                Use = Use,
                HasOpened = Stored is { Id: > 0, IsDraft: false } && Visit.Now >= Stored.OpensAt,
                Conflict = conflict,
                Preview = preview,
                IsUnsaved = isUnsaved,
            },
        }, status);
}
