// The term on one page, for staff and the head: pupils who took part, answers, and solve rates by year group and by challenge.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One bar: whose it is, and how much of what was tried was solved.</summary>
/// <param name="Address">The challenge's page, with the site's root; null for a year group.</param>
/// <param name="Of">How many pupils there are; null for a challenge.</param>
public sealed record TermBar(string Words, string? Address, TermLine Line, long? Of);

/// <summary>The page.</summary>
/// <param name="Span">What it covers, within a sentence: "the autumn term 2026/27".</param>
public sealed record TermModel(
    string Span, TermLine All, long Pupils, IReadOnlyList<TermBar> Years, IReadOnlyList<TermBar> Challenges);

/// <summary>Maps /admin/term.</summary>
public static class TermEndpoints
{
    public static void Map(RouteGroup staff) => staff.Page("/admin/term", "term", Show);

    private static async Task<IResult> Show(Visit visit)
    {
        var (rules, time) = (visit.Rules, ProgressPicture.TimeOf(visit));
        var report = await visit.Read(sql => TermReport.Find(sql, time.Begins, visit.Now + 1));
        var sizes = report.Sizes.ToDictionary(static size => size.StartYear ?? 0, static size => size.Pupils);
        var years = report.Years.Select(line => new TermBar(
            line.StartYear is null ? "No year group" : $"Year\u00A0{MemberWords.Year(line.StartYear, visit.SchoolYear, rules)}",
            null, line, sizes.GetValueOrDefault(line.StartYear ?? 0)));
        var challenges = report.Challenges.Select(line =>
            new TermBar(line.Title, visit.Frame.Link($"/challenges/{line.ChallengeId}"), line, null));
        var model = new TermModel(time.Span, report.All, report.Pupils, [.. years], [.. challenges]);
        return visit.Page(new Pages_Term { Frame = visit.Frame, Model = model });
    }
}
