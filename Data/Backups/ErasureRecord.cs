// Who was erased and which ids were given, beside the backups: whoever puts an older copy back must not bring those people back.
using System.Text;
using System.Text.Json;
using Dapper;

namespace MathsSoc.Data;

/// <summary>
/// The file <c>erased.jsonl</c> of a folder of backups. A line is either an erased member (the database's mark, the id, when that member
/// was added and when erased) or the highest id that each table of a database has given. It holds nothing else about anybody.
/// </summary>
public sealed class ErasureRecord
{
    public const string FileName = "erased.jsonl";

    /// <summary>Days for which an erased member is kept in the file: a little longer than any backup.</summary>
    public const int KeptDays = 40;

    private const long Day = 86_400;
    private const long MostBytes = 32 << 20;

    private readonly SortedList<(uint Mark, long Id, long CreatedAt), long> erased = [];
    private readonly SortedList<uint, SortedList<string, long>> highest = [];

    /// <summary>How many members are in it.</summary>
    public int Count => erased.Count;

    /// <summary>
    /// Reads the file of a folder; empty if there is none. A line that cannot be read is left out. Throws <see cref="IOException"/> and
    /// <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public static ErasureRecord Read(string folder)
    {
        var record = new ErasureRecord();
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return record;
        if (!FileIdentity.IsFile(path)) throw new IOException($"{path} is a pipe or a device, and was not read.");
        if (new FileInfo(path).Length > MostBytes) throw new IOException($"{path} is far too large to be what this program wrote.");
        foreach (var line in File.ReadLines(path))
            if (ErasureLine.Parse(line) is { } parsed) record.Add(parsed);
        return record;
    }

    /// <summary>
    /// Adds who is a former member of a database since <paramref name="since"/> (unix seconds), and the ids it has given. True if somebody
    /// was added.
    /// </summary>
    public bool AddFrom(Sql sql, long since)
    {
        // A schema from before there were former members has nobody to add.
        if (!DatabaseCheck.HasTable(sql, "join_codes")) return false;
        var (mark, before) = (GivenIds.MarkOf(sql), erased.Count);
        foreach (var member in FindFormer(sql, since)) Add(new ErasureLine(mark, member.Id, member.CreatedAt, member.StateAt, null));
        Add(new ErasureLine(mark, null, null, null, GivenIds.Read(sql)));
        return erased.Count > before;
    }

    /// <summary>Adds what another file has.</summary>
    public void Add(ErasureRecord other)
    {
        foreach (var ((mark, id, createdAt), erasedAt) in other.erased) Add(new ErasureLine(mark, id, createdAt, erasedAt, null));
        foreach (var (mark, ids) in other.highest) Add(new ErasureLine(mark, null, null, null, ids));
    }

    /// <summary>
    /// Erases again, in a copy of their database, the members who are in the record; also raises every table's ids above those that were
    /// ever given. Returns how many were erased, and how many could not be, because the last owner would be gone.
    /// </summary>
    public (int Erased, int Kept) ApplyTo(Sql sql, long now)
    {
        var mark = GivenIds.MarkOf(sql);
        var (done, kept) = (0, 0);
        foreach (var (key, erasedAt) in erased)
        {
            if (key.Mark != mark) continue;
            // Another member may have been given the id in a copy that was put back earlier.
            if (Members.Find(sql, key.Id) is not { State: not MemberState.Former } member || member.CreatedAt != key.CreatedAt) continue;
            if (!Anonymisation.Apply(sql, key.Id, erasedAt))
            {
                kept++;
                continue;
            }
            Audit.Add(sql, Actor.Program, "member.anonymise", now, "member", key.Id, "was erased before, and came back with a backup");
            done++;
        }
        var given = new SortedList<string, long>(highest.GetValueOrDefault(mark) ?? [], StringComparer.Ordinal);
        foreach (var key in erased.Keys)
            if (key.Mark == mark) given["members"] = Math.Max(given.GetValueOrDefault("members"), key.Id);
        GivenIds.Raise(sql, given);
        return (done, kept);
    }

    /// <summary>Forgets who was erased before <paramref name="before"/>, in unix seconds; returns how many those are.</summary>
    public int Prune(long before)
    {
        var over = erased.Where(line => line.Value < before).Select(line => line.Key).ToList();
        foreach (var key in over) erased.Remove(key);
        return over.Count;
    }

    /// <summary>
    /// Since when erased members have to be known at <paramref name="now"/>: for forty days, and for as long as the oldest backup of the
    /// folder is kept. Both in unix seconds.
    /// </summary>
    public static long NeededSince(string folder, long now) =>
        Math.Min(now - KeptDays * Day, BackupFolder.List(folder) is [var oldest, ..] ? oldest.At : now);

    /// <summary>
    /// Writes the file of a folder completely or not at all; throws <see cref="IOException"/> and
    /// <see cref="UnauthorizedAccessException"/>. Only while the folder's lock is held.
    /// </summary>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        DiskFiles.Replace(path, path + BackupFolder.Partial, file =>
        {
            foreach (var ((mark, id, createdAt), erasedAt) in erased)
                WriteLine(file, new ErasureLine(mark, id, createdAt, erasedAt, null));
            foreach (var (mark, ids) in highest) WriteLine(file, new ErasureLine(mark, null, null, null, ids));
        });
    }

    /// <summary>Adds all of it to the file of another folder. Throws as <see cref="Write"/> does.</summary>
    public void AddTo(string folder)
    {
        var there = Read(folder);
        there.Add(this);
        there.Write(folder);
    }

    private static void WriteLine(FileStream file, ErasureLine line)
    {
        using (var json = new Utf8JsonWriter(file)) line.Write(json);
        file.WriteByte((byte)'\n');
    }

    private void Add(ErasureLine line)
    {
        if (line is { Id: { } id, CreatedAt: { } createdAt, ErasedAt: { } erasedAt }) erased.TryAdd((line.Mark, id, createdAt), erasedAt);
        if (line.Highest is not { } ids) return;
        if (!highest.TryGetValue(line.Mark, out var known)) highest[line.Mark] = known = new(StringComparer.Ordinal);
        foreach (var (table, number) in ids) known[table] = Math.Max(known.GetValueOrDefault(table), number);
    }

    private static List<FormerMember> FindFormer(Sql sql, long since) => sql.Query<FormerMember>(
        "SELECT id, created_at, state_at FROM members WHERE state = 'former' AND state_at >= @since", new { since }).AsList();

    internal sealed record FormerMember(long Id, long CreatedAt, long StateAt);
}

/// <summary>One line of the file: a member, or the highest ids by table.</summary>
internal sealed record ErasureLine(
    uint Mark, long? Id, long? CreatedAt, long? ErasedAt, SortedList<string, long>? Highest)
{
    /// <summary>Null if it is not such a line.</summary>
    public static ErasureLine? Parse(string line)
    {
        uint mark = 0;
        long? id = null, createdAt = null, erasedAt = null;
        SortedList<string, long>? highest = null;
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(line));
            json.Begin();
            while (json.NextField() is { } field)
                switch (field)
                {
                    case "mark": mark = json.ReadUInt(); break;
                    case "id": id = json.ReadLong(); break;
                    case "created_at": createdAt = json.ReadLong(); break;
                    case "erased_at": erasedAt = json.ReadLong(); break;
                    case "highest": highest = json.ReadNumbers(); break;
                    default: json.Skip(); break;
                }
            json.End();
            return new ErasureLine(mark, id, createdAt, erasedAt, highest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes what it has, as one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("mark"u8, Mark);
        if (Id is { } id) json.WriteNumber("id"u8, id);
        if (CreatedAt is { } createdAt) json.WriteNumber("created_at"u8, createdAt);
        if (ErasedAt is { } erasedAt) json.WriteNumber("erased_at"u8, erasedAt);
        if (Highest is { } highest) json.WriteNumbers("highest", highest);
        json.WriteEndObject();
    }
}
