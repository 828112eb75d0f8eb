// What a backslash means in the values of a dump, in the lines of a COPY and in the texts of an INSERT.
namespace MathsSoc.Moving;

internal static class DumpEscapes
{
    /// <summary>The byte that a letter after a backslash stands for; whatever means nothing stands for itself.</summary>
    public static byte Letter(byte letter) => letter switch
    {
        (byte)'b' => 8,
        (byte)'t' => 9,
        (byte)'n' => 10,
        (byte)'v' => 11,
        (byte)'f' => 12,
        (byte)'r' => 13,
        _ => letter,
    };

    /// <summary>The value of a digit; -1: it is none of this radix.</summary>
    public static int Digit(int one, int radix)
    {
        var digit = one switch
        {
            >= '0' and <= '9' => one - '0',
            >= 'a' and <= 'f' => one - 'a' + 10,
            >= 'A' and <= 'F' => one - 'A' + 10,
            _ => -1,
        };
        return digit < radix ? digit : -1;
    }

    /// <summary>
    /// Decodes one field of a COPY line into <paramref name="into"/>, at most <see cref="DumpLexer.MaxValue"/> bytes of it. The format is
    /// that of PostgreSQL's manual, COPY, "Text Format".
    /// </summary>
    public static void Decode(ReadOnlySpan<byte> field, ByteText into)
    {
        into.Clear();
        for (var at = 0; at < field.Length && into.Length < DumpLexer.MaxValue;)
        {
            var one = field[at++];
            if (one != '\\' || at == field.Length)
            {
                into.Add(one);
                continue;
            }
            var letter = field[at++];
            if (letter == 'x' && at < field.Length && Digit(field[at], 16) >= 0) into.Add((byte)Number(field, ref at, 0, 16, 2));
            else if (Digit(letter, 8) is >= 0 and var digit) into.Add((byte)Number(field, ref at, digit, 8, 2));
            else into.Add(Letter(letter));
        }
    }

    private static int Number(ReadOnlySpan<byte> field, ref int at, int begun, int radix, int most)
    {
        var number = begun;
        for (; most > 0 && at < field.Length && Digit(field[at], radix) is >= 0 and var digit; most--, at++)
            number = number * radix + digit;
        return number;
    }
}
