// A member's place at school, in few words: "Year 9, 9B, Example School".
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>
/// Year group, class and school. <c>StartYear</c> null: not a pupil; <c>School</c> null: none; <c>LastYear</c> is the last year group
/// of the school.
/// </summary>
public sealed record Whereabouts(long? StartYear, int SchoolYear, string Class, string? School, int LastYear)
{
    /// <summary>The known parts, with commas; empty if nothing is known.</summary>
    public string Words
    {
        get
        {
            var parts = new List<string>();
            if (StartYear is { } start)
            {
                var year = SchoolTime.YearGroup(start, SchoolYear);
                parts.Add(year <= LastYear ? $"Year {year}" : $"Past year {LastYear}");
            }
            if (Class.Length > 0) parts.Add(Class);
            if (School is not null) parts.Add(School);
            return string.Join(", ", parts);
        }
    }
}
