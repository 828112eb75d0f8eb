// A class is one class however its name is typed, on every form that takes one and in every list that is narrowed to one.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ClassTests
{
    [Theory]
    [InlineData("9b", "9B")]
    [InlineData("  9   b ", "9B")]
    [InlineData("further  maths", "FURTHER MATHS")]
    [InlineData("Set 2", "SET2")]
    [InlineData("9B/Ma 1", "9B/MA1")]
    [InlineData("10 11", "10 11")]
    [InlineData("九 班", "九 班")]
    [InlineData(" ", "")]
    public void A_spelling_is_folded(string typed, string expected) => Assert.Equal(expected, ClassNames.Fold(typed));

    [Fact]
    public async Task Every_way_into_a_class_leads_to_the_same_one()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var ada = db.Add(Seed.Pupil("ada"));
        var seen = (await teacher.GetAsync($"/admin/members/{ada}")).Page.QuerySelector("input[name=seen]")!.GetAttribute("value")!;
        await teacher.PostAsync($"/admin/members/{ada}",
            ("name", "Ada Seeded"), ("login", "ada"), ("display", "AS"), ("role", "member"), ("class", "9b"), ("seen", seen));
        await teacher.PostAsync("/admin/members/new", ("name", "Bob Two"), ("login", "bob"), ("role", "member"), ("class", " 9B"));
        await teacher.PostAsync("/admin/members/import/confirm", ("text", "name,login,class\nCy Three,cy,9 b"));
        var dee = db.Add(Seed.Pupil("dee"));
        await teacher.PostAsync("/admin/members/change",
            ("id", dee.ToString()), ("action", "class"), ("new_class", "9  B "), ("step", "apply"));
        await teacher.PostAsync("/admin/codes", ("label", "for nine"), ("class", "9 b"), ("uses", "40"), ("days", "14"));
        var (byCode, free) = db.Write(sql =>
        {
            var code = new JoinCode { Code = "7KQ2MPXD", Label = "any", MaxUses = 40, ExpiresAt = site.Now + 86_400 };
            JoinCodes.Add(sql, code, null, site.Now);
            return (JoinCodes.List(sql).Find(code => code.Label == "for nine")!.Code, "7KQ2MPXD");
        });
        await new Person(site).PostAsync("/join", Join("eve", byCode, ""));
        await new Person(site).PostAsync("/join", Join("fay", free, "9 B"));

        foreach (var login in new[] { "ada", "bob", "cy", "dee", "eve", "fay" })
            Assert.Equal("9B", db.Read(sql => Members.FindByLogin(sql, login))!.Class);
        var list = await teacher.GetAsync("/admin/members?class=9%20b");
        Assert.Equal(6, list.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(["", "9B"], list.Page.QuerySelectorAll("#class option").Select(option => option.GetAttribute("value")));
        Assert.Equal("9B", list.Page.QuerySelector("#class option[selected]")!.GetAttribute("value"));
        Assert.Equal("9B",
            (await teacher.GetAsync("/leaderboard?class=9b")).Page.QuerySelector("#class option[selected]")?.GetAttribute("value"));
    }

    private static (string, string)[] Join(string login, string code, string className) =>
        [("code", code), ("name", $"{login} Joined"), ("year", "9"), ("class", className), ("login", login), ("password", Seed.Password)];
}
