// The contents of the page for a form that was not saved because the clock is wrong.
namespace MathsSoc.Pages;

/// <summary>The page. <c>Path</c> is where the form was sent.</summary>
/// <param name="HasSecrets">Whether the form had a password or a code in it, which is not kept.</param>
/// <param name="HasFiles">Whether it had a file in it, which is not kept either.</param>
public sealed record ClockRefusalModel(string Sentence, string Path, IReadOnlyList<KeptField> Fields, bool HasSecrets, bool HasFiles)
{
    /// <summary>The answer that was typed; empty if the form was another one.</summary>
    public string Answer => Fields.FirstOrDefault(one => one.Name == "answer")?.Value ?? "";
}
