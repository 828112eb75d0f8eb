// Certificates for the end of a season: one sheet per member, awarded by the current board, for staff to print.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One printed certificate.</summary>
/// <param name="Title">"Gold certificate"; "Certificate" for taking part.</param>
/// <param name="Best">"Best in Year 9"; null if the member is not the best of the year group.</param>
/// <param name="Place">"3rd of 57"; null on certificates for taking part.</param>
/// <param name="Medal"><c>gold</c>, <c>silver</c> or <c>bronze</c>; <c>part</c> for taking part.</param>
public sealed record Certificate(string Name, string Title, string? Best, string Points, string? Place, string Medal)
{
    /// <summary>Of a competition's certificate for a pupil; null: none.</summary>
    public string? School { get; init; }

    /// <summary>Of a competition's certificate; empty: none.</summary>
    public string Division { get; init; } = "";

    /// <summary>What the points of a competition's certificate were earned in.</summary>
    public string ForIn(string competition) => $"in {competition}{(Division.Length > 0 ? $", {Division}" : "")}";

    /// <summary>The title of a level's certificate, and its medal.</summary>
    public static (string Title, string Medal) WordsOf(CertificateLevel level) => level switch
    {
        CertificateLevel.Gold => ("Gold certificate", "gold"),
        CertificateLevel.Silver => ("Silver certificate", "silver"),
        CertificateLevel.Bronze => ("Bronze certificate", "bronze"),
        _ => ("Certificate", "part"),
    };
}

/// <summary>The certificates and the form that chooses them.</summary>
/// <param name="For">What the points were earned in: "for challenges in KS3, in the school year 2026/27".</param>
/// <param name="LeftOut">How many certificates did not fit on the page; 0 if all did.</param>
public sealed record CertificatesModel(
    FormView Form,
    IReadOnlyList<Choice> Stages,
    IReadOnlyList<Choice> Times,
    IReadOnlyList<Choice> Classes,
    IReadOnlyList<Certificate> Sheets,
    string For,
    string Day,
    int LeftOut)
{
    /// <summary>The choices of who gets a certificate.</summary>
    public static readonly Choice[] Whom = [new("half", "Upper half"), new("all", "Everybody")];

    /// <summary>The choices of the name that is printed.</summary>
    public static readonly Choice[] Names = [new("full", "Full name"), new("display", "Display name")];
}

/// <summary>Maps /admin/certificates.</summary>
public static class CertificateEndpoints
{
    /// <summary>The most sheets that a school printer should be sent at once.</summary>
    private const int MaxSheets = 200;

    private const int MaxLines = 20_000;

    public static void Map(RouteGroup staff) => staff.Page("/admin/certificates", "certificates", Show);

    private static async Task<IResult> Show(Visit visit)
    {
        var rules = visit.Rules;
        var now = Periods.At(rules.Scoring, visit.Now);
        var choice = BoardChoice.Read(visit, now, isStaff: true, BoardClass.None);
        var isAll = visit.Query("whom") == "all";
        var isDisplay = visit.Query("name") == "display";
        // The class only selects whose sheets are printed; ranks are those among all members.
        var (lines, names, classes) = await visit.Read(sql =>
        {
            var lines = Leaderboard.List(sql, new Board(choice.Period, choice.Stage), 0, MaxLines);
            return (lines, BoardNames.Find(sql, lines), MemberList.Classes(sql, null, onBoards: true));
        });
        var sheets = new List<Certificate>();
        var leftOut = 0;
        foreach (var award in CertificateAwards.Share(lines))
        {
            var name = names[award.Line.MemberId];
            if (choice.Class.Length > 0 && name.Class != choice.Class) continue;
            var best = award.IsBestInYear ? BestWords(award.Line, choice.Period, rules) : null;
            if (award.Level == CertificateLevel.Part && best is null && !isAll) continue;
            if (sheets.Count == MaxSheets) leftOut++;
            else sheets.Add(SheetOf(award, isDisplay ? award.Line.DisplayName : name.Name, best, lines.Count));
        }
        var form = new FormView
        {
            ["stage"] = choice.Stage,
            ["period"] = choice.PeriodName,
            ["class"] = choice.Class,
            ["whom"] = isAll ? "all" : "half",
            ["name"] = isDisplay ? "display" : "full",
        };
        var where = choice.Stage.Length > 0 ? $"for challenges in {choice.Stage}" : "for challenges";
        var period = choice.Period.Kind == PeriodKind.AllTime ? "" : $", in {BoardWords.Of(choice.Period, rules.Scoring)}";
        var model = new CertificatesModel(form, StagesOf(rules), TimesOf(choice, now, rules.Scoring), choice.Classes(classes), sheets,
            where + period, SchoolTime.Date(visit.Now), leftOut);
        return visit.Page(new Pages_Certificates { Frame = visit.Frame, Model = model });
    }

    private static Certificate SheetOf(CertificateAward award, string name, string? best, int count)
    {
        var line = award.Line;
        var (title, medal) = Certificate.WordsOf(award.Level);
        var place = award.Level == CertificateLevel.Part ? null : $"{BoardWords.Spoken(line.Rank, line.IsShared)} of {count}";
        return new Certificate(name, title, best, BoardWords.Points(line.Points), place, medal);
    }

    // The year group is the member's at that time. A week is too short for a title, and over all time each member has been in several.
    private static string? BestWords(BoardLine line, Period period, Rules rules)
    {
        long? schoolYear = period.Kind switch { PeriodKind.Year => period.Key, PeriodKind.Term => period.Key / 10, _ => null };
        if (schoolYear is not { } year || line.StartYear is not { } start) return null;
        var group = SchoolTime.YearGroup(start, (int)year);
        return group > rules.LastYear ? null : $"Best in Year {group}";
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
        // A period that only the address names, such as an older term.
        if (!times.Exists(one => one.Value == choice.PeriodName)) Add(choice.Period);
        return times;

        void Add(Period period) => times.Add(new Choice($"{period.Key}", English.Capital(BoardWords.Of(period, rules))));
    }
}
