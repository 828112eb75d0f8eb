// A new database in a folder of the test's own, without a server.
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

public sealed class TestDatabase : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TestDatabase(int readers = 2)
    {
        Assert.Equal(MigrationResult.Ready, Migrator.Run(Path, Migrator.Sections, 1).Result);
        Db = Db.Open(Path, readers);
    }

    public Db Db { get; }
    public string Path => folder["mathsoc.db"];

    public void Dispose()
    {
        Db.Dispose();
        folder.Dispose();
    }
}
