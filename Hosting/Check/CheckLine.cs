// One line of `mathsoc check`: how bad it is, what it is about, and what was found.
namespace MathsSoc.Hosting;

/// <summary>A warning leaves the exit code at 0, a failure does not.</summary>
internal enum CheckLevel { Ok, Warn, Fail }

/// <summary>A finding; <c>Detail</c> says what to do if there is anything to do.</summary>
internal readonly record struct CheckLine(CheckLevel Level, string Subject, string Detail)
{
    private const int MostNamed = 3;

    public static CheckLine Ok(string subject, string detail) => new(CheckLevel.Ok, subject, detail);

    public static CheckLine Warn(string subject, string detail) => new(CheckLevel.Warn, subject, detail);

    public static CheckLine Fail(string subject, string detail) => new(CheckLevel.Fail, subject, detail);

    /// <summary>Fine if there is no problem, else a failure with it as its detail.</summary>
    public static CheckLine FailIf(string? problem, string subject, string detail) =>
        problem is null ? Ok(subject, detail) : Fail(subject, problem);

    /// <summary>The first few of many things, and how many there are besides.</summary>
    public static string Name(List<string> things) =>
        string.Join(", ", things.Take(MostNamed)) + (things.Count > MostNamed ? $" and {things.Count - MostNamed} more" : "");

    public override string ToString() => $"{Level.ToString().ToLowerInvariant(),-4}  {Subject,-11} {Detail}";
}
