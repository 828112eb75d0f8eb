// The competitions as pupils see them: the list, the page of each, and what a pupil does there: join, withdraw, agree, start.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /competitions and below, without the tables.</summary>
public sealed class CompetitionEndpoints(ChallengeCache challenges)
{
    public void Map(RouteGroup anyone, RouteGroup member)
    {
        anyone.Page("/competitions", "competition.list", List);
        anyone.Page("/competitions/{id}", "competition.show", visit => Show(visit));
        member.Post("/competitions/{id}/enrol", "competition.enrol", Enrol);
        member.Post("/competitions/{id}/withdraw", "competition.withdraw", Withdraw);
        member.Post("/competitions/{id}/agree", "competition.agree", Agree);
        member.Page("/competitions/{id}/start", "competition.start_page", AskToStart);
        member.Post("/competitions/{id}/start", "competition.start", Start).WithMetadata(ClockPolicy.Credible);
    }

    private const string NoCode = "This is not the code of a competition. Look at it again, or ask your teacher for a new one.";

    private async Task<IResult> List(Visit visit)
    {
        var (now, coming, past) = (new List<CompetitionCard>(), new List<CompetitionCard>(), new List<CompetitionCard>());
        foreach (var competition in await challenges.Competitions.Published())
        {
            if (!await MayRead(visit, competition)) continue;
            var state = competition.StateAt(visit.Now);
            (state == CompetitionState.Open ? now : state == CompetitionState.Coming ? coming : past).Add(CardOf(visit, competition));
        }
        // The list comes with the one that closes last first, which suits those that are over.
        now.Reverse();
        coming.Reverse();
        var model = new CompetitionsModel(
            now, coming, past, visit.Reader.Role == Role.Member, visit.Query("said") == "code" ? NoCode : null);
        return visit.Page(new Pages_Competitions { Frame = visit.Frame, Model = model });
    }

    private static CompetitionCard CardOf(Visit visit, Competition competition)
    {
        var entry = visit.Reader.EntryIn(competition.Id);
        var isOver = visit.Now >= competition.ClosesAt + visit.Reader.ExtraSeconds;
        var own = entry is null ? "" : entry.IsPupil ? isOver ? "You were enrolled" : "You take part"
            : isOver ? "Your school took part" : "Your school takes part";
        if (entry is { Division.Length: > 0 }) own += $" in {entry.Division}";
        return CompetitionCard.Of(competition, visit.Root, CompetitionWords.Due(competition, visit.Now), own);
    }

    /// <summary>
    /// Drafts are on the desk alone; everybody reads what is public. Our own members read every other one, because each is open to them;
    /// guests only those that they take part in, or that their school was invited to and has not declined or left.
    /// </summary>
    private async Task<bool> MayRead(Visit visit, Competition competition)
    {
        if (competition.IsDraft || competition.ArchivedAt is not null) return false;
        if (CompetitionPlaces.HasTables(visit, competition)) return true;
        return visit.Reader.Role is not null && visit.Member.SchoolId is { } school
            && (await challenges.Competitions.OfSchool(school)).Contains(competition.Id);
    }

    private async Task<CompetitionWithChallenges?> Find(Visit visit) =>
        visit.Id() is { } id && await challenges.Competitions.Line(id) is { } line && await MayRead(visit, line.Competition) ? line : null;

    private async Task<IResult> Show(Visit visit, string? error = null) => await Find(visit) is { } line
        ? visit.Page(new Pages_Competition { Frame = visit.Frame, Model = await new CompetitionPage(visit, challenges, line).Build(error) },
            error is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity)
        : visit.NotFound();

    private async Task<IResult> Enrol(Visit visit)
    {
        if (await Find(visit) is not { Competition: var competition }) return visit.NotFound();
        var agreedTo = visit.Form["agree"].Count > 0 ? FormReader.IdIn(visit.Form["terms"].ToString()) : null;
        var obstacle = await visit.Write(sql => OwnParts.Join(sql, competition.Id, visit.Member.MemberId, agreedTo, visit.Now));
        return obstacle is JoinObstacle.None or JoinObstacle.Enrolled
            ? visit.SeeOther($"/competitions/{competition.Id}?said=joined")
            : await Show(visit, "You could not join, and nothing was changed.");
    }

    private async Task<IResult> Withdraw(Visit visit)
    {
        if (await Find(visit) is not { Competition: var competition }) return visit.NotFound();
        var isOut = visit.Now < competition.ClosesAt
            && await visit.Write(sql => OwnParts.Withdraw(sql, competition.Id, visit.Member.MemberId, visit.Now));
        return isOut ? visit.SeeOther($"/competitions/{competition.Id}?said=withdrawn") : await Show(visit,
            "You could not withdraw: you do not take part, or you have answered already. If you should not be in it, ask your teacher.");
    }

    private async Task<IResult> Agree(Visit visit)
    {
        if (await Find(visit) is not { Competition: var competition }) return visit.NotFound();
        if (visit.Form["agree"].Count == 0) return await Show(visit, "Tick the box to say that you keep to what is allowed.");
        var terms = FormReader.IdIn(visit.Form["terms"].ToString()) ?? 0;
        var hasAgreed = await visit.Write(sql =>
            Competitions.Find(sql, competition.Id) is { } live && OwnParts.Agree(sql, live, visit.Member.MemberId, terms));
        return hasAgreed ? visit.SeeOther($"/competitions/{competition.Id}?said=agreed") : await Show(visit,
            "The text was changed meanwhile, or you do not take part. Read it again, then tick the box.");
    }

    private async Task<IResult> AskToStart(Visit visit)
    {
        if (await Find(visit) is not { } line) return visit.NotFound();
        var model = await new CompetitionPage(visit, challenges, line).Build();
        if (model.MinutesToStart is not { } minutes) return visit.SeeOther(model.Path);
        var (competition, extra) = (line.Competition, visit.Reader.ExtraSeconds);
        var ends = Math.Min(visit.Now + 60 * (competition.Minutes ?? 0), competition.ClosesAt) + extra;
        var isShort = competition.ClosesAt - visit.Now < 60 * competition.Minutes;
        return visit.Page(new Pages_CompetitionStart
        {
            Frame = visit.Frame, Model = new StartModel(competition, minutes, ends, isShort),
        });
    }

    private async Task<IResult> Start(Visit visit)
    {
        if (await Find(visit) is not { Competition: var competition }) return visit.NotFound();
        var hasStarted = await visit.Write(sql => OwnParts.Start(sql, competition.Id, visit.Member.MemberId, visit.Now));
        return hasStarted ? visit.SeeOther($"/competitions/{competition.Id}?said=started") : await Show(visit,
            "Your time could not be started. It can be while the competition is open, once you take part and agree to what is allowed.");
    }
}
