// The statement behind the list: every filter, every order, and what a search takes for a word.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class MemberListTests : IDisposable
{
    private const int SchoolYear = 2026;
    private readonly TemporaryFolder folder = new();
    private readonly Db db;
    private readonly long school;

    public MemberListTests()
    {
        Migrator.Run(folder["mathsoc.db"], Migrator.Sections, 1);
        db = Db.Open(folder["mathsoc.db"], readers: 1);
        school = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
        Add("ada", "Ada Byron", 2024, "9B", null, 10);                       // year 9, KS3
        Add("emmy", "Élise Noether", 2022, "11A", school, 30);               // year 11, KS4
        Add("paul", "Paul 100% Erdős_x", 2023, "10C", school, 20);           // year 10, KS4
        Add("head", "Mary Somerville", null, "", null, 40, Role.Teacher);
        Add("gone", "Sofja Gone", 2024, "9B", null, 50, Role.Member, MemberState.Archived);
    }

    public void Dispose()
    {
        db.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("", "ada emmy head paul")]
    [InlineData("byron", "ada")]
    [InlineData("BYRON  ada", "ada")]
    [InlineData("ada 9b", "ada")]
    [InlineData("ada 11a", "")]
    [InlineData("ÉLISE", "emmy")]
    [InlineData("%", "paul")]
    [InlineData("s_x", "paul")]
    [InlineData("_a", "")]
    [InlineData("a b y r o n", "ada")]
    [InlineData("a b y r o n x", "")]
    [InlineData("1", "ada emmy paul")] // the number of the first, and in the others' texts
    [InlineData("2", "emmy")]
    [InlineData("999", "")]
    public void A_search_finds_every_word_as_it_stands(string search, string logins) =>
        Assert.Equal(logins, Logins(MemberFilter.Active with { Search = search }));

    [Fact]
    public void Each_filter_takes_its_own()
    {
        var all = MemberFilter.Active;
        Assert.Equal("ada", Logins(all with { Year = 9 }));
        Assert.Equal("emmy paul", Logins(all with { Stage = "ks4" }));
        Assert.Equal("paul", Logins(all with { Stage = "KS4", Year = 10 }));
        Assert.Equal("", Logins(all with { Stage = "KS4", Year = 9 }));
        Assert.Equal("", Logins(all with { Stage = "KS9" }));
        Assert.Equal("paul", Logins(all with { Class = "10C" }));
        Assert.Equal("emmy paul", Logins(all with { SchoolId = school }));
        Assert.Equal("ada head", Logins(all with { SchoolId = MemberFilter.NoSchool }));
        Assert.Equal("", Logins(all with { SchoolId = MemberFilter.NobodysSchool }));
        Assert.Equal("head", Logins(all with { Role = Role.Teacher }));
        Assert.Equal("gone", Logins(all with { State = MemberState.Archived }));
        Assert.Equal("ada emmy gone head paul", Logins(all with { State = null }));
    }

    [Fact]
    public void A_former_member_is_found_only_when_asked_for()
    {
        db.Write(sql => Anonymisation.Apply(sql, 5, 60));
        Assert.Equal("ada emmy head paul", Logins(MemberFilter.Active with { State = null }));
        Assert.Equal("former 5", Logins(MemberFilter.Active with { State = MemberState.Former }));
    }

    [Theory]
    [InlineData(MemberSort.Name, "ada emmy head paul", "paul head emmy ada")]      // É beside E
    [InlineData(MemberSort.Login, "ada emmy head paul", "paul head emmy ada")]
    [InlineData(MemberSort.Year, "ada paul emmy head", "emmy paul ada head")]   // no year: last in both directions
    [InlineData(MemberSort.Class, "ada paul emmy head", "emmy paul ada head")]  // 9 before 10
    [InlineData(MemberSort.SignIn, "emmy ada paul head", "ada emmy paul head")]
    [InlineData(MemberSort.Joined, "ada paul emmy head", "head emmy paul ada")]
    public void Each_order_goes_both_ways(MemberSort sort, string up, string down)
    {
        db.Write(sql =>
        {
            Members.NoteSignIn(sql, 1, null, 200);
            Members.NoteSignIn(sql, 2, null, 100);
        });
        Assert.Equal(up, Order(sort, false));
        Assert.Equal(down, Order(sort, true));
    }

    [Fact]
    public void A_page_is_a_part_of_the_whole_and_ids_are_bounded()
    {
        var (filter, rules) = (MemberFilter.Active, Rules.Default);
        Assert.Equal(4, db.Read(sql => MemberList.Count(sql, filter, rules, SchoolYear)));
        var list = db.Read(sql => MemberList.List(sql, filter, rules, SchoolYear, MemberSort.Login, false, 2, 50));
        Assert.Equal(["head", "paul"], list.Select(one => one.Login));
        Assert.Equal([1, 2], db.Read(sql => MemberList.Ids(sql, filter, rules, SchoolYear, 2)));
        Assert.Equal([2, 3], db.Read(sql => MemberList.ListByIds(sql, [2, 3, 99])).Select(one => one.Id));
    }

    [Fact]
    public void Classes_are_listed_once_in_the_order_of_their_years()
    {
        Assert.Equal(["9B", "10C", "11A"], db.Read(sql => MemberList.Classes(sql, null)));
        Assert.Equal(["10C", "11A"], db.Read(sql => MemberList.Classes(sql, school)));
    }

    private void Add(
        string login, string name, long? startYear, string className, long? schoolId, long joined, Role role = Role.Member,
        MemberState state = MemberState.Active) =>
        db.Add(new NewMember
        {
            Login = login,
            Name = name,
            DisplayName = $"shown {login}",
            StartYear = startYear,
            Class = className,
            SchoolId = schoolId,
            Role = role,
            State = state,
            PasswordHash = "hash",
        }, joined);

    private string Logins(MemberFilter filter) => string.Join(' ', db
        .Read(sql => MemberList.Ids(sql, filter, Rules.Default, SchoolYear, 100))
        .Select(id => db.Read(sql => Members.Find(sql, id))!.Login).Order(StringComparer.Ordinal));

    private string Order(MemberSort sort, bool isDescending) =>
        string.Join(' ', db
            .Read(sql => MemberList.List(sql, MemberFilter.Active, Rules.Default, SchoolYear, sort, isDescending, 0, 50))
            .Select(one => one.Login));
}
