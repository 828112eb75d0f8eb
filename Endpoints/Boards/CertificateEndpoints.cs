// Certificates for the end of a season: one sheet a member, shared out by a board as it is now, for staff to print.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One sheet.</summary>
/// <param name="Title">"Gold certificate"; "Certificate" for taking part.</param>
/// <param name="Best">"Best in Year 9"; null: somebody else was.</param>
/// <param name="Place">"3rd of 57"; null for those who took part.</param>
public sealed record Certificate(string Name, string Title, string? Best, string Points, string? Place);

/// <summary>The page.</summary>
/// <param name="For">What the points were earned in: "for challenges in KS3, in the school year 2026/27".</param>
/// <param name="LeftOut">Certificates beyond the most that one page holds; 0: none.</param>
public sealed record CertificatesModel(FormView Form, IReadOnlyList<Choice> Stages, IReadOnlyList<Choice> Times, IReadOnlyList<Choice> Classes, IReadOnlyList<Certificate> Sheets,
    string For, string Day, int LeftOut)
{
    /// <summary>What the certificates are given to, and under which name.</summary>
    public static readonly Choice[] Whom = [new("half", "Upper half"), new("all", "Everybody")];

    /// <inheritdoc cref="Whom"/>
    public static readonly Choice[] Names = [new("full", "Full name"), new("display", "Display name")];
}

/// <summary>Maps /admin/certificates.</summary>
public static class CertificateEndpoints
{
    /// <summary>More sheets than a school printer should be sent at once.</summary>
    private const int MostSheets = 200;

    private const int MostLines = 20_000;

    public static void Map(RouteGroup staff) => staff.Page("/admin/certificates", "certificates", Show);

    private static async Task<IResult> Show(Visit visit)
    {
        var rules = visit.Rules;
        var now = Periods.At(rules.Scoring, visit.Now);
        var choice = BoardChoice.Read(visit, now, isStaff: true);
        var isAll = visit.Query("whom") == "all";
        var isDisplay = visit.Query("name") == "display";
        // A class says whose sheets are printed; what they earned, they earned among everybody.
        var (lines, names, classes) = await visit.Read(sql =>
        {
            var lines = Leaderboard.List(sql, new Board(choice.Period, choice.Stage), 0, MostLines);
            return (lines, BoardNames.Find(sql, lines), MemberList.Classes(sql, null));
        });
        var sheets = new List<Certificate>();
        var leftOut = 0;
        foreach (var award in CertificateAwards.Share(lines))
        {
            var name = names[award.Line.MemberId];
            if (choice.Class.Length > 0 && name.Class != choice.Class) continue;
            var best = award.IsBestInYear ? BestWords(award.Line, choice.Period, rules) : null;
            if (award.Level == CertificateLevel.Part && best is null && !isAll) continue;
            if (sheets.Count == MostSheets) leftOut++;
            else sheets.Add(SheetOf(award, isDisplay ? award.Line.DisplayName : name.Name, best, lines.Count));
        }
        var form = new FormView
        {
            ["stage"] = choice.Stage, ["period"] = choice.PeriodName, ["class"] = choice.Class, ["whom"] = isAll ? "all" : "half", ["name"] = isDisplay ? "display" : "full",
        };
        var where = choice.Stage.Length > 0 ? $"for challenges in {choice.Stage}" : "for challenges";
        var period = choice.Period.Kind == PeriodKind.AllTime ? "" : $", in {BoardWords.Of(choice.Period, rules.Scoring)}";
        return visit.Page(new Pages_Certificates
        {
            Frame = visit.Frame,
            Model = new CertificatesModel(form, StagesOf(rules), TimesOf(choice, now, rules.Scoring), choice.Classes(classes), sheets, where + period, SchoolTime.Date(visit.Now), leftOut),
        });
    }

    private static Certificate SheetOf(CertificateAward award, string name, string? best, int count)
    {
        var (line, took) = (award.Line, award.Level == CertificateLevel.Part);
        var title = award.Level switch { CertificateLevel.Gold => "Gold certificate", CertificateLevel.Silver => "Silver certificate", CertificateLevel.Bronze => "Bronze certificate", _ => "Certificate" };
        return new Certificate(name, title, best, BoardWords.Points(line.Points),
            took ? null : string.Create(CultureInfo.InvariantCulture, $"{BoardWords.Spoken(line.Rank, line.IsShared)} of {count}"));
    }

    // In the year group of that time. A week is too short for a title, and all of time holds everybody's every year group.
    private static string? BestWords(BoardLine line, Period period, Rules rules)
    {
        long? schoolYear = period.Kind switch { PeriodKind.Year => period.Key, PeriodKind.Term => period.Key / 10, _ => null };
        if (schoolYear is not { } year || line.StartYear is not { } start) return null;
        var group = SchoolTime.YearGroup(start, (int)year);
        return group > rules.LastYear ? null : string.Create(CultureInfo.InvariantCulture, $"Best in Year {group}");
    }

    private static List<Choice> StagesOf(Rules rules)
    {
        var stages = new List<Choice> { new("", "All key stages") };
        foreach (var stage in rules.KeyStages) stages.Add(new Choice(stage.Name, stage.Name));
        return stages;
    }

    private static List<Choice> TimesOf(BoardChoice choice, Periods now, ScoreRules rules)
    {
        var year = (int)now.Year.Key;
        var times = new List<Choice> { new("year", "This school year") };
        foreach (var term in Terms.Of(rules.TermDates, year))
            if (now.Term == term.Period) times.Add(new Choice("term", "This term"));
            else Add(term.Period);
        Add(Period.Year(year - 1));
        times.Add(new Choice("all", "All time"));
        // One that was chosen by its address.
        if (!times.Exists(one => one.Value == choice.PeriodName)) Add(choice.Period);
        return times;

        void Add(Period period) => times.Add(new Choice(period.Key.ToString(CultureInfo.InvariantCulture), English.Capital(BoardWords.Of(period, rules))));
    }
}
