// The version and commit of this binary, the day from which its source is, and the runtime it runs on.
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MathsSoc.Hosting;

/// <summary>The program's version facts, for <c>mathsoc version</c>, the ready line and the metrics.</summary>
public static class BuildVersion
{
    private static readonly string[] Informational =
        (typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "0").Split('+', 2);

    /// <summary>The version, "0.1.0".</summary>
    public static string Number => Informational[0];

    /// <summary>The commit it was built from, shortened; "unknown" if it was not built from one.</summary>
    public static string Commit => Informational.Length > 1 ? Informational[1][..Math.Min(12, Informational[1].Length)] : "unknown";

    /// <summary>The day from which the version's source is, in unix seconds: no clock before it can be right.</summary>
    public static long SourceDate { get; } = FindSourceDate();

    /// <summary>The .NET runtime, "10.0.1", followed by "native" if there is no just-in-time compiler, and the platform.</summary>
    public static string Runtime =>
        Environment.Version + (System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported ? "" : " native")
        + " " + RuntimeInformation.RuntimeIdentifier;

    private static long FindSourceDate()
    {
        foreach (var one in typeof(BuildVersion).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
            if (one.Key == "SourceDate" && DateTimeOffset.TryParse(one.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out var day))
                return day.ToUnixTimeSeconds();
        return 0;
    }
}
