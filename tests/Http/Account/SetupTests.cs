// Making the first owner in a browser: one link, once, for half an hour.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SetupTests
{
    private static (string Name, string Value)[] Form(string link, string login = "head@school.example", string password = Seed.Password) =>
        [
            ("token", link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..]), ("name", "Emmy Noether"), ("login", login),
            ("password", password)
        ];

    [Fact]
    public async Task The_link_makes_one_owner_who_is_signed_in_and_then_there_is_nothing_there()
    {
        await using var site = await Site.StartAsync();
        var link = await site.FindSetupLinkAsync();
        Assert.Contains("it has printed a link", (await new Person(site).GetAsync("/")).Text, StringComparison.Ordinal);
        var head = new Person(site);
        Assert.Equal(HttpStatusCode.OK, (await head.GetAsync(link)).Status);
        var home = await head.PostAsync("/setup", Form(link));
        Assert.Equal((HttpStatusCode.OK, "/?said=owner"), (home.Status, home.Path));
        Assert.Contains("You are the owner of this site", home.Text, StringComparison.Ordinal);
        Assert.Contains("EN", home.Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await head.GetAsync(link)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await new Person(site).PostAsync("/setup", Form(link, "second"))).Status);
        using var db = site.OpenDatabase();
        var owner = db.Read(sql => Members.FindByLogin(sql, "head@school.example"))!;
        Assert.Equal((Role.Owner, MemberState.Active, "Emmy Noether"), (owner.Role, owner.State, owner.Name));
        Assert.Equal($"member.add {owner.Id}", db.Read(sql => sql.ExecuteScalar<string>("SELECT action || ' ' || actor_id FROM audit")));
    }

    [Fact]
    public async Task Without_its_token_there_is_nothing_there_and_a_mistake_does_not_use_it_up()
    {
        await using var site = await Site.StartAsync();
        var link = await site.FindSetupLinkAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        var person = new Person(site);
        foreach (var path in new[] { "/setup", "/setup?token=", link[..^1], link + "0", link.ToLowerInvariant() + "x" })
            Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await person.PostAsync("/setup", Form("/setup?token=AAAAAAAAAAAAAAAA"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await person.PostAsync("/setup")).Status);

        var weak = await person.PostAsync("/setup", Form(link, "a b", "short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.Status);
        Assert.NotNull(weak.ErrorOf("login"));
        Assert.NotNull(weak.ErrorOf("password"));
        Assert.Equal("Emmy Noether", weak.Page.QuerySelector("#name")!.GetAttribute("value"));
        Assert.Contains("create-admin", (await person.PostAsync("/setup", Form(link, "ada"))).ErrorOf("login"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync(link)).Status);
    }

    [Fact]
    public async Task Two_at_one_moment_make_one_owner()
    {
        await using var site = await Site.StartAsync();
        var link = await site.FindSetupLinkAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 3)
            .Select(number => new Person(site).SendAsync(HttpMethod.Post, "/setup", Form(link, $"head{number}"))));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.SeeOther);
        Assert.Equal(2, answers.Count(answer => answer.Status == HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task It_is_over_after_half_an_hour()
    {
        await using var site = await Site.StartWithClockAsync();
        var link = await site.FindSetupLinkAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await new Person(site).GetAsync(link)).Status);
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NotFound, (await new Person(site).GetAsync(link)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await new Person(site).PostAsync("/setup", Form(link))).Status);
    }
}
