// Where somebody is at school, in few words: "Year 9, 9B, Example School".
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>Year group, class and school. <c>StartYear</c> null: no pupil; <c>School</c> null: none; <c>LastYear</c> is the last year group there is.</summary>
public sealed record Whereabouts(long? StartYear, int SchoolYear, string Class, string? School, int LastYear)
{
    /// <summary>What is known, with commas; empty when nothing is.</summary>
    public string Words
    {
        get
        {
            var parts = new List<string>();
            if (StartYear is { } start) parts.Add(SchoolTime.YearGroup(start, SchoolYear) is var year && year <= LastYear ? $"Year {year}" : $"Past year {LastYear}");
            if (Class.Length > 0) parts.Add(Class);
            if (School is not null) parts.Add(School);
            return string.Join(", ", parts);
        }
    }
}
