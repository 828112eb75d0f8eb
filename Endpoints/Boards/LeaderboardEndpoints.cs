// The leaderboard by key stage and period, with the reader's rank and recent completions; staff also get classes, a live view and a file.
using System.Globalization;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>A link to another choice of board.</summary>
public sealed record BoardLink(string Path, string Words, bool IsChosen);

/// <summary>Shown while boards are frozen. <c>Views</c> links staff to the frozen and the live board; it is empty for others.</summary>
public sealed record FreezeModel(long At, IReadOnlyList<BoardLink> Views);

/// <summary>The parts of the page that only staff see.</summary>
/// <param name="Fields">The choice without the class, for the form that chooses a class.</param>
/// <param name="File">The whole choice, for the form that downloads the file.</param>
public sealed record BoardStaff(
    FormView Form,
    IReadOnlyList<Choice> Classes,
    IReadOnlyList<(string Name, string Value)> Fields,
    IReadOnlyList<(string Name, string Value)> File);

/// <summary>The leaderboard page.</summary>
public sealed record LeaderboardModel
{
    public required string Caption { get; init; }
    public required IReadOnlyList<BoardLink> Stages { get; init; }
    public required IReadOnlyList<BoardLink> Times { get; init; }

    /// <summary>Everybody, and the reader's own class; empty if that has no board.</summary>
    public required IReadOnlyList<BoardLink> Classes { get; init; }

    public required BoardRows Board { get; init; }
    public required BoardChoice Choice { get; init; }

    /// <summary>The reader's member id, if boards may show them; otherwise 0.</summary>
    public long OwnId { get; init; }

    /// <summary>The reader's rank in a sentence; null for those who do not score.</summary>
    public string? OwnWords { get; init; }

    /// <summary>The reader's line, if it is on another page of the board; otherwise null.</summary>
    public BoardRow? OwnRow { get; init; }

    /// <summary>Whether names and titles are links: neither for visitors nor for guests, whom they would lead nowhere.</summary>
    public bool HasLinks { get; init; }

    /// <summary>The previous period; null if there is none.</summary>
    public BoardLink? Earlier { get; init; }

    public IReadOnlyList<Achievement> Recent { get; init; } = [];

    /// <summary>Null unless boards are frozen.</summary>
    public FreezeModel? Freeze { get; init; }

    /// <summary>Null unless the reader is staff.</summary>
    public BoardStaff? Staff { get; init; }
}

/// <summary>Maps /leaderboard and its file.</summary>
public sealed class LeaderboardEndpoints(BoardCache cache)
{
    private const int MaxExported = 20_000;

    public void Map(RouteGroup boards, RouteGroup staff)
    {
        boards.Page("/leaderboard", "leaderboard", Show);
        staff.Post("/leaderboard/export.csv", "leaderboard.export", Export);
    }

    private async Task<IResult> Show(Visit visit)
    {
        var (member, rules) = (visit.SignedIn, visit.Rules.Scoring);
        var isStaff = member is not null && member.Role.Opens(Access.Staff);
        var isReader = member is not null && !visit.IsGuest;
        var now = Periods.At(rules, visit.Now);
        var ownClass = member is { Role: Role.Member, State: MemberState.Active } ? await cache.ClassOf(member.MemberId) : BoardClass.None;
        var choice = BoardChoice.Read(visit, now, isStaff, ownClass);
        var frozen = rules.FrozenSince(visit.Now);
        var board = choice.Board(frozen);
        var rows = await cache.Page(board, choice.Page);
        choice = choice with { Page = rows.Number };
        var own = member is { Role: Role.Member } ? await cache.Own(board, member.MemberId) : null;
        var isFrozen = board.FrozenAt is not null;
        var earlier = choice.Earlier(rules) is { } period ? EarlierOf(choice, period, rules) : null;
        var model = new LeaderboardModel
        {
            Caption = CaptionOf(choice, now, rules),
            Stages = StagesOf(choice, visit.Rules),
            Times = TimesOf(choice, now),
            Classes = ownClass.Name.Length == 0 ? [] : ClassesOf(choice, ownClass),
            Board = rows,
            Choice = choice,
            OwnId = own?.Place is { IsListed: true } ? member!.MemberId : 0,
            OwnWords = own is null ? null : DescribeRank(own.Place, member!, isFrozen),
            OwnRow = own is null ? null : RowOf(own, member!, rows, isFrozen),
            HasLinks = isReader,
            Earlier = earlier,
            Recent = !isReader ? [] : await cache.Recent(board.FrozenAt),
            Freeze = frozen is { } at ? new FreezeModel(at, isStaff ? ViewsOf(choice) : []) : null,
            Staff = isStaff ? await StaffOf(visit, choice) : null,
        };
        // Staff may open the board to visitors who are not signed in; that does not include search engines.
        if (member is null) visit.Context.Response.Headers["X-Robots-Tag"] = "noindex";
        return visit.Page(new Pages_Leaderboard { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> Export(Visit visit)
    {
        var rules = visit.Rules;
        var choice = BoardChoice.Read(visit, Periods.At(rules.Scoring, visit.Now), isStaff: true, BoardClass.None);
        var board = choice.Board(rules.Scoring.FrozenSince(visit.Now));
        var (lines, names) = await visit.Write(sql =>
        {
            var lines = Leaderboard.List(sql, board, 0, MaxExported);
            var period = English.Capital(BoardWords.Of(choice.Period, rules.Scoring));
            Audit.Add(sql, visit.Actor, "board.export", visit.Now, "leaderboard", null,
                $"{period}{Comma(choice.Stage)}{Comma(choice.Class)}: {English.Count(lines.Count, "line")}");
            return (lines, BoardNames.Find(sql, lines));
        });
        // The byte order mark makes Excel read the file as UTF-8.
        var file = new StringBuilder("\uFEFF", lines.Count * 110);
        Csv.AppendRow(file,
            "place", "points", "display name", "name", "year", "class", "school", "reached (London)", "reached (UTC)", "number");
        foreach (var line in lines)
        {
            var name = names[line.MemberId];
            // The rank as a bare number: a shared rank begins with "=" on the page, which a spreadsheet would take for a formula.
            Csv.AppendRow(file,
                $"{line.Rank}", $"{line.Points}", line.DisplayName, name.Name,
                MemberWords.Year(line.StartYear, visit.SchoolYear, rules), name.Class, name.School ?? "",
                SchoolTime.Time(line.ReachedAt), SchoolTime.Machine(line.ReachedAt), $"{line.MemberId}");
        }
        var day = SchoolTime.Local(visit.Now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new Download($"leaderboard-{day}.csv", "text/csv; charset=utf-8", file.ToString());
    }

    private static string CaptionOf(BoardChoice choice, Periods now, ScoreRules rules)
    {
        var period = choice.Period == now.Week ? "This week" : choice.Period == now.Term ? "This term"
            : choice.Period == now.Year ? "This school year" : English.Capital(BoardWords.Of(choice.Period, rules));
        return $"{period}, {(choice.Stage.Length > 0 ? $"points earned in {choice.Stage}" : "all key stages")}{Comma(choice.Class)}. "
            + "Equals share a place; whoever reached their points first stands first.";
    }

    private static List<BoardLink> StagesOf(BoardChoice choice, Rules rules)
    {
        var links = new List<BoardLink> { Link(choice with { Stage = "", Page = 1 }, "All", choice.Stage.Length == 0) };
        foreach (var stage in rules.KeyStages)
            links.Add(Link(choice with { Stage = stage.Name, Page = 1 }, stage.Name, choice.Stage == stage.Name));
        return links;
    }

    private static List<BoardLink> TimesOf(BoardChoice choice, Periods now)
    {
        var links = new List<BoardLink>();
        void Add(Period? period, string name, string words)
        {
            if (period is { } one)
                links.Add(Link(choice with { Period = one, PeriodName = name, Page = 1 }, words, choice.Period == one));
        }

        Add(now.Week, "week", "This week");
        Add(now.Term, "term", "This term");
        Add(now.Year, "year", "This year");
        Add(Period.AllTime, "all", "All time");
        return links;
    }

    private static BoardLink[] ClassesOf(BoardChoice choice, BoardClass own) =>
    [
        Link(choice with { Class = "", Page = 1 }, "Everybody", choice.Class.Length == 0),
        Link(choice with { Class = own.Name, Page = 1 }, $"My class, {own.Name}", choice.Class.Length > 0),
    ];

    private static BoardLink EarlierOf(BoardChoice choice, Period period, ScoreRules rules)
    {
        var earlier = choice with { Period = period, PeriodName = $"{period.Key}", Page = 1 };
        return Link(earlier, English.Capital(BoardWords.Of(period, rules)), isChosen: false);
    }

    private static BoardLink[] ViewsOf(BoardChoice choice) =>
    [
        Link(choice with { IsLive = false, Page = 1 }, "As others see it", !choice.IsLive),
        Link(choice with { IsLive = true, Page = 1 }, "As it is now", choice.IsLive),
    ];

    private static async Task<BoardStaff> StaffOf(Visit visit, BoardChoice choice)
    {
        var classes = choice.Classes(await visit.Read(sql => MemberList.Classes(sql, null, onBoards: true)));
        return new BoardStaff(new FormView { ["class"] = choice.Class }, classes, (choice with { Class = "" }).Fields, choice.Fields);
    }

    private static string DescribeRank(MemberRank? place, SignedIn member, bool isFrozen)
    {
        if (place is null) return "You have no points here yet.";
        var points = $"You have {BoardWords.Points(place.Points)}{(isFrozen ? " now" : "")}.";
        var spoken = place.Rank is { } rank ? BoardWords.Spoken(rank, place.IsShared) : null;
        if (!place.IsListed)
        {
            if (member.IsOfGuestSchool) return $"{points} Your school is a guest, and boards show the society’s own pupils only.";
            if (!member.IsQuiet) return points;
            var wouldBe = spoken is null ? "" : $"; by your points you would be {spoken}";
            return $"{points} You are in quiet mode, so others do not see you here{wouldBe}.";
        }
        if (spoken is null) return isFrozen ? $"{points} None of them had been earned when the board was frozen." : points;
        return isFrozen
            ? $"{points} On the board as it was frozen you are {spoken}."
            : $"You are {spoken}, with {BoardWords.Points(place.Points)}.";
    }

    /// <summary>The reader's own line, to be shown below the others; null if it is among them, or the reader is not on the board.</summary>
    private static BoardRow? RowOf(Own own, SignedIn member, BoardRows rows, bool isFrozen)
    {
        if (own.Place is not { IsListed: true, Rank: { } rank } place) return null;
        foreach (var row in rows.Rows)
            if (row.MemberId == member.MemberId) return null;
        var written = place.IsShared ? $"={rank}" : $"{rank}";
        // On a frozen board members see their own points still change, so the time at which those were reached does not explain the rank.
        return new BoardRow(member.MemberId, written, BoardWords.Spoken(rank, place.IsShared), member.DisplayName, place.Points,
            isFrozen ? "" : BoardWords.Reached(own.ReachedAt), BoardWords.ReachedMachine(own.ReachedAt)) { Rank = rank };
    }

    private static BoardLink Link(BoardChoice choice, string words, bool isChosen) => new(choice.Path, words, isChosen);

    private static string Comma(string text) => text.Length > 0 ? ", " + text : "";
}
