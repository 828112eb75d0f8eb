// Many pupils of a competition enrolled, withdrawn and moved at once: the preview, the record, and an undo that spares what came since.
using System.Globalization;
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class EnrolmentChangeTests
{
    private static string StateOf(Site site, long member) => site.Read(
        $"SELECT state || ' ' || coalesce(school_id, 0) || ' ' || division || ' ' || coalesce(moved_at, '-') FROM enrolments "
            + $"WHERE member_id = {member}") as string ?? "none";

    private static (string, string)[] Ticked(IEnumerable<long> ids, string action, string step, params (string, string)[] more) =>
        [.. ids.Select(id => ("id", id.ToString(CultureInfo.InvariantCulture))), ("action", action), ("step", step), .. more];

    private static string UndoOf(PageResponse record) => record.Page.QuerySelector("main form[action$='/undo']")!.GetAttribute("action")!;

    [Fact]
    public async Task Pupils_of_our_schools_are_found_previewed_enrolled_and_withdrawn_again_by_the_undo()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddCup();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        long eve, fay, gil;
        using (var db = site.OpenDatabase())
        {
            eve = db.Add(Seed.Pupil("eve") with { SchoolId = cup.OurSchool, Class = "8B" });
            fay = db.Add(Seed.Pupil("fay") with { SchoolId = cup.OurSchool, Class = "9C", StartYear = null });
            gil = db.Add(Seed.Pupil("gil") with { SchoolId = cup.GuestSchool, Class = "8B" });
        }
        var page = await tea.GetAsync(cup.DeskPath + "/enrol");
        Assert.Equal([$"{eve}", $"{fay}"], page.Page.QuerySelectorAll("input[name=id]").Select(box => box.GetAttribute("value")));
        foreach (var (query, names) in new[]
        {
            ("?class=8b", "Eve Seeded"), ($"?school={cup.OurSchool}", "Eve Seeded Fay Seeded"), ("?school=0", ""),
            ("?school=x&class=9C", "Fay Seeded"),
        })
            Assert.Equal(names, string.Join(' ', (await tea.GetAsync(cup.DeskPath + "/enrol" + query)).Page
                .QuerySelectorAll("tbody th").Select(name => name.TextContent)));

        long[] ids = [eve, fay, gil, cup.Ada];
        var form = cup.DeskPath + "/change";
        var preview = await tea.PostAsync(form, Ticked(ids, "enrol", "preview"));
        Assert.Contains("Not enrolled", Assert.Single(preview.RowsOf("table")), StringComparison.Ordinal);
        foreach (var why in new[] { "year group is not known", "Of a guest school", "Takes part already" })
            Assert.Contains(why, preview.Text, StringComparison.Ordinal);
        Assert.Equal("none", StateOf(site, eve));

        var record = await tea.PostAsync(form, [.. preview.FieldsOf("main form"), ("step", "apply")]);
        Assert.Contains("Done: 1 member.", record.Text, StringComparison.Ordinal);
        Assert.StartsWith($"enrolled {cup.OurSchool} ", StateOf(site, eve), StringComparison.Ordinal);
        Assert.Equal(["none", "none"], [StateOf(site, fay), StateOf(site, gil)]);
        var undone = await tea.PostAsync(UndoOf(record));
        Assert.Contains("Undone: 1 member is as before.", undone.Text, StringComparison.Ordinal);
        Assert.StartsWith("withdrawn", StateOf(site, eve), StringComparison.Ordinal);
        Assert.Contains("undone before", (await tea.PostAsync(UndoOf(record))).Text, StringComparison.Ordinal);
        var audit = (await tea.GetAsync("/admin/audit")).Text;
        foreach (var words in new[] { "enrolled many pupils in a competition", "took back a change to many members" })
            Assert.Contains(words, audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_withdrew_without_answering_and_changed_schools_is_previewed_and_noted_with_the_new_one()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddCup();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        long cedar;
        using (var db = site.OpenDatabase())
        {
            cedar = db.AddSchool("Cedar School");
            db.Write(sql =>
            {
                Assert.True(OwnParts.Withdraw(sql, cup.Id, cup.Ada, site.Now));
                sql.Execute("UPDATE members SET school_id = @cedar WHERE id = @Ada", new { cedar, cup.Ada });
            });
        }
        var preview = await tea.PostAsync(cup.DeskPath + "/change", Ticked([cup.Ada], "enrol", "preview"));
        Assert.Contains("Cedar School", Assert.Single(preview.RowsOf("table")), StringComparison.Ordinal);
        await tea.PostAsync(cup.DeskPath + "/change", [.. preview.FieldsOf("main form"), ("step", "apply")]);
        Assert.StartsWith($"enrolled {cedar} ", StateOf(site, cup.Ada), StringComparison.Ordinal);
        Assert.Equal(cedar, site.Count("SELECT school_after FROM change_enrolments"));
    }

    [Fact]
    public async Task An_undo_puts_back_only_those_whom_nobody_has_changed_since_and_who_have_not_begun()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = site.AddCup();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var form = cup.DeskPath + "/change";
        // All whom the filter finds, ticked or not.
        var out1 = await tea.PostAsync(form, Ticked([], "withdraw", "apply", ("all", "1"), ("division", "Junior")));
        Assert.Contains("Done: 2 members.", out1.Text, StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var back = await tea.PostAsync(form, Ticked([cup.Ada], "enrol", "apply"));
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        // Ada was enrolled again by another change, and only Cleo is as the first change left her.
        var undone = await tea.PostAsync(UndoOf(out1));
        Assert.Contains("Undone: 1 member is as before. 1 member could not be put back", undone.Text, StringComparison.Ordinal);
        Assert.StartsWith("enrolled", StateOf(site, cup.Cleo), StringComparison.Ordinal);
        using (var db = site.OpenDatabase()) db.Answer(cup.Ada, cup.ForAll, "42", site.Now);
        await tea.PostAsync(UndoOf(back));
        Assert.StartsWith("enrolled", StateOf(site, cup.Ada), StringComparison.Ordinal);
        Assert.Contains("Changed again, or begun, since", (await tea.GetAsync(back.Path.Split('?')[0])).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owners_move_many_for_a_reason_until_the_results_and_the_tables_say_how_many()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddCup();
        var (head, tea) = (site.Visit(Seed.Person("head", Role.Owner)), site.Visit(Seed.Person("tea", Role.Teacher)));
        var form = cup.DeskPath + "/change";
        long[] ids = [cup.Ada, cup.Ben];
        (string, string)[] to = [("new_school", $"{cup.GuestSchool}"), ("new_division", ""), ("reason", "They changed schools.")];
        var was = ids.Select(id => StateOf(site, id)).ToList();
        Assert.Contains("Only an owner moves pupils", (await tea.PostAsync(form, Ticked(ids, "move", "apply", to))).Text,
            StringComparison.Ordinal);
        Assert.NotNull((await head.PostAsync(form, Ticked(ids, "move", "preview", ("reason", "x")))).ErrorOf("new_school"));
        Assert.NotNull((await head.PostAsync(form, Ticked(ids, "move", "preview", to[0], to[1]))).ErrorOf("reason"));
        Assert.Contains("does not take part",
            (await head.PostAsync(form, Ticked(ids, "move", "preview", ("new_school", "999"), ("reason", "x")))).Text,
            StringComparison.Ordinal);
        Assert.Equal(was, ids.Select(id => StateOf(site, id)));

        var record = await head.PostAsync(form, Ticked(ids, "move", "apply", to));
        Assert.Contains("Done: 2 members.", record.Text, StringComparison.Ordinal);
        Assert.All(ids, id => Assert.StartsWith($"enrolled {cup.GuestSchool} ", StateOf(site, id), StringComparison.Ordinal));
        foreach (var table in new[] { "/pupils", "/schools" })
            Assert.Contains("Moved: fewer than 5 pupils were moved", (await tea.GetAsync(cup.Path + table)).Text,
                StringComparison.Ordinal);
        // A teacher sees the record and cannot take back what an owner did.
        Assert.Contains("Only an owner moves pupils", (await tea.GetAsync(record.Path.Split('?')[0])).Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was put back", (await tea.PostAsync(UndoOf(record))).Text, StringComparison.Ordinal);
        await head.PostAsync(UndoOf(record));
        Assert.Equal(was, ids.Select(id => StateOf(site, id)));
        Assert.DoesNotContain("moved to another school", (await tea.GetAsync(cup.Path + "/schools")).Text, StringComparison.Ordinal);

        var again = await head.PostAsync(form, Ticked(ids, "move", "apply", to));
        using (var db = site.OpenDatabase()) db.Write(sql => sql.Execute("UPDATE competitions SET results_at = 5"));
        Assert.Contains("The results are published", (await head.PostAsync(form, Ticked(ids, "withdraw", "apply"))).Text,
            StringComparison.Ordinal);
        Assert.Contains("The results are published", (await head.PostAsync(UndoOf(again))).Text, StringComparison.Ordinal);
        Assert.All(ids, id => Assert.StartsWith($"enrolled {cup.GuestSchool} ", StateOf(site, id), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_and_too_many_are_refused_and_coordinators_and_former_members_leave_no_trace_of_it()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddCup();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var form = cup.DeskPath + "/change";
        Assert.Contains("Nobody is ticked", (await tea.PostAsync(form, ("step", "preview"), ("action", "withdraw"))).Text,
            StringComparison.Ordinal);
        var many = await tea.PostAsync(form, Ticked(Enumerable.Range(1, 1001).Select(id => (long)id), "withdraw", "apply"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, many.Status);
        Assert.Contains("At most 1,000 are changed at once", many.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await tea.PostAsync(form, Ticked([cup.Ada], "erase", "apply"))).Status);
        Assert.Equal(0, site.Count("SELECT count(*) FROM changes"));

        // The picked members and the action come back from the preview.
        var preview = await tea.PostAsync(form, Ticked([cup.Ada], "withdraw", "preview"));
        var choose = await tea.PostAsync(form, [.. preview.FieldsOf("main form"), ("step", "choose")]);
        Assert.Equal("withdraw", choose.Page.QuerySelector("input[name=action][checked]")!.GetAttribute("value"));
        var record = await tea.PostAsync(form, [.. preview.FieldsOf("main form"), ("step", "apply")]);
        var coordinator = site.VisitAs(cup.Coordinator);
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.GetAsync(record.Path.Split('?')[0])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.PostAsync(UndoOf(record))).Status);
        Assert.Contains("Withdrawn from a competition", (await tea.GetAsync("/admin/changes")).Text, StringComparison.Ordinal);
        Assert.Contains("\"changes_of_enrolments\"", await (await site.VisitAs(cup.Ada).SendAsync(HttpMethod.Get, "/account/data.json"))
            .Response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var db = site.OpenDatabase();
        db.Write(sql => Changes.Forget(sql, cup.Ada));
        Assert.Equal(0, site.Count("SELECT count(*) FROM change_enrolments"));
    }
}
