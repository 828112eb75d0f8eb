// September: what happens to each year group on the first, and who repeats a year or leaves instead.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/rollover.</summary>
public static class RolloverEndpoints
{
    private const int PageSize = 50;
    private const int MaxProposed = 500;
    private const int MaxOverdue = 50;
    private const string Past = "past";
    private const int April = 4;

    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/rollover", "rollover.show", Show);
        staff.Post("/admin/rollover", "rollover.decide", Decide).WithMetadata(BodyLimit.Ticks, ClockPolicy.SchoolYear);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var year = ReadYear(visit, visit.Query("year"));
        var form = new FormView { ["q"] = visit.Query("q"), ["show"] = visit.Query("show") };
        // Pupils past the last year are proposed as leavers, with a tick that can be removed.
        var pastLast = new RolloverFilter("", null, FirstInSchool(visit, year) - 1);
        var past = await visit.Read(sql => Rollovers.List(sql, year, pastLast, 0, MaxProposed));
        var leaves = new List<long>();
        foreach (var pupil in past)
            if (pupil.Fate is null && MemberPermissions.MayEdit(visit.Member, pupil.Member)) leaves.Add(pupil.Member.Id);
        var notice = visit.Query("said") switch
        {
            "nothing" => "Nothing new: what you sent was recorded before, and is not done a second time.",
            "classes" => $"Recorded: the class names below move up by themselves on 1 September {year}.",
            "no-classes" => "Taken back: the class names stay as they are.",
            _ => null,
        };
        return await Page(visit, form, year, [], leaves, Rules.Whole(visit.Query("page"), 1, 10_000) ?? 1, notice, StatusCodes.Status200OK);
    }

    private static async Task<IResult> Decide(Visit visit)
    {
        var form = new FormReader(visit.Form);
        form.Line("q", "Search", 60, isOptional: true);
        form.Line("show", "Show", 10, isOptional: true);
        var year = ReadYear(visit, visit.Form["year"].ToString());
        var step = visit.Form["step"].ToString();
        if (step is RolloverClasses.MoveUp or RolloverClasses.Keep)
            return await RolloverClasses.Decide(visit, year, step == RolloverClasses.MoveUp);
        var repeats = form.Ids("repeats", MemberLimits.MaxChanged + 1);
        var leaves = form.Ids("leaves", MemberLimits.MaxChanged + 1);
        if (repeats.Count + leaves.Count > MemberLimits.MaxChanged)
            form.Fail("", "At most 1,000 members are decided at once. Tick fewer, apply that, and come back for the others.");
        if (!form.IsGood) return await Page(visit, form.View, year, [], [], 1, null, StatusCodes.Status422UnprocessableEntity);

        if (step is "preview" or "apply")
        {
            if (repeats.Count + leaves.Count == 0)
                form.Fail("pupils", "Nobody is ticked. Tick who repeats the year or leaves; everybody else moves up without you.");
            foreach (var pupil in await visit.Read(sql => Rollovers.ListByIds(sql, year, repeats)))
            {
                if (!leaves.Contains(pupil.Member.Id)) continue;
                form.Fail("pupils",
                    $"{pupil.Member.Name} is ticked twice: as repeating the year and as leaving. Take one tick away.");
            }
            if (form.IsGood && step == "apply") return await Apply(visit, form, year, repeats, leaves);
            if (form.IsGood) return await Preview(visit, form, year, repeats, leaves);
        }
        return await Page(visit, form.View, year, repeats, leaves, Rules.Whole(visit.Form["page"].ToString(), 1, 10_000) ?? 1, null,
            form.IsGood ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> Apply(Visit visit, FormReader form, int year, List<long> repeats, List<long> leaves)
    {
        // It can be undone without a copy, so a disk that is full is no reason to refuse it.
        if (year <= visit.SchoolYear && repeats.Count + leaves.Count > 1) await visit.Snapshot(BackupReason.BeforeSchoolYear);
        var outcome = await visit.WriteAlone(sql =>
        {
            var actor = ActingMember.Find(sql, visit);
            var mine = new List<long>();
            foreach (var pupil in Rollovers.ListByIds(sql, year, [.. repeats, .. leaves]))
                if (MemberPermissions.MayEdit(actor, pupil.Member)) mine.Add(pupil.Member.Id);
            long[] repeating = [.. repeats.Where(mine.Contains)], leaving = [.. leaves.Where(mine.Contains)];
            return Rollovers.Apply(sql, visit.Actor, year, repeating, leaving, year <= visit.SchoolYear, visit.Now);
        });
        if (outcome.ChangeId is { } id) return visit.SeeOther($"/admin/changes/{id}?said=made");
        if (!outcome.NeedsOwner) return visit.SeeOther($"/admin/rollover?year={year}&said=nothing");
        form.Fail("", ChangeWords.NeedsOwner);
        return await Page(visit, form.View, year, repeats, leaves, 1, null, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> Preview(Visit visit, FormReader form, int year, List<long> repeats, List<long> leaves)
    {
        var words = new ChangeWords([], visit.Rules, year);
        var (lines, already, leftOut) = (new List<PreviewLine>(), new List<LeftOut>(), new List<LeftOut>());
        foreach (var pupil in await visit.Read(sql => Rollovers.ListByIds(sql, year, [.. repeats, .. leaves])))
        {
            var member = pupil.Member;
            if (pupil.Fate is not null) already.Add(new LeftOut(member.Name, Recorded(pupil)!));
            else if (!MemberPermissions.MayEdit(visit.Member, member)) leftOut.Add(new LeftOut(member.Name, NotYours));
            else
            {
                var then = SchoolTime.YearGroup(member.StartYear!.Value, year);
                lines.Add(new PreviewLine(member.Name, member.Class.Length == 0 ? "No class" : member.Class, words.YearGroup(then),
                    leaves.Contains(member.Id) ? "Leaves" : $"{words.YearGroup(then - 1)} again"));
            }
        }
        return visit.Page(new Pages_RolloverPreview
        {
            Frame = visit.Frame,
            Model = new RolloverPreviewModel
            {
                Form = form.View,
                Year = year,
                HasBegun = year <= visit.SchoolYear,
                Lines = lines,
                Already = already,
                LeftOut = leftOut,
                Repeats = repeats,
                Leaves = leaves,
                LeaverMonths = visit.Rules.LeaverMonths,
                AnonymisedAt = AnonymisedAt(visit, year),
            },
        });
    }

    private static async Task<IResult> Page(Visit visit, FormView form, int year, List<long> repeats, List<long> leaves, int page,
        string? notice, int status)
    {
        var (rules, now) = (visit.Rules, visit.SchoolYear);
        var filter = FilterOf(visit, form, year);
        var firstNow = FirstInSchool(visit, now);
        var (counts, found, late, lateCount) = await visit.Read(sql => (Rollovers.Count(sql, year), Rollovers.Count(sql, year, filter),
            Rollovers.Overdue(sql, firstNow, MaxOverdue), Rollovers.CountOverdue(sql, firstNow)));
        var classes = await visit.Read(sql => RolloverClasses.Find(sql, year, rules));
        var pages = (int)Math.Max(1, (found + PageSize - 1) / PageSize);
        page = Math.Min(page, pages);
        var words = new ChangeWords([], rules, year);
        var (lines, shown) = (new List<PupilLine>(), new List<long>());
        foreach (var pupil in await visit.Read(sql => Rollovers.List(sql, year, filter, (page - 1) * PageSize, PageSize)))
        {
            var id = pupil.Member.Id;
            shown.Add(id);
            var then = RolloverMoves.GroupThen(pupil.Member.StartYear!.Value, year, pupil.Fate, pupil.IsDone);
            lines.Add(new PupilLine
            {
                Id = id,
                Name = pupil.Member.Name,
                Class = pupil.Member.Class,
                From = words.YearGroup(RolloverMoves.GroupBefore(then, pupil.Fate)),
                To = pupil.Fate == RolloverDecision.Leaves ? "leaves" : words.YearGroup(then),
                Recorded = Recorded(pupil),
                WhyNot = MemberPermissions.MayEdit(visit.Member, pupil.Member) ? null : NotYours,
                Repeats = repeats.Contains(id),
                Leaves = leaves.Contains(id),
            });
        }
        var overdueLines = new List<OverdueLine>();
        foreach (var pupil in late)
            overdueLines.Add(new OverdueLine(pupil.Id, pupil.Name, $"Year {SchoolTime.YearGroup(pupil.StartYear!.Value, now)}"));
        return visit.Page(new Pages_Rollover
        {
            Frame = visit.Frame,
            Model = new RolloverModel
            {
                Form = form,
                Year = year,
                Years = [now, now + 1],
                HasBegun = year <= now,
                Moves = RolloverMoves.Make(counts, words, year),
                Classes = classes,
                Overdue = overdueLines,
                OverdueCount = lateCount,
                Groups = RolloverMoves.Groups(counts, rules, year, Past),
                Lines = lines,
                Found = found,
                PageNumber = page,
                PageCount = pages,
                Repeats = [.. repeats.Where(id => !shown.Contains(id))],
                Leaves = [.. leaves.Where(id => !shown.Contains(id))],
                Ticked = repeats.Count + leaves.Count,
                LeaverMonths = rules.LeaverMonths,
                AnonymisedAt = AnonymisedAt(visit, year),
                LastYear = rules.LastYear,
                Notice = notice,
            },
        }, status);
    }

    private const string NotYours = "Only an owner decides about a teacher or an owner.";

    private static string? Recorded(RolloverPupil pupil) => pupil.Fate switch
    {
        RolloverDecision.Repeats => pupil.IsDone ? "repeats the year" : "will repeat the year",
        RolloverDecision.Leaves => pupil.IsDone ? "has left" : "will leave",
        _ => null,
    };

    /// <summary>
    /// The chosen school year: the present one or the next. Without a choice it is the next from April on, when people begin to plan it.
    /// </summary>
    private static int ReadYear(Visit visit, string text)
    {
        var now = visit.SchoolYear;
        var month = SchoolTime.Local(visit.Now).Month;
        return Rules.Whole(text, now, now + 1) ?? (month is >= April and < 9 ? now + 1 : now);
    }

    /// <summary>The start year of the oldest who are still at school in that school year.</summary>
    private static int FirstInSchool(Visit visit, int year) => SchoolTime.StartYear(visit.Rules.LastYear, year);

    private static RolloverFilter FilterOf(Visit visit, FormView form, int year)
    {
        if (form["show"] == Past) return new RolloverFilter(form["q"], null, FirstInSchool(visit, year) - 1);
        // The groups are named by their year group before that September.
        return Rules.Whole(form["show"], 0, 20) is { } group
            ? new RolloverFilter(form["q"], SchoolTime.StartYear(group, year - 1), SchoolTime.StartYear(group, year - 1))
            : new RolloverFilter(form["q"], null, null);
    }

    /// <summary>When the program anonymises the members who leave if the form is applied now, in unix seconds.</summary>
    private static long AnonymisedAt(Visit visit, int year)
    {
        var leaves = year <= visit.SchoolYear ? SchoolTime.Local(visit.Now) : new DateTime(year, 9, 1);
        return SchoolTime.Instant(leaves.AddMonths(visit.Rules.LeaverMonths));
    }
}
