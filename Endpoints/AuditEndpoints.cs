// The audit: who did or saw what, when, from where; filtered by the query, the newest first.
using System.Globalization;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>The audit page.</summary>
/// <param name="Actions">What may be chosen as the kind of action.</param>
/// <param name="Newest">The page's address with the same filter, from the newest on; null: that is here.</param>
/// <param name="Older">The address of the next page; null: there is none.</param>
public sealed record AuditModel(FormView Form, IReadOnlyList<Choice> Actions, IReadOnlyList<AuditLine> Lines, string? Newest, string? Older, int KeptDays);

/// <summary>Maps /admin/audit.</summary>
public static class AuditEndpoints
{
    private const int PageSize = 100;
    private const int MaxAction = 40;
    private static readonly string[] Filters = ["who", "action", "about", "from", "to"];

    public static void Map(RouteGroup staff) => staff.Page("/admin/audit", "audit", Show);

    private static IResult Show(Visit visit)
    {
        var form = new FormView();
        foreach (var name in Filters) form[name] = visit.Query(name, Logins.MaxLength);
        var filter = Read(visit, form);
        var lines = form.HasErrors ? [] : visit.Db.Read(sql => Audit.List(sql, filter, PageSize + 1));
        string? older = null;
        if (lines.Count > PageSize)
        {
            lines.RemoveAt(PageSize);
            older = AddressOf(form, lines[^1].Id);
        }
        var newest = filter.Before is null ? null : AddressOf(form, null);
        var model = new AuditModel(form, AuditWords.Choices(form["action"]), lines, newest, older, visit.Rules.AuditDays);
        return visit.Page(new Pages_Audit { Frame = visit.Frame, Model = model }, form.HasErrors ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    /// <summary>The filter of a form that was filled in; what cannot be read is a mistake at its field.</summary>
    private static AuditFilter Read(Visit visit, FormView form)
    {
        if (form["action"].Length > MaxAction) form["action"] = form["action"][..MaxAction];
        var from = Day(form, "from", "From");
        var to = Day(form, "to", "To");
        if (from > to) form.Fail("to", "To: this day is before the first one.");
        return new AuditFilter(
            FindMember(visit, form, "who", "Done by"), form["action"], FindMember(visit, form, "about", "Done to"),
            // Both days are meant as a whole, by the clock in London.
            from is { } first ? London.Instant(first) : null, to is { } last ? London.Instant(last.AddDays(1)) : null,
            long.TryParse(visit.Query("before"), NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : null);
    }

    /// <summary>A member by number, or by login when nobody has that number.</summary>
    private static long? FindMember(Visit visit, FormView form, string field, string label)
    {
        var text = form[field];
        if (text.Length == 0) return null;
        var id = visit.Db.Read(sql =>
            (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Members.Find(sql, number) : null)?.Id
            ?? (Logins.Parse(text).Login is { } login ? Members.FindByLogin(sql, login)?.Id : null));
        if (id is null) form.Fail(field, $"{label}: nobody has this login or number.");
        return id;
    }

    private static DateTime? Day(FormView form, string field, string label)
    {
        var text = form[field];
        if (text.Length == 0) return null;
        if (London.ParseDay(text) is { } day) return day;
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
        Add("before", before?.ToString(CultureInfo.InvariantCulture) ?? "");
        return address.ToString();
    }
}
