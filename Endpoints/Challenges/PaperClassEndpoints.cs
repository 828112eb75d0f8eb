// Answers from paper for a whole class: one form with a cell for each pupil and part. Each cell counts as one answer entered by itself.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/challenges/{id}/paper/class.</summary>
public sealed class PaperClassEndpoints(ChallengeCache challenges, HeavyJobs heavy)
{
    private const string CellPrefix = "a-";
    private const int MaxKey = 40;
    private const int MaxCells = PaperClassView.MaxPupils * PaperClassView.MaxParts;

    /// <summary>One filled cell. <c>Label</c> is the pupil and the part, for errors.</summary>
    private sealed record Filled(string Name, long MemberId, long PartId, string Label, string Typed);

    public void Map(RouteGroup people)
    {
        people.Page("/admin/challenges/{id}/paper/class", "admin.paper_class", Show);
        people.Post("/admin/challenges/{id}/paper/class", "admin.paper_class_enter", visit => heavy.Run(visit, Enter))
            .WithMetadata(BodyLimit.Ticks, FilledForm.Shown);
    }

    private async Task<IResult> Show(Visit visit)
    {
        var at = FormReader.IdIn(visit.Query("at")) is { } sent && sent <= visit.Now ? sent : visit.Now;
        var form = new FormView { ["at"] = FormReader.InstantText(at) };
        var view = visit.Context.Request.Query.ContainsKey("class")
            ? ViewOf(visit.Query("class"), visit.Query("page"), visit.Query("parts")) : null;
        int Number(string name) => Rules.Whole(visit.Query(name), 0, MaxCells) ?? 0;
        var tally = new PaperTally(Number("right"), Number("wrong"), Number("completed"), Number("before"), 0, 0) { Held = Number("held") };
        return await Page(visit, form, view, tally.IsEmpty ? null : tally.Words, StatusCodes.Status200OK);
    }

    private static PaperClassView ViewOf(string name, string page, string parts) =>
        new(ClassNames.Fold(name), Rules.Whole(page, 1, 1000) ?? 1, Rules.Whole(parts, 1, MaxCells) ?? 1);

    private async Task<IResult> Enter(Visit visit)
    {
        if (visit.Id() is not { } id || await challenges.Find(id, visit.Root) is not { } sheet) return visit.NotFound();
        if (PaperEntry.FindRefusal(visit, sheet.Challenge) is { } refusal) return refusal;
        var form = new FormReader(visit.Form);
        var view = ViewOf(visit.Form["class"].ToString(), visit.Form["page"].ToString(), visit.Form["parts"].ToString());
        var handedIn = form.Instant("at", "Handed in");
        if (handedIn is { } time && PaperEntry.FindTimeProblem(sheet.Challenge, time, visit.Now) is { } problem) form.Fail("at", problem);
        var key = form.Line("key", "Form", MaxKey);
        var filled = await ReadCells(visit, form, sheet);
        if (filled.Count > MaxCells) form.Fail("", $"At most {MaxCells} answers are entered at once. Empty some of the cells.");
        else if (filled.Count == 0) form.Fail("", "No cell has an answer in it. Type what the pupils wrote, then send it.");
        if (!form.IsGood) return await Page(visit, form.View, view, null, StatusCodes.Status422UnprocessableEntity);

        var results = await PaperEntry.Enter(visit, sheet.Challenge, filled.ConvertAll(cell => new Answer(
            cell.MemberId, cell.PartId, cell.Typed, $"{key}-{cell.PartId}", visit.Now, visit.Member.MemberId, handedIn)));
        for (var i = 0; i < results.Length; i++)
        {
            // What was entered leaves its cell; what was not stays there, with the reason.
            if (results[i].Outcome is not null) form.View[filled[i].Name] = "";
            else if (sheet.FindPart(filled[i].PartId) is not null) form.Fail(filled[i].Name, $"{filled[i].Label}: {results[i].Sentence}");
            else form.Fail(filled[i].Name, $"{filled[i].Label} of the challenge: you had typed “{filled[i].Typed}”.");
        }
        var tally = PaperTally.Of(results, PaperEntry.HoldsVerdicts(visit, sheet.Challenge));
        if (!form.IsGood) return await Page(visit, form.View, view, tally.Words, StatusCodes.Status422UnprocessableEntity);
        return visit.SeeOther($"/admin/challenges/{id}/paper/class{view.Query}&at={handedIn}{tally.Query}");
    }

    /// <summary>The cells that have text, whichever page of the class they are from; of other pupils and parts nothing is read.</summary>
    private static async Task<List<Filled>> ReadCells(Visit visit, FormReader form, RenderedChallenge sheet)
    {
        var cells = new List<(long MemberId, long PartId)>();
        foreach (var (name, values) in visit.Form)
        {
            if (!name.StartsWith(CellPrefix, StringComparison.Ordinal) || string.IsNullOrWhiteSpace(values.ToString())) continue;
            if (name.Split('-') is [_, var member, var part] && FormReader.IdIn(member) is { } memberId
                && FormReader.IdIn(part) is { } partId && name == NameOf(memberId, partId) && cells.Count <= MaxCells)
                cells.Add((memberId, partId));
        }
        var members = await visit.Read(sql => MemberList.ListByIds(sql, cells.Select(cell => cell.MemberId).Distinct()));
        var filled = new List<Filled>();
        foreach (var member in members)
        {
            if (!MemberPermissions.MaySee(visit.Member, member)) continue;
            var own = cells.Where(cell => cell.MemberId == member.Id).OrderBy(cell => sheet.FindPart(cell.PartId)?.Position);
            foreach (var (_, partId) in own)
            {
                var label = sheet.FindPart(partId) is { } part
                    ? $"{member.Name}, part {ChallengeWords.MarkOf(part)}" : $"{member.Name}, a part that was taken out";
                var name = NameOf(member.Id, partId);
                filled.Add(new Filled(name, member.Id, partId, label, form.Notation(name, label, Limits.Length)));
            }
        }
        return filled;
    }

    private static string NameOf(long memberId, long partId) =>
        string.Create(CultureInfo.InvariantCulture, $"{CellPrefix}{memberId}-{partId}");

    private async Task<IResult> Page(Visit visit, FormView form, PaperClassView? view, string? notice, int status)
    {
        if (visit.Id() is not { } id || await challenges.Find(id, visit.Root) is not { } sheet) return visit.NotFound();
        if (PaperEntry.FindRefusal(visit, sheet.Challenge) is { } refusal) return refusal;
        var holds = PaperEntry.HoldsVerdicts(visit, sheet.Challenge);
        var pupils = PaperEntry.PupilsOf(visit);
        var (classes, found, standings, pages) = await visit.Read(sql =>
        {
            var names = MemberList.Classes(sql, pupils.SchoolId);
            if (view is null) return (names, [], [], 1);
            var filter = pupils with { Class = view.Class };
            var count = (int)MemberList.Count(sql, filter, visit.Rules, visit.SchoolYear);
            var list = MemberList.List(sql, filter, visit.Rules, visit.SchoolYear, MemberSort.Name, isDescending: false,
                (view.Page - 1) * PaperClassView.MaxPupils, PaperClassView.MaxPupils);
            // Who has left the class since the page was loaded keeps the row with what was typed for them.
            var typed = form.FilledNames(CellPrefix).Select(name => FormReader.IdIn(name.Split('-')[1]) ?? 0).Distinct();
            list.AddRange(MemberList.ListByIds(sql, typed.Except(list.Select(member => member.Id)))
                .Where(member => MemberPermissions.MaySee(visit.Member, member)));
            return (names, list, ClassAnswers.List(sql, id, list.Select(member => member.Id)),
                (count + PaperClassView.MaxPupils - 1) / PaperClassView.MaxPupils);
        });
        IReadOnlyList<Part> parts = view is null
            ? [] : [.. sheet.Parts.Skip((view.Parts - 1) * PaperClassView.MaxParts).Take(PaperClassView.MaxParts)];
        var rows = new List<PaperRow>();
        foreach (var member in found)
        {
            var cells = new List<PaperCell>();
            foreach (var part in parts)
            {
                var standing = standings.Find(one => one.MemberId == member.Id && one.PartId == part.Id);
                var name = NameOf(member.Id, part.Id);
                var state = form[name].Length > 0 ? null
                    : standing is { IsRight: true } && !holds ? "right"
                    : standing?.Tried >= visit.Rules.Scoring.Attempts + standing?.Extra ? "no attempt left" : null;
                cells.Add(new PaperCell(name, $"{member.Name}, part {ChallengeWords.MarkOf(part)}", state));
            }
            rows.Add(new PaperRow(MemberWords.WithClass(member), cells));
        }
        form["class"] = view?.Class ?? "";
        var model = new PaperClassModel
        {
            Challenge = sheet.Challenge,
            Form = form,
            Classes = [new Choice("", "Pupils of every class"), .. classes.Select(name => new Choice(name, name))],
            View = view,
            Parts = [.. parts.Select(part => $"Part {ChallengeWords.MarkOf(part)}")],
            Rows = rows,
            Others = view is null ? [] : OthersOf(view, pages, sheet.Parts.Count),
            SendKey = Guid.NewGuid().ToString("N"),
            Notice = notice,
        };
        return visit.Page(new Pages_PaperClass { Frame = visit.Frame, Model = model }, status);
    }

    private static List<(PaperClassView View, string Words)> OthersOf(PaperClassView view, int pages, int parts)
    {
        var others = new List<(PaperClassView, string)>();
        if (view.Page > 1) others.Add((view with { Page = view.Page - 1 }, "Pupils before these"));
        if (view.Page < pages) others.Add((view with { Page = view.Page + 1 }, "Pupils after these"));
        if (view.Parts > 1) others.Add((view with { Parts = view.Parts - 1 }, "Parts before these"));
        if (view.Parts * PaperClassView.MaxParts < parts) others.Add((view with { Parts = view.Parts + 1 }, "Parts after these"));
        return others;
    }
}
