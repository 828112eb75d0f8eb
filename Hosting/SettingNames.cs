// Recognises the names of settings, and finds the one that was meant by a name with a slip in it.
namespace MathsSoc.Hosting;

/// <summary>The names that an env file may hold.</summary>
internal static class SettingNames
{
    private static readonly List<string> Known =
    [
        .. SettingsTable.Rows.Select(row => row.Name),
        .. SettingsTable.Rows.Where(row => row.Alias is not null).Select(row => row.Alias!),
        .. SettingsTable.Rows.Where(row => row.Secret).Select(row => row.Name + "_FILE"),
    ];

    /// <summary>A sentence on a name that is no setting, with the nearest one; null if it is one.</summary>
    public static string? FindProblem(string name)
    {
        // OpenTelemetry has some fifty, and reads most of them itself.
        if (Known.Contains(name) || name.StartsWith(Telemetry.Prefix, StringComparison.Ordinal)) return null;
        var nearest = Known.MinBy(known => CountSlips(name, known))!;
        var isNear = CountSlips(name, nearest) <= Math.Max(2, nearest.Length / 3);
        return $"{name} is no setting and has no effect. {(isNear ? $"Is it {nearest}?" : "mathsoc config lists all settings.")}";
    }

    /// <summary>The letters to add, leave out or replace to make one name of the other (Levenshtein), whatever their case.</summary>
    private static int CountSlips(string one, string other)
    {
        var row = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++) row[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var isSame = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]);
                var best = Math.Min(diagonal + (isSame ? 0 : 1), Math.Min(row[j], row[j - 1]) + 1);
                diagonal = row[j];
                row[j] = best;
            }
        }
        return row[^1];
    }
}
