// The only place a test may keep a database: a folder of its own under the system's temporary one, made now and removed afterwards.
namespace MathsSoc.Tests.Support;

/// <summary>Made empty by this test; deleting anything else is impossible because the path is never given from outside.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("mathsoc-test-").FullName;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try { Directory.Delete(Path, recursive: true); }
        catch (DirectoryNotFoundException) { }
    }
}
