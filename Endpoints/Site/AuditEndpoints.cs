// The audit: who did or saw what, when and from where; filtered by the query, newest first.
using System.Globalization;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The audit page.</summary>
/// <param name="Actions">The kinds of action to choose from.</param>
/// <param name="Newest">The address of the first page with the same filter; null on the first page.</param>
/// <param name="Older">The address of the next page; null on the last.</param>
public sealed record AuditModel(
    FormView Form,
    IReadOnlyList<Choice> Actions,
    IReadOnlyList<AuditLine> Lines,
    string? Newest,
    string? Older,
    int KeptDays,
    int MaxExported);

/// <summary>Maps /admin/audit and its export.</summary>
public static class AuditEndpoints
{
    private const int PageSize = 100;
    private const int MaxAction = 40;
    private const int MaxExported = 20_000;
    private static readonly string[] Filters = ["who", "action", "about", "from", "to"];

    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/audit", "audit", Show);
        staff.Post("/admin/audit/export.csv", "audit.export", Export);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var (form, filter) = await Read(visit);
        return await Page(visit, form, filter);
    }

    private static async Task<IResult> Page(Visit visit, FormView form, AuditFilter filter)
    {
        var lines = form.HasErrors ? [] : await visit.Read(sql => Audit.List(sql, filter, PageSize + 1));
        string? older = null;
        if (lines.Count > PageSize)
        {
            lines.RemoveAt(PageSize);
            older = AddressOf(form, lines[^1].Id);
        }
        var newest = filter.Before is null ? null : AddressOf(form, null);
        var model = new AuditModel(form, AuditWords.Choices(form["action"]), lines, newest, older, visit.Rules.AuditDays, MaxExported);
        var status = form.HasErrors ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        return visit.Page(new Pages_Audit { Frame = visit.Frame, Model = model }, status);
    }

    /// <summary>Sends the lines of the same filter as a file. The export itself adds a line to the audit, as every export does.</summary>
    private static async Task<IResult> Export(Visit visit)
    {
        var (form, filter) = await Read(visit);
        if (form.HasErrors) return await Page(visit, form, filter);
        var lines = await visit.Write(sql =>
        {
            var lines = Audit.List(sql, filter, MaxExported);
            Audit.Add(sql, visit.Actor, "audit.export", visit.Now, "audit", null, Audit.Count(lines.Count, "line"));
            return lines;
        });
        // Excel reads the file as UTF-8 because of the byte order mark.
        var file = new StringBuilder("\uFEFF", lines.Count * 140);
        Csv.AppendRow(file,
            "line", "time (UTC)", "time (London)", "who", "who: number", "action", "did what",
            "to", "to: kind", "to: number", "detail", "from where");
        foreach (var line in lines)
        {
            Csv.AppendRow(file,
                $"{line.Id}", SchoolTime.Machine(line.At), SchoolTime.Time(line.At),
                AuditWords.Actor(line), $"{line.ActorId}",
                line.Action, AuditWords.Of(line.Action),
                AuditWords.Subject(line), line.Subject, $"{line.SubjectId}",
                line.Detail, line.Client);
        }
        var day = SchoolTime.Local(visit.Now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new Download($"audit-{day}.csv", "text/csv; charset=utf-8", file.ToString());
    }

    /// <summary>
    /// The filter of the page's query or of the export's form, and its fields as typed; a field that is invalid gets an error.
    /// </summary>
    private static async Task<(FormView Form, AuditFilter Filter)> Read(Visit visit)
    {
        var form = new FormView();
        foreach (var name in Filters)
        {
            var text = (visit.IsView ? visit.Context.Request.Query[name] : visit.Form[name]).ToString().Trim();
            form[name] = text.Length <= Logins.MaxLength ? text : text[..Logins.MaxLength];
        }
        if (form["action"].Length > MaxAction) form["action"] = form["action"][..MaxAction];
        var from = Day(form, "from", "From");
        var to = Day(form, "to", "To");
        if (from > to) form.Fail("to", "To: this day is before the first one.");
        return (form, new AuditFilter(
            await FindMember(visit, form, "who", "Done by"), form["action"], await FindMember(visit, form, "about", "Done to"),
            // Both days are included as a whole, by London time.
            from is { } first ? SchoolTime.Instant(first) : null, to is { } last ? SchoolTime.Instant(last.AddDays(1)) : null,
            long.TryParse(visit.Query("before"), NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : null));
    }

    private static async Task<long?> FindMember(Visit visit, FormView form, string field, string label)
    {
        var text = form[field];
        if (text.Length == 0) return null;
        var found = await visit.Read(sql =>
            MemberSearch.Find(sql, text, MemberFilter.Active with { State = null }, visit.Rules, visit.SchoolYear));
        if (found is [var one]) return one.Id;
        var numbers = string.Join(", ", found.Take(MemberSearch.MaxMatches).Select(member => $"{member.Name} ({member.Id})"));
        form.Fail(field, found.Count == 0
            ? $"{label}: nobody has this name, login or number."
            : $"{label}: more than one has this name. Write the number of the one you mean: {numbers}.");
        return null;
    }

    private static DateTime? Day(FormView form, string field, string label)
    {
        var text = form[field];
        if (text.Length == 0) return null;
        if (SchoolTime.ParseDay(text) is { } day) return day;
        form.Fail(field, $"{label}: a day such as 2026-11-10, please.");
        return null;
    }

    private static string AddressOf(FormView form, long? before)
    {
        var address = new StringBuilder("/admin/audit");
        var mark = '?';
        void Add(string name, string value)
        {
            if (value.Length == 0) return;
            address.Append(mark).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            mark = '&';
        }

        foreach (var name in Filters) Add(name, form[name]);
        Add("before", $"{before}");
        return address.ToString();
    }
}
