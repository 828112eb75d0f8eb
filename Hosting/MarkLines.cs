// Marks a stream of answers: one JSON object a line in, one a line out, in the same order.
using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MathsSoc.ChallengeFiles;
using MathsSoc.Marking;

namespace MathsSoc.Hosting;

internal static class MarkLines
{
    // A line holds a model and an answer of at most 2,000 characters each, escaped; a longer line is refused as a whole.
    private const int LongestLine = 64 * 1024, MaxNames = 60;

    /// <summary>Reads to the end of input and returns 0; a bad line gets its own response and does not stop the others.</summary>
    public static int Run(Stream input, Stream output)
    {
        var buffer = new byte[LongestLine];
        var written = new ArrayBufferWriter<byte>(16 * 1024);
        using var json = new Utf8JsonWriter(written);
        int held = 0, read;
        var skipping = false;
        while ((read = input.Read(buffer, held, buffer.Length - held)) > 0)
        {
            var filled = held + read;
            var start = 0;
            for (var i = held; i < filled; i++)
            {
                if (buffer[i] != '\n') continue;
                if (skipping) Refuse(json, written, null, "This line is too long.");
                else Answer(buffer.AsSpan(start, i - start), json, written);
                skipping = false;
                start = i + 1;
                if (written.WrittenCount > 8 * 1024) Flush(written, output);
            }
            held = filled - start;
            buffer.AsSpan(start, held).CopyTo(buffer);
            if (held == buffer.Length) (held, skipping) = (0, true);
            Flush(written, output);
        }
        if (skipping) Refuse(json, written, null, "This line is too long.");
        else if (held > 0) Answer(buffer.AsSpan(0, held), json, written);
        Flush(written, output);
        return 0;
    }

    private static void Flush(ArrayBufferWriter<byte> written, Stream output)
    {
        output.Write(written.WrittenSpan);
        output.Flush();
        written.ResetWrittenCount();
    }

    private static void Answer(ReadOnlySpan<byte> line, Utf8JsonWriter json, ArrayBufferWriter<byte> written)
    {
        if (line.Trim(" \t\r"u8).IsEmpty) return;
        var (request, fault) = Request.Read(line);
        if (request is null)
        {
            Refuse(json, written, null, fault);
            return;
        }
        if (fault.Length > 0)
        {
            Refuse(json, written, request, fault);
            return;
        }
        var started = Stopwatch.GetTimestamp();
        var model = new PreparedModel(request.Spec);
        var marked = model.Mark(request.Answer);
        if (marked.Failure is { } failure)
        {
            WriteError(json, written, request, failure);
            return;
        }
        var micros = (long)Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        Write(json, written, request, marked.Verdict.Name(), marked.Message, model.ModelReading?.Words, marked.Reading?.Words, micros);
    }

    private static void Refuse(Utf8JsonWriter json, ArrayBufferWriter<byte> written, Request? request, string message) =>
        Write(json, written, request, Verdict.Unreadable.Name(), message, null, null, 0);

    // A fault of the engine: the line gets an object of its own sort, and the others are marked.
    private static void WriteError(Utf8JsonWriter json, ArrayBufferWriter<byte> written, Request request, Exception failure)
    {
        json.Reset(written);
        json.WriteStartObject();
        WriteId(json, request);
        json.WriteString("error"u8, $"{failure.GetType().Name}: {failure.Message}");
        json.WriteEndObject();
        json.Flush();
        written.Write("\n"u8);
    }

    private static void WriteId(Utf8JsonWriter json, Request? request)
    {
        json.WritePropertyName("id"u8);
        if (request?.Id is { } id) json.WriteRawValue(id);
        else json.WriteNullValue();
    }

    private static void Write(
        Utf8JsonWriter json, ArrayBufferWriter<byte> written, Request? request,
        string verdict, string message, string? model, string? answer, long micros)
    {
        json.Reset(written);
        json.WriteStartObject();
        WriteId(json, request);
        json.WriteString("verdict"u8, verdict);
        json.WriteString("message"u8, message);
        json.WriteString("read_model"u8, model);
        json.WriteString("read_answer"u8, answer);
        json.WriteNumber("micros"u8, micros);
        json.WriteEndObject();
        json.Flush();
        written.Write("\n"u8);
    }

    /// <summary>One parsed line; <c>Id</c> is its raw JSON, whatever value that is, and is written back unchanged.</summary>
    private sealed record Request(string? Id, AnswerSpec Spec, string Answer)
    {
        public static (Request?, string Fault) Read(ReadOnlySpan<byte> line)
        {
            string? id = null, model = null, answer = null, kind = null, angle = null, stage = null;
            var names = new List<string>();
            decimal? tolerance = null;
            int? places = null, figures = null;
            var complex = false;
            try
            {
                var reader = new Utf8JsonReader(line);
                if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return (null, "This line is not a JSON object.");
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString();
                    reader.Read();
                    switch (name)
                    {
                        case "id":
                            var from = (int)reader.TokenStartIndex;
                            reader.Skip();
                            id = Encoding.UTF8.GetString(line[from..(int)reader.BytesConsumed]);
                            break;
                        case "model": model = Text(ref reader); break;
                        case "answer": answer = Text(ref reader); break;
                        case "kind": kind = Text(ref reader); break;
                        case "angle": angle = Text(ref reader); break;
                        case "stage": stage = Text(ref reader); break;
                        case "names": ReadNames(ref reader, names); break;
                        case "tolerance" when reader.TokenType == JsonTokenType.Number:
                            tolerance = reader.TryGetDecimal(out var t) ? t : null;
                            break;
                        case "tolerance":
                            var number = Text(ref reader);
                            tolerance = decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var s) ? s : null;
                            break;
                        case "places" when reader.TokenType == JsonTokenType.Number:
                            places = reader.TryGetInt32(out var p) ? p : null;
                            break;
                        case "figures" when reader.TokenType == JsonTokenType.Number:
                            figures = reader.TryGetInt32(out var f) ? f : null;
                            break;
                        case "complex": complex = reader.TokenType == JsonTokenType.True; break;
                        default: reader.Skip(); break;
                    }
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // The reader's only way to report text that is not JSON.
                return (null, "This line is not a JSON object.");
            }
            // A stage brings the angle that a new challenge for it has; the angle itself goes before.
            var unit = stage is null ? AngleUnit.Radians : Bundle.UsualAngle(stage);
            var parsed = AnswerKind.Auto;
            var fault = model is null || answer is null ? "A line needs a model and an answer, both strings."
                : kind is not null && !AnswerKinds.TryParse(kind, out parsed)
                    ? $"There is no kind of that name: it is one of {string.Join(", ", AnswerKinds.All)}."
                : angle is not null && !MarkCommand.TryAngle(angle, out unit) ? "angle is radians or degrees."
                : "";
            var spec = new AnswerSpec(model ?? "", parsed)
            {
                Angle = unit, Tolerance = tolerance, Places = places, Figures = figures, Complex = complex,
                Names = names,
            };
            return (new Request(id, spec, answer ?? ""), fault);
        }

        // An array of strings, or one string with spaces between the names.
        private static void ReadNames(ref Utf8JsonReader reader, List<string> names)
        {
            if (reader.TokenType == JsonTokenType.String)
                names.AddRange(reader.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxNames));
            else if (reader.TokenType != JsonTokenType.StartArray) reader.Skip();
            else
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    if (Text(ref reader) is { Length: > 0 } name && names.Count < MaxNames) names.Add(name);
        }

        private static string? Text(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.String) return reader.GetString();
            reader.Skip();
            return null;
        }
    }
}
