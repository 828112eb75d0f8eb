// The one spelling of a class name, so that 9b, 9B and 9 b are the same class wherever they are typed.
using System.Text;

namespace MathsSoc.Data;

/// <summary>Reads names of classes.</summary>
public static class ClassNames
{
    /// <summary>The longest, in characters.</summary>
    public const int MaxLength = 20;

    /// <summary>
    /// In capitals, with single spaces, and none between a digit and another character: "9 b" becomes 9B, "further maths" becomes FURTHER
    /// MATHS. Letters without capitals stay.
    /// </summary>
    public static string Fold(string text)
    {
        var name = new StringBuilder(text.Length);
        var gap = false;
        foreach (var letter in text)
        {
            if (char.IsWhiteSpace(letter))
            {
                gap = name.Length > 0;
                continue;
            }
            if (gap && char.IsDigit(name[^1]) == char.IsDigit(letter)) name.Append(' ');
            gap = false;
            name.Append(char.ToUpperInvariant(letter));
        }
        return name.ToString();
    }
}
