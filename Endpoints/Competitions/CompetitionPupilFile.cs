// The pupils of a competition as files: CSV for a spreadsheet, JSON for a program. Both have the same values in the same order.
using System.Buffers;
using System.Text;
using System.Text.Json;
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>Writes the files.</summary>
internal static class CompetitionPupilFile
{
    public static string Csv(IReadOnlyList<CompetitionPupil> pupils, Rules rules, long now)
    {
        // The byte order mark makes Excel read the file as UTF-8.
        var file = new StringBuilder("\uFEFF", pupils.Count * 120);
        Web.Csv.AppendRow(file, "rank", "place in division", "display name", "name", "year", "division", "school", "state", "points",
            "last (London)", "exported at");
        var exported = SchoolTime.Time(now);
        foreach (var pupil in pupils)
            Web.Csv.AppendRow(file, $"{pupil.Rank}", $"{pupil.DivisionRank}", pupil.DisplayName, pupil.Name, Year(pupil, rules),
                pupil.Division, pupil.School, CompetitionDeskWords.Of(pupil.State), $"{pupil.Points}",
                pupil.ReachedAt is { } last ? SchoolTime.Time(last) : "", exported);
        return file.ToString();
    }

    /// <summary>Numbers are numbers, times are RFC 3339, and what is not there is null.</summary>
    public static string Json(Competition competition, IReadOnlyList<CompetitionPupil> pupils, Rules rules, long now)
    {
        var body = new ArrayBufferWriter<byte>(256 + pupils.Count * 300);
        using (var json = new Utf8JsonWriter(body, Data.Json.Indented))
        {
            json.WriteStartObject();
            json.WriteString("competition", competition.Title);
            json.WriteString("exported_at", SchoolTime.Machine(now));
            json.WriteStartArray("pupils");
            foreach (var pupil in pupils) Write(json, pupil, rules);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, CompetitionPupil pupil, Rules rules)
    {
        json.WriteStartObject();
        Number(json, "rank", pupil.Rank);
        Number(json, "place_in_division", pupil.DivisionRank);
        json.WriteString("display_name", pupil.DisplayName);
        json.WriteString("name", pupil.Name);
        json.WriteString("year", Year(pupil, rules));
        json.WriteString("division", pupil.Division);
        json.WriteString("school", pupil.School);
        json.WriteString("state", EnumText.Of(pupil.State));
        json.WriteNumber("points", pupil.Points);
        json.WriteString("last", pupil.ReachedAt is { } last ? SchoolTime.Machine(last) : null);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string field, long? number)
    {
        if (number is { } value) json.WriteNumber(field, value);
        else json.WriteNull(field);
    }

    // The year of the school year in which the pupil was enrolled.
    private static string Year(CompetitionPupil pupil, Rules rules) =>
        MemberWords.Year(pupil.StartYear, SchoolTime.SchoolYear(pupil.EnrolledAt), rules);
}
