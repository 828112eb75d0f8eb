// `mathsoc mark`: marks one answer, or a stream of them, without a server or a database.
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MathsSoc.Marking;

namespace MathsSoc.Hosting;

public static class MarkCommand
{
    /// <summary>
    /// The verb <c>mark MODEL ANSWER</c> or <c>mark --jsonl</c>. Exit code 0 for right, 1 for any other verdict, 2 for a usage error.
    /// </summary>
    public static Command Build()
    {
        // One argument takes all words, so that an answer such as -4 is not taken for an option.
        var words = new Argument<string[]>("model-and-answer")
        {
            Description = "The model answer and the answer, TeX or typed",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var kind = new Option<string>("--kind")
        {
            Description = $"How it is marked: {string.Join(", ", AnswerKinds.All)}",
            DefaultValueFactory = _ => "auto",
        };
        var angle = new Option<string>("--angle")
        {
            Description = "What sin 30 means: radians or degrees",
            DefaultValueFactory = _ => "radians",
        };
        var tolerance = new Option<decimal?>("--tolerance") { Description = "How far from the model a number may be" };
        var places = new Option<int?>("--places") { Description = "Decimal places wanted" };
        var figures = new Option<int?>("--figures") { Description = "Significant figures wanted" };
        var complex = new Option<bool>("--complex") { Description = "i is the square root of -1" };
        var jsonl = new Option<bool>("--jsonl") { Description = "Mark one JSON object a line from standard input" };
        var command = new Command("mark", "Mark an answer: is it the same as the model answer?")
        {
            words, kind, angle, tolerance, places, figures, complex, jsonl,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(result =>
        {
            if (result.GetValue(jsonl)) return MarkLines.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());
            // -4 looks like an option and is reported as unmatched: Typed puts the words back in their order.
            var typed = Typed(result, words);
            if (typed.Count != 2) return Usage("Give the model answer and the answer, or --jsonl.");
            if (!AnswerKinds.TryParse(result.GetValue(kind), out var parsed))
                return Usage($"--kind is one of {string.Join(", ", AnswerKinds.All)}.");
            if (!TryAngle(result.GetValue(angle), out var unit)) return Usage("--angle is radians or degrees.");
            return Show(new AnswerSpec(typed[0], parsed)
            {
                Angle = unit,
                Tolerance = result.GetValue(tolerance),
                Places = result.GetValue(places),
                Figures = result.GetValue(figures),
                Complex = result.GetValue(complex),
            }, typed[1]);
        });
        return command;
    }

    internal static bool TryAngle(string? name, out AngleUnit unit)
    {
        unit = name == "degrees" ? AngleUnit.Degrees : AngleUnit.Radians;
        return name is "degrees" or "radians";
    }

    private static List<string> Typed(ParseResult result, Argument<string[]> words)
    {
        var plain = result.GetValue(words) ?? [];
        if (plain.Length == 2 || result.UnmatchedTokens.Count == 0) return [.. plain];
        // Every word that no option took, in the order typed.
        var taken = new List<string>(plain.Concat(result.UnmatchedTokens));
        var ordered = new List<string>();
        foreach (var token in result.Tokens)
            if (taken.Remove(token.Value)) ordered.Add(token.Value);
        return ordered;
    }

    private static int Usage(string message)
    {
        Console.Error.WriteLine(message);
        return 2;
    }

    private static int Show(AnswerSpec spec, string answer)
    {
        var started = Stopwatch.GetTimestamp();
        var model = new PreparedModel(spec);
        var marked = model.Mark(answer);
        var micros = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        Console.WriteLine(marked.Verdict.Name());
        if (marked.Message.Length > 0) Console.WriteLine(marked.Message);
        Console.WriteLine($"model:  {model.ModelReading?.Words ?? model.ModelFault?.Message}");
        Console.WriteLine($"answer: {marked.Reading?.Words ?? "not read"}");
        Console.WriteLine($"model:  {model.ModelReading?.MathMl}");
        Console.WriteLine($"answer: {marked.Reading?.MathMl}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{micros:0.0} µs"));
        return marked.Verdict == Verdict.Right ? 0 : 1;
    }
}
