// `mathsoc mark`: one answer, or a stream of them; the verdicts are the engine's own, and a bad line does not stop the stream.
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class MarkTests(ITestOutputHelper output)
{
    /// <summary>First of all, the answers that the earlier site's engine marked wrongly.</summary>
    [Theory]
    [InlineData("right", "x=4", "4=x")]
    [InlineData("right", "\\sqrt{18}", "3\\sqrt2")]
    [InlineData("right", "0.5", "\\frac12")]
    [InlineData("right", "x>3", "3<x")]
    [InlineData("right", "3,2", "2,3")]
    [InlineData("right", "x^2", "x²")]
    [InlineData("right", "\\sqrt8", "√8")]
    [InlineData("wrong", "5×10^-10", "3×10^-10")]
    [InlineData("wrong", "x=4", "y=4")]
    [InlineData("right", "-4", "−4")]
    [InlineData("right", "-4", "-4")]
    [InlineData("wrong", "5", "-4")]
    [InlineData("wrong_form", "391", "17*23")]
    [InlineData("unreadable", "6", "(1+2")]
    [InlineData("unreadable", "1", "9^9^9^9")]
    public async Task An_answer_is_marked(string verdict, string model, string answer)
    {
        var result = await Support.Cli.RunAsync("mark", model, answer);
        Assert.Equal(verdict, result.Output.Split('\n')[0]);
        Assert.Equal(verdict == "right" ? 0 : 1, result.Code);
    }

    [Fact]
    public async Task Kind_angle_and_places_are_given_by_flags()
    {
        var sine = await Support.Cli.RunAsync("mark", "1/2", "sin 30", "--kind", "expression", "--angle", "degrees");
        Assert.StartsWith("right", sine.Output, StringComparison.Ordinal);
        var pi = await Support.Cli.RunAsync("mark", "pi", "3.14", "--kind", "decimal", "--places", "2");
        Assert.StartsWith("right", pi.Output, StringComparison.Ordinal);
        var half = await Support.Cli.RunAsync("mark", "1/2", "2/4", "--kind", "fraction");
        Assert.StartsWith("wrong_form", half.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Support.Cli.RunAsync("mark", "1", "1", "--kind", "nonsense")).Code);
        Assert.Equal(2, (await Support.Cli.RunAsync("mark", "1")).Code);
    }

    [Fact]
    public async Task A_stream_is_answered_in_order_and_a_bad_line_stops_nothing()
    {
        var input = string.Join('\n',
            "{\"id\":\"a\",\"model\":\"1/2\",\"answer\":\"0.5\"}",
            "this is not JSON",
            "{\"id\":\"c\",\"model\":\"4\"}",
            "[1,2]",
            "{\"id\":\"e\",\"model\":\"x\",\"answer\":\"" + new string('9', 100_000) + "\"}",
            "{\"id\":\"f\",\"model\":\"2\",\"answer\":\"3\",\"kind\":\"nonsense\"}",
            "{\"id\":\"g\",\"model\":\"pi\",\"answer\":\"3.142\",\"kind\":\"decimal\",\"figures\":4}",
            "{\"id\":8,\"model\":\"2\",\"answer\":\"3\"}") + "\n";
        var result = await Support.Cli.RunAsync(["mark", "--jsonl"], input, []);
        Assert.Equal(0, result.Code);
        var lines = Parse(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(8, lines.Count);
        Assert.Equal(["right", "unreadable", "unreadable", "unreadable", "unreadable", "unreadable", "right", "wrong"],
            lines.Select(line => line.GetProperty("verdict").GetString()));
        foreach (var name in new[] { "id", "verdict", "message", "read_model", "read_answer", "micros" })
            Assert.True(lines[0].TryGetProperty(name, out _), name);
        Assert.Equal("a", lines[0].GetProperty("id").GetString());
        Assert.Equal("g", lines[6].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_line_may_name_the_letters_of_the_question_and_its_key_stage()
    {
        var input = string.Join('\n',
            """{"id":1,"model":"2","answer":"2t"}""",
            """{"id":2,"model":"2","answer":"2t","names":["t"]}""",
            """{"id":3,"model":"2","answer":"2t","names":"s t"}""",
            """{"id":4,"model":"1/2","answer":"sin 30","kind":"expression"}""",
            """{"id":5,"model":"1/2","answer":"sin 30","kind":"expression","stage":"KS3"}""",
            """{"id":6,"model":"1/2","answer":"sin 30","kind":"expression","stage":"KS5"}""",
            """{"id":7,"model":"1/2","answer":"sin 30","kind":"expression","stage":"KS5","angle":"degrees"}""") + "\n";
        var result = await Support.Cli.RunAsync(["mark", "--jsonl"], input, []);
        var lines = Parse(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(["wrong_form", "unreadable", "unreadable", "wrong", "right", "wrong", "right"],
            lines.Select(line => line.GetProperty("verdict").GetString()));
    }

    /// <summary>Answers of the exam with slips of the finger, the same ones at every run.</summary>
    [Fact]
    public async Task Mutated_answers_never_get_an_error_object()
    {
        string[] pieces =
        [
            "1", "e５", "E-", "(", ")", "x", "=", "=>", "so ", ",", "0,5", "{", "\\frac", "^", "_", "|", "√", "½",
            "¹⁄", "𝜋", "(mod 7)", "±",
        ];
        var exam = Parse(File.ReadAllLines(Path.Combine(Repository.Root, "tests/Unit/Marking/corpus.jsonl"))).ToList();
        var random = new Random(2_718);
        var input = new StringBuilder();
        const int Count = 5_000;
        for (var i = 0; i < Count; i++)
        {
            var line = exam[random.Next(exam.Count)];
            var answer = line.GetProperty("answer").GetString()!;
            var at = random.Next(answer.Length + 1);
            var isLost = random.Next(3) == 0 && at < answer.Length;
            var slip = isLost ? answer.Remove(at, 1) : answer.Insert(at, pieces[random.Next(pieces.Length)]);
            input.Append(JsonSerializer.Serialize(new
            {
                id = i, model = line.GetProperty("model").GetString(), answer = slip,
                kind = line.TryGetProperty("kind", out var kind) ? kind.GetString() : "auto",
            })).Append('\n');
        }
        var result = await Support.Cli.RunAsync(["mark", "--jsonl"], input.ToString(), []);
        var lines = Parse(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(Count, lines.Count);
        Assert.DoesNotContain(lines, line => line.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task The_programs_verdicts_are_the_engines_own_over_the_whole_exam()
    {
        var exam = Parse(File.ReadAllLines(Path.Combine(Repository.Root, "tests/Unit/Marking/corpus.jsonl")))
            .Where(line => !line.TryGetProperty("complex", out _)).ToList();
        var input = new StringBuilder();
        for (var i = 0; i < exam.Count; i++) input.Append(Request(i, exam[i])).Append('\n');
        var watch = Stopwatch.StartNew();
        var result = await Support.Cli.RunAsync(["mark", "--jsonl"], input.ToString(), []);
        watch.Stop();
        var answers = Parse(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(exam.Count, answers.Count);
        for (var i = 0; i < exam.Count; i++)
            {
                var (expected, actual) = (exam[i].GetProperty("verdict").GetString(), answers[i].GetProperty("verdict").GetString());
                Assert.True(expected == actual, $"{exam[i]}: {answers[i]}");
            }
        var micros = answers.Select(answer => answer.GetProperty("micros").GetDouble()).Order().ToList();
        output.WriteLine($"{exam.Count} lines in {watch.ElapsedMilliseconds} ms; median {micros[micros.Count / 2]:0.0} us, "
            + $"p95 {micros[micros.Count * 95 / 100]:0.0} us, worst {micros[^1]:0} us");
    }

    private static IEnumerable<JsonElement> Parse(IEnumerable<string> lines) => lines.Select(line => JsonDocument.Parse(line).RootElement);

    /// <summary>The exam's line as the command reads it; the keys of both have the same names.</summary>
    private static string Request(int id, JsonElement line)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            foreach (var name in new[] { "model", "answer", "kind", "angle", "tolerance", "places", "figures", "names" })
            {
                if (!line.TryGetProperty(name, out var value)) continue;
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
