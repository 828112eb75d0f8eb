// Looks for OpenSSL before anything needs it: without it the runtime would end the process with a message for programmers.
using System.Runtime.InteropServices;

namespace MathsSoc.Hosting;

/// <summary>The runtime opens the library when the first hash is computed, under one of these names.</summary>
internal static class LibSsl
{
    private static readonly string[] Names = ["libssl.so.3", "libssl.so.1.1"];

    /// <summary>The name of the library that is there; null: none is.</summary>
    public static string? Find()
    {
        var wanted = Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE") is { Length: > 0 } version
            ? Names.Prepend($"libssl.so.{version}")
            : Names;
        // Not closed again: it is needed for as long as the process lives.
        foreach (var name in wanted)
            if (NativeLibrary.TryLoad(name, out _)) return name;
        return null;
    }

    public const string Missing = "OpenSSL's library libssl.so.3 is missing, and passwords cannot be checked without it. "
        + "On Debian, as root: apt-get install libssl3";
}
