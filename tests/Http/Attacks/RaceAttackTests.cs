// Two or ten at one moment where one may: the last owner, the last use of a code, one waiting member, one undo, one answer.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http.Attacks;

public sealed class RaceAttackTests
{
    [Fact]
    public async Task Two_owners_who_demote_each_other_leave_one()
    {
        await using var site = await Site.StartAsync();
        var (olga, otto) = (site.Visit(Seed.Person("olga", Role.Owner)), site.Visit(Seed.Person("otto", Role.Owner)));
        var (toOtto, toOlga) = (await FormOfAsync(olga, otto.MemberId), await FormOfAsync(otto, olga.MemberId));
        var answers = await AtOnce(() => olga.SendAsync(HttpMethod.Post, $"/admin/members/{otto.MemberId}", toOtto.With(("role",
            "Teacher"))),
            () => otto.SendAsync(HttpMethod.Post, $"/admin/members/{olga.MemberId}", toOlga.With(("role", "Teacher"))));
        Assert.All(answers, answer => Assert.True((int)answer.Status < 500));
        Assert.Equal(1, site.Count("SELECT count(*) FROM members WHERE role = 'owner' AND state = 'active'"));
        // The same by many at once, and by leaving.
        var last = site.Count("SELECT id FROM members WHERE role = 'owner'") == olga.MemberId ? olga : otto;
        answers = await AtOnce(() => last.SendAsync(HttpMethod.Post, "/account/delete", ("password", Seed.Password)),
            () => last.SendAsync(HttpMethod.Post, "/admin/members/change", ("id", $"{last.MemberId}"), ("action", "archive"), ("step",
                "apply")));
        Assert.All(answers, answer => Assert.True((int)answer.Status < 500));
        Assert.Equal(1, site.Count("SELECT count(*) FROM members WHERE role = 'owner' AND state = 'active'"));
    }

    [Fact]
    public async Task The_last_use_of_a_code_is_one_persons_of_ten()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase())
            db.Write(sql => JoinCodes.Add(sql, new JoinCode { Code = "7KQ2MPXD", Label = "x", MaxUses = 1, ExpiresAt = 4_000_000_000 },
                null, 1));
        var answers = await Many(10, i => new Person(site).SendAsync(HttpMethod.Post, "/join", ("code", "7KQ2-MPXD"), ("name", $"Ada {i}"),
            ("year", "9"), ("login", i % 2 == 0 ? "ada" : $"ada{i}"), ("password", Seed.Password)));
        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.SeeOther));
        Assert.Equal(9, answers.Count(answer => answer.Status == HttpStatusCode.UnprocessableEntity));
        Assert.Equal((1, 1), (site.Count("SELECT count(*) FROM members"), site.Count("SELECT uses FROM join_codes")));
    }

    [Fact]
    public async Task What_two_decide_at_once_is_decided_once()
    {
        await using var site = await Site.StartAsync();
        var (tia, tom) = (site.Visit(Seed.Person("tia", Role.Teacher)), site.Visit(Seed.Person("tom", Role.Teacher)));
        site.Owner();
        var waiting = site.Visit(Seed.Pupil("wim") with { State = MemberState.Waiting }).MemberId;
        var named = site.Visit(Seed.Pupil("ada") with { WantedName = "Countess" }).MemberId;
        // Approved by two, and refused by a third.
        await AtOnce(() => tia.SendAsync(HttpMethod.Post, "/admin/approvals", ("member", $"{waiting}")),
            () => tom.SendAsync(HttpMethod.Post, "/admin/approvals", ("member", $"{waiting}")),
            () => tom.SendAsync(HttpMethod.Post, "/admin/approvals/refuse", ("member", $"{waiting}")));
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action IN ('member.approve', 'member.refuse')"));
        await AtOnce(() => tia.SendAsync(HttpMethod.Post, $"/admin/approvals/names/{named}", ("do", "show"), ("seen", "Countess")),
            () => tom.SendAsync(HttpMethod.Post, $"/admin/approvals/names/{named}", ("do", "keep"), ("seen", "Countess")));
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'member.name'"));
        // One undo.
        var made = await tia.PostAsync("/admin/members/change", ("id", $"{named}"), ("action", "class"), ("new_class", "9Z"),
            ("step", "apply"));
        var undo = made.Page.QuerySelector("main form")!.GetAttribute("action")!;
        await Many(6, i => (i % 2 == 0 ? tia : tom).SendAsync(HttpMethod.Post, undo));
        Assert.Equal(1, site.Count("SELECT count(*) FROM changes WHERE undone_at IS NOT NULL"));
        Assert.Equal("", site.Read($"SELECT class FROM members WHERE id = {named}"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'change.undo'"));
    }

    [Fact]
    public async Task Two_devices_of_one_pupil_answer_one_part_at_once_and_solve_it_once()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var (problem, phone) = (site.AddProblem(), site.Visit(Seed.Pupil("ada")));
        var laptop = site.VisitAs(phone.MemberId);
        await Many(20, i => (i % 2 == 0 ? phone : laptop).SendAsync(HttpMethod.Post, $"{problem.Path}/answer",
            ("part", $"{problem.Parts[0]}"), ("answer", "21"), ("key", $"k{i}"), ("begun", "0")));
        Assert.Equal((1, 1, 1), (site.Count("SELECT count(*) FROM attempts"), site.Count("SELECT count(*) FROM completions"),
            site.Count("SELECT count(*) FROM firsts")));
        Assert.Equal(3, site.Count("SELECT sum(points) FROM awards"));
    }

    [Fact]
    public async Task A_link_for_a_password_works_once_however_many_follow_it()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        using (var db = site.OpenDatabase())
            db.Write(sql => PasswordLinks.Add(sql, ada.MemberId, "ABCDEFGHJKMNPQRS", false, null, 4_102_444_800, 1));
        var answers = await Many(5, i => new Person(site).SendAsync(HttpMethod.Post, "/reset",
            ("token", "ABCD-EFGH-JKMN-PQRS"), ("password", $"seven green geese {i}")));
        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.SeeOther));
        Assert.Equal(1, site.Count("SELECT count(*) FROM sessions"));
    }

    private static async Task<(string Name, string Value)[]> FormOfAsync(Person who, long member) =>
        [.. (await who.GetAsync($"/admin/members/{member}")).FieldsOf("form.form")];

    private static Task<PageResponse[]> AtOnce(params Func<Task<PageResponse>>[] sends) =>
        Task.WhenAll(sends.Select(send => Task.Run(send)));

    private static Task<PageResponse[]> Many(int count, Func<int, Task<PageResponse>> send) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => send(i))));
}
