// The process's exit codes, which the operations manual (section 3) promises to supervisors; numbers of sysexits.h where one fits.
namespace MathsSoc.Hosting;

/// <summary>The exit codes that a supervisor or a script can rely on.</summary>
public static class Exit
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>The port is taken, the folder is already served, or the database cannot be used.</summary>
    public const int Unavailable = 69;

    /// <summary>Invalid settings, a schema newer than the binary, or an edited migration.</summary>
    public const int Configuration = 78;
}
