// Challenges as text files are read: what each line means, every mistake with its line, and the bounds.
using System.Globalization;
using System.Text;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Marking;
using static MathsSoc.Tests.Unit.ChallengeFiles.BundleTexts;

namespace MathsSoc.Tests.Unit.ChallengeFiles;

public sealed class BundleTests
{
    [Fact]
    public void A_file_is_read()
    {
        // The hint in line 38 has a colon and a space, which YAML would take for a name, so it needs quotes.
        var challenge = Read(Whole.Replace(
            "- 10 -> Count: the piece | you started with.", "- '10 -> Count: the piece | you started with.'", StringComparison.Ordinal));
        Assert.Equal(
            ("lazy-caterer", "The Lazy Caterer", "KS3", 1, 2),
            (challenge.Id, challenge.Title, challenge.KeyStage, challenge.Points, challenge.FirstBonus));
        Assert.Equal(DateTimeOffset.Parse("2026-11-30T12:30:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds(), challenge.ReleaseAt);
        Assert.Equal((96, 24, "after Steiner, 1826"), (challenge.LockAfterHours, challenge.SolutionAfterHours, challenge.Source));
        Assert.Equal("A *cake* is cut $n$ times.\n\n- one", challenge.Statement);
        Assert.Equal("Each cut adds one more.", challenge.Solution);
        Assert.Equal(["a", "b", "c"], challenge.Parts.Select(part => part.Id));
        var (a, b, c) = (challenge.Parts[0], challenge.Parts[1], challenge.Parts[2]);
        Assert.Equal(
            ("(a) How many pieces do $n=4$ cuts make?", "11", AnswerKind.Auto, AngleUnit.Degrees),
            (a.Label, a.Answer.Model, a.Answer.Kind, a.Answer.Angle));
        Assert.Equal(["11.0", "22/2"], a.Accepted);
        Assert.Equal(["10"], a.Rejected);
        Assert.Equal([new BundleHint("10", "Count the piece you started with.")], a.Hints);
        Assert.Equal((@"\frac{1}{2}", AnswerKind.Decimal, AngleUnit.Radians, 0.05m, 2, 3, true),
            (b.Answer.Model, b.Answer.Kind, b.Answer.Angle, b.Answer.Tolerance, b.Answer.Places, b.Answer.Figures, b.Answer.Complex));
        Assert.Equal(["n", "k"], b.Answer.Names);
        Assert.Equal(["|x|", "a\tb"], b.Accepted);
        Assert.Equal([new("10", "Count: the piece | you started with."), new("[1, 2]", "No -> not that.")], b.Hints);
        Assert.Equal(("pear | apple", AnswerKind.Text), (c.Answer.Model, c.Answer.Kind));
        Assert.Equal(["quince"], c.Answer.AlsoAccepted);
    }

    [Theory]
    [InlineData("KS3", AngleUnit.Degrees)]
    [InlineData("all", AngleUnit.Degrees)]
    [InlineData("KS5", AngleUnit.Radians)]
    public void Angles_are_in_degrees_below_the_sixth_form(string stage, AngleUnit angle) =>
        Assert.Equal(angle, Read($"---\ntitle: T\nkey-stage: {stage}\nparts:\n  - id: a\n    answer: 1\n---\nS").Parts[0].Answer.Angle);

    [Theory]
    [InlineData("title: T", "titel: T", 2, "no “titel”")]
    [InlineData("title: T", "title: T\ntitle: U", 3, "twice")]
    [InlineData("title: T", "title:", 2, "no value")]
    [InlineData("title: T", "title: ''", 2, "empty")]
    [InlineData("title: T", "nothing", 2, "name: value")]
    [InlineData("title: T\n", "", 5, "no title")]
    [InlineData("title: T", "title: Which is larger: x or y?", 2, "'Which is larger: x or y?'")]
    [InlineData("title: T", "title: 'T", 2, "closing quote is missing")]
    [InlineData("title: T", "title: 'T' x", 2, "after the closing quote")]
    [InlineData("title: T", "title: \"\\frac\"", 2, "Single quotes leave TeX")]
    [InlineData("title: T", "title: T\npoints: many", 3, "whole number from 0 to 100")]
    [InlineData("title: T", "title: T\npoints: 101", 3, "whole number from 0 to 100")]
    [InlineData("title: T", "title: T\nrelease: 30/11/2026", 3, "2026-11-30 12:30")]
    [InlineData("title: T", "title: T\nrelease: 2027-03-28 01:30", 3, "clocks go forward")]
    [InlineData("title: T", "title: T\nrelease: 2026-11-30 12:30 BST", 3, "do not show BST")]
    [InlineData("title: T", "title: T\nlock-after: 4 days", 3, "96 hours")]
    [InlineData("title: T", "title: T\nlock-after: 0 hours", 3, "96 hours")]
    [InlineData("title: T", "title: T\nsolution-after: a day", 3, "96 hours")]
    [InlineData("title: T", "title: T\nsolution-after: 8785 hours", 3, "from 0 to 8784")]
    [InlineData("title: T", "title: T\nlock: 2026-11-30 12:30\nlock-after: 4 hours", 8, "not both")]
    [InlineData("title: T", "title: T\nrelease: 2026-11-30 12:30\nlock: 2026-11-30 12:30", 8, "before it opens")]
    [InlineData("title: T", "title: T\nid: A b", 3, "small letters")]
    [InlineData("title: T", "\ttitle: T", 2, "does not stand in its place")]
    [InlineData("  - id: a", "  - id: a\n    anser: 1", 5, "no “anser”")]
    [InlineData("  - id: a", "  - label: a", 4, "begins with its id")]
    [InlineData("  - id: a", " - id: a", 4, "does not stand in its place")]
    [InlineData("  - id: a\n    answer: 1\n", "", 4, "no parts")]
    [InlineData("parts:\n", "", 3, "does not stand in its place")]
    [InlineData("parts:", "parts: none", 3, "below this line")]
    [InlineData("    answer: 1", "    kind: auto", 4, "no answer")]
    [InlineData("    answer: 1", "    answer: 1\n    kind: magic", 6, "no kind “magic”")]
    [InlineData("    answer: 1", "    answer: 1\n    angle: gradians", 6, "degrees or radians")]
    [InlineData("    answer: 1", "    answer: 1\n    tolerance: -1", 6, "never negative")]
    [InlineData("    answer: 1", "    answer: 1\n    places: 101", 6, "from 0 to 100")]
    [InlineData("    answer: 1", "    answer: 1\n    complex: yes", 6, "Write true")]
    [InlineData("    answer: 1", "    answer: 1\n    also: x", 4, "text and choice")]
    [InlineData("    answer: 1", "    answer: {1, 2}", 5, "'{1, 2}'")]
    [InlineData("    answer: 1", "    answer: 1\n    wrong: 10", 6, "an arrow")]
    [InlineData("    answer: 1", "    answer: 1\n      - 2", 6, "takes a list")]
    [InlineData("    answer: 1", "    answer: 1\n    accept:\n      - [1]", 7, "'[1]'")]
    [InlineData("    answer: 1", "    answer: 1\n    accept:\n      -", 7, "no value")]
    [InlineData("    answer: 1", "    answer: 1\n  - id: a\n    answer: 2", 6, "called a already")]
    [InlineData("\n---\nS", "\nS", 6, "name: value")]
    [InlineData("---\ntitle", "title", 1, "begins with a line of three dashes")]
    [InlineData("\nS", "\n\n## Solution\nx", 6, "statement is empty")]
    public void Every_mistake_is_told_with_its_line(string right, string wrong, int line, string said)
    {
        const string text = "---\ntitle: T\nparts:\n  - id: a\n    answer: 1\n---\nS";
        Assert.Empty(Bundle.Read(text).Errors);
        Assert.Contains(right, text, StringComparison.Ordinal);
        var (challenge, errors) = Bundle.Read(text.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Null(challenge);
        Assert.Contains(errors, error => error.Line == line && error.Message.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_has_its_bounds()
    {
        Assert.Single(Bundle.Read("---\n" + new string('x', Bundle.MaxLength)).Errors);
        Assert.Equal(Bundle.MaxErrors, Bundle.Read("---\n" + string.Concat(Enumerable.Repeat("x: 1\n", 10_000)) + "---\nS").Errors.Count);
        var parts = string.Concat(Enumerable.Range(0, Bundle.MaxParts + 1).Select(n => $"  - id: p{n}\n    answer: 1\n"));
        Assert.Contains(
            Bundle.Read($"---\ntitle: T\nparts:\n{parts}---\nS").Errors,
            error => error.Message.Contains("at most 20 parts", StringComparison.Ordinal));
        var examples = string.Concat(Enumerable.Repeat("      - 1\n", Bundle.MaxExamples + 1));
        Assert.Contains(
            Bundle.Read($"---\ntitle: T\nparts:\n  - id: a\n    answer: 1\n    accept:\n{examples}---\nS").Errors,
            error => error.Message.Contains("50 is the most", StringComparison.Ordinal));
        foreach (var (key, most) in new[] { ("title", Bundle.MaxTitle), ("source", Bundle.MaxSource), ("key-stage", Bundle.MaxStage) })
        {
            var rest = key == "title" ? "" : "title: T\n";
            Assert.Empty(Bundle.Read($"---\n{rest}{key}: {new string('x', most)}\nparts:\n  - id: a\n    answer: 1\n---\nS").Errors);
            Assert.NotEmpty(Bundle.Read($"---\n{rest}{key}: {new string('x', most + 1)}\nparts:\n  - id: a\n    answer: 1\n---\nS").Errors);
        }
    }

    [Fact]
    public void Nothing_that_is_read_throws()
    {
        var random = new Random(5);
        string[] pieces =
        [
            "---\n", "title: T\n", "parts:\n", "  - id: a\n", "    answer: 1\n", "      - x\n", "    accept:", " | ", "'", "\"", "\\", "\n",
            ": ", "-", "#", "## Solution\n", "\t", "\0", "é", "    wrong: 1 -> \n", " -> ", "\r\n", "\uFEFF",
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder("---\n");
            for (var n = random.Next(12); n > 0; n--) text.Append(pieces[random.Next(pieces.Length)]);
            var (challenge, errors) = Bundle.Read(text.ToString());
            Assert.True(challenge is null == errors.Count > 0);
        }
    }

    [Fact]
    public void The_engine_checks_what_a_part_says()
    {
        var part = Read("---\ntitle: T\nparts:\n  - id: a\n    answer: 2x\n    accept: x+x | 3x\n    reject: 2*x\n"
            + "    wrong:\n      - 2x -> no\n---\nCompare `$x+x$` with $x + x$.").Parts[0];
        var problems = part.Check("Compare `$2x$` with $x + x$.").Select(problem => problem.Message).ToList();
        Assert.Equal(4, problems.Count);
        Assert.Contains(problems, problem => problem.StartsWith("“3x” should be accepted", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("“2*x” should be rejected", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("“x + x” in the statement", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("“2x” has a hint", StringComparison.Ordinal));
    }
}
