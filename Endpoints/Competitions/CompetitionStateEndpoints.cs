// What is done with a whole competition: publish it, make it a draft again, archive it, delete it, and copy it for next year.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page that asks before a competition is published.</summary>
/// <param name="Problems">What is missing, each with the address where it can be put right; empty: it may be published.</param>
public sealed record CompetitionPublishModel(
    CompetitionHead Head, IReadOnlyList<(string Sentence, string Path)> Problems, int Challenges, long Schools)
{
    /// <summary>A sentence on the schools so far.</summary>
    public string SchoolsSoFar => Schools == 0
        ? "No school has been invited yet: that can be done afterwards too."
        : $"{English.Count(Schools, "school")} {(Schools == 1 ? "was" : "were")} invited so far.";
}

/// <summary>Maps publish, draft, archive, delete and copy below /admin/competitions/{id}.</summary>
public static class CompetitionStateEndpoints
{
    public static void Map(RouteGroup staff, HeavyJobs heavy)
    {
        staff.Page("/admin/competitions/{id}/publish", "competitions.publish_page", visit => heavy.Run(visit, AskPublish));
        staff.Post("/admin/competitions/{id}/publish", "competitions.publish", visit => heavy.Run(visit, Publish))
            .WithMetadata(ClockPolicy.Credible);
        staff.Post("/admin/competitions/{id}/draft", "competitions.draft", BackToDraft);
        staff.Page("/admin/competitions/{id}/archive", "competitions.archive_page", AskArchive);
        staff.Post("/admin/competitions/{id}/archive", "competitions.archive", Archive);
        staff.Page("/admin/competitions/{id}/delete", "competitions.delete_page", AskDelete);
        staff.Post("/admin/competitions/{id}/delete", "competitions.delete", Delete);
        staff.Post("/admin/competitions/{id}/copy", "competitions.copy", Copy);
    }

    private static async Task<IResult> AskPublish(Visit visit) =>
        await CompetitionDesk.FindOne(visit) is { IsDraft: true, ArchivedAt: null } one
            ? await Ask(visit, one) : visit.NotFound();

    private static async Task<IResult> Ask(Visit visit, Competition one)
    {
        var ready = await visit.Read(sql => CompetitionReadiness.Read(sql, one.Id));
        var problems = await CompetitionReadiness.FindProblems(visit, one, ready);
        return await PublishPage(visit, one, ready.Count, problems, StatusCodes.Status200OK);
    }

    private static async Task<IResult> PublishPage(
        Visit visit, Competition one, int challenges, List<(string Sentence, string Path)> problems, int status)
    {
        var content = await visit.Read(sql => CompetitionList.FindContent(sql, one.Id));
        var model = new CompetitionPublishModel(CompetitionHead.Of(visit, one, "/publish"), problems, challenges, content.Schools);
        return visit.Page(new Pages_AdminCompetitionPublish { Frame = visit.Frame, Model = model }, status);
    }

    private static async Task<IResult> Publish(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { IsDraft: true, ArchivedAt: null } one) return visit.NotFound();
        var ready = await visit.Read(sql => CompetitionReadiness.Read(sql, one.Id));
        if (await CompetitionReadiness.FindProblems(visit, one, ready) is { Count: > 0 } problems)
            return await PublishPage(visit, one, ready.Count, problems, StatusCodes.Status422UnprocessableEntity);
        var isDone = await visit.Write(sql =>
        {
            // A challenge that was changed since has not been looked at.
            foreach (var (challenge, _) in ready)
                if (Challenges.Find(sql, challenge.Id)?.Version != challenge.Version) return false;
            if (CompetitionList.Publish(sql, one, visit.Now) is not { } published) return false;
            foreach (var id in published) Audit.Add(sql, visit.Actor, "challenge.publish", visit.Now, "challenge", id);
            Audit.Add(sql, visit.Actor, "competition.publish", visit.Now, "competition", one.Id);
            return true;
        });
        return visit.SeeOther($"{CompetitionDesk.PathOf(one.Id)}{(isDone ? "?said=published" : "/edit?said=changed")}");
    }

    private static async Task<IResult> BackToDraft(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { IsDraft: false } one) return visit.NotFound();
        var said = await visit.Write(sql =>
        {
            if (Competitions.HasAnswers(sql, one.Id)) return "answered";
            if (Competitions.HasBegun(sql, one.Id)) return "begun";
            if (!CompetitionList.Unpublish(sql, one, visit.Now)) return "changed";
            Audit.Add(sql, visit.Actor, "competition.draft", visit.Now, "competition", one.Id);
            return "draft";
        });
        return visit.SeeOther($"{CompetitionDesk.PathOf(one.Id)}/edit?said={said}");
    }

    private static async Task<IResult> AskArchive(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { ArchivedAt: null } one) return visit.NotFound();
        var pupils = await visit.Read(sql => CompetitionList.CountEnrolled(sql, one.Id));
        var sentences = new List<string>();
        if (one.StateAt(visit.Now) == CompetitionState.Open)
            sentences.Add($"It is open until {SchoolTime.Moment(one.ClosesAt, visit.Now)}. Once it is archived nobody can answer its "
                + "challenges any more, not even in personal minutes that have begun.");
        sentences.Add(pupils == 0 ? "No pupil is enrolled in it."
            : $"{English.Count(pupils, "pupil")} {(pupils == 1 ? "is" : "are")} enrolled in it. They do not find it any more, "
                + "nor its tables.");
        sentences.Add("Nothing is deleted: staff still see everything, and can take it out of the archive. Its times go on meanwhile.");
        return new ConfirmModel(one.Title, CompetitionDesk.PathOf(one.Id), "Archive this competition?", sentences, "archive",
            "Archive the competition").Show(visit);
    }

    /// <summary>Archives it, as the page that asks before does; a field says that it is to be taken out again.</summary>
    private static async Task<IResult> Archive(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        var isArchived = visit.Form["archived"].ToString() != "0";
        var isDone = one.ArchivedAt is not null == isArchived || await visit.Write(sql =>
        {
            if (!Competitions.Update(sql, one with { ArchivedAt = isArchived ? visit.Now : null }, visit.Now)) return false;
            Audit.Add(sql, visit.Actor, isArchived ? "competition.archive" : "competition.restore", visit.Now, "competition", one.Id);
            return true;
        });
        var said = !isDone ? "changed" : isArchived ? "archived" : "restored";
        return visit.SeeOther($"{CompetitionDesk.PathOf(one.Id)}/edit?said={said}");
    }

    private static async Task<IResult> AskDelete(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { IsDraft: true } one) return visit.NotFound();
        return await visit.Read(sql => CompetitionList.FindContent(sql, one.Id)) is { IsEmpty: true }
            ? new ConfirmModel(one.Title, CompetitionDesk.PathOf(one.Id), "Delete this draft?",
                ["Its text and its times are gone then, and nobody can bring them back."], "delete", "Delete the draft").Show(visit)
            : NotEmpty();
    }

    private static Refusal NotEmpty() => new(StatusCodes.Status409Conflict,
        "Something belongs to this draft: challenges, schools, pupils or a join code. Move its challenges out, or archive it instead.");

    private static async Task<IResult> Delete(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { IsDraft: true } one) return visit.NotFound();
        var isGone = await visit.Write(sql =>
        {
            if (!CompetitionList.Remove(sql, one.Id)) return false;
            Audit.Add(sql, visit.Actor, "competition.delete", visit.Now, "competition", one.Id);
            return true;
        });
        return isGone ? visit.SeeOther("/admin/competitions?said=deleted") : NotEmpty();
    }

    private static async Task<IResult> Copy(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        var key = FormKey.Of(visit.Form);
        var copy = CompetitionDates.Move(one, CompetitionDates.Year) with { CreatedBy = visit.Member.MemberId };
        var id = await visit.WriteAlone(sql =>
        {
            // A form that is sent twice makes one copy.
            if (Competitions.FindByForm(sql, key) is { } before) return before;
            var added = Competitions.Add(sql, copy, key, visit.Now);
            foreach (var challenge in CompetitionChallenges.ListWhole(sql, one.Id))
            {
                var timed = challenge.ReleasedOn(Later(challenge.ReleasedAt), null, Later(challenge.LockedAt));
                ChallengeCopies.Add(sql, visit, timed with { CompetitionId = added });
            }
            foreach (var school in CompetitionSchools.List(sql, one.Id))
                if (school.State is SchoolPart.Accepted or SchoolPart.Invited)
                    CompetitionSchools.Invite(sql, added, school.SchoolId, visit.Now);
            Audit.Add(sql, visit.Actor, "competition.copy", visit.Now, "competition", added, $"of {one.Id}");
            return added;
        });
        return visit.SeeOther($"{CompetitionDesk.PathOf(id)}/edit?said=copied");

        static long? Later(long? at) => at is { } time ? CompetitionDates.Move(time, CompetitionDates.Year) : null;
    }
}
