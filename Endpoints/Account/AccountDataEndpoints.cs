// What the site holds about me: a page to read and a file to keep, both with the same sections.
using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The readable page.</summary>
public sealed record AccountDataModel(IReadOnlyList<PersonalPart> Parts);

/// <summary>Maps /account/data and /account/data.json, for members about to be deleted too: they may want a copy.</summary>
public static class AccountDataEndpoints
{
    private const int MaxOnPage = 100;
    private const int MaxInFile = 50_000;

    // Names in any script stay readable in the file; the characters that could end a script element are still escaped.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static void Map(RouteGroup signedIn)
    {
        signedIn.Page("/account/data", "account.data", Show);
        signedIn.Page("/account/data.json", "account.data_file", Send);
    }

    private static async Task<IResult> Show(Visit visit) =>
        visit.Page(new Pages_AccountData { Frame = visit.Frame, Model = new AccountDataModel(await Collect(visit, MaxOnPage)) });

    private static async Task<IResult> Send(Visit visit) =>
        new Download("my-data.json", "application/json", Write(await Collect(visit, MaxInFile), visit));

    private static Task<List<PersonalPart>> Collect(Visit visit, int most) =>
        visit.Read(sql => PersonalData.Collect(sql, visit.Member.MemberId, most));

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
