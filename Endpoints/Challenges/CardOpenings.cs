// What a card shows of a challenge: its picture, or the first sentence of its statement.
using System.Text.RegularExpressions;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>A challenge's picture or first sentence.</summary>
/// <param name="Picture">The address of its first picture; null if it has none.</param>
/// <param name="Alt">What the picture shows.</param>
/// <param name="Line">The first sentence; null if there is none, or a picture stands in its place.</param>
public sealed record CardOpening(string? Picture, string Alt, WrittenLine? Line)
{
    public static readonly CardOpening None = new(null, "", null);
}

/// <summary>Finds what cards show, from the first lines of a statement.</summary>
internal static partial class CardOpenings
{
    private const int MaxSentence = 180;

    /// <summary>The opening of a statement; addresses begin with <paramref name="root"/>.</summary>
    public static CardOpening Of(string body, string root)
    {
        if (Image().Match(body) is { Success: true } image && UploadTypes.Address(root, image.Groups[2].Value) is { } address)
            return new CardOpening(address, image.Groups[1].Value, null);
        const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        foreach (var paragraph in body.ReplaceLineEndings("\n").Split("\n\n", Trimmed))
        {
            // Headings, lists, tables, quotations and formulas on their own line do not read as a sentence.
            if (!char.IsLetter(paragraph[0]) && paragraph[0] != '$' || paragraph.StartsWith("$$", StringComparison.Ordinal)) continue;
            var sentence = FirstSentence(paragraph.Replace('\n', ' '));
            return sentence is null ? CardOpening.None : new CardOpening(null, "", Markdown.Line(sentence));
        }
        return CardOpening.None;
    }

    /// <summary>Up to the first full stop outside formulas; null if that is too far away.</summary>
    private static string? FirstSentence(string text)
    {
        var isFormula = false;
        for (var i = 0; i < text.Length && i < MaxSentence; i++)
        {
            if (text[i] == '$') isFormula = !isFormula;
            if (!isFormula && text[i] is '.' or '?' or '!' && (i + 1 == text.Length || text[i + 1] == ' ')) return text[..(i + 1)];
        }
        return text.Length <= MaxSentence ? text : null;
    }

    [GeneratedRegex(@"!\[([^\]\n]{0,300})\]\((upload:[0-9a-z.]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Image();
}
