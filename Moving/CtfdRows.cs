// Reads the rows of one table of a CTFd export, a JSON text of any length, one after the other and within bounds.
using System.Text.Json;

namespace MathsSoc.Moving;

/// <summary>
/// The rows of <c>{"count": 2, "results": [{…}, {…}], "meta": {}}</c>, as CTFd writes each of its tables. Of a row only texts, whole
/// numbers, true and false are kept.
/// </summary>
internal sealed class CtfdRows(Stream stream)
{
    private const int MaxRow = 4 << 20, MaxColumns = 200;
    private const long MaxBytes = 1L << 30;

    private byte[] buffer = new byte[1 << 16];
    private int from, to;
    private long total;
    private bool isEnded, isNamed, isInRows;
    private JsonReaderState state;

    /// <summary>
    /// The next row; null after the last. Throws <see cref="InvalidDataException"/> if the text is no such table or above a bound.
    /// </summary>
    public Dictionary<string, object?>? Next()
    {
        try
        {
            Dictionary<string, object?>? row;
            while (!TryRead(out row)) Fill();
            return row;
        }
        // The second is what the reader throws at a text that is no UTF-8.
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("a table in it is no JSON of CTFd’s.");
        }
    }

    /// <summary>False if more of the text is needed first.</summary>
    private bool TryRead(out Dictionary<string, object?>? row)
    {
        row = null;
        var reader = new Utf8JsonReader(buffer.AsSpan(from, to - from), isEnded, state);
        while (true)
        {
            var (before, at) = (reader.CurrentState, (int)reader.BytesConsumed);
            if (!reader.Read() || (isInRows && reader.TokenType == JsonTokenType.StartObject && !IsWhole(reader)))
            {
                (state, from) = (before, from + at);
                return false;
            }
            if (!isInRows) Enter(in reader);
            else if (reader.TokenType is not JsonTokenType.StartObject and not JsonTokenType.EndArray) throw new JsonException();
            else
            {
                if (reader.TokenType == JsonTokenType.StartObject) row = ReadRow(ref reader);
                (state, from) = (reader.CurrentState, from + (int)reader.BytesConsumed);
                return true;
            }
        }
    }

    /// <summary>Notes when the rows begin: an array of this name in the outermost object.</summary>
    private void Enter(in Utf8JsonReader reader)
    {
        if (reader.CurrentDepth != 1) return;
        if (isNamed && reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
        isInRows = isNamed;
        isNamed = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("results"u8);
    }

    private static bool IsWhole(Utf8JsonReader ahead) => ahead.TrySkip();

    private static Dictionary<string, object?> ReadRow(ref Utf8JsonReader reader)
    {
        var row = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            object? value = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number => reader.TryGetInt64(out var number) ? number : null,
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                _ => null,
            };
            reader.TrySkip();
            if (row.Count < MaxColumns) row[name] = value;
        }
        return row;
    }

    private void Fill()
    {
        if (isEnded) throw new JsonException();
        buffer.AsSpan(from, to - from).CopyTo(buffer);
        (from, to) = (0, to - from);
        if (to == buffer.Length)
        {
            if (to >= MaxRow) throw new InvalidDataException($"a row in it is larger than {MaxRow >> 20} MB.");
            Array.Resize(ref buffer, 2 * to);
        }
        var read = stream.Read(buffer, to, buffer.Length - to);
        isEnded = read == 0;
        to += read;
        total += read;
        if (total > MaxBytes) throw new InvalidDataException($"a table in it is larger than {MaxBytes >> 30} GB.");
    }
}
