// One announcement on its author's desk: as it is stored, what this person may do with it, and the page with its form.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Made by <see cref="Find"/> for one that is stored, and by <see cref="Of"/> for a new one.</summary>
/// <param name="Audiences">For whom this person may write.</param>
/// <param name="Schools">All schools, by name.</param>
/// <param name="Classes">All classes that have members; empty for those who are not to know them.</param>
internal sealed record AnnouncementDesk(
    Visit Visit, Announcement Stored, IReadOnlyList<Choice> Audiences, IReadOnlyList<SchoolName> Schools, IReadOnlyList<string> Classes)
{
    /// <summary>The announcement that is not written yet.</summary>
    public static readonly Announcement New = new() { IsDraft = true };

    /// <summary>Whether this person may change it as it is stored.</summary>
    public bool MayEdit => Stored.Id == 0 ? Audiences.Count > 0 : AnnouncementPermissions.MayEdit(Visit.Member, Stored);

    private bool MayPublish => Visit.Member.Role != Role.Editor && MayEdit;

    /// <summary>The announcement in the address; null if there is none, or this person's desk does not have it.</summary>
    public static async Task<AnnouncementDesk?> Find(Visit visit) => visit.Id() is not { } id ? null
        : await visit.Read(sql => Announcements.Find(sql, id) is { } one && AnnouncementPermissions.MaySee(visit.Member, one)
            ? Make(sql, visit, one) : null);

    public static Task<AnnouncementDesk> Of(Visit visit, Announcement stored) => visit.Read(sql => Make(sql, visit, stored));

    private static AnnouncementDesk Make(Sql sql, Visit visit, Announcement stored)
    {
        // An editor writes for a class without being told which there are: that is for those who look after people.
        var classes = visit.Member.Role.Opens(Access.Staff) ? MemberList.Classes(sql, null) : [];
        var schools = Data.Schools.ListNames(sql);
        var audiences = AnnouncementForm.AudiencesFor(visit.Member, visit.Rules, schools, stored);
        return new AnnouncementDesk(visit, stored, audiences, schools, classes);
    }

    /// <summary>
    /// Reads the form that was sent. The page to answer with, or null if <paramref name="ready"/> is to be stored: then it is valid, and
    /// this person may store it.
    /// </summary>
    public IResult? Read(out Announcement ready)
    {
        var button = Visit.Form["do"].ToString();
        var publishes = button == AnnouncementForm.Publish;
        (ready, var form) = AnnouncementForm.Read(Visit.Form, Stored, Audiences, publishes, Visit.Now);
        var text = AnnouncementCache.Render(ready.Body, Visit.Root);
        foreach (var problem in text.Problems)
            if (problem.Refuse && (!ready.IsDraft || text.Refusal is not null)) form.Fail("body", $"Text: {problem.Message}");
        if (!MayEdit)
        {
            form.Fail("", Stored.Id == 0
                ? "You belong to no school, so there is nobody to write for. Ask a teacher to choose your school."
                : "It is published, and only those who publish announcements change it now. Copy what you typed, and ask one of them.");
            return Page(form.View, isUnsaved: true, status: StatusCodes.Status422UnprocessableEntity);
        }
        if (publishes && !MayPublish) form.Fail("", "You may write it, and a teacher publishes it: save it as a draft.");
        if (button == AnnouncementForm.Preview)
        {
            var shown = ready.Title.Length > 0 ? ready : ready with { Title = "No title yet" };
            var view = new AnnouncementView(shown, text, IsNew: false, IsOver: false);
            return Page(form.View, preview: view, isUnsaved: true);
        }
        return form.IsGood ? null : Page(form.View, isUnsaved: true, status: StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The form, with the sentence that no more can be published.</summary>
    public IResult TooMany()
    {
        var form = AnnouncementForm.Read(Visit.Form, Stored, Audiences, false, Visit.Now).Form;
        form.Fail("", $"There are {Announcements.MaxCurrent} announcements already that are not over. Let one of them end first.");
        return Page(form.View, isUnsaved: true, status: StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>
    /// The answer to a form whose announcement somebody else has changed or removed in the meantime: what was typed, beside what they
    /// saved. Saving again writes over that; of one that was removed it makes a new one.
    /// </summary>
    public static async Task<IResult> Overtaken(Visit visit)
    {
        if (await Find(visit) is not { } desk)
        {
            var blank = await Of(visit, New);
            var typed = AnnouncementForm.Read(visit.Form, New, blank.Audiences, false, visit.Now).Form;
            typed.Fail("", "There is no such announcement: somebody may have removed it. What you typed is here, and makes a new one.");
            return blank.Page(typed.View, isUnsaved: true, status: StatusCodes.Status404NotFound);
        }
        var form = AnnouncementForm.Read(visit.Form, desk.Stored, desk.Audiences, false, visit.Now).Form.View;
        form["version"] = $"{desk.Stored.Version}";
        return desk.Page(form, isUnsaved: true, isOvertaken: true, status: StatusCodes.Status409Conflict);
    }

    /// <summary>The page with the form.</summary>
    public IResult Page(FormView form, string? notice = null, AnnouncementView? preview = null, bool isUnsaved = false,
        bool isOvertaken = false, int status = StatusCodes.Status200OK) => Visit.Page(new Pages_AdminAnnouncement
        {
            Frame = Visit.Frame,
            Model = new AnnouncementFormModel
            {
                Stored = Stored,
                Form = form,
                Audiences = Audiences,
                Classes = Classes,
                State = AnnouncementWords.Of(Stored.StateAt(Visit.Now)),
                When = AnnouncementWords.When(Stored, Visit.Now),
                Readers = AnnouncementWords.Readers(Stored, Schools.FirstOrDefault(school => school.Id == Stored.SchoolId)?.Name),
                MayEdit = MayEdit,
                MayPublish = MayPublish,
                Notice = notice,
                Warning = Classes.Count > 0 && Stored is { Class: { Length: > 0 } name } && !Classes.Contains(name)
                    ? $"Nobody is in the class {name} at the moment, so nobody sees it." : null,
                IsOvertaken = isOvertaken,
                Preview = preview,
                IsUnsaved = isUnsaved,
            },
        }, status);
}
