// Lists that become cards on a phone: they stay tables for screen readers, and each value says on its card what its column's heading said.
using AngleSharp.Dom;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class StackedTableTests
{
    [Fact]
    public async Task Lists_with_decisions_stay_tables_when_they_are_shown_as_cards()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase())
        {
            db.Add(Seed.Pupil("ada") with { WantedName = "Countess", StartYear = site.StartYear(9) });
            db.Add(Seed.Pupil("bob") with { State = MemberState.Waiting });
        }
        await head.PostAsync("/admin/codes", ("label", "for nine"), ("uses", "40"), ("days", "14"));
        long cat;
        using (var db = site.OpenDatabase())
        {
            cat = db.Add(Seed.Pupil("cat"));
            db.Write(sql => Schools.Add(sql, "Hill School", null, site.Now));
            db.AddChallenge("Handshakes", site.Now - 60);
        }
        await head.PostAsync("/admin/members/change", ("id", $"{cat}"), ("action", "class"), ("new_class", "9B"), ("step", "apply"));
        await head.AnnounceAsync("Trip");
        foreach (var (path, many) in new[]
        {
            ("/admin/approvals", 2), ("/admin/rollover", 2), ("/admin/codes", 1), ("/admin/audit", 1), ("/admin/status", 2),
            ("/admin/members", 1), ("/admin/challenges", 1), ("/admin/changes", 1), ("/admin/announcements", 1),
            ("/admin/schools", 1), ("/admin/changes/1", 1),
        })
        {
            var tables = (await head.GetAsync(path)).Page.QuerySelectorAll(".table.stack table");
            Assert.True(tables.Length == many, $"{path} has {tables.Length} lists of cards");
            foreach (var table in tables) AssertIsTable(table, path);
        }
        var plan = await head.PostAsync("/admin/members/import", ("text", "name,login,year\nDee Ray,dee,9\nEve Moor,eve,9"));
        var added = await head.PostAsync("/admin/members/import/confirm", [.. plan.FieldsOf("form[action$=confirm]")]);
        foreach (var page in new[] { plan, added })
            AssertIsTable(page.Page.QuerySelector(".table.stack table")!, page.Path);
        var sheet = await head.GetAsync("/admin/codes");
        var css = "";
        foreach (var link in sheet.Page.QuerySelectorAll("link[rel=stylesheet]"))
            css += await site.Client.GetStringAsync(link.GetAttribute("href"));
        Assert.Contains(".table.stack tbody tr", css, StringComparison.Ordinal);
    }

    /// <summary>A browser forgets what a row is when its style says block; the roles tell it again.</summary>
    private static void AssertIsTable(IElement table, string path)
    {
        Assert.Equal("table", table.GetAttribute("role"));
        // A table by its role owns rows and groups of rows; a link in its caption would be neither.
        Assert.Empty(table.QuerySelectorAll("caption *"));
        Assert.All(table.QuerySelectorAll("thead, tbody"), group => Assert.Equal("rowgroup", group.GetAttribute("role")));
        Assert.All(table.QuerySelectorAll("tr"), row => Assert.Equal("row", row.GetAttribute("role")));
        var headings = table.QuerySelectorAll("thead th").Select(heading => heading.TextContent).ToArray();
        Assert.All(table.QuerySelectorAll("thead th"), heading => Assert.Equal("columnheader", heading.GetAttribute("role")));
        Assert.NotEmpty(table.QuerySelectorAll("tbody tr"));
        foreach (var row in table.QuerySelectorAll("tbody tr"))
        {
            Assert.Equal(headings.Length, row.Children.Length);
            for (var i = 0; i < headings.Length; i++)
            {
                var cell = row.Children[i];
                Assert.Equal(cell.TagName == "TH" ? "rowheader" : "cell", cell.GetAttribute("role"));
                // What is a button, a box or the row's own name needs no label.
                if (cell.GetAttribute("data-label") is { } label) Assert.Equal(headings[i], label);
                else
                    Assert.True(cell.TagName == "TH" || cell.QuerySelector("button, input") is not null,
                        $"{path}: “{cell.TextContent}” says not what it is");
            }
        }
    }
}
