// Where somebody is at school, in few words: "Year 9, 9B, Example School".
namespace MathsSoc.Pages;

/// <summary>Year group, class and school. <c>StartYear</c> null: no pupil; <c>School</c> null: none.</summary>
public sealed record Whereabouts(long? StartYear, int SchoolYear, string Class, string? School)
{
    /// <summary>What is known, with commas; empty when nothing is.</summary>
    public string Words
    {
        get
        {
            var parts = new List<string>();
            if (StartYear is { } start) parts.Add($"Year {London.YearGroup(start, SchoolYear)}");
            if (Class.Length > 0) parts.Add(Class);
            if (School is not null) parts.Add(School);
            return string.Join(", ", parts);
        }
    }
}
