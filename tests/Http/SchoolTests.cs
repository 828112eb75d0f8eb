// Schools: an owner adds and changes them, a teacher looks.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SchoolTests
{
    private static School? Find(Site site, string name)
    {
        using var db = site.OpenDatabase();
        return db.Read(Schools.List).Find(school => school.Name == name);
    }

    [Fact]
    public async Task An_owner_adds_a_school_and_changes_it()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var added = await head.PostAsync("/admin/schools", ("name", " Hill School "), ("domain", "@Hill.Example"));
        Assert.Contains("The school was added.", added.Text, StringComparison.Ordinal);
        var school = Find(site, "Hill School")!;
        Assert.Equal("hill.example", school.EmailDomain);
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada") with { SchoolId = school.Id });
        var form = await head.GetAsync($"/admin/schools/{school.Id}");
        Assert.Equal(("Hill School", "hill.example"), (form.Page.QuerySelector("#name")!.GetAttribute("value"), form.Page.QuerySelector("#domain")!.GetAttribute("value")));
        var changed = await head.PostAsync($"/admin/schools/{school.Id}", ("name", "Dale School"), ("domain", ""));
        Assert.Contains("The school was changed.", changed.Text, StringComparison.Ordinal);
        Assert.Equal((school.Id, null, 1L), (Find(site, "Dale School")!.Id, Find(site, "Dale School")!.EmailDomain, Find(site, "Dale School")!.Members));
        using var audit = site.OpenDatabase();
        Assert.Equal(["school.edit", "school.add"], audit.Read(sql => Audit.List(sql, new AuditFilter(null, "school.", null, null, null, null), 10)).Select(line => line.Action));
    }

    [Theory]
    [InlineData("Hill School", "other.example", "name")]
    [InlineData("Other School", "hill.example", "domain")]
    [InlineData("Other School", "head@other.example", "domain")]
    [InlineData("", "other.example", "name")]
    public async Task What_is_anothers_or_no_domain_is_refused_at_its_field(string name, string domain, string field)
    {
        await using var site = await Site.StartAsync();
        long dale;
        using (var db = site.OpenDatabase())
            dale = db.Write(sql =>
            {
                Schools.Add(sql, "Hill School", "hill.example", 1);
                return Schools.Add(sql, "Dale School", "dale.example", 1)!.Value;
            });
        var head = site.Visit(Seed.Person("head", Role.Owner));
        foreach (var path in new[] { "/admin/schools", $"/admin/schools/{dale}" })
        {
            var again = await head.PostAsync(path, ("name", name), ("domain", domain));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
            Assert.NotNull(again.ErrorOf(field));
            Assert.Single(again.Page.QuerySelectorAll(".field-error"));
            Assert.Equal((name, domain), (again.Page.QuerySelector("#name")!.GetAttribute("value"), again.Page.QuerySelector("#domain")!.GetAttribute("value")));
        }
        Assert.Equal("dale.example", Find(site, "Dale School")!.EmailDomain);
        Assert.Null(Find(site, "Other School"));
    }

    [Fact]
    public async Task A_teacher_sees_the_schools_and_no_form()
    {
        await using var site = await Site.StartAsync();
        long school;
        using (var db = site.OpenDatabase()) school = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var page = await teacher.GetAsync("/admin/schools");
        Assert.Contains("Hill School", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Page.QuerySelector("main form"));
        Assert.Equal(HttpStatusCode.Forbidden, (await teacher.PostAsync($"/admin/schools/{school}", ("name", "Mine"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await teacher.PostAsync("/admin/schools", ("name", "Mine"))).Status);
    }
}
