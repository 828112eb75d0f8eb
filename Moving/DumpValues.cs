// The rows of an INSERT: plain values between brackets, one row or many.
namespace MathsSoc.Moving;

internal sealed class DumpValues(DumpLexer lexer)
{
    /// <summary>Fills the rows after the word VALUES; ends at what follows them.</summary>
    public void Read(DumpRows rows, string table)
    {
        do
        {
            lexer.Read = 0;
            lexer.Next();
            if (!lexer.Is("(")) Damaged(table);
            var place = 0;
            do
            {
                lexer.Next();
                ReadValue(rows, place++, table);
                if (lexer.Read > DumpLexer.MaxLine)
                    lexer.Refuse($"line {lexer.Line:N0}, a row of the table “{table}”, is longer than {DumpLexer.MaxLine >> 20} MB, which "
                        + "is the most. Shorten it on the earlier site, and make the dump again.");
            }
            while (lexer.Is(","));
            if (!lexer.Is(")") || place != rows.Columns) Damaged(table);
            if (lexer.Refusal is not null) return;
            if (!rows.Add()) lexer.Refuse($"it has more than {DumpTables.MaxRows:N0} rows, which is the most.");
            lexer.Next();
        }
        while (lexer.Is(","));
    }

    private void ReadValue(DumpRows rows, int place, string table)
    {
        var sign = "";
        if (lexer.Is("-"))
        {
            sign = "-";
            lexer.Next();
        }
        var isPlain = lexer.Kind is DumpToken.Text or DumpToken.Number
            || (lexer.Kind == DumpToken.Word && lexer.Value is "null" or "true" or "false");
        if (!isPlain) Damaged(table);
        else if (place < rows.Columns) rows.Set(place, lexer is { Kind: DumpToken.Word, Value: "null" } ? null : sign + lexer.Value);
        lexer.Next();
    }

    private void Damaged(string table) =>
        lexer.RefuseThis($"line {lexer.Line:N0} has a value, or a number of values, for the table “{table}” that pg_dump does not write: "
            + "the dump is damaged, or another program’s.");
}
