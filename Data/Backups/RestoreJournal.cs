// The note of a restore that has begun to change files: with it the next start knows what was meant, and finishes it.
using System.Text.Json;

namespace MathsSoc.Data;

/// <summary>
/// The file <c>restore.json</c> in the data folder. It is written when the new database lies whole in <see cref="FolderOf"/> and nothing
/// has been moved, and removed when everything is in its place. So without it the old database is there, and with it the new one will be.
/// </summary>
public sealed record RestoreJournal
{
    public const int CurrentFormat = 1;

    private const string FileName = "restore.json";
    private const long MostBytes = 1 << 20;

    public required int Format { get; init; }

    /// <summary>What is put back, as it was named.</summary>
    public required string From { get; init; }

    /// <summary>The moment of which that is, in unix seconds.</summary>
    public required long MadeAt { get; init; }

    /// <summary>Where the present files go, below the data folder, as in "aside/2026-11-27T093000Z"; null: there are none.</summary>
    public required string? Aside { get; init; }

    /// <summary>The rows of each table of the new database.</summary>
    public required SortedList<string, long> Rows { get; init; }

    /// <summary>The folder in which a new database is made ready, on the disk of the old one.</summary>
    public static string FolderOf(string dataDir) => Path.Combine(dataDir, "restoring");

    /// <summary>The database that is made ready.</summary>
    public static string StagedOf(string dataDir) => Path.Combine(FolderOf(dataDir), "mathsoc.db");

    public static string PathOf(string dataDir) => Path.Combine(dataDir, FileName);

    /// <summary>Whether a restore has begun in this folder and not ended: it goes on now, or was interrupted.</summary>
    public static bool IsUnfinished(string dataDir) => File.Exists(PathOf(dataDir)) || Directory.Exists(FolderOf(dataDir));

    /// <summary>The journal; null if there is none, or it cannot be read (<c>IsDamaged</c>).</summary>
    public static (RestoreJournal? Journal, bool IsDamaged) Read(string dataDir)
    {
        var path = PathOf(dataDir);
        try
        {
            if (!File.Exists(path)) return (null, false);
            if (new FileInfo(path).Length > MostBytes) return (null, true);
            var journal = Parse(File.ReadAllBytes(path));
            var isSound = journal.Format == CurrentFormat && (journal.Aside is null || AsideFolder.IsName(journal.Aside));
            return isSound ? (journal, false) : (null, true);
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            return (null, true);
        }
    }

    /// <summary>
    /// Writes it completely or not at all; throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public void Write(string dataDir) => DiskFiles.Replace(
        PathOf(dataDir),
        // In the folder that is removed if this is interrupted.
        Path.Combine(FolderOf(dataDir), FileName + BackupFolder.Partial),
        file =>
        {
            using var json = new Utf8JsonWriter(file, Json.Indented);
            json.WriteStartObject();
            json.WriteNumber("format"u8, Format);
            json.WriteString("from"u8, From);
            json.WriteNumber("made_at"u8, MadeAt);
            json.WriteString("aside"u8, Aside);
            json.WriteNumbers("rows", Rows);
            json.WriteEndObject();
        });

    /// <summary>Throws <see cref="JsonException"/> if it is not what <see cref="Write"/> writes.</summary>
    private static RestoreJournal Parse(ReadOnlySpan<byte> text)
    {
        int? format = null;
        long? madeAt = null;
        string? from = null, aside = null;
        var hasAside = false;
        SortedList<string, long>? rows = null;
        var json = new Utf8JsonReader(text);
        json.Begin();
        while (json.NextField() is { } field)
            switch (field)
            {
                case "format": format = json.ReadInt(); break;
                case "from": from = json.ReadText(); break;
                case "made_at": madeAt = json.ReadLong(); break;
                case "aside": (aside, hasAside) = (json.IsNull() ? null : json.ReadText(), true); break;
                case "rows": rows = json.ReadNumbers(); break;
                default: json.Skip(); break;
            }
        json.End();
        if (!hasAside) throw new JsonException("aside is missing.");
        return new RestoreJournal
        {
            Format = Json.Required(format, "format"),
            From = Json.Required(from, "from"),
            MadeAt = Json.Required(madeAt, "made_at"),
            Aside = aside,
            Rows = Json.Required(rows, "rows"),
        };
    }
}
