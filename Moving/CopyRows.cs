// The lines of data after a COPY, up to the line with a backslash and a dot, which says that none are missing.
namespace MathsSoc.Moving;

internal static class CopyRows
{
    /// <summary>Fills every line as a row.</summary>
    public static void Read(DumpBytes bytes, DumpLexer lexer, DumpRows rows, string table)
    {
        var (line, value) = (new ByteText(), new ByteText());
        while (Next(bytes, lexer, line, table))
        {
            var rest = line.Span;
            var place = 0;
            while (true)
            {
                var end = rest.IndexOf((byte)'\t');
                var field = end < 0 ? rest : rest[..end];
                if (place < rows.Columns && rows.Keeps(place)) rows.Set(place, Decode(field, value));
                place++;
                if (end < 0) break;
                rest = rest[(end + 1)..];
            }
            if (place != rows.Columns)
            {
                lexer.Refuse($"line {bytes.Line - 1:N0} has {place} values, and the table “{table}” {rows.Columns} columns: the dump is "
                    + "damaged. Make it again.");
                return;
            }
            if (rows.Add()) continue;
            lexer.Refuse($"it has more than {DumpTables.MaxRows:N0} rows, which is the most.");
            return;
        }
    }

    /// <summary>Passes over the lines of a table that is not known.</summary>
    public static void Skip(DumpBytes bytes, DumpLexer lexer, string table)
    {
        var line = new ByteText();
        while (Next(bytes, lexer, line, table, isKept: false))
        {
        }
    }

    /// <summary>Reads a line; false after the last.</summary>
    private static bool Next(DumpBytes bytes, DumpLexer lexer, ByteText line, string table, bool isKept = true)
    {
        // The statement's own line ends here.
        if (!bytes.IsLineStart) bytes.ReadLine(line, 1);
        var length = bytes.ReadLine(line, isKept ? DumpLexer.MaxLine : 8);
        if (line.Span.SequenceEqual("\\."u8)) return false;
        // A line without its end was cut in the middle.
        if (length < 0 || !bytes.IsLineStart)
            lexer.Refuse($"it ends among the rows of the table “{table}”, so it is half a dump. Make it again, and copy all of it.");
        else if (isKept && length > DumpLexer.MaxLine)
            lexer.Refuse($"line {bytes.Line - 1:N0}, a row of the table “{table}”, is longer than {DumpLexer.MaxLine >> 20} MB, which is "
                + "the most. Shorten it on the earlier site, and make the dump again.");
        else return true;
        return false;
    }

    private static string? Decode(ReadOnlySpan<byte> field, ByteText value)
    {
        if (field.SequenceEqual("\\N"u8)) return null;
        DumpEscapes.Decode(field, value);
        return value.ToString();
    }
}
