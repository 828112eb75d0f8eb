// My account: who I am here, the name that others see, and quiet mode; the sign-in, my data and leaving are in files of their own.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The account page. Texts that do not apply (a teacher has no year) are null.</summary>
public sealed record AccountModel(Member Me, string? Year, string? School, string Role, string? Notice);

/// <summary>The page on which the display name is changed.</summary>
/// <param name="Shown">What others see now.</param>
/// <param name="Waiting">The name that waits for a teacher's approval; null if there is none.</param>
/// <param name="Initials">The name that an empty field gives.</param>
/// <param name="IsModerated">Whether a new name needs approval before others see it.</param>
public sealed record AccountNameModel(FormView Form, string Shown, string? Waiting, string Initials, bool IsModerated);

/// <summary>Maps /account, /account/name and /account/quiet.</summary>
public static class AccountEndpoints
{
    public static void Map(RouteGroup member)
    {
        member.Page("/account", "account.show", Show);
        member.Page("/account/name", "account.name_page", ShowName);
        member.Post("/account/name", "account.name", Rename).WithMetadata(FilledForm.Shown);
        member.Post("/account/quiet", "account.quiet", SetQuiet);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var (me, school) = await visit.Read(sql =>
        {
            var me = visit.FindMe(sql);
            return (me, me.SchoolId is { } id ? Schools.Find(sql, id)?.Name : null);
        });
        var notice = visit.Query("said") switch
        {
            "name" => $"Others now see you as {me.DisplayName}.",
            "waiting" when me.WantedName is not null =>
                $"A teacher will look at the name {me.WantedName}. Until then others see you as {me.DisplayName}.",
            "quiet" when me.IsQuiet => "Quiet mode is on: you are off the boards.",
            "loud" when !me.IsQuiet => "Quiet mode is off: you are on the boards again.",
            "password" => "Your password is changed. Wherever else you were signed in, you are not any more.",
            "handed-over" => "You have handed over: you are no owner of the society any more.",
            "kept" => "Welcome back. Your account stays, just as it was.",
            _ => null,
        };
        var model = new AccountModel(me, WordsForYear(visit, me), school, MemberWords.Of(me.Role), notice);
        return visit.Page(new Pages_Account { Frame = visit.Frame, Model = model });
    }

    private static string? WordsForYear(Visit visit, Member me)
    {
        if (me.StartYear is not { } start) return null;
        var year = SchoolTime.YearGroup(start, visit.SchoolYear);
        return visit.Rules.KeyStageOf(year) is { } stage ? $"Year {year}, {stage.Name}" : $"Year {year}";
    }

    private static async Task<IResult> ShowName(Visit visit)
    {
        var me = await visit.Read(sql => visit.FindMe(sql));
        return ShowName(visit, me, new FormView { ["name"] = me.WantedName ?? me.DisplayName }, StatusCodes.Status200OK);
    }

    private static IResult ShowName(Visit visit, Member me, FormView form, int status) => visit.Page(new Pages_AccountName
    {
        Frame = visit.Frame,
        Model = new AccountNameModel(form, me.DisplayName, me.WantedName, DisplayNames.Initials(me.Name), MustWait(visit)),
    }, status);

    /// <summary>
    /// Whether a new alias needs a teacher's approval first: where the rules say so, and not for those who approve aliases.
    /// </summary>
    private static bool MustWait(Visit visit) => visit.Rules.ModeratesNames && !visit.Member.Role.Opens(Access.Staff);

    private static async Task<IResult> Rename(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var wish = form.Line("name", "Name that others see", DisplayNames.MaxLength, isOptional: true);
        var (me, isTaken) = await visit.Read(sql => (visit.FindMe(sql), Members.IsDisplayNameTaken(sql, wish, visit.Member.MemberId)));
        var initials = DisplayNames.Initials(me.Name);
        // Initials need no approval and are never taken: equal ones are numbered.
        var isPlain = wish.Length == 0 || wish == initials;
        if (form.IsGood && !isPlain)
        {
            if (DisplayNames.FindProblem(wish, me.Name) is { } problem) form.Fail("name", problem);
            else if (isTaken) form.Fail("name", "Somebody else is already shown under that name. Choose another.");
        }
        if (!form.IsGood) return ShowName(visit, me, form.View, StatusCodes.Status422UnprocessableEntity);
        var mustWait = !isPlain && wish != me.DisplayName && MustWait(visit);
        await visit.Write(sql =>
        {
            if (mustWait) Members.SetWantedName(sql, me.Id, wish);
            else Members.SetDisplayName(sql, me.Id, isPlain ? initials : wish);
            var detail = mustWait ? "waits for approval" : isPlain ? "initials" : "";
            Audit.Add(sql, visit.Actor, "member.alias", visit.Now, "member", me.Id, detail);
        });
        return visit.SeeOther($"/account?said={(mustWait ? "waiting" : "name")}");
    }

    private static async Task<IResult> SetQuiet(Visit visit)
    {
        var isQuiet = visit.Form["quiet"] == "1";
        await visit.Write(sql =>
        {
            Members.SetQuiet(sql, visit.Member.MemberId, isQuiet);
            Audit.Add(sql, visit.Actor, "member.quiet", visit.Now, "member", visit.Member.MemberId, isQuiet ? "on" : "off");
        });
        return visit.SeeOther($"/account?said={(isQuiet ? "quiet" : "loud")}");
    }
}
