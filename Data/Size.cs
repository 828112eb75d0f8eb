// A number of bytes as people read it.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>Sizes in words: "1.4 GB".</summary>
public static class Size
{
    /// <summary>In the largest unit of which there is at least one.</summary>
    public static string Of(long bytes) => bytes switch
    {
        >= 1L << 30 => In(bytes, 30, "GB"),
        >= 1L << 20 => In(bytes, 20, "MB"),
        >= 1L << 10 => In(bytes, 10, "KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };

    private static string In(long bytes, int power, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << power):0.0} {unit}");
}
