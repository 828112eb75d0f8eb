// The pages of the society's own words: visitors read them, and owners and teachers edit them.
using System.Reflection;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>A page as visitors read it. <c>Program</c> is the program's version, such as 0.1.0.</summary>
public sealed record OwnPageModel(OwnPageKind Kind, OwnPageText Shown, string Program, bool MayEdit);

/// <summary>The list of the pages, each with its newest version.</summary>
public sealed record AdminOwnPagesModel(IReadOnlyList<(OwnPageKind Kind, OwnPageVersion Version)> Pages);

/// <summary>The form of one page.</summary>
/// <param name="Newest">What visitors read now.</param>
/// <param name="Versions">Those that are kept, the newest first.</param>
public sealed record AdminOwnPageModel(OwnPageKind Kind, FormView Form, OwnPageVersion Newest, IReadOnlyList<OwnPageVersion> Versions)
{
    public string? Notice { get; init; }

    /// <summary>Whether the form contains changes that are not stored.</summary>
    public bool IsUnsaved { get; init; }

    /// <summary>Whether somebody else has saved <see cref="Newest"/> since the form was loaded.</summary>
    public bool IsConflict { get; init; }

    /// <summary>The text of the form as visitors would read it; null: not asked for.</summary>
    public RenderedText? Preview { get; init; }
}

/// <summary>Maps the pages of <see cref="OwnPageKind"/> and /admin/pages.</summary>
public sealed class OwnPageEndpoints(OwnPageTexts texts)
{
    private const string Label = "Text";

    // The part after the plus sign is the commit, which is of no use to a reader.
    private static readonly string Program = typeof(OwnPageEndpoints).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["saved"] = "It is saved, and visitors read it now.",
        ["same"] = "Nothing was different, so nothing was saved.",
        ["original"] = "The original text is back. Yours is among the versions below.",
        ["overtaken"] = "Somebody has saved this page since you loaded it, so it was left as it is. This is their text.",
    };

    public void Map(RouteGroup anyone, RouteGroup staff)
    {
        foreach (var kind in OwnPageKind.All) anyone.Page(kind.Path, kind.Name, visit => Show(visit, kind));
        staff.Page("/admin/pages", "pages.list", List);
        staff.Page("/admin/pages/{name}", "pages.edit_page", Load);
        staff.Post("/admin/pages/{name}", "pages.edit", Edit).WithMetadata(BodyLimit.OwnPage, FilledForm.Shown);
        staff.Post("/admin/pages/{name}/original", "pages.original", PutBackOriginal);
    }

    private async Task<IResult> Show(Visit visit, OwnPageKind kind)
    {
        var shown = await texts.Find(kind, visit.Root);
        var mayEdit = visit.Reader.Role is { } role && role.Opens(Access.Staff);
        var model = new OwnPageModel(kind, shown, Program, mayEdit);
        return visit.Page(new Pages_OwnPage { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> List(Visit visit)
    {
        var newest = await visit.Read(OwnPages.ListNewest);
        var pages = OwnPageKind.All.Select(kind =>
            (kind, newest.Find(version => version.Name == kind.Name) ?? OwnPageVersion.None(kind.Name)));
        return visit.Page(new Pages_AdminOwnPages { Frame = visit.Frame, Model = new AdminOwnPagesModel([.. pages]) });
    }

    private static async Task<IResult> Load(Visit visit)
    {
        if (Find(visit) is not { } kind) return visit.NotFound();
        var (newest, versions) = await Read(visit, kind);
        var (text, notice) = (newest, Notices.GetValueOrDefault(visit.Query("said")));
        if (FormReader.IdIn(visit.Query("version")) is { } wanted)
        {
            if (versions.Find(version => version.Version == wanted) is not { } earlier) return visit.NotFound();
            (text, notice) = (earlier, $"This is version {wanted}. Nothing is changed before you save it.");
        }
        var form = new FormView { ["version"] = $"{newest.Version}", ["body"] = OwnPageTexts.BodyOf(kind, text) };
        return ShowForm(visit, new AdminOwnPageModel(kind, form, newest, versions) { Notice = notice, IsUnsaved = text != newest });
    }

    private static async Task<IResult> Edit(Visit visit)
    {
        if (Find(visit) is not { } kind) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var seen = FormReader.IdIn(visit.Form["version"]) ?? 0;
        var body = form.Text("body", Label, OwnPageKind.MaxText);
        form.View["version"] = $"{seen}";
        var text = Check(form, body, visit);
        var (newest, versions) = await Read(visit, kind);
        var model = new AdminOwnPageModel(kind, form.View, newest, versions) { IsUnsaved = true };
        if (visit.Form["do"] == "preview")
            return ShowForm(visit, model with { Preview = text });
        if (!form.IsGood) return ShowForm(visit, model, StatusCodes.Status422UnprocessableEntity);
        if (seen == newest.Version && body == OwnPageTexts.BodyOf(kind, newest)) return visit.SeeOther($"{kind.AdminPath}?said=same");
        if (await Save(visit, kind, body, seen)) return visit.SeeOther($"{kind.AdminPath}?said=saved");
        (newest, versions) = await Read(visit, kind);
        form.View["version"] = $"{newest.Version}";
        model = model with { Newest = newest, Versions = versions, IsConflict = true };
        return ShowForm(visit, model, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> PutBackOriginal(Visit visit)
    {
        if (Find(visit) is not { } kind) return visit.NotFound();
        var isSaved = await Save(visit, kind, "", FormReader.IdIn(visit.Form["version"]) ?? 0);
        return visit.SeeOther($"{kind.AdminPath}?said={(isSaved ? "original" : "overtaken")}");
    }

    private static Task<bool> Save(Visit visit, OwnPageKind kind, string body, long seen) => visit.Write(sql =>
    {
        if (!OwnPages.Save(sql, kind.Name, body, seen, visit.Member.MemberId, visit.Now)) return false;
        Audit.Add(sql, visit.Actor, body.Length == 0 ? "page.original" : "page.edit", visit.Now, "page", null,
            $"{kind.Title}, version {seen + 1}");
        return true;
    });

    /// <summary>The text as its page shows it below a preview's heading; what must not be saved becomes an error of the form.</summary>
    private static RenderedText Check(FormReader form, string body, Visit visit)
    {
        var text = OwnPageTexts.Render(body, visit.Root, firstHeading: 4);
        foreach (var line in body.Split('\n'))
            if (LineText.FindProblem(line.Replace('\t', ' ')) is { } unseen) form.Fail("body", $"{Label}: {unseen}");
        foreach (var problem in text.Problems)
            if (problem.Refuse) form.Fail("body", problem.Message);
        return text;
    }

    private static OwnPageKind? Find(Visit visit) => OwnPageKind.Find(visit.Context.Request.RouteValues["name"] as string);

    private static async Task<(OwnPageVersion Newest, List<OwnPageVersion> Versions)> Read(Visit visit, OwnPageKind kind)
    {
        var versions = await visit.Read(sql => OwnPages.ListVersions(sql, kind.Name));
        return (versions is [var newest, ..] ? newest : OwnPageVersion.None(kind.Name), versions);
    }

    private static IResult ShowForm(Visit visit, AdminOwnPageModel model, int status = StatusCodes.Status200OK) =>
        visit.Page(new Pages_AdminOwnPage { Frame = visit.Frame, Model = model }, status);
}
