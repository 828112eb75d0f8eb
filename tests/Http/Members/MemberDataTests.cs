// One pupil's data for a parent: who may download it, only with the password again, and the audit notes it.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class MemberDataTests
{
    private const string Noted = "SELECT count(*) FROM audit WHERE action = 'member.data'";

    [Fact]
    public async Task Owner_and_teacher_and_the_schools_own_coordinator_get_it_with_their_password_and_nobody_else()
    {
        await using var site = await Site.StartAsync();
        long here, there;
        using (var db = site.OpenDatabase())
        {
            here = db.Write(sql => Schools.Add(sql, "Hilltop", null, 1))!.Value;
            there = db.Write(sql => Schools.Add(sql, "Riverside", null, 1))!.Value;
        }
        var ada = site.Visit(Seed.Pupil("ada") with { Name = "Ada Moss", SchoolId = here });
        var problem = site.AddProblem();
        await ada.AnswerAsync(problem, 0, "17");
        var path = $"/admin/members/{ada.MemberId}";
        var noted = 0;
        foreach (var (login, role, school) in new[]
        {
            ("head", Role.Owner, (long?)null), ("tia", Role.Teacher, null), ("cora", Role.Coordinator, here),
        })
        {
            var person = site.Visit(Seed.Person(login, role) with { SchoolId = school });
            Assert.NotNull((await person.GetAsync(path)).Page.QuerySelector($"a[href='{path}/data']"));
            Assert.Equal(HttpStatusCode.OK, (await person.GetAsync($"{path}/data")).Status);
            foreach (var wrong in new[] { "", "not theirs" })
            {
                var refused = await person.PostAsync($"{path}/data", ("password", wrong));
                Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
                Assert.NotNull(refused.ErrorOf("password"));
            }
            Assert.Equal(noted++, site.Count(Noted));
            var file = await person.SendAsync(HttpMethod.Post, $"{path}/data", ("password", Seed.Password));
            Assert.Equal(HttpStatusCode.OK, file.Status);
            Assert.StartsWith("attachment", file.Response.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
            var text = await file.Response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("Ada Moss", text, StringComparison.Ordinal);
            Assert.Contains("\"answer\": \"17\"", text, StringComparison.Ordinal);
            Assert.Equal(person.MemberId, site.Count("SELECT actor_id FROM audit WHERE action = 'member.data' ORDER BY id DESC LIMIT 1"));
        }
        foreach (var (login, role, school, status) in new[]
        {
            ("ed", Role.Editor, (long?)here, HttpStatusCode.Forbidden), ("eve", Role.Member, here, HttpStatusCode.Forbidden),
            ("far", Role.Coordinator, there, HttpStatusCode.NotFound), ("none", Role.Coordinator, null, HttpStatusCode.NotFound),
        })
        {
            var person = site.Visit(Seed.Person(login, role) with { SchoolId = school });
            Assert.Equal(status, (await person.GetAsync($"{path}/data")).Status);
            Assert.Equal(status, (await person.PostAsync($"{path}/data", ("password", Seed.Password))).Status);
        }
        Assert.Equal(noted, site.Count(Noted));
    }

    [Fact]
    public async Task It_is_for_pupils_not_for_staff_or_former_members()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        var ada = site.Visit(Seed.Pupil("ada"));
        using (var db = site.OpenDatabase()) Assert.True(db.Write(sql => Anonymisation.Apply(sql, ada.MemberId, site.Now)));
        foreach (var id in new[] { head.MemberId, tia.MemberId, ada.MemberId })
        {
            var path = $"/admin/members/{id}";
            Assert.Null((await head.GetAsync(path)).Page.QuerySelector($"a[href='{path}/data']"));
            Assert.Equal(HttpStatusCode.NotFound, (await head.PostAsync($"{path}/data", ("password", Seed.Password))).Status);
        }
    }
}
