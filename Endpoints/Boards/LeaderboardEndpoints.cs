// The leaderboard: by key stage and period, with the reader's own place, what was solved lately, and for staff a class, a frozen board as it is now, and a file.
using System.Globalization;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>A choice of a board as a link.</summary>
public sealed record BoardLink(string Path, string Words, bool IsChosen);

/// <summary>That boards stand still. <c>Views</c>: for staff, the two ways to look at them; empty for everybody else.</summary>
public sealed record FreezeModel(long At, IReadOnlyList<BoardLink> Views);

/// <summary>What only staff have on the page.</summary>
/// <param name="Fields">The choice without the class, for the form that chooses one.</param>
/// <param name="File">The whole choice, for the form that fetches the file.</param>
public sealed record BoardStaff(FormView Form, IReadOnlyList<Choice> Classes, IReadOnlyList<(string Name, string Value)> Fields, IReadOnlyList<(string Name, string Value)> File);

/// <summary>The page.</summary>
/// <param name="OwnId">The reader, when boards may show them; 0: nobody.</param>
/// <param name="OwnWords">Where the reader stands, in a sentence; null for those who do not score.</param>
/// <param name="OwnRow">The reader's line, when it is on another page; null: it is on this one, or on none.</param>
/// <param name="IsMember">Whether names and titles lead anywhere.</param>
/// <param name="Earlier">The period before; null: none.</param>
public sealed record LeaderboardModel(string Caption, IReadOnlyList<BoardLink> Stages, IReadOnlyList<BoardLink> Times, BoardRows Board, BoardChoice Choice,
    long OwnId, string? OwnWords, BoardRow? OwnRow, bool IsMember, BoardLink? Earlier, IReadOnlyList<Achievement> Recent, FreezeModel? Freeze, BoardStaff? Staff);

/// <summary>Maps /leaderboard and its file.</summary>
public sealed class LeaderboardEndpoints(BoardCache cache)
{
    private const int MostExported = 20_000;

    public void Map(RouteGroup boards, RouteGroup staff)
    {
        boards.Page("/leaderboard", "leaderboard", Show);
        staff.Post("/leaderboard/export.csv", "leaderboard.export", Export);
    }

    private async Task<IResult> Show(Visit visit)
    {
        var (member, rules) = (visit.SignedIn, visit.Rules.Scoring);
        var isStaff = member is not null && member.Role.Opens(Access.Staff);
        var now = Periods.At(rules, visit.Now);
        var choice = BoardChoice.Read(visit, now, isStaff);
        var frozen = rules.FrozenSince(visit.Now);
        var board = choice.Board(frozen);
        var rows = cache.Page(board, choice.Page);
        choice = choice with { Page = rows.Number };
        var own = member is { Role: Role.Member } ? cache.Own(board, member.MemberId) : null;
        var isFrozen = board.FrozenAt is not null;
        var earlier = choice.Earlier(rules) is { } period ? EarlierOf(choice, period, rules) : null;
        var model = new LeaderboardModel(CaptionOf(choice, now, rules), StagesOf(choice, visit.Rules), TimesOf(choice, now), rows, choice,
            own?.Place is { IsListed: true } ? member!.MemberId : 0,
            own is null ? null : Say(own.Place, member!.IsQuiet, isFrozen),
            own is null ? null : RowOf(own, member!, rows, isFrozen),
            member is not null,
            earlier,
            member is null ? [] : cache.Recent(board.FrozenAt),
            frozen is { } at ? new FreezeModel(at, isStaff ? ViewsOf(choice) : []) : null,
            isStaff ? await StaffOf(visit, choice) : null);
        // A visitor is here because a teacher chose so; search engines were not asked.
        if (member is null) visit.Context.Response.Headers["X-Robots-Tag"] = "noindex";
        return visit.Page(new Pages_Leaderboard { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> Export(Visit visit)
    {
        var rules = visit.Rules;
        var choice = BoardChoice.Read(visit, Periods.At(rules.Scoring, visit.Now), isStaff: true);
        var board = choice.Board(rules.Scoring.FrozenSince(visit.Now));
        var (lines, names) = await visit.Write(sql =>
        {
            var lines = Leaderboard.List(sql, board, 0, MostExported);
            Audit.Add(sql, visit.Actor, "board.export", visit.Now, "leaderboard", null,
                $"{English.Capital(BoardWords.Of(choice.Period, rules.Scoring))}{Comma(choice.Stage)}{Comma(choice.Class)}: {English.Count(lines.Count, "line")}");
            return (lines, BoardNames.Find(sql, lines));
        });
        // The mark at the beginning has Excel read it as UTF-8.
        var file = new StringBuilder("\uFEFF", lines.Count * 110);
        Csv.AppendRow(file, "place", "points", "display name", "name", "year", "class", "school", "reached (London)", "reached (UTC)", "number");
        foreach (var line in lines)
        {
            var name = names[line.MemberId];
            // A place that is shared begins with "=", which a spreadsheet would calculate: here it is the number alone.
            Csv.AppendRow(file, Number(line.Rank), Number(line.Points), line.DisplayName, name.Name, MemberWords.Year(line.StartYear, visit.SchoolYear, rules), name.Class,
                name.School ?? "", SchoolTime.Time(line.ReachedAt), SchoolTime.Machine(line.ReachedAt), Number(line.MemberId));
        }
        return new Download($"leaderboard-{SchoolTime.Local(visit.Now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.csv", "text/csv; charset=utf-8", file.ToString());
    }

    private static string CaptionOf(BoardChoice choice, Periods now, ScoreRules rules)
    {
        var period = choice.Period == now.Week ? "This week" : choice.Period == now.Term ? "This term" : choice.Period == now.Year ? "This school year" : English.Capital(BoardWords.Of(choice.Period, rules));
        return $"{period}, {(choice.Stage.Length > 0 ? $"points earned in {choice.Stage}" : "all key stages")}{Comma(choice.Class)}. Equals share a place; whoever reached their points first stands first. Times are those of London.";
    }

    private static List<BoardLink> StagesOf(BoardChoice choice, Rules rules)
    {
        var links = new List<BoardLink> { Link(choice with { Stage = "", Page = 1 }, "All", choice.Stage.Length == 0) };
        foreach (var stage in rules.KeyStages) links.Add(Link(choice with { Stage = stage.Name, Page = 1 }, stage.Name, choice.Stage == stage.Name));
        return links;
    }

    private static List<BoardLink> TimesOf(BoardChoice choice, Periods now)
    {
        var links = new List<BoardLink>();
        void Add(Period? period, string name, string words)
        {
            if (period is { } one) links.Add(Link(choice with { Period = one, PeriodName = name, Page = 1 }, words, choice.Period == one));
        }

        Add(now.Week, "week", "This week");
        Add(now.Term, "term", "This term");
        Add(now.Year, "year", "This year");
        Add(Period.AllTime, "all", "All time");
        return links;
    }

    private static BoardLink EarlierOf(BoardChoice choice, Period period, ScoreRules rules)
    {
        var earlier = choice with { Period = period, PeriodName = Number(period.Key), Page = 1 };
        return Link(earlier, English.Capital(BoardWords.Of(period, rules)), isChosen: false);
    }

    private static BoardLink[] ViewsOf(BoardChoice choice) =>
        [Link(choice with { IsLive = false, Page = 1 }, "As others see it", !choice.IsLive), Link(choice with { IsLive = true, Page = 1 }, "As it is now", choice.IsLive)];

    private static async Task<BoardStaff> StaffOf(Visit visit, BoardChoice choice)
    {
        var classes = choice.Classes(await visit.Read(sql => MemberList.Classes(sql, null)));
        return new BoardStaff(new FormView { ["class"] = choice.Class }, classes, (choice with { Class = "" }).Fields, choice.Fields);
    }

    private static string Say(OwnPlace? place, bool isQuiet, bool isFrozen)
    {
        if (place is null) return "You have no points here yet.";
        var points = $"You have {BoardWords.Points(place.Points)}{(isFrozen ? " now" : "")}.";
        var spoken = place.Rank is { } rank ? BoardWords.Spoken(rank, place.IsShared) : null;
        if (!place.IsListed) return isQuiet ? $"{points} You are in quiet mode, so others do not see you here{(spoken is null ? "" : $"; by your points you would be {spoken}")}." : points;
        if (spoken is null) return isFrozen ? $"{points} None of them had been earned when the board was frozen." : points;
        return isFrozen ? $"{points} On the board as it was frozen you are {spoken}." : $"You are {spoken}, with {BoardWords.Points(place.Points)}.";
    }

    /// <summary>The reader's own line, for below the others, unless it is among them or there is none.</summary>
    private static BoardRow? RowOf(Own own, SignedIn member, BoardRows rows, bool isFrozen)
    {
        if (own.Place is not { IsListed: true, Rank: { } rank } place) return null;
        foreach (var row in rows.Rows)
            if (row.MemberId == member.MemberId) return null;
        var written = place.IsShared ? "=" + Number(rank) : Number(rank);
        // On a frozen board one's own points go on; when they were reached would then tell of something else than the place.
        return new BoardRow(member.MemberId, written, BoardWords.Spoken(rank, place.IsShared), member.DisplayName, place.Points,
            isFrozen ? "" : BoardWords.Reached(own.ReachedAt), SchoolTime.Machine(own.ReachedAt));
    }

    private static BoardLink Link(BoardChoice choice, string words, bool isChosen) => new(choice.Path, words, isChosen);

    private static string Comma(string text) => text.Length > 0 ? ", " + text : "";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
