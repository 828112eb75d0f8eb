// Adding members from a list: the dry run, the import, who may import whom, and lists that are none.
using System.Net;
using System.Text;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ImportTests
{
    private const string List = """
        Name;Login;Year;Class;Nonsense
        Ada Byron;ada@example.org;9;9B;x
        Zoë Müller;;Year 10;10A;
        "van der Berg; Jan";;Y7;7C;

        Emmy Seeded;emmy;11;;
        ;nobody;9;;
        Eve Wrong;;15;;
        Zoë Müller;;10;10B;
        """;

    [Fact]
    public async Task The_dry_run_shows_every_rows_fate_and_changes_nothing()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        db.Add(Seed.Pupil("emmy"));
        var before = Everything(db);
        var plan = await teacher.PostAsync("/admin/members/import", ("text", List));
        Assert.Equal(HttpStatusCode.OK, plan.Status);
        Assert.Contains("Of 7 rows, 3 will be added, 1 is there already, and 3 have mistakes.", plan.Text, StringComparison.Ordinal);
        Assert.Contains("Not used: “Nonsense”.", plan.Text, StringComparison.Ordinal);
        var rows = plan.Page.QuerySelectorAll("tbody tr")
            .Select(row => string.Join('|', row.Children.Select(cell => cell.TextContent))).ToArray();
        Assert.Equal(
        [
            "7||The name is missing.|nobody|9||Member",
            "8|Eve Wrong|The year group has to be a number from 7 to 13, or empty: the list has “15”.||||Member",
            "9|Zoë Müller|Line 3 has the same name and year. If these are two people, give each of them a login.||10|10B|Member",
            "2|Ada Byron|ada@example.org|AB|9|9B|Member| ",
            "3|Zoë Müller|zoe.muller|ZM|10|10A|Member| The login is made from the name.",
            "4|van der Berg; Jan|van.jan|vdBJ|7|7C|Member| The login is made from the name.",
            "6|Emmy Seeded|There already.|emmy|11||Member",
        ], rows);
        Assert.Equal(before, Everything(db));
    }

    [Fact]
    public async Task Confirmed_it_adds_them_in_one_change_and_offers_their_slips_and_a_second_time_nobody()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        db.Add(Seed.Pupil("emmy"));
        var plan = await teacher.PostAsync("/admin/members/import", ("text", List));
        var text = plan.Page.QuerySelector("form[action$=confirm] input[name=text]")!.GetAttribute("value")!;
        var done = await teacher.PostAsync("/admin/members/import/confirm", ("text", text));
        Assert.StartsWith("/admin/members/import/", done.Path, StringComparison.Ordinal);
        Assert.Contains("3 members added", done.Text, StringComparison.Ordinal);

        var zoe = db.Read(sql => Members.FindByLogin(sql, "zoe.muller"))!;
        Assert.Equal(("Zoë Müller", "ZM", "10A", null, Role.Member, MemberState.Active, false, null),
            (zoe.Name, zoe.DisplayName, zoe.Class, zoe.SchoolId, zoe.Role, zoe.State, zoe.HasPassword, zoe.NoticeVersion));
        Assert.Equal(1, db.Read(sql => sql.ExecuteScalar<long>(
            "SELECT count(*) FROM changes WHERE action = 'import' AND actor_id = @id AND undone_at IS NULL",
            new { id = teacher.MemberId })));
        Assert.Equal(3, db.Read(sql => sql.ExecuteScalar<long>(
            "SELECT count(*) FROM change_members c JOIN members m ON m.id = c.member_id\n"
            + "WHERE state_before = '' AND state_after = 'active' AND class_after = m.class AND role_after = m.role "
            + "AND start_year_after = m.start_year")));
        Assert.Equal("3 members", db.Read(sql => sql.ExecuteScalar<string>("SELECT detail FROM audit WHERE action = 'member.import'")));

        var ids = done.Page.QuerySelectorAll("form[action='/admin/members/slips'] input[name=id]")
            .Select(field => ("id", field.GetAttribute("value")!)).ToArray();
        Assert.Equal(3, (await teacher.PostAsync("/admin/members/slips", ids)).Page.QuerySelectorAll(".slips li").Length);

        var again = await teacher.PostAsync("/admin/members/import/confirm", ("text", text));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Contains("0 will be added, 5 are there already, and 2 have mistakes", again.Text, StringComparison.Ordinal);
        Assert.Equal(5, db.Read(Members.Count));
    }

    [Fact]
    public async Task A_file_of_excels_old_code_page_is_read_and_a_workbook_is_told_from_a_list()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        var western = await teacher.PostFileAsync("/admin/members/import", "9B.csv",
            [.. "Forename,Surname,Year Group\r\nZo"u8, 0xEB, .. ",O"u8, 0x92, .. "Brien,9\r\n"u8]);
        Assert.Contains("Zoë O’Brien", western.Text, StringComparison.Ordinal);
        Assert.Contains("zoe.obrien", western.Text, StringComparison.Ordinal);
        var unicode = await teacher.PostFileAsync("/admin/members/import", "9B.txt",
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("name\tyear\r\n李 明\t9\r\n")]);
        Assert.Contains("李 明", unicode.Text, StringComparison.Ordinal);
        foreach (var (bytes, sentence) in new (byte[], string)[]
            { ([.. "PK\u0003\u0004"u8, 0, 1, 2], "no text file"), (new byte[400_000], "larger than 300 kB"), ([], "Choose a file") })
        {
            var refused = await teacher.PostFileAsync("/admin/members/import", "x.csv", bytes);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains(sentence, refused.ErrorOf("text"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_dry_run_shows_what_others_will_see_of_each_and_that_is_what_they_get()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        db.Add(Seed.Pupil("ann") with { DisplayName = "ab" });
        const string Text = "name,login,display name\nAda Byron,ada,\nAmy Bell,amy,\n"
            + "Al Banks,al,Euler\nArt Beck,art,euler\n=1+1 Beck,sum,\nBo Nye,bo,Bo Nye";
        var plan = await teacher.PostAsync("/admin/members/import", ("text", Text));
        var rows = plan.Page.QuerySelectorAll("tbody tr").Where(row => row.Children.Length == 8)
            .Select(row => (row.Children[2].TextContent, row.Children[3].TextContent)).ToArray();
        Assert.Equal([("ada", "AB2"), ("amy", "AB3"), ("al", "Euler"), ("art", "euler2"), ("sum", "1B")], rows);
        Assert.Contains("The name begins like a formula", plan.Text, StringComparison.Ordinal);
        Assert.Contains("That tells the full name", plan.Text, StringComparison.Ordinal);
        await teacher.PostAsync("/admin/members/import/confirm", ("text", Text));
        foreach (var (login, shown) in rows) Assert.Equal(shown, db.Read(sql => Members.FindByLogin(sql, login))!.DisplayName);
    }

    [Fact]
    public async Task An_imports_page_leads_to_its_undo_as_long_as_there_is_one()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        var done = await teacher.PostAsync("/admin/members/import/confirm", ("text", "name\nAda Byron"));
        var link = done.Page.QuerySelector("main a[href^='/admin/changes/']")!.GetAttribute("href")!;
        Assert.Contains("Undone.",
            (await teacher.PostAsync((await teacher.GetAsync(link)).Page.QuerySelector("main form")!.GetAttribute("action")!)).Text,
            StringComparison.Ordinal);
        Assert.Null((await teacher.GetAsync(done.Path)).Page.QuerySelector("main a[href^='/admin/changes/']"));
    }

    [Theory]
    [InlineData("sep=;\r\nname;login\r\nByron, Ada;ada\r\n;nobody", "3|Byron, Ada|ada", "4||The name is missing.")]
    [InlineData("\uFEFFSEP=\t\nname\tlogin\n,;,;Ada,;\tada\n\tnobody", "3|,;,;Ada,;|ada", "4||The name is missing.")]
    public async Task A_first_line_that_names_the_separator_is_obeyed_and_counted_as_a_line(string text, string added, string refused)
    {
        await using var site = await Site.StartAsync();
        var plan = await site.Visit(Seed.Person("head", Role.Teacher)).PostAsync("/admin/members/import", ("text", text));
        var rows = plan.Page.QuerySelectorAll("tbody tr")
            .Select(row => string.Join('|', row.Children.Select(cell => cell.TextContent))).ToArray();
        Assert.StartsWith(refused, rows[0], StringComparison.Ordinal);
        Assert.StartsWith(added, rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_went_through_a_spreadsheet_is_read_and_what_it_changed_is_told()
    {
        await using var site = await Site.StartAsync();
        const string Text = """
            "sep=;"
            Class lists, autumn 2026
            exported on 1 September

            *Legal Surname:;Preferred~Forename *;Username;Year Group :;Reg Group;Registration Group
            Byron;Ada;="007";9.0;x;09-Oct
            Nye;Bo;1.23E+11;="009";x;10/09/2026
            Dee;Cy;cy;Yr 10,0;x;="10A"
            Eff;Di;di;09;x;October
            """;
        var plan = await site.Visit(Seed.Person("head", Role.Teacher))
            .PostAsync("/admin/members/import", ("text", Text.Replace('~', '\u00A0')));
        var rows = plan.Page.QuerySelectorAll("tbody tr")
            .Select(row => string.Join('|', row.Children.Select(cell => cell.TextContent.Trim()))).ToArray();
        Assert.Equal(4, rows.Length);
        Assert.StartsWith("6|Ada Byron|007|AB|9|09-OCT|Member|The class “09-Oct” looks like a date that a spreadsheet made of it.", rows[0],
            StringComparison.Ordinal);
        Assert.StartsWith("7|Bo Nye|1.23e+11|BN|9|10/09/2026|Member|The class “10/09/2026” looks like a date", rows[1],
            StringComparison.Ordinal);
        Assert.Contains("“1.23E+11” looks like a long number that a spreadsheet shortened.", rows[1], StringComparison.Ordinal);
        Assert.Equal("8|Cy Dee|cy|CD|10|10A|Member|", rows[2]);
        Assert.Equal("9|Di Eff|di|DE|9|OCTOBER|Member|", rows[3]);
        Assert.Contains("Not used: “Class lists, autumn 2026”, “exported on 1 September”, “Reg Group”.", plan.Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Choose a file or paste a list.")]
    [InlineData("Ada Byron,9", "has to name the columns")]
    [InlineData("name,year", "there is nobody")]
    [InlineData("name,year,Full Name\na,9,b", "Two columns mean the same: “Full Name”")]
    [InlineData("name\n\"Ada", "Line 2: a quotation mark")]
    public async Task What_is_no_list_is_refused_with_what_to_do_and_kept(string text, string sentence)
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        foreach (var path in new[] { "/admin/members/import" })
        {
            var refused = await teacher.PostAsync(path, ("text", text));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains(sentence, refused.ErrorOf("text"), StringComparison.Ordinal);
            Assert.Equal(text, refused.Page.QuerySelector("#text")!.TextContent);
        }
    }

    [Fact]
    public async Task A_thousand_rows_are_taken_and_one_more_is_not()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        var text = new StringBuilder("name,year,class\n");
        for (var i = 0; i < 1000; i++) text.Append("Pupil Number").Append(i).Append(",9,9B\n");
        var done = await teacher.PostAsync("/admin/members/import/confirm", ("text", text.ToString()));
        Assert.Contains("1000 members added", done.Text, StringComparison.Ordinal);
        Assert.Contains("Make login slips 801 to 1000", done.Text, StringComparison.Ordinal);
        var refused = await teacher.PostAsync("/admin/members/import", ("text", text + "One More,9,9B\n"));
        Assert.Contains("more than 1000 rows", refused.ErrorOf("text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_imports_a_role_they_may_not_give_or_a_school_that_is_not_theirs()
    {
        await using var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        var own = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
        var other = db.Write(sql => Schools.Add(sql, "Vale School", null, 1))!.Value;
        db.Add(Seed.Pupil("emmy") with { SchoolId = other });
        const string Text = """
            name,login,role,school
            One Owner,one,owner,
            Two Teacher,two,Teacher,
            Three Editor,three,Student editor,
            Four Vale,four,,vale school
            Five Hill,five,member,HILL SCHOOL
            Six Nowhere,six,,Nowhere School
            Emmy Seeded,emmy,,
            """;
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        await teacher.PostAsync("/admin/members/import/confirm", ("text", Text));
        Assert.Equal("five:member:1 four:member:2 three:editor:", Added(db));

        var coordinator = site.Visit(Seed.Person("coord", Role.Coordinator) with { SchoolId = own });
        Assert.Contains("everybody joins Hill School",
            (await coordinator.GetAsync("/admin/members/import")).Text, StringComparison.Ordinal);
        var text = Text.Replace("three", "three3", StringComparison.Ordinal)
            .Replace("four", "four4", StringComparison.Ordinal)
            .Replace("five", "five5", StringComparison.Ordinal) + "\nSeven New,seven,,";
        var plan = await coordinator.PostAsync("/admin/members/import", ("text", text));
        // That a login is taken must be said; whose it is must not.
        Assert.Contains("Somebody with another name has this login already", plan.Text, StringComparison.Ordinal);
        await coordinator.PostAsync("/admin/members/import/confirm", ("text", text));
        Assert.Equal("five:member:1 five5:member:1 four:member:2 seven:member:1 three:editor:", Added(db));

        // Imports of others are not there for a coordinator, and one without a school imports nobody.
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.GetAsync("/admin/members/import/1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await coordinator.GetAsync("/admin/members/import/2")).Status);
        var nowhere = site.Visit(Seed.Person("lost", Role.Coordinator));
        foreach (var path in new[] { "/admin/members/import", "/admin/members/import/confirm", "/admin/members/new" })
            Assert.Equal(HttpStatusCode.NotFound,
                (await nowhere.PostAsync(path, ("text", "name\nEight New"), ("name", "Eight New"))).Status);
    }

    private static string Added(Db db) => db.Read(sql => sql.ExecuteScalar<string>(
        "SELECT group_concat(login || ':' || role || ':' || coalesce(school_id, ''), ' ') "
        + "FROM (SELECT * FROM members WHERE id IN (SELECT member_id FROM change_members) ORDER BY login)"))!;

    private static string Everything(Db db) => db.Read(sql => sql.ExecuteScalar<string>(
        "SELECT (SELECT count(*) FROM members) || ' ' || (SELECT count(*) FROM changes) || ' ' || (SELECT count(*) FROM audit)"))!;
}
