// MathML as the marking engine writes it, checked before it goes onto a page: this is its only way there.
namespace MathsSoc.Pages;

/// <summary>How an answer was read, as markup. The engine encodes what was typed; this allows only the few elements it writes.</summary>
public static class ReadMaths
{
    private static readonly string[] Elements =
        ["math", "mfrac", "mi", "mn", "mo", "mover", "mroot", "mrow", "mspace", "msqrt", "msub", "msup", "mtext"];

    private static readonly string[] Attributes =
        ["", " mathvariant=\"normal\"", " width=\"0.2em\"", " stretchy=\"true\"", " accent=\"true\"", " linethickness=\"0\""];

    /// <summary>The markup; throws for anything but the engine's own.</summary>
    public static SafeHtml Of(string mathMl) =>
        IsMathMl(mathMl)
            ? new SafeHtml(mathMl)
            : throw new ArgumentException("This is not MathML as the marking engine writes it.", nameof(mathMl));

    /// <summary>Whether every tag and its attributes are among those the engine writes.</summary>
    internal static bool IsMathMl(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("<math>") || !text.EndsWith("</math>")) return false;
        while (text.IndexOf('<') is var open and >= 0)
        {
            text = text[(open + 1)..];
            var end = text.IndexOf('>');
            if (end < 0 || !IsTag(text[..end])) return false;
            text = text[(end + 1)..];
        }
        return true;
    }

    private static bool IsTag(ReadOnlySpan<char> tag)
    {
        var isEnd = tag.StartsWith("/");
        if (isEnd) tag = tag[1..];
        var space = tag.IndexOf(' ');
        var name = space < 0 ? tag : tag[..space];
        return IsOneOf(Elements, name) && (isEnd ? space < 0 : IsOneOf(Attributes, tag[name.Length..]));
    }

    private static bool IsOneOf(string[] all, ReadOnlySpan<char> text)
    {
        foreach (var one in all)
            if (text.SequenceEqual(one)) return true;
        return false;
    }
}
