// A member's own data in words: the page shows people what the data file holds for programs.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>Words for the names and values of <see cref="Fact"/>s.</summary>
public static class AccountWords
{
    /// <summary>"Last used" for <c>last_used_at</c>.</summary>
    public static string Label(Fact fact)
    {
        var name = fact.Name;
        if (fact.IsInstant) name = name[..^"_at".Length];
        if (fact.IsYesOrNo) name = name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..];
        return char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');
    }

    /// <summary>The value as a person reads it; a dash if there is none.</summary>
    public static string Value(Fact fact)
    {
        if (fact.IsEmpty) return "–";
        if (fact.Number is not { } number) return fact.Text!;
        if (fact.IsInstant) return SchoolTime.Time(number);
        return fact.IsYesOrNo ? number == 1 ? "yes" : "no" : number.ToString(CultureInfo.InvariantCulture);
    }
}
