// How pupils really type: what is read, what costs nothing, and that nothing which costs nothing tells whether a value is right.
using MathsSoc.Marking;

namespace MathsSoc.Tests.Unit.Marking;

public sealed class AnswersAsTypedTests
{
    // Each was typed with a phone set to an East Asian language, and each place takes a digit, a sign or a letter by its own code.
    [Theory]
    [InlineData("100000", "1e５")]
    [InlineData("100000", "１e５")]
    [InlineData("100000", "１ｅ５")]
    [InlineData("0.00001", "1e－５")]
    [InlineData("x^2", "x^２")]
    [InlineData("x_1=2", "ｘ_１＝２")]
    [InlineData("1/3", "０．３３３．．．")]
    [InlineData("\\frac12", "＼frac｛１｝｛２｝")]
    [InlineData("12 cm", "１２ｃｍ")]
    [InlineData("2 1/2", "２　１／２")]
    [InlineData("1200", "１，２００")]
    [InlineData("x=4", "“x＝４”")]
    public void Full_width_characters_are_read_wherever_they_stand(string model, string answer) =>
        Assert.Equal(Verdict.Right, Marker.Mark(new AnswerSpec(model), answer).Verdict);

    [Theory]
    [InlineData("𝑥+1", "x+𝟏")]
    [InlineData("𝜃", "θ")]
    [InlineData("𝛼+𝛽", "β+α")]
    public void Letters_from_a_word_processor_are_read(string model, string answer) =>
        Assert.Equal(Verdict.Right, Marker.Mark(new AnswerSpec(model), answer).Verdict);

    // Where the question itself has the n, the pupil who writes k is reminded of it; elsewhere any letter stands for the whole number.
    [Theory]
    [InlineData("2n*pi", "2kπ", "", Verdict.Right)]
    [InlineData("2n*pi", "2kπ", "n", Verdict.WrongForm)]
    [InlineData("2n*pi", "kπ", "n", Verdict.Wrong)]
    [InlineData("x=n*pi", "x=kπ", "n", Verdict.WrongForm)]
    [InlineData("x=n*pi", "x=nπ", "n", Verdict.Right)]
    [InlineData("x=n*pi", "x=2kπ", "n", Verdict.Wrong)]
    public void The_whole_number_of_a_general_solution_has_any_letter(string model, string answer, string name, Verdict verdict) =>
        Assert.Equal(verdict, Marker.Mark(new AnswerSpec(model) { Names = name.Length == 0 ? [] : [name] }, answer).Verdict);

    // Where the question itself has the t, (1, 2) + t(3, 4) is the place at that time and no line.
    [Theory]
    [InlineData("(4,6)+t(3,4)", "", Verdict.Right)]
    [InlineData("(1,2)+s(3,4)", "", Verdict.Right)]
    [InlineData("(4,6)+t(3,4)", "t", Verdict.Wrong)]
    [InlineData("(1,2)+s(3,4)", "t", Verdict.Wrong)]
    [InlineData("(1+3t,2+4t)", "t", Verdict.Right)]
    public void A_line_without_a_name_is_one_unless_the_question_has_its_letter(string answer, string name, Verdict verdict) =>
        Assert.Equal(verdict, Marker.Mark(new AnswerSpec("(1,2)+t(3,4)") { Names = name.Length == 0 ? [] : [name] }, answer).Verdict);

    // What may be pasted or typed into the middle of an answer, beginnings and ends of TeX among it.
    private static readonly string[] Pieces =
    [
        "^{\\circ}", "\\text{", "\\frac{km}{h}", "U", " v ", "oo", "½", "°n", "₊₁", ", k∈Z", "{}^", "¹⁰C₃", "^n", "C_", "[[", "];[", "&",
        "\\\\", "\\begin{array}{cc}", "\\end{array}", "either ", "x:", " per cent", " plus or minus ", "un+1=", "(y,x)=", "t(3,4)+",
        "(-1)^n", "℃",
    ];

    [Fact]
    public void Nothing_pasted_into_an_answer_or_a_model_is_a_fault_of_the_engine()
    {
        var faults = new List<string>();
        var at = 0;
        foreach (var pair in CorpusTests.Pairs)
        {
            var piece = Pieces[at++ % Pieces.Length];
            var (answer, model) = (pair.Answer.Insert(at % (pair.Answer.Length + 1), piece), pair.Spec.Model);
            if (Marker.Mark(pair.Spec, answer).Failure is { } failure) faults.Add($"{model} <- {answer}: {failure.Message}");
            var changed = pair.Spec with { Model = model.Insert(at % (model.Length + 1), piece) };
            if (Marker.Mark(changed, pair.Answer).Failure is { } other) faults.Add($"{changed.Model} <- {pair.Answer}: {other.Message}");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void A_fault_after_a_letter_of_two_code_units_is_placed_in_the_text_as_typed() =>
        Assert.Equal("𝑥+𝑥+".Length + 1, Marker.Mark(new AnswerSpec("x"), "𝑥+𝑥+*2").Position + 1);

    /// <summary>
    /// Changing a digit of an answer that is right makes it wrong, so that it costs an attempt. Where the changed answer is free, it is so
    /// for how it is written: a mixed number that is none, dots after digits that do not recur, a division by nought, working in front of
    /// an equals sign that does not lead to what is behind it, a 2 in a number in base 2.
    /// </summary>
    [Fact]
    public void What_could_score_costs_when_a_digit_is_changed()
    {
        string[] written =
        [
            "is not a mixed number", "which digits go on for ever", "has no value", "What you join by = is not all equal",
            "has only digits below",
        ];
        var free = new List<string>();
        foreach (var (pair, changed, before, after) in Changed())
            if (before.Verdict == Verdict.Right && after.Verdict is Verdict.Unreadable or Verdict.WrongForm
                && !Array.Exists(written, w => after.Message.Contains(w, StringComparison.Ordinal)))
                free.Add($"{pair.Spec.Model} <- {pair.Answer}, then {changed}: {after.Verdict.Name()} {after.Message}");
        Assert.True(free.Count == 0, string.Join('\n', free));
    }

    /// <summary>An answer that is free for its letters or its decimal comma stays free, so that a pupil learns nothing from it.</summary>
    [Fact]
    public void What_is_free_for_its_writing_stays_free_when_a_digit_is_changed()
    {
        string[] writing = ["as a letter, but this answer", "Use a point for decimals", "is a word I do not know"];
        var costs = new List<string>();
        foreach (var (pair, changed, before, after) in Changed())
            if (before.Verdict == Verdict.Unreadable && after.Verdict != Verdict.Unreadable
                && Array.Exists(writing, w => before.Message.Contains(w, StringComparison.Ordinal)))
                costs.Add($"{pair.Spec.Model} <- {pair.Answer}, then {changed}: {after.Verdict.Name()} {after.Message}");
        Assert.True(costs.Count == 0, string.Join('\n', costs));
    }

    // Every answer of the exam with one digit changed, for each digit that it has.
    private static IEnumerable<(CorpusTests.Pair Pair, string Changed, Marked Before, Marked After)> Changed()
    {
        foreach (var pair in CorpusTests.Pairs)
        {
            if (pair.Spec.Kind is AnswerKind.Text or AnswerKind.Choice || !pair.Answer.Any(char.IsAsciiDigit)) continue;
            var model = new PreparedModel(pair.Spec);
            var before = model.Mark(pair.Answer);
            for (var i = 0; i < pair.Answer.Length; i++)
            {
                if (!char.IsAsciiDigit(pair.Answer[i])) continue;
                var digit = pair.Answer[i] == '9' ? '1' : (char)(pair.Answer[i] + 1);
                var changed = $"{pair.Answer[..i]}{digit}{pair.Answer[(i + 1)..]}";
                yield return (pair, changed, before, model.Mark(changed));
            }
        }
    }

    [Fact]
    public void Letters_of_the_question_go_before_units()
    {
        var declared = QuestionLetters.In(
            "What is the area at $\\left(t,\\frac1t\\right)$, with $t>0$?",
            "A curve $y=\\sin(2x)$ of $5\\text{ cm}$, $u_n$ and $\\alpha$.");
        Assert.Equal(["alpha", "n", "t", "u", "x", "y"], declared);
        var two = new AnswerSpec("2") { Names = declared };
        Assert.Equal(Verdict.Unreadable, Marker.Mark(two, "2t").Verdict);
        Assert.Equal(Verdict.WrongForm, Marker.Mark(two with { Names = [] }, "2t").Verdict);
        Assert.Equal(Verdict.Right, Marker.Mark(new AnswerSpec("\\frac{9}{4t}") { Names = declared }, "9/(4t)").Verdict);
        // A quantity keeps its unit whatever the question names, and a product its letters.
        Assert.Equal(Verdict.Right, Marker.Mark(new AnswerSpec("3 t", AnswerKind.Unit) { Names = declared }, "3 t").Verdict);
        Assert.Equal(Verdict.Wrong, Marker.Mark(new AnswerSpec("20 g") { Names = ["g"] }, "20").Verdict);
        Assert.Equal(Verdict.Right, Marker.Mark(new AnswerSpec("4n-1") { Names = ["T", "n"] }, "Tn=4n-1").Verdict);
        Assert.Equal(Verdict.WrongForm, Marker.Mark(new AnswerSpec("x=4"), "X=4").Verdict);
        Assert.Equal(Verdict.Wrong, Marker.Mark(new AnswerSpec("x=4") { Names = ["X"] }, "X=4").Verdict);
    }

    [Theory]
    [InlineData("x^2", "expanded", "takes no tolerance")]
    [InlineData("1/2", "fraction", "takes no tolerance")]
    [InlineData("yes", "text", "takes no tolerance")]
    public void Places_that_a_kind_cannot_use_are_named_to_the_author(string model, string kind, string part)
    {
        Assert.True(AnswerKinds.TryParse(kind, out var parsed));
        var spec = new AnswerSpec(model, parsed);
        Assert.Contains(AuthorCheck.Check(spec with { Places = 2 }, [], [], ""), p => !p.Refuse && p.Message.Contains(part));
        Assert.DoesNotContain(AuthorCheck.Check(spec, [], [], ""), p => p.Message.Contains(part));
    }

    [Theory]
    [InlineData("14:30", "time of day")]
    [InlineData("09:05", "time of day")]
    [InlineData("20 g", "kind unit")]
    [InlineData("5 m", "kind unit")]
    public void Times_and_single_letter_units_are_named_to_the_author(string model, string part) =>
        Assert.Contains(AuthorCheck.Check(new AnswerSpec(model), [], [], ""), p => !p.Refuse && p.Message.Contains(part));

    [Theory]
    [InlineData("1:2")]
    [InlineData("14:25")]
    [InlineData("5x")]
    [InlineData("12 cm")]
    [InlineData("20")]
    public void Ratios_products_and_plain_quantities_are_not(string model) =>
        Assert.Empty(AuthorCheck.Check(new AnswerSpec(model), [], [], ""));
}
