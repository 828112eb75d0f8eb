// What the alerts must not forget when the process ends: a small file beside the database, which may be lost or damaged at any time.
using System.Buffers;
using System.Text.Json;
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>The content of <c>alerts.json</c>. Times are unix seconds.</summary>
internal sealed record AlertMemory
{
    public const string FileName = "alerts.json";

    private const int CurrentFormat = 1;
    private const int MaxBytes = 64 * 1024;
    private const int MaxStarts = 100;
    private const long Hour = 3600;

    // The names of AlertPhase, in its order.
    private static readonly string[] AlertPhases = ["Quiet", "Pending", "Firing", "Over"];

    public required int Format { get; init; }

    /// <summary>The starts of the last hour, but those after a planned end.</summary>
    public required List<long> Starts { get; init; }

    /// <summary>The last process ended by itself after MAX_REQUESTS, so the next start is no sign of trouble.</summary>
    public bool HasEndedAsPlanned { get; init; }

    /// <summary>When the newest proven backup was made that was ever seen; until there is one, when the site was first looked at.</summary>
    public long? BackupAt { get; init; }

    /// <summary>Since when there has been only one owner; null: there are several, or none.</summary>
    public long? SoleOwnerSince { get; init; }

    /// <summary>The alerts that are not quiet, by name.</summary>
    public required SortedList<string, AlertState> Alerts { get; init; }

    public static AlertMemory Empty => new() { Format = CurrentFormat, Starts = [], Alerts = new(StringComparer.Ordinal) };

    /// <summary>Reads the file; what is missing or damaged is forgotten, and a sentence says so (null: nothing was).</summary>
    public static (AlertMemory Memory, string? Problem) Read(string path)
    {
        try
        {
            if (!File.Exists(path)) return (Empty, null);
            if (new FileInfo(path).Length > MaxBytes) return (Empty, $"{path} is far too long");
            var read = Parse(File.ReadAllBytes(path));
            return read.Format == CurrentFormat ? (read.Sane(), null) : (Empty, $"{path} has another format");
        }
        catch (JsonException)
        {
            return (Empty, $"{path} is damaged");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (Empty, $"{path} cannot be read");
        }
    }

    public byte[] ToJson()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes)) WriteTo(json);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Writes the file completely or not at all. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public static void Write(string path, byte[] json)
    {
        var partial = path + ".partial";
        using (var file = DiskFiles.Create(partial))
        {
            file.Write(json);
            // Otherwise the new name might outlive a power cut, and the content not.
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>With a start at <paramref name="now"/>, which counts unless it was planned.</summary>
    public AlertMemory WithStart(long now) => this with
    {
        Starts = HasEndedAsPlanned ? RecentStarts(now) : [.. RecentStarts(now).TakeLast(MaxStarts - 1), now],
        HasEndedAsPlanned = false,
    };

    /// <summary>The starts within the hour before <paramref name="now"/>. One that is later was counted by a wrong clock.</summary>
    public List<long> RecentStarts(long now) => Starts.FindAll(at => at <= now && at > now - Hour);

    /// <summary>Seconds since the newest proven backup; null: nothing was looked at yet.</summary>
    public double? BackupAge(long now) => now - BackupAt;

    /// <summary>Somebody may have edited the file: what the program itself would not have written is left out.</summary>
    private AlertMemory Sane() => this with
    {
        Starts = [.. Starts.TakeLast(MaxStarts)],
        Alerts = new(Alerts.Where(one => AlertRules.All.Any(rule => rule.Name == one.Key))
            .ToDictionary(one => one.Key, one => one.Value with { Looks = Math.Max(0, one.Value.Looks) }), StringComparer.Ordinal),
    };

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("format"u8, Format);
        json.WriteStartArray("starts"u8);
        foreach (var at in Starts) json.WriteNumberValue(at);
        json.WriteEndArray();
        json.WriteBoolean("has_ended_as_planned"u8, HasEndedAsPlanned);
        WriteTime("backup_at", BackupAt);
        WriteTime("sole_owner_since", SoleOwnerSince);
        json.WriteStartObject("alerts"u8);
        foreach (var (name, alert) in Alerts)
        {
            json.WriteStartObject(name);
            json.WriteString("phase"u8, AlertPhases[(int)alert.Phase]);
            json.WriteNumber("looks"u8, alert.Looks);
            json.WriteNumber("since"u8, alert.Since);
            WriteTime("sent_at", alert.SentAt);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();

        void WriteTime(string field, long? at)
        {
            if (at is { } seconds) json.WriteNumber(field, seconds);
            else json.WriteNull(field);
        }
    }

    private static AlertMemory Parse(ReadOnlySpan<byte> text)
    {
        int? format = null;
        List<long>? starts = null;
        var hasEndedAsPlanned = false;
        long? backupAt = null, soleOwnerSince = null;
        SortedList<string, AlertState>? alerts = null;
        var json = new Utf8JsonReader(text);
        json.Begin();
        while (json.NextField() is { } field)
            switch (field)
            {
                case "format": format = json.ReadInt(); break;
                case "starts":
                    json.Expect(JsonTokenType.StartArray);
                    starts = [];
                    while (json.NextItem()) starts.Add(json.ReadLong());
                    break;
                case "has_ended_as_planned": hasEndedAsPlanned = json.ReadBool(); break;
                case "backup_at": backupAt = json.IsNull() ? null : json.ReadLong(); break;
                case "sole_owner_since": soleOwnerSince = json.IsNull() ? null : json.ReadLong(); break;
                case "alerts":
                    json.Expect(JsonTokenType.StartObject);
                    alerts = new(StringComparer.Ordinal);
                    while (json.NextField() is { } name)
                        if (!json.IsNull()) alerts[name] = ParseAlert(ref json);
                    break;
                default: json.Skip(); break;
            }
        json.End();
        return new AlertMemory
        {
            Format = Json.Required(format, "format"),
            Starts = Json.Required(starts, "starts"),
            HasEndedAsPlanned = hasEndedAsPlanned,
            BackupAt = backupAt,
            SoleOwnerSince = soleOwnerSince,
            Alerts = Json.Required(alerts, "alerts"),
        };
    }

    private static AlertState ParseAlert(ref Utf8JsonReader json)
    {
        var state = AlertState.Quiet;
        json.Expect(JsonTokenType.StartObject);
        while (json.NextField() is { } field)
            switch (field)
            {
                case "phase":
                    var phase = Array.IndexOf(AlertPhases, json.ReadText());
                    state = phase >= 0 ? state with { Phase = (AlertPhase)phase } : throw new JsonException("There is no such phase.");
                    break;
                case "looks": state = state with { Looks = json.ReadInt() }; break;
                case "since": state = state with { Since = json.ReadLong() }; break;
                case "sent_at": state = state with { SentAt = json.IsNull() ? null : json.ReadLong() }; break;
                default: json.Skip(); break;
            }
        return state;
    }
}
