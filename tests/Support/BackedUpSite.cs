// A small society with an owner, answers and an upload, for tests of its backups.
using MathsSoc.Data;
using MathsSoc.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace MathsSoc.Tests.Support;

/// <summary>Its data are in a folder of their own, so that other folders may lie beside it.</summary>
public sealed class BackedUpSite : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public BackedUpSite()
    {
        Directory.CreateDirectory(Data);
        Assert.Equal(MigrationResult.Ready, Migrator.Run(Database, Migrator.Sections, 1).Result);
        Directory.CreateDirectory(Uploads);
        Db = Db.Open(Database, readers: 2);
        Db.Fill(20, 8, 40, TestSociety.Tuesday);
        Db.Add(Seed.Person("head", Role.Owner));
        Picture = AddUpload("a picture");
    }

    public Db Db { get; }
    public ManualClock Clock { get; } = new();
    public string Data => folder["data"];
    public string Database => folder["data/mathsoc.db"];
    public string Uploads => folder["data/uploads"];
    public string Backups => folder["data/backups"];

    /// <summary>The hash of the one upload it begins with.</summary>
    public string Picture { get; }

    public long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>A path outside the data folder.</summary>
    public string this[string name] => folder[name];

    /// <summary>The names of the databases in a folder, in their order.</summary>
    public static string[] NamesIn(string folder) => [.. BackupFolder.List(folder).Select(file => file.Name)];

    /// <summary>Everything in a folder whose writing was not finished.</summary>
    public static string[] PartialsIn(string folder) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, "*.partial*", SearchOption.AllDirectories) : [];

    public string AddUpload(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var hash = Endpoints.UploadFolder.HashOf(bytes);
        File.WriteAllBytes(Path.Combine(Uploads, hash), bytes);
        Db.Write(sql => MathsSoc.Data.Uploads.Add(
            sql, UploadOwner.Challenge(1), new Upload(hash, "image/png", bytes.Length, text), null, TestSociety.Tuesday));
        return hash;
    }

    public BackupResult Make(string reason = BackupReason.Daily) =>
        new BackupMaker(Options().BackupSource, Clock).Make(Backups, reason, CancellationToken.None);

    public ProofResult Prove(BackupFile file) => new BackupProof(Clock).Run(file, allUploads: true, CancellationToken.None);

    /// <summary>The program's job, as a process that starts now would have it.</summary>
    public BackupJob Job(params (string Name, string Value)[] settings) => Job(CancellationToken.None, settings);

    /// <summary>The same in a process that stops when the token is cancelled.</summary>
    public BackupJob Job(CancellationToken ending, params (string Name, string Value)[] settings) =>
        new(Options(settings), Db, Clock, NullLogger.Instance, ending);

    /// <summary>The program's job that notes who was erased.</summary>
    public ErasureJob Erasures() => new(Options(), Db, Clock, NullLogger.Instance);

    /// <summary>What copies the site before several members are erased.</summary>
    public Snapshots Snapshots() => new(Options().BackupSource, Db, Clock);

    /// <summary>The program's job that erases members whose time is over.</summary>
    public RetentionJob Retention() =>
        new(Db, new Cached<Rules>(Db, Clock, Rules.Find), NullLogger.Instance, Snapshots());

    public void Dispose()
    {
        Db.Dispose();
        folder.Dispose();
    }

    private AppOptions Options(params (string Name, string Value)[] settings)
    {
        var flags = new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_DIR"] = Data };
        var environment = settings.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
        var (options, errors) = AppOptions.Load(new SettingSources(flags, environment, null));
        Assert.Empty(errors);
        return options;
    }
}
