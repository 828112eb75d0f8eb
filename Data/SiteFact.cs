// One finding about the site, in the words that `mathsoc check`, /readyz?verbose and the status page all show.
namespace MathsSoc.Data;

/// <summary>A warning leaves the exit code of <c>check</c> at 0, a failure does not.</summary>
public enum FactState { Ok, Warn, Fail }

/// <summary>A finding.</summary>
/// <param name="Name">What it is about, in a word.</param>
/// <param name="Number">A number in base units (bytes, seconds); null if there is none.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Advice">What to do about it; null if there is nothing to do, or the sentence says it.</param>
public sealed record SiteFact(string Name, FactState State, double? Number, string Sentence, string? Advice = null)
{
    private const int MostNamed = 3;

    /// <summary>The sentence, then what to do.</summary>
    public string Detail => Advice is null ? Sentence : $"{Sentence} {Advice}";

    public static SiteFact Ok(string name, string sentence, double? number = null) => new(name, FactState.Ok, number, sentence);

    public static SiteFact Warn(string name, string sentence, string? advice = null) => new(name, FactState.Warn, null, sentence, advice);

    public static SiteFact Fail(string name, string sentence, string? advice = null) => new(name, FactState.Fail, null, sentence, advice);

    /// <summary>Fine if there is no problem, else a failure with it as its sentence.</summary>
    public static SiteFact FailIf(string? problem, string name, string sentence) =>
        problem is null ? Ok(name, sentence) : Fail(name, problem);

    /// <summary>The first few of many things, and how many there are besides.</summary>
    public static string List(List<string> things) =>
        string.Join(", ", things.Take(MostNamed)) + (things.Count > MostNamed ? $" and {things.Count - MostNamed} more" : "");

    /// <summary>The line that <c>check</c> prints.</summary>
    public override string ToString() => $"{State.ToString().ToLowerInvariant(),-4}  {Name,-11} {Detail}";
}
