// The page on which an owner brings an earlier site in: the file, the plan with its questions, and the deed.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page.</summary>
public sealed record MovingModel
{
    public required IReadOnlyList<MovingFile> Files { get; init; }

    /// <summary>Where files can be put that are too large to be sent.</summary>
    public required string Folder { get; init; }

    /// <summary>Why the folder cannot be read; null if it can.</summary>
    public string? FolderProblem { get; init; }

    public required MovingView? Plan { get; init; }
    public required MovingStep? Step { get; init; }
    public required IReadOnlyList<PastImport> Past { get; init; }
    public required string? Notice { get; init; }

    /// <summary>The answers to the plan's questions, and the password.</summary>
    public required FormView Form { get; init; }
}

/// <summary>Maps /admin/import.</summary>
public sealed class MovingEndpoints(MovingDesk desk, PasswordCheck check)
{
    private const string Page = "/admin/import", London = "london", Utc = "utc", Shown = "shown", Derived = "derived";
    private const string All = "all", Recent = "recent";
    private const int FirstSchoolYear = 2000, LastSchoolYear = 2199, MaxName = 255, MostPast = 50;

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["sent"] = "The file is here. Make the plan next: it changes nothing.",
        ["removed"] = "The file is removed.",
        ["busy"] = "Something goes on here already. Look again in a moment; then begin the next step.",
        ["no-report"] = "There is no such report any more. Make the plan again.",
    };

    public void Map(RouteGroup owner)
    {
        owner.Page(Page, "moving.page", async visit => ShowPage(visit, await See(visit), StatusCodes.Status200OK));
        owner.Post(Page + "/file", "moving.file", Send).WithMetadata(BodyLimit.EarlierSite);
        owner.Post(Page + "/file/remove", "moving.file_remove", Remove);
        owner.Post(Page + "/plan", "moving.plan", Plan);
        owner.Post(Page + "/run", "moving.run", Run).WithMetadata(RatePolicy.Login, ClockPolicy.SchoolYear);
        owner.Post(Page + "/report.csv", "moving.report", Report);
    }

    private async Task<MovingModel> See(Visit visit)
    {
        var (past, interrupted) = await visit.Read(sql => (PastImports.List(sql, MostPast), desk.FindInterrupted(sql)));
        var (files, problem) = await ListFilesAsync();
        var plan = desk.Plan;
        return new MovingModel
        {
            Files = files,
            FolderProblem = problem,
            Folder = desk.Folder.Path,
            Plan = plan,
            Step = desk.Last ?? interrupted,
            Past = past,
            Notice = Notices.GetValueOrDefault(visit.Query("said")),
            Form = Fill(new FormView(), plan),
        };
    }

    private async Task<IResult> ShowWrong(Visit visit, FormReader form) =>
        ShowPage(visit, await See(visit) with { Form = form.View }, StatusCodes.Status422UnprocessableEntity);

    private static IResult ShowPage(Visit visit, MovingModel model, int status) =>
        visit.Page(new Pages_AdminMoving { Frame = visit.Frame, Model = model }, status);

    /// <summary>No request thread waits for a slow disk.</summary>
    private Task<(IReadOnlyList<MovingFile> Files, string? Problem)> ListFilesAsync() => Task.Run(ListFiles);

    private (IReadOnlyList<MovingFile> Files, string? Problem) ListFiles()
    {
        try
        {
            desk.Folder.Prepare();
            return (desk.Folder.List(), null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return ([], $"The folder cannot be read: {problem.Message}");
        }
    }

    private async Task<IResult> Send(Visit visit)
    {
        var form = new FormReader(visit.Form);
        if (form.File("file", "File") is not ArrivedFile file) return await ShowWrong(visit, form);
        if (file.IsTooLarge) form.Fail("file", TooLarge);
        else if (await Task.Run(() => TryKeep(visit.Now, file))) return visit.SeeOther(Page + "?said=sent#file");
        else return ArrivingFiles.CannotStore;
        return await ShowWrong(visit, form);
    }

    private static string TooLarge => $"File: at most {BodyLimit.EarlierSite.FileBytes >> 20} MB can be sent. Put a larger one into the "
        + "folder that is named below.";

    private bool TryKeep(long now, ArrivedFile file)
    {
        try
        {
            desk.Folder.Keep(file, now);
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task<IResult> Remove(Visit visit)
    {
        var form = new FormReader(visit.Form);
        if (form.OneOf("name", "File", (await ListFilesAsync()).Files.Select(static file => file.Name)) is not { } name)
            return await ShowWrong(visit, form);
        try
        {
            return visit.SeeOther($"{Page}?said={(await Task.Run(() => desk.Remove(name)) ? "removed" : "busy")}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            form.Fail("name", $"File: it could not be removed: {problem.Message}");
            return await ShowWrong(visit, form);
        }
    }

    private async Task<IResult> Plan(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var name = form.OneOf("name", "File", (await ListFilesAsync()).Files.Select(static file => file.Name));
        // The first plan asks nothing, and a plan only what the file gives cause for.
        string? Choose(string of, string label, params string[] values) =>
            visit.Form.ContainsKey(of) ? form.OneOf(of, label, values) : values[0];
        var zone = Choose("zone", "Clock of the earlier server", London, Utc);
        var year = form.Number("year", "School year", FirstSchoolYear, LastSchoolYear, isOptional: true);
        var points = Choose("points", "Points", Shown, Derived);
        var school = form.Line("own_school", "The society’s own school", EarlierMembers.MaxSchoolName, isOptional: true);
        var articles = Choose("articles", "Who reads articles and newsletters", [.. Enum.GetValues<ArticleChoice>().Select(EnumText.Of)]);
        var announcements = Choose("announcements", "Announcements that are over", All, Recent);
        var merge = Choose("merge", "Logins that are here already", [.. Enum.GetValues<MoveMerge>().Select(MovingWords.NameOf)]);
        if (name is null || !form.IsGood) return await ShowWrong(visit, form);
        var isBegun = desk.BeginPlan(new MovingOrder(name, new MovingChoices
        {
            IsUtc = zone == Utc,
            SchoolYear = year,
            KeepsShown = points == Shown,
            Articles = EnumText.Parse<ArticleChoice>(articles!)!.Value,
            KeepsOldAnnouncements = announcements == All,
            Merge = MovingWords.ParseMerge(merge!)!.Value,
            OwnSchool = school.Length == 0 ? null : school,
        }));
        return visit.SeeOther(isBegun ? Page + "#step" : Page + "?said=busy");
    }

    private async Task<IResult> Run(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var keepsFile = visit.Form["keep"].Count > 0;
        var model = await See(visit);
        if (model.Plan is not { } plan || plan.FileHash != visit.Form["plan"].ToString())
        {
            form.Fail("", "There is no such plan any more, so nothing was brought in. Make the plan again, look at it, then press again.");
            return ShowPage(visit, model with { Form = Fill(form.View, model.Plan) }, StatusCodes.Status422UnprocessableEntity);
        }
        IResult Again(int status) => ShowPage(visit, model with { Form = Fill(form.View, plan) }, status);
        var login = (await visit.Read(sql => visit.FindMe(sql))).Login;
        if (await check.AskAgain(visit, form, login, Again) is { } refusal) return refusal;
        return visit.SeeOther(desk.BeginDeed(plan, visit.Actor, keepsFile) ? Page + "#step" : Page + "?said=busy");
    }

    private async Task<IResult> Report(Visit visit)
    {
        var import = FormReader.IdIn(visit.Form["import"].ToString());
        if (await desk.Folder.ReadReportAsync(import) is not { } text) return visit.SeeOther(Page + "?said=no-report");
        await visit.Write(sql => Audit.Add(sql, visit.Actor, "import.report", visit.Now, import is null ? "" : "import", import));
        return new Download(import is null ? "plan.csv" : $"import-{import}.csv", "text/csv; charset=utf-8", text);
    }

    /// <summary>Fills in the answers with which the plan was made.</summary>
    private static FormView Fill(FormView form, MovingView? plan)
    {
        if (plan is null) return form;
        form["zone"] = plan.Order.Choices.IsUtc ? Utc : London;
        form["year"] = $"{plan.Questions.SchoolYear}";
        form["points"] = plan.Order.Choices.KeepsShown ? Shown : Derived;
        form["articles"] = EnumText.Of(plan.Order.Choices.Articles);
        form["announcements"] = plan.Order.Choices.KeepsOldAnnouncements ? All : Recent;
        form["own_school"] = plan.Order.Choices.OwnSchool ?? "";
        form["merge"] = MovingWords.NameOf(plan.Order.Choices.Merge);
        return form;
    }
}
