// The exam: every pair of corpus.jsonl, with false accepts and false rejects reported separately.
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MathsSoc.Marking;

namespace MathsSoc.Tests.Unit.Marking;

public sealed class CorpusTests(ITestOutputHelper output)
{
    public sealed record Pair(string Row, AnswerSpec Spec, string Answer, string Verdict);

    /// <summary>The authored pairs; other tests of the engine use them too.</summary>
    public static IReadOnlyList<Pair> Pairs { get; } = [.. Lines("corpus.jsonl").Select(Read)];

    internal static IEnumerable<JsonElement> Lines(string file, [CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, file), Encoding.UTF8)
            .Where(l => l.Length > 0)
            .Select(l => JsonDocument.Parse(l).RootElement);

    private static Pair Read(JsonElement line)
    {
        string? Text(string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
        int? Whole(string name) => line.TryGetProperty(name, out var value) ? value.GetInt32() : null;
        Assert.True(AnswerKinds.TryParse(Text("kind") ?? "auto", out var kind), $"There is no kind {Text("kind")}.");
        var spec = new AnswerSpec(Text("model")!, kind)
        {
            Angle = Text("angle") == "degrees" ? AngleUnit.Degrees : AngleUnit.Radians,
            Tolerance = Text("tolerance") is { } tolerance ? decimal.Parse(tolerance, CultureInfo.InvariantCulture) : null,
            Places = Whole("places"),
            Figures = Whole("figures"),
            Complex = line.TryGetProperty("complex", out var complex) && complex.GetBoolean(),
            Names = Names(line),
        };
        return new Pair(Text("row")!, spec, Text("answer")!, Text("verdict")!);
    }

    /// <summary>The letters of the question.</summary>
    internal static IReadOnlyList<string> Names(JsonElement line) =>
        line.TryGetProperty("names", out var names) ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : [];

    [Fact]
    public void No_answer_of_the_exam_is_accepted_or_rejected_falsely()
    {
        List<string> accepts = [], rejects = [], others = [];
        foreach (var pair in Pairs)
        {
            var marked = Marker.Mark(pair.Spec, pair.Answer);
            var verdict = marked.Verdict.Name();
            if (verdict == pair.Verdict) continue;
            var list = verdict == "right" ? accepts : pair.Verdict == "right" ? rejects : others;
            list.Add($"{pair.Spec.Model}  |  {pair.Answer}  |  {pair.Spec.Kind.Name()}  |  {pair.Verdict}, not {verdict} {marked.Message}");
        }
        output.WriteLine($"{Pairs.Count} pairs. "
            + $"False accepts: {accepts.Count}. False rejects: {rejects.Count}. Other differences: {others.Count}.");
        Assert.True(accepts.Count + rejects.Count + others.Count == 0,
            $"FALSE ACCEPTS {accepts.Count}\n{string.Join('\n', accepts)}\n"
                + $"FALSE REJECTS {rejects.Count}\n{string.Join('\n', rejects)}\n"
                + $"OTHERS {others.Count}\n{string.Join('\n', others)}");
    }

    [Fact]
    public void The_exam_has_at_least_600_pairs_and_as_many_that_must_fail_as_pass()
    {
        Assert.True(Pairs.Count >= 600);
        Assert.True(Pairs.Count(p => p.Verdict != "right") >= Pairs.Count(p => p.Verdict == "right"));
        foreach (var kind in Enum.GetValues<AnswerKind>()) Assert.Contains(Pairs, p => p.Spec.Kind == kind);
    }

    [Fact]
    public void Every_readable_model_of_the_exam_accepts_itself()
    {
        var failed = new List<string>();
        foreach (var spec in Pairs.Select(p => p.Spec).Distinct())
        {
            var marked = Marker.Mark(spec, spec.Model);
            // A model that its part's rounding refuses, or that a form kind finds unfinished, is for the author to mend.
            if (marked.Verdict is not (Verdict.Right or Verdict.WrongForm))
                failed.Add($"{spec.Model} | {spec.Kind.Name()} | {marked.Verdict.Name()} {marked.Message}");
        }
        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }

    [Fact]
    public void The_same_pair_gets_the_same_verdict_a_thousand_times_over()
    {
        foreach (var pair in Pairs.Where((_, i) => i % 97 == 0))
        {
            var first = Marker.Mark(pair.Spec, pair.Answer);
            for (var i = 0; i < 1_000; i++) Assert.Equal(first, Marker.Mark(pair.Spec, pair.Answer));
        }
    }

    [Fact]
    public void A_reading_printed_plainly_reads_back_the_same()
    {
        var failed = new List<string>();
        foreach (var pair in Pairs)
        {
            foreach (var text in new[] { pair.Spec.Model, pair.Answer })
            {
                var context = new ReadingContext(null, CommasSeparate: true, Units: pair.Spec.Kind == AnswerKind.Unit, pair.Spec.Complex);
                if (Parser.Read(text, context).Tree is not { } tree) continue;
                var printed = Printer.Print(tree);
                var again = Parser.Read(printed, context with { Units = Trees.Any(tree, static n => n is Measure) });
                var reread = again.Tree is null ? again.Fault!.Message : Printer.Print(again.Tree);
                if (again.Tree is null || reread != printed) failed.Add($"{text} -> {printed} -> {reread}");
            }
        }
        Assert.True(failed.Count == 0, string.Join('\n', failed.Distinct()));
    }
}
