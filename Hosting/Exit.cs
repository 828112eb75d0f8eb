// The process's exit codes, as OPERATIONS section 3 promises them to supervisors (numbers of sysexits.h where one fits).
namespace MathsSoc.Hosting;

/// <summary>What a supervisor or script learns from how the process ended.</summary>
public static class Exit
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>The port is taken, the folder is already served, or the database cannot be used.</summary>
    public const int Unavailable = 69;

    /// <summary>Settings, a schema newer than the binary, or an edited migration.</summary>
    public const int Configuration = 78;
}
