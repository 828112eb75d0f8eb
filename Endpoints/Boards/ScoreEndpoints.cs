// A member's score explained: every row of their ledger in words, the sums of the rows, and for staff the form that gives or takes points.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The sum of one period, and the link to its rows.</summary>
public sealed record ScoreSum(string Words, string Path, long Points, bool IsChosen);

/// <summary>One row of the ledger: <c>+2</c>, "first to solve", the challenge, and why and when it was corrected.</summary>
/// <param name="Words">The sentence up to the challenge's name, or up to the time if no challenge is involved.</param>
/// <param name="ChallengeId">Null if no challenge is involved, or this reader may not open it.</param>
/// <param name="Title">The challenge's title; null if no challenge is involved.</param>
/// <param name="Reason">Null if there is none, or it is not shown to this reader.</param>
public sealed record ScoreLine(
    string Points,
    string Words,
    long? ChallengeId,
    string? Title,
    string? Reason,
    string? By,
    long At,
    long? CorrectedAt)
{
    /// <summary>The competition in which the points are; null: in none, or it is not shown to this reader.</summary>
    public string? Competition { get; init; }
}

/// <summary>The page of one member's score.</summary>
public sealed record ScoreModel
{
    /// <summary>The most characters in a reason.</summary>
    public const int MaxReason = 200;

    public required long MemberId { get; init; }
    public required string Name { get; init; }
    public bool IsOwn { get; init; }

    /// <summary>Null if the member is not a pupil.</summary>
    public long? StartYear { get; init; }

    /// <summary>Null for readers who are neither the member nor staff.</summary>
    public ProgressPicture? Progress { get; init; }

    /// <summary>In how many weeks the member has earned points, for the member alone; null: in none, and the page says nothing.</summary>
    public string? Weeks { get; init; }

    public required IReadOnlyList<ScoreSum> Sums { get; init; }

    /// <summary>The period whose rows are listed, in words: "This week", "All time".</summary>
    public required string Period { get; init; }

    /// <summary>The sum of all rows of the period.</summary>
    public required long Points { get; init; }

    /// <summary>The period's name in an address.</summary>
    public required string Chosen { get; init; }

    public required IReadOnlyList<ScoreLine> Lines { get; init; }
    public required int Page { get; init; }
    public bool HasMore { get; init; }

    /// <summary>Rows after this instant are not shown to this reader; null if all are.</summary>
    public long? FrozenAt { get; init; }

    /// <summary>Whether the reader may open the member's page in the administration.</summary>
    public bool IsKnown { get; init; }

    /// <summary>The form that gives or takes points; null if this reader may not, or this member cannot score.</summary>
    public FormView? Form { get; init; }

    /// <summary>The id of the newest row, so that a form sent twice counts once.</summary>
    public required long Newest { get; init; }

    public string? Notice { get; init; }

    /// <summary>The address of another page of the same rows.</summary>
    public string PathOf(int page) => $"/scores/{MemberId}?period={Chosen}&page={page}";
}

/// <summary>Maps /scores/{id}.</summary>
public sealed class ScoreEndpoints(ChallengeCache challenges, BoardCache boards)
{
    private const int PageSize = 50, MaxPages = 200, MaxPoints = 100;

    public void Map(RouteGroup member, RouteGroup staff)
    {
        member.Page("/scores/{id}", "scores", visit => Show(visit, new FormView(), StatusCodes.Status200OK));
        staff.Post("/scores/{id}", "scores.adjust", Adjust).WithMetadata(FilledForm.Shown);
    }

    private async Task<IResult> Adjust(Visit visit)
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
                // If the button was pressed twice, the second form still holds the row id from before the first.
                if (isSeen && ScoreSums.Find(sql, id, AwardPeriods.Of(rules, null, visit.Now), null).Newest != newest) return (bool?)null;
                return Awards.Adjust(sql, id, points, reason, visit.Actor, rules, visit.Now);
            });
            if (isDone is true) return visit.SeeOther($"/scores/{id}?said=adjusted");
            if (isDone is false) return visit.NotFound();
            form.Fail("", "The points have changed since this page was loaded, so nothing was given or taken. "
                + "Look at the list below, and send it again if it is still right.");
        }
        return await Show(visit, form.View, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>A number of points, with or without a sign; 0 and an error in the form if it is invalid.</summary>
    private static int ReadPoints(FormReader form)
    {
        var text = form.Line("points", "Points", 5).Replace('−', '-');
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var points)
            && points is not 0 and >= -MaxPoints and <= MaxPoints)
            return points;
        form.Fail("points", $"Points: a whole number from -{MaxPoints} to {MaxPoints}, and not 0, please.");
        return 0;
    }

    private async Task<IResult> Show(Visit visit, FormView form, int status)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (reader, rules) = (visit.Member, visit.Rules);
        var (isOwn, isStaff) = (reader.MemberId == id, reader.Role.Opens(Access.Staff));
        // The lines name the society's challenges.
        if (visit.IsGuest && !isOwn) return visit.NotFound();
        // While boards are frozen, other members see this score as the frozen board has it.
        var until = isOwn || isStaff ? null : rules.Scoring.FrozenSince(visit.Now);
        var periods = Periods.At(rules.Scoring, visit.Now);
        var (chosen, period) = ReadPeriod(visit.Query("period"), periods);
        var page = Rules.Whole(visit.Query("page"), 1, MaxPages) ?? 1;
        var moment = AwardPeriods.Of(rules, null, visit.Now);
        var model = await visit.Read(sql =>
        {
            if (Members.Find(sql, id) is not { } member || (!isOwn && !isStaff && !IsOnBoards(sql, member))) return null;
            var sums = ScoreSums.Find(sql, id, moment, until);
            var rows = Awards.List(sql, id, period, "", (page - 1) * PageSize, PageSize + 1, until);
            var lines = new List<ScoreLine>();
            foreach (var row in rows)
                if (lines.Count < PageSize) lines.Add(LineOf(row, isOwn || isStaff, hasLinks: !visit.IsGuest));
            var list = SumsOf(id, chosen, periods, sums);
            var all = list.Find(sum => sum.IsChosen)!;
            return new ScoreModel
            {
                MemberId = id,
                Name = member.DisplayName,
                IsOwn = isOwn,
                StartYear = member.StartYear,
                Sums = list,
                Period = all.Words,
                Points = all.Points,
                Chosen = chosen,
                Lines = lines,
                Page = page,
                HasMore = rows.Count > PageSize,
                FrozenAt = until,
                IsKnown = isStaff,
                Form = isStaff && MemberRules.IsActivePupil(member) ? form : null,
                Newest = sums.Newest,
                Notice = visit.Query("said") == "adjusted"
                    ? "Done: the row stands at the top of the list, and the totals follow it." : null,
            };
        });
        if (model is null) return visit.NotFound();
        if (isOwn || isStaff)
        {
            var stage = model.StartYear is { } start ? rules.KeyStageOf(SchoolTime.YearGroup(start, visit.SchoolYear))?.Name : null;
            model = model with { Progress = await ProgressPicture.Find(visit, challenges, boards, id, stage) };
        }
        if (isOwn)
        {
            var time = ProgressPicture.TimeOf(visit);
            model = model with { Weeks = WeeksOf(await boards.Steps(id, time.Period), time.Begins, visit.Now) };
        }
        return visit.Page(new Pages_Scores { Frame = visit.Frame, Model = model }, status);
    }

    /// <summary>Weeks and not days, and none in a row: a holiday or a night's sleep costs nobody anything.</summary>
    private static string? WeeksOf(IReadOnlyList<PointStep> steps, long begins, long now)
    {
        static DateOnly Monday(long at) => Period.Week(DateOnly.FromDateTime(SchoolTime.Local(at))).Monday!.Value;
        var earned = new HashSet<DateOnly>();
        foreach (var step in steps)
            if (step.Points > 0) earned.Add(Monday(step.At));
        var weeks = (Monday(now).DayNumber - Monday(begins).DayNumber) / 7 + 1;
        if (weeks == 1 || earned.Count == 0 || earned.Count > weeks) return null;
        return $"Points in {earned.Count} of {weeks} weeks so far.";
    }

    /// <summary>Whether others can find this member on a board of any period: any member may open the scores of those.</summary>
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
            list.Add(new ScoreSum(words, $"/scores/{id}?period={name}", points, name == chosen));

        Add("week", "This week", sums.Week);
        if (now.Term is not null) Add("term", "This term", sums.Term);
        Add("year", "This school year", sums.Year);
        Add("all", "All time", sums.AllTime);
        return list;
    }

    /// <summary>
    /// A row in words. Why a member was given or lost points is only shown to that member and to staff. Others whose points changed for the
    /// same reason find it beside their own row.
    /// </summary>
    private static ScoreLine LineOf(Award row, bool isTrusted, bool hasLinks)
    {
        var isGain = row.Points > 0;
        var words = (row.Kind, row.Corrects) switch
        {
            (AwardKind.Completion, _) => "solved",
            (AwardKind.Part, _) => "a part right in",
            (AwardKind.First, _) => "first to solve",
            (AwardKind.FirstDay, _) => "solved by the end of its first school day:",
            (AwardKind.Adjustment, _) => isGain ? "given by a teacher" : "taken off by a teacher",
            (_, AwardKind.Part) => isGain ? "correction: a part right, after all, in" : "correction: a part not right, after all, in",
            (_, AwardKind.First) => isGain ? "correction: first to solve, after all," : "correction: not the first, after all, to solve",
            (_, AwardKind.FirstDay) => isGain
                ? "correction: solved on its first school day, after all:"
                : "correction: not solved on its first school day, after all:",
            _ => isGain ? "correction: solved, after all," : "correction: not solved, after all,",
        };
        var isCorrection = row.Kind is AwardKind.Adjustment or AwardKind.Compensation;
        var reason = row.Reason.Length > 0 && isTrusted ? row.Reason : null;
        var points = isGain ? $"+{row.Points}" : $"−{-row.Points}";
        var correctedAt = row.Kind == AwardKind.Compensation ? row.MadeAt : (long?)null;
        return new ScoreLine(points, row.ChallengeId is null ? words + "," : words, hasLinks ? row.ChallengeId : null, row.Title, reason,
            isTrusted && isCorrection ? row.ActorName : null, row.At, correctedAt)
        {
            Competition = hasLinks ? row.Competition : null,
        };
    }
}
