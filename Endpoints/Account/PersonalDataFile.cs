// What the site holds about one member as a file: for the member, and for staff whom a parent has asked.
using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Writes the file.</summary>
internal static class PersonalDataFile
{
    private const int MaxRows = 50_000;

    // Names in any script stay readable in the file; the characters that could end a script element are still escaped.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The file as a download.</summary>
    public static async Task<IResult> Make(Visit visit, string name, long memberId)
    {
        var parts = await visit.Read(sql => PersonalData.Collect(sql, memberId, MaxRows, Judged(visit)));
        return new Download(name, "application/json", Write(parts, visit));
    }

    /// <summary>Answers that came until then are judged for all: no more can come that counts.</summary>
    public static long Judged(Visit visit) => visit.Now - visit.Rules.Scoring.GraceSeconds;

    private static string Write(List<PersonalPart> parts, Visit visit)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            json.WriteStartObject();
            json.WriteString("society", visit.Frame.SocietyName);
            json.WriteString("written_at", SchoolTime.Machine(visit.Now));
            foreach (var part in parts)
            {
                json.WritePropertyName(part.Name);
                if (!part.IsOne) json.WriteStartArray();
                foreach (var row in part.Rows) Write(json, row);
                if (!part.IsOne) json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, Facts row)
    {
        json.WriteStartObject();
        foreach (var fact in row.Items)
        {
            if (fact.Number is not { } number)
            {
                if (fact.Text is null) json.WriteNull(fact.Name);
                else json.WriteString(fact.Name, fact.Text);
            }
            else if (fact.IsInstant) json.WriteString(fact.Name, SchoolTime.Machine(number));
            else if (fact.IsYesOrNo) json.WriteBoolean(fact.Name, number == 1);
            else json.WriteNumber(fact.Name, number);
        }
        json.WriteEndObject();
    }
}
