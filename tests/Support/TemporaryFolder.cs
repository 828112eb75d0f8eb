// The only place where a test may keep a database: its own folder under the system's temporary one, removed afterwards.
namespace MathsSoc.Tests.Support;

/// <summary>Created empty by this test. It can delete nothing else, because the path never comes from outside.</summary>
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
