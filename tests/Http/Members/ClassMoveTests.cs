// Class names in September: 9B becomes 10B by rule, shown before it happens; what does not fit stays and is listed.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ClassMoveTests
{
    private const string Page = "/admin/rollover";

    [Fact]
    public async Task Class_names_move_up_once_and_can_be_put_back_and_what_does_not_fit_is_listed()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        var ids = new Dictionary<string, long>();
        using (var db = site.OpenDatabase())
        {
            foreach (var (login, year, name) in new[]
            {
                ("ada", 9, "8B"), ("bob", 9, "8B"), ("eve", 10, "9.2"), ("new", 9, "9B"), ("odd", 10, "8B"), ("club", 9, "NEWTON"),
                ("none", 9, ""), ("old", 14, "13A"), ("long", 10, "9ABCDEFGHIJKLMNOPQRS"),
            })
                ids[login] = db.Add(Seed.Pupil(login) with { StartYear = site.StartYear(year), Class = name });
            // Staff and whoever is gone keep what they have.
            ids["staff"] = db.Add(Seed.Person("staff", Role.Teacher) with { Class = "8B" });
            ids["gone"] = db.Add(Seed.Pupil("gone") with { StartYear = site.StartYear(9), Class = "8B", State = MemberState.Archived });
        }
        var preview = await teacher.GetAsync(Page);
        Assert.Equal(["8B 9B 2", "9.2 10.2 1"], Rows(preview));
        var stays = preview.Page.QuerySelector("#class-stays")!.TextContent;
        foreach (var name in new[] { "NEWTON", "13A", "9ABCDEFGHIJKLMNOPQRS", "8B" })
            Assert.Contains(name, stays, StringComparison.Ordinal);
        Assert.DoesNotContain("9B,", stays, StringComparison.Ordinal);

        var made = await teacher.PostAsync(Page, ("year", Year(site)), ("step", "classes"));
        Assert.Contains("Done: 3 members.", made.Text, StringComparison.Ordinal);
        foreach (var (login, name) in new[]
        {
            ("ada", "9B"), ("bob", "9B"), ("eve", "10.2"), ("new", "9B"), ("odd", "8B"), ("club", "NEWTON"), ("none", ""), ("old", "13A"),
            ("long", "9ABCDEFGHIJKLMNOPQRS"), ("staff", "8B"), ("gone", "8B"),
        })
            Assert.Equal(name, ClassOf(site, ids[login]));
        var again = await teacher.PostAsync(Page, ("year", Year(site)), ("step", "classes"));
        Assert.Contains("Nothing new", again.Text, StringComparison.Ordinal);
        Assert.Equal("9B", ClassOf(site, ids["ada"]));
        await teacher.PostAsync(made.Page.QuerySelector("main form")!.GetAttribute("action")!);
        Assert.Equal(("8B", "9.2"), (ClassOf(site, ids["ada"]), ClassOf(site, ids["eve"])));
    }

    [Fact]
    public async Task Planned_before_september_they_move_by_themselves_without_those_who_repeat()
    {
        await using var site = await Site.StartWithClockAsync();
        site.Clock.Advance(new DateTimeOffset(2027, 6, 1, 12, 0, 0, TimeSpan.Zero) - site.Clock.GetUtcNow());
        long ada, bob;
        using (var db = site.OpenDatabase())
        {
            ada = db.Add(Seed.Pupil("ada") with { Class = "9B" });
            bob = db.Add(Seed.Pupil("bob") with { Class = "9B" });
        }
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        await owner.PostAsync(Page, ("year", "2027"), ("repeats", $"{bob}"), ("step", "apply"));
        Assert.Equal(["9B 10B 1"], Rows(await owner.GetAsync(Page)));
        var planned = await owner.PostAsync(Page, ("year", "2027"), ("step", "classes"));
        Assert.Contains("move up by themselves on 1 September 2027", planned.Text, StringComparison.Ordinal);
        Assert.Equal("9B", ClassOf(site, ada));
        await owner.PostAsync(Page, ("year", "2027"), ("step", "keep-classes"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM settings WHERE name = 'september.classes'"));
        await owner.PostAsync(Page, ("year", "2027"), ("step", "classes"));
        Assert.Equal(3, site.Count("SELECT count(*) FROM audit WHERE action = 'change.classes'"));

        using (var db = site.OpenDatabase())
        {
            var september = SchoolTime.Instant(new DateTime(2027, 9, 1));
            foreach (var _ in new[] { 1, 2 })
                db.Write(sql =>
                {
                    Rollovers.CarryOut(sql, 2027, september);
                    ClassMoves.CarryOut(sql, 2027, 13, september);
                });
        }
        Assert.Equal(("10B", "9B"), (ClassOf(site, ada), ClassOf(site, bob)));
        Assert.Equal(0, site.Count("SELECT count(*) FROM settings WHERE name = 'september.classes'"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM changes WHERE action = 'class'"));
    }

    private static string Year(Site site) => $"{SchoolTime.SchoolYear(site.Now)}";

    private static List<string> Rows(PageResponse sight) =>
        [.. sight.Page.QuerySelectorAll("#class-moves tbody tr").Select(row => string.Join(' ',
            row.Children.Select(cell => cell.TextContent.Trim())))];

    private static string ClassOf(Site site, long id)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.Find(sql, id))!.Class;
    }
}
