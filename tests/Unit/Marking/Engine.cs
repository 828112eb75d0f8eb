// The marking engine as the tests of this folder see it: strings in, a verdict out, and the checks that every verdict must pass.
using System.Globalization;
using System.Xml.Linq;
using MathsSoc.Marking;

namespace MathsSoc.Tests.Unit.Marking;

/// <summary>The result of an answer, comparable.</summary>
internal sealed record Result(string Verdict, string Message, int? Position, string? MathMl, string? Words, string Key);

internal static class Engine
{
    // Ten times the bound of the native release binary, for an interpreted first run of a debug build.
    private const double MaxMicros = 100_000;
    private const long MaxBytes = 10_000_000;

    public static Result Mark(string model, string answer, string kind = "auto") => Mark(new Pair(model, answer, "", kind));

    public static Result Mark(Pair pair)
    {
        var marked = Marker.Mark(Spec(pair), pair.Answer);
        if (marked.Failure is { } failure) throw new InvalidOperationException($"{Shown(pair)} failed inside the engine.", failure);
        return new(marked.Verdict.Name(), marked.Message, marked.Position, marked.Reading?.MathMl, marked.Reading?.Words, marked.Key);
    }

    /// <summary>Why the model cannot be saved, or null.</summary>
    public static string? ModelFault(Pair pair) => new PreparedModel(Spec(pair)).ModelFault?.Message;

    /// <summary>Marks, and checks what every result must satisfy: see the assertions.</summary>
    public static Result Sound(string model, string answer) => Sound(new Pair(model, answer, "", "auto"));

    public static Result Sound(Pair pair)
    {
        Result? result = null;
        var best = double.MaxValue;
        var bytes = 0L;
        for (var i = 0; i < 3 && best > MaxMicros; i++) // the first run may also compile
        {
            try
            {
                var work = Work.Of(() => result = Mark(pair));
                (best, bytes) = (Math.Min(best, work.Micros), work.Bytes);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{Shown(pair)} threw {e.GetType().Name}: {e.Message}", e);
            }
        }
        Assert.True(best <= MaxMicros, $"{Shown(pair)} took {best} us");
        Assert.True(bytes <= MaxBytes, $"{Shown(pair)} took {bytes:N0} bytes");
        Assert.NotNull(result);
        Assert.True(result.Verdict is "right" or "wrong" or "wrong_form" or "unreadable", result.Verdict);
        Assert.True(
            result.Verdict is "right" or "wrong"
                || (result.Message.Length is > 10 and < 300 && result.Message.Trim() == result.Message),
            $"{Shown(pair)}: message '{result.Message}'");
        Assert.True(
            result.Position is null || (result.Position >= 0 && result.Position <= pair.Answer.Length),
            $"{Shown(pair)}: position {result.Position}");
        if (result.Verdict is "right" or "wrong" or "wrong_form")
            Assert.True(
                result.Words is { Length: > 0 } && result.MathMl is not null,
                $"{Shown(pair)} is {result.Verdict} and has no reading");
        if (result.MathMl is { } mathMl)
            Assert.True(IsMath(mathMl), $"{Shown(pair)}: {mathMl}");
        return result;
    }

    private static bool IsMath(string text)
    {
        try
        {
            return XElement.Parse(text).Name.LocalName == "math";
        }
        catch (System.Xml.XmlException)
        {
            return false;
        }
    }

    private static AnswerKind Kind(string name) => AnswerKinds.TryParse(name, out var kind) ? kind : throw new ArgumentException(name);

    private static AnswerSpec Spec(Pair pair) => new(pair.Model, Kind(pair.Kind))
    {
        Tolerance = pair.Tolerance is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : null,
        Places = pair.Places,
        Figures = pair.Figures,
        Angle = pair.Angle == "degrees" ? AngleUnit.Degrees : AngleUnit.Radians,
        Complex = pair.Complex,
        Names = pair.Names ?? [],
    };

    private static string Shown(Pair pair) =>
        $"{pair.Kind}: model {Cut(pair.Model)}, answer {Cut(pair.Answer)}";

    private static string Cut(string text) => System.Text.Json.JsonSerializer.Serialize(text.Length > 300 ? text[..300] + "…" : text);
}
