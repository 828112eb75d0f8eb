// A picture that was chosen in a form but not sent, because another button was pressed: the next page says so.
namespace MathsSoc.Endpoints;

/// <summary>A browser sends a chosen picture's name with every button, and the picture itself with its own.</summary>
internal static class ForgottenPicture
{
    private const string Suffix = "-without-picture",
        Sentence = "The picture was not sent: choose it once more, and press Send the picture.";

    /// <summary>The sentence if a picture was forgotten; otherwise null.</summary>
    public static string? Find(IFormCollection sent) => sent["file"].ToString().Length > 0 ? Sentence : null;

    /// <summary>The address of the next page, which ends in the code of its notice.</summary>
    public static string Mark(IFormCollection sent, string path) => Find(sent) is null ? path : path + Suffix;

    /// <summary>The notice of a code, with the sentence behind it if a picture was forgotten.</summary>
    public static string? NoticeOf(string code, Func<string, string?> notice) => code.EndsWith(Suffix, StringComparison.Ordinal)
        ? $"{notice(code[..^Suffix.Length])} {Sentence}"
        : notice(code);
}
