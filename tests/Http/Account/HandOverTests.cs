// An owner hands the society over and steps down: both at once, with the password, and never without an owner.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class HandOverTests
{
    private const string Path = "/account/hand-over";

    [Fact]
    public async Task Another_becomes_the_owner_as_the_one_who_was_steps_down()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var tia = site.Visit(Seed.Person("tia", Role.Teacher) with { Name = "Tia Moor" });
        Assert.NotNull((await head.GetAsync("/account")).Page.QuerySelector($"a[href='{Path}']"));
        Assert.Contains("Tia Moor (Teacher)", (await head.GetAsync(Path)).Text, StringComparison.Ordinal);
        var wrong = await head.PostAsync(Path, ("heir", $"{tia.MemberId}"), ("then", "editor"), ("password", "not theirs"));
        Assert.NotNull(wrong.ErrorOf("password"));
        Assert.Equal("editor", wrong.Page.QuerySelector("input[name=then][checked]")!.GetAttribute("value"));
        Assert.Equal((Role.Owner, Role.Teacher), (RoleOf(site, head), RoleOf(site, tia)));

        var done = await head.PostAsync(Path, ("heir", $"{tia.MemberId}"), ("then", "teacher"), ("password", Seed.Password));
        Assert.Contains("You have handed over", done.Text, StringComparison.Ordinal);
        Assert.Equal((Role.Teacher, Role.Owner), (RoleOf(site, head), RoleOf(site, tia)));
        Assert.Equal(HttpStatusCode.Forbidden, (await head.GetAsync("/admin/settings")).Status);
        Assert.Equal(HttpStatusCode.OK, (await tia.GetAsync("/admin/settings")).Status);
        Assert.Equal(1, site.Count($"SELECT count(*) FROM audit WHERE action = 'member.hand_over' AND actor_id = {head.MemberId} "
            + $"AND subject_id = {tia.MemberId}"));
        Assert.Equal(2, site.Count("SELECT count(*) FROM audit WHERE action = 'member.role'"));
        Assert.Equal(HttpStatusCode.Forbidden,
            (await head.PostAsync(Path, ("heir", $"{tia.MemberId}"), ("then", "member"), ("password", Seed.Password))).Status);
    }

    [Fact]
    public async Task To_another_owner_only_the_stepping_down_is_left()
    {
        await using var site = await Site.StartAsync();
        var (head, deputy) = (site.Visit(Seed.Person("head", Role.Owner)), site.Visit(Seed.Person("deputy", Role.Owner)));
        await head.PostAsync(Path, ("heir", $"{deputy.MemberId}"), ("then", "member"), ("password", Seed.Password));
        Assert.Equal((Role.Member, Role.Owner), (RoleOf(site, head), RoleOf(site, deputy)));
    }

    [Fact]
    public async Task Nobody_who_could_not_run_the_society_is_offered_or_taken()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        Assert.Contains("nobody to hand over to", (await head.GetAsync(Path)).Text, StringComparison.Ordinal);
        var pupil = site.Visit(Seed.Pupil("ada"));
        var gone = site.Visit(Seed.Person("gone", Role.Teacher) with { State = MemberState.Archived });
        var without = site.Visit(Seed.Person("new", Role.Teacher) with { PasswordHash = "" });
        long[] unfit = [pupil.MemberId, gone.MemberId, without.MemberId, head.MemberId, 987654];
        foreach (var heir in unfit.Select(id => $"{id}").Concat(["x", ""]))
        {
            var refused = await head.PostAsync(Path, ("heir", heir), ("then", "teacher"), ("password", Seed.Password));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Equal(Role.Owner, RoleOf(site, head));
        }
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        foreach (var then in new[] { "owner", "coordinator", "king", "" })
        {
            var refused = await head.PostAsync(Path, ("heir", $"{tia.MemberId}"), ("then", then), ("password", Seed.Password));
            Assert.NotNull(refused.ErrorOf("then"));
            Assert.Equal((Role.Owner, Role.Teacher), (RoleOf(site, head), RoleOf(site, tia)));
        }
        // In the database too: whom the page would not offer is not taken.
        using var db = site.OpenDatabase();
        foreach (var heir in unfit)
            Assert.False(db.Write(sql => Ownership.HandOver(sql, Actor.CommandLine, head.MemberId, heir, Role.Teacher, site.Now)));
        Assert.Equal(1, site.Count("SELECT count(*) FROM members WHERE role = 'owner' AND state = 'active'"));
    }

    private static Role RoleOf(Site site, Person person)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.Find(sql, person.MemberId))!.Role;
    }
}
