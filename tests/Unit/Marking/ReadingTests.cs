// How answers are read: recorded MathLive input, the words spoken, well-formed MathML, errors with a position.
using System.Xml.Linq;
using MathsSoc.Marking;

namespace MathsSoc.Tests.Unit.Marking;

public sealed class ReadingTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_recorded_MathLive_answer_is_read_as_expected()
    {
        var failed = new List<string>();
        foreach (var line in CorpusTests.Lines("mathlive-readings.jsonl"))
        {
            var (latex, reads) = (line.GetProperty("latex").GetString()!, line.GetProperty("reads").GetString()!);
            var context = ReadingContext.Plain with { Units = true };
            var (tree, fault) = Parser.Read(latex, context);
            if (reads == "unreadable")
            {
                // ∞ can be read, so that the pupil sees it, but it is not an answer.
                if (tree is not null && Marker.Mark(new AnswerSpec("1"), latex).Verdict != Verdict.Unreadable)
                    failed.Add($"{latex} was read: {Printer.Print(tree)}");
                continue;
            }
            var wanted = Parser.Read(reads, context).Tree;
            Assert.True(wanted is not null, $"The expected reading {reads} cannot be read.");
            if (tree is null) failed.Add($"{latex} was not read: {fault!.Message}");
            else if (Plain(tree) != Plain(wanted) && !IsSame(reads, latex))
                failed.Add($"{latex} was read as {Plain(tree)}, not {Plain(wanted)}");
        }
        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }

    private static string Plain(Node tree) => Printer.Print(tree).Replace('÷', '/');

    private static bool IsSame(string reads, string latex) =>
        Marker.Mark(new AnswerSpec(reads, AnswerKind.Expression), latex).Verdict == Verdict.Right;

    [Fact]
    public void Readings_are_spoken_in_words_a_teacher_would_use()
    {
        var failed = new List<string>();
        foreach (var line in CorpusTests.Lines("words.jsonl"))
        {
            var answer = line.GetProperty("answer").GetString()!;
            var words = Marker.Read(new AnswerSpec("1"), answer).Reading?.Words;
            var accepted = line.GetProperty("words").EnumerateArray().Select(w => w.GetString()!).ToList();
            if (words is null || !accepted.Contains(words, StringComparer.OrdinalIgnoreCase))
                failed.Add($"{answer}: “{words}” is none of {string.Join(" / ", accepted)}");
        }
        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }

    [Theory]
    [InlineData("18/(8t)", "t")]
    [InlineData(@"\frac{18}{8t}", "t")]
    [InlineData("2m + 1", "m")]
    [InlineData(@"\sqrt{2m}", "m")]
    [InlineData("(-2t)/3", "t")]
    public void A_unit_where_none_can_stand_is_named(string answer, string unit)
    {
        var fault = Parser.Read(answer, ReadingContext.Plain with { Units = true }).Fault;
        Assert.StartsWith($"I read “{unit}” as a unit here.", fault?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_reading_is_well_formed_MathML()
    {
        foreach (var pair in CorpusTests.Pairs)
        {
            if (Marker.Mark(pair.Spec, pair.Answer).Reading is not { } reading) continue;
            Assert.Equal("math", XElement.Parse(reading.MathMl).Name.LocalName);
            Assert.NotEqual("", reading.Words);
        }
    }

    [Theory]
    [InlineData("(1+2", 0)]
    [InlineData("2+*3", 2)]
    [InlineData("1+2)", 3)]
    [InlineData("x+\\foo", 2)]
    [InlineData("3 + 1/2x", 5)]
    public void An_error_points_at_its_place(string answer, int position)
    {
        var marked = Marker.Mark(new AnswerSpec("x"), answer);
        Assert.Equal(Verdict.Unreadable, marked.Verdict);
        Assert.Equal(position, marked.Position);
        Assert.EndsWith(".", marked.Message);
    }

    [Fact]
    public void Hostile_input_is_refused_or_marked_but_never_right_and_never_slow()
    {
        var slowest = (Time: TimeSpan.Zero, Bytes: 0L, Name: "");
        foreach (var line in CorpusTests.Lines("hostile.jsonl"))
        {
            var (name, model, answer) = (line.GetProperty("name").GetString()!, line.GetProperty("model").GetString()!, Hostile(line));
            Marker.Mark(new AnswerSpec(model), answer); // the first run compiles, so it is not timed
            Marked marked = null!;
            var (micros, bytes) = Work.Of(() => marked = Marker.Mark(new AnswerSpec(model), answer));
            var time = TimeSpan.FromMicroseconds(micros);
            if (time > slowest.Time) slowest = (time, bytes, name);
            Assert.True(marked.Verdict != Verdict.Right, $"{name} was marked right.");
            if (line.TryGetProperty("verdict", out var verdict))
                Assert.True(marked.Verdict.Name() == verdict.GetString(), $"{name}: {marked.Verdict.Name()} {marked.Message}");
            Assert.True(bytes < 10_000_000, $"{name} took {bytes:N0} bytes.");
            // The bound of 10 ms is for the native binary, measured by the benchmark.
            Assert.True(time < TimeSpan.FromMilliseconds(200), $"{name} took {time.TotalMilliseconds:0.0} ms.");
        }
        output.WriteLine($"Slowest: {slowest.Name}, {slowest.Time.TotalMilliseconds:0.00} ms, {slowest.Bytes:N0} bytes.");
    }

    internal static string Hostile(System.Text.Json.JsonElement line)
    {
        string Text(string name) => line.TryGetProperty(name, out var value) ? value.GetString()! : "";
        string Repeated(string name) =>
            line.TryGetProperty(name, out var pair) ? string.Concat(Enumerable.Repeat(pair[0].GetString()!, pair[1].GetInt32())) : "";
        if (line.TryGetProperty("answer_units", out var units))
            return new string([.. units.EnumerateArray().Select(u => (char)u.GetInt32())]);
        return Text("answer_head") + Text("answer") + Repeated("answer_repeat") + Text("answer_tail") + Repeated("answer_repeat_after");
    }
}
