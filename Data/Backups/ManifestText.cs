// The JSON of a backup's manifest: what is written, and what is read of what was written.
using System.Text.Json;

namespace MathsSoc.Data;

/// <summary>Writes and reads a <see cref="BackupManifest"/>. Fields that it does not know are passed over.</summary>
internal static class ManifestText
{
    public static void Write(BackupManifest manifest, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("format"u8, manifest.Format);
        json.WriteString("version"u8, manifest.Version);
        json.WriteString("commit"u8, manifest.Commit);
        json.WriteNumber("schema"u8, manifest.Schema);
        json.WriteString("reason"u8, manifest.Reason);
        json.WriteNumber("number"u8, manifest.Number);
        json.WriteString("started_at"u8, manifest.StartedAt);
        json.WriteString("finished_at"u8, manifest.FinishedAt);
        json.WriteNumber("bytes"u8, manifest.Bytes);
        json.WriteString("sha256"u8, manifest.Sha256);
        json.WriteString("header"u8, manifest.Header);
        json.WriteNumber("mark"u8, manifest.Mark);
        json.WriteNumber("counter"u8, manifest.Counter);
        json.WriteNumbers("rows", manifest.Rows);
        json.WriteStartArray("uploads"u8);
        foreach (var upload in manifest.Uploads)
        {
            if ((StoredUpload?)upload is not var (hash, bytes))
            {
                json.WriteNullValue();
                continue;
            }
            json.WriteStartObject();
            json.WriteString("hash"u8, hash);
            json.WriteNumber("bytes"u8, bytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (manifest.ProvenAt is { } provenAt) json.WriteString("proven_at"u8, provenAt);
        else json.WriteNull("proven_at"u8);
        if (manifest.ProofSeconds is { } seconds) json.WriteNumber("proof_seconds"u8, seconds);
        else json.WriteNull("proof_seconds"u8);
        json.WriteString("proof_problem"u8, manifest.ProofProblem);
        json.WriteEndObject();
    }

    /// <summary>Throws <see cref="JsonException"/> if the text is no manifest.</summary>
    public static BackupManifest Read(ReadOnlySpan<byte> text)
    {
        int? format = null, schema = null;
        string? version = null, commit = null, reason = null, sha256 = null, header = null, proofProblem = null;
        long? number = null, bytes = null;
        uint? mark = null, counter = null;
        DateTimeOffset? startedAt = null, finishedAt = null, provenAt = null;
        double? proofSeconds = null;
        SortedList<string, long>? rows = null;
        List<StoredUpload>? uploads = null;
        var json = new Utf8JsonReader(text);
        json.Begin();
        while (json.NextField() is { } field)
            switch (field)
            {
                case "format": format = json.ReadInt(); break;
                case "version": version = json.ReadText(); break;
                case "commit": commit = json.ReadText(); break;
                case "schema": schema = json.ReadInt(); break;
                case "reason": reason = json.ReadText(); break;
                case "number": number = json.ReadLong(); break;
                case "started_at": startedAt = json.ReadTime(); break;
                case "finished_at": finishedAt = json.ReadTime(); break;
                case "bytes": bytes = json.ReadLong(); break;
                case "sha256": sha256 = json.ReadText(); break;
                case "header": header = json.ReadText(); break;
                case "mark": mark = json.ReadUInt(); break;
                case "counter": counter = json.ReadUInt(); break;
                case "rows": rows = json.ReadNumbers(); break;
                case "uploads": uploads = ReadUploads(ref json); break;
                case "proven_at": provenAt = json.IsNull() ? null : json.ReadTime(); break;
                case "proof_seconds": proofSeconds = json.IsNull() ? null : json.ReadDouble(); break;
                case "proof_problem": proofProblem = json.IsNull() ? null : json.ReadText(); break;
                default: json.Skip(); break;
            }
        json.End();
        return new BackupManifest
        {
            Format = Json.Required(format, "format"),
            Version = Json.Required(version, "version"),
            Commit = Json.Required(commit, "commit"),
            Schema = Json.Required(schema, "schema"),
            Reason = Json.Required(reason, "reason"),
            Number = Json.Required(number, "number"),
            StartedAt = Json.Required(startedAt, "started_at"),
            FinishedAt = Json.Required(finishedAt, "finished_at"),
            Bytes = Json.Required(bytes, "bytes"),
            Sha256 = Json.Required(sha256, "sha256"),
            Header = Json.Required(header, "header"),
            Mark = Json.Required(mark, "mark"),
            Counter = Json.Required(counter, "counter"),
            Rows = Json.Required(rows, "rows"),
            Uploads = Json.Required(uploads, "uploads"),
            ProvenAt = provenAt,
            ProofSeconds = proofSeconds,
            ProofProblem = proofProblem,
        };
    }

    // JSON may hold null in a list, whatever its type here says.
    private static List<StoredUpload> ReadUploads(ref Utf8JsonReader json)
    {
        var uploads = new List<StoredUpload>();
        json.Expect(JsonTokenType.StartArray);
        while (json.NextItem())
        {
            if (json.IsNull())
            {
                uploads.Add(null!);
                continue;
            }
            json.Expect(JsonTokenType.StartObject);
            string? hash = null;
            long? bytes = null;
            while (json.NextField() is { } field)
                switch (field)
                {
                    case "hash": hash = json.ReadText(); break;
                    case "bytes": bytes = json.ReadLong(); break;
                    default: json.Skip(); break;
                }
            uploads.Add(new StoredUpload(Json.Required(hash, "hash"), Json.Required(bytes, "bytes")));
        }
        return uploads;
    }
}
