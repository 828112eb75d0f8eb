// One-time codes end with the powers under which they were made.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class PasswordLinkTests : IDisposable
{
    private const string Code = "7KQ2MPXD7KQ2MPXD";
    private readonly TemporaryFolder folder = new();
    private readonly Db db;

    public PasswordLinkTests()
    {
        Migrator.Run(folder["mathsoc.db"], Migrator.Sections, 1);
        db = Db.Open(folder["mathsoc.db"], readers: 1);
    }

    public void Dispose()
    {
        db.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_code_made_for_a_pupil_does_not_open_the_teacher_or_owner_they_become()
    {
        var id = db.Add(Seed.Pupil("ada"));
        Make(id);
        db.Write(sql => Members.SetRole(sql, id, Role.Owner));
        Assert.Null(Find());
    }

    [Fact]
    public void Nor_does_it_follow_a_member_to_another_school()
    {
        var (hill, dale) = db.Write(sql => (Schools.Add(sql, "Hill", null, 1)!.Value, Schools.Add(sql, "Dale", null, 1)!.Value));
        var id = db.Add(Seed.Pupil("ada") with { SchoolId = hill });
        Make(id);
        db.Write(sql => Members.Update(sql, Members.Find(sql, id)! with { Class = "9B" }));
        Assert.NotNull(Find());
        db.Write(sql => Members.Update(sql, Members.Find(sql, id)! with { SchoolId = dale }));
        Assert.Null(Find());
    }

    private void Make(long id) => db.Write(sql => PasswordLinks.Add(sql, id, Code, isSlip: true, null, 1000, 1));

    private PasswordLink? Find() => db.Read(sql => PasswordLinks.Find(sql, Code, 2));
}
