// Reads the few JSON files that the program itself has written, one value after the other.
using System.Text.Json;

namespace MathsSoc.Data;

/// <summary>
/// What a reader of a file's format needs beside <see cref="Utf8JsonReader"/>. Each throws <see cref="JsonException"/> where the text is
/// not JSON or holds another kind of value. The serializer, which would read and write these files too, is half a megabyte of the binary.
/// </summary>
internal static class Json
{
    private const int MostNumbers = 10_000;

    /// <summary>How a file that people may open is written.</summary>
    public static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Goes to the first value of the text, and on to where its object begins.</summary>
    public static void Begin(this ref Utf8JsonReader reader)
    {
        Advance(ref reader);
        Expect(ref reader, JsonTokenType.StartObject);
    }

    /// <summary>
    /// Goes to the value of the object's next field; null at the end of the object. The value has to be read or passed over before the
    /// next call.
    /// </summary>
    public static string? NextField(this ref Utf8JsonReader reader)
    {
        Advance(ref reader);
        if (reader.TokenType == JsonTokenType.EndObject) return null;
        var name = reader.GetString();
        Advance(ref reader);
        return name;
    }

    /// <summary>Goes to the array's next value; false at its end.</summary>
    public static bool NextItem(this ref Utf8JsonReader reader)
    {
        Advance(ref reader);
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Makes sure that nothing follows the object.</summary>
    public static void End(this ref Utf8JsonReader reader)
    {
        if (reader.Read()) throw new JsonException("Something follows the object.");
    }

    /// <summary>Throws unless the value is of this kind, or the beginning of one.</summary>
    public static void Expect(this ref Utf8JsonReader reader, JsonTokenType kind)
    {
        if (reader.TokenType != kind) throw new JsonException($"{kind} was expected.");
    }

    public static bool IsNull(this ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null;

    /// <summary>A string. It throws <see cref="JsonException"/>, as all that follow do, for a value of another kind or size.</summary>
    public static string ReadText(this ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException problem)
        {
            // Half of a surrogate pair.
            throw new JsonException("The text is not Unicode.", problem);
        }
    }

    public static bool ReadBool(this ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.True or JsonTokenType.False
            ? reader.GetBoolean()
            : throw new JsonException("It is neither true nor false.");

    public static int ReadInt(this ref Utf8JsonReader reader) => (int)ReadWithin(ref reader, int.MinValue, int.MaxValue);

    public static uint ReadUInt(this ref Utf8JsonReader reader) => (uint)ReadWithin(ref reader, uint.MinValue, uint.MaxValue);

    public static long ReadLong(this ref Utf8JsonReader reader) => ReadWithin(ref reader, long.MinValue, long.MaxValue);

    private static long ReadWithin(ref Utf8JsonReader reader, long least, long most)
    {
        Expect(ref reader, JsonTokenType.Number);
        return reader.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw new JsonException("It is no whole number of this size.");
    }

    public static double ReadDouble(this ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.Number);
        return reader.TryGetDouble(out var number) ? number : throw new JsonException("It is no number of this size.");
    }

    /// <summary>A string that is an ISO 8601 moment.</summary>
    public static DateTimeOffset ReadTime(this ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return reader.TryGetDateTimeOffset(out var time) ? time : throw new JsonException("It is no moment.");
    }

    /// <summary>An object of some hundreds of fields at most, whose values are all whole numbers.</summary>
    public static SortedList<string, long> ReadNumbers(this ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        var numbers = new SortedList<string, long>(StringComparer.Ordinal);
        while (reader.NextField() is { } name)
        {
            if (numbers.Count == MostNumbers) throw new JsonException("It has far too many fields.");
            numbers[name] = reader.ReadLong();
        }
        return numbers;
    }

    /// <summary>The value of a field that each such file has.</summary>
    public static T Required<T>(T? value, string field) where T : class => value ?? throw new JsonException($"{field} is missing.");

    /// <inheritdoc cref="Required{T}(T?, string)"/>
    public static T Required<T>(T? value, string field) where T : struct => value ?? throw new JsonException($"{field} is missing.");

    public static void WriteNumbers(this Utf8JsonWriter json, string field, IReadOnlyDictionary<string, long> numbers)
    {
        json.WriteStartObject(field);
        foreach (var (name, number) in numbers) json.WriteNumber(name, number);
        json.WriteEndObject();
    }

    private static void Advance(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("The text ends too early.");
    }
}
