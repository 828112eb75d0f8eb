// Why this score: every row of somebody's ledger in words, with sums that are those rows added up; and for staff the form that gives or takes points.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The sum of one period, and the way to its rows.</summary>
public sealed record ScoreSum(string Words, string Path, long Points, bool IsChosen);

/// <summary>One row of the ledger: <c>+2</c>, "first to solve", the challenge, and why and when it was corrected.</summary>
/// <param name="Words">Up to the challenge's name, or to the time where there is none.</param>
/// <param name="Title">Null: no challenge.</param>
/// <param name="Reason">Null: none, or not told to this reader.</param>
public sealed record ScoreLine(string Points, string Words, long? ChallengeId, string? Title, string? Reason, string? By, long At, long? CorrectedAt);

/// <summary>The page.</summary>
/// <param name="Period">Which rows are listed: "this week", "all time".</param>
/// <param name="Points">What they come to.</param>
/// <param name="Chosen">The period's name in an address.</param>
/// <param name="FrozenAt">Later rows are not shown to this reader; null: all are.</param>
/// <param name="IsKnown">Whether the reader may see who it is on the pages about members.</param>
/// <param name="Form">The form for points; null: not for this reader, or not for this member.</param>
/// <param name="Newest">The number of the newest row, so that a form sent twice counts once.</param>
public sealed record ScoreModel(long MemberId, string Name, bool IsOwn, IReadOnlyList<ScoreSum> Sums, string Period, long Points, string Chosen, IReadOnlyList<ScoreLine> Lines, int Page,
    bool HasMore, long? FrozenAt, bool IsKnown, FormView? Form, long Newest, string? Notice)
{
    /// <summary>The most letters of a reason.</summary>
    public const int MaxReason = 200;

    /// <summary>Another page of the same rows.</summary>
    public string PathOf(int page) => string.Create(CultureInfo.InvariantCulture, $"/scores/{MemberId}?period={Chosen}&page={page}");
}

/// <summary>Maps /scores/{id}.</summary>
public static class ScoreEndpoints
{
    private const int PageSize = 50, MostPages = 200, MostPoints = 100;

    public static void Map(RouteGroup member, RouteGroup staff)
    {
        member.Page("/scores/{id}", "scores", visit => Show(visit, new FormView(), StatusCodes.Status200OK));
        staff.Post("/scores/{id}", "scores.adjust", Adjust);
    }

    private static async Task<IResult> Adjust(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var points = ReadPoints(form);
        var reason = form.Line("reason", "Reason", ScoreModel.MaxReason);
        var isSeen = long.TryParse(visit.Form["newest"], NumberStyles.None, CultureInfo.InvariantCulture, out var newest);
        if (form.IsGood)
        {
            var rules = visit.Rules;
            var isDone = await visit.Write(sql =>
            {
                // A second press of the button was made on a page that knows nothing of the first.
                if (isSeen && ScoreSums.Find(sql, id, Moment.Of(rules, null, visit.Now), null).Newest != newest) return (bool?)null;
                return Awards.Adjust(sql, id, points, reason, visit.Actor, rules, visit.Now);
            });
            if (isDone is true) return visit.SeeOther(string.Create(CultureInfo.InvariantCulture, $"/scores/{id}?said=adjusted"));
            if (isDone is false) return visit.NotFound();
            form.Fail("", "The points have changed since this page was loaded, so nothing was given or taken. Look at the list below, and send it again if it is still right.");
        }
        return await Show(visit, form.View, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>A number of points with a sign or without; 0, and a mistake, when it is none.</summary>
    private static int ReadPoints(FormReader form)
    {
        var text = form.Line("points", "Points", 5).Replace('−', '-');
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var points) && points is not 0 and >= -MostPoints and <= MostPoints) return points;
        form.Fail("points", $"Points: a whole number from -{MostPoints} to {MostPoints}, and not 0, please.");
        return 0;
    }

    private static async Task<IResult> Show(Visit visit, FormView form, int status)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (reader, rules) = (visit.Member, visit.Rules);
        var (isOwn, isStaff) = (reader.MemberId == id, reader.Role.Opens(Access.Staff));
        // Whoever is on a board that stands still is read as the board has them.
        var until = isOwn || isStaff ? null : rules.Scoring.FrozenSince(visit.Now);
        var periods = Periods.At(rules.Scoring, visit.Now);
        var (chosen, period) = ReadPeriod(visit.Query("period"), periods);
        var page = Rules.Whole(visit.Query("page"), 1, MostPages) ?? 1;
        var moment = Moment.Of(rules, null, visit.Now);
        var model = await visit.Read(sql =>
        {
            if (Members.Find(sql, id) is not { } member || (!isOwn && !isStaff && !IsOnBoards(sql, member))) return null;
            var sums = ScoreSums.Find(sql, id, moment, until);
            var rows = Awards.List(sql, id, period, "", (page - 1) * PageSize, PageSize + 1, until);
            var lines = new List<ScoreLine>();
            foreach (var row in rows)
                if (lines.Count < PageSize) lines.Add(LineOf(row, isOwn || isStaff));
            var list = SumsOf(id, chosen, periods, sums);
            var all = list.Find(sum => sum.IsChosen)!;
            var notice = visit.Query("said") == "adjusted" ? "Done: the row stands at the top of the list, and the totals follow it." : null;
            return new ScoreModel(id, member.DisplayName, isOwn, list, all.Words, all.Points, chosen, lines, page, rows.Count > PageSize, until, isStaff,
                isStaff && MemberRules.IsActivePupil(member) ? form : null, sums.Newest, notice);
        });
        return model is null ? visit.NotFound() : visit.Page(new Pages_Scores { Frame = visit.Frame, Model = model }, status);
    }

    /// <summary>Whether others find this member on a board, now or in any period: those are the scores that anybody may ask about.</summary>
    private static bool IsOnBoards(Sql sql, Member member)
    {
        if (!MemberRules.IsListed(member)) return false;
        foreach (var total in Totals.List(sql, member.Id))
            if (total.Points > 0) return true;
        return false;
    }

    private static (string Name, Period Period) ReadPeriod(string name, Periods now) => name switch
    {
        "week" => ("week", now.Week),
        "term" when now.Term is { } term => ("term", term),
        "year" => ("year", now.Year),
        _ => ("all", Period.AllTime),
    };

    private static List<ScoreSum> SumsOf(long id, string chosen, Periods now, ScoreSums sums)
    {
        var list = new List<ScoreSum>();
        void Add(string name, string words, long points) =>
            list.Add(new ScoreSum(words, string.Create(CultureInfo.InvariantCulture, $"/scores/{id}?period={name}"), points, name == chosen));

        Add("week", "This week", sums.Week);
        if (now.Term is not null) Add("term", "This term", sums.Term);
        Add("year", "This school year", sums.Year);
        Add("all", "All time", sums.AllTime);
        return list;
    }

    /// <summary>
    /// A row in words. Why somebody was given or lost points is between them and the staff; whoever lost or gained by it too has the reason beside their own.
    /// </summary>
    private static ScoreLine LineOf(Award row, bool isTrusted)
    {
        var isGain = row.Points > 0;
        var words = (row.Kind, row.Corrects) switch
        {
            (AwardKind.Completion, _) => "solved",
            (AwardKind.First, _) => "first to solve",
            (AwardKind.FirstDay, _) => "solved by the end of its first school day:",
            (AwardKind.Adjustment, _) => isGain ? "given by a teacher" : "taken off by a teacher",
            (_, AwardKind.First) => isGain ? "correction: first to solve, after all," : "correction: not the first, after all, to solve",
            (_, AwardKind.FirstDay) => isGain ? "correction: solved on its first school day, after all:" : "correction: not solved on its first school day, after all:",
            _ => isGain ? "correction: solved, after all," : "correction: not solved, after all,",
        };
        var isCorrection = row.Kind is AwardKind.Adjustment or AwardKind.Compensation;
        var reason = row.Reason.Length > 0 && isTrusted ? row.Reason : null;
        return new ScoreLine(isGain ? "+" + Number(row.Points) : "−" + Number(-row.Points), row.ChallengeId is null ? words + "," : words, row.ChallengeId, row.Title, reason, isTrusted && isCorrection ? row.ActorName : null, row.At,
            row.Kind == AwardKind.Compensation ? row.MadeAt : null);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
