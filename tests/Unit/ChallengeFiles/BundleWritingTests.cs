// Challenges as text files are written: what is written is read back, whatever it contains, and a change is told in words.
using System.Globalization;
using System.Text;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Marking;
using static MathsSoc.Tests.Unit.ChallengeFiles.BundleTexts;

namespace MathsSoc.Tests.Unit.ChallengeFiles;

public sealed class BundleWritingTests
{
    [Fact]
    public void What_is_written_is_read_back_whatever_is_in_it()
    {
        var random = new Random(20261124);
        for (var i = 0; i < 5_000; i++)
        {
            var challenge = Any(random);
            var text = Bundle.Write(challenge);
            var (read, errors) = Bundle.Read(text);
            Assert.True(errors.Count == 0, text + "\n" + string.Join('\n', errors));
            Assert.Equal(Shown(challenge), Shown(read!));
            Assert.Equal(text, Bundle.Write(read!));
        }
    }

    private static BundleChallenge Any(Random random)
    {
        var release = random.Next(2) == 0 ? (long?)null : 1_760_000_000 / 60 * 60 + 60L * random.Next(2_000_000);
        return new BundleChallenge(Text(random, 60))
        {
            Id = random.Next(2) == 0 ? null : "a-1",
            KeyStage = random.Next(3) switch { 0 => null, 1 => "KS5", _ => "S4 - S6" },
            Points = random.Next(2) == 0 ? null : random.Next(101),
            FirstBonus = random.Next(2) == 0 ? null : 2,
            ReleaseAt = release,
            LockAt = random.Next(2) == 0 ? null : (release ?? 1_760_000_040) + 60,
            Source = random.Next(2) == 0 ? "" : Text(random, 60),
            Parts = [.. Enumerable.Range(0, random.Next(1, 4)).Select(n => AnyPart(random, n))],
            Statement = Bundle.Tidy(Body(random)), Solution = random.Next(2) == 0 ? "" : Bundle.Tidy(Body(random)),
        };
    }

    private static BundlePart AnyPart(Random random, int n)
    {
        var kind = (AnswerKind)random.Next(AnswerKinds.All.Count);
        return new BundlePart($"p{n}", random.Next(3) == 0 ? "" : Text(random, 60), new AnswerSpec(Text(random, 30), kind)
        {
            Angle = (AngleUnit)random.Next(2),
            Complex = random.Next(2) == 0,
            Tolerance = random.Next(2) == 0 ? null : random.Next(1000) / 1000m,
            Places = random.Next(2) == 0 ? null : random.Next(101),
            Figures = random.Next(2) == 0 ? null : random.Next(1, 101),
            Names = Texts(random),
            AlsoAccepted = kind is AnswerKind.Text or AnswerKind.Choice ? Texts(random) : [],
        })
        {
            Accepted = Texts(random), Rejected = Texts(random),
            Hints = [.. Texts(random).Select(text => new BundleHint(BundleWriter.TidyAnswer(text), Text(random, 40).Trim()))],
        };
    }

    private static List<string> Texts(Random random) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => Text(random, 12))];

    // A letter keeps it from being empty; the characters around it may be anything.
    private static string Text(Random random, int longest)
    {
        string[] pieces =
        [
            "x", " ", ":", ": ", "#", " #", "'", "\"", "\\", @"\frac12", "|", " | ", "->", " -> ", "-", "- ", "?", "{", "}", "[", ",", "&",
            "*", "!", "%", "@", "`", ">", "\n", "\t", "\r", "\0", "é", "🙂", "\u00A0", "\u2028", "\uFEFF", "$", "~", "---",
            "## Solution",
        ];
        var text = new StringBuilder();
        var letter = random.Next(6);
        for (var n = 0; n < 6; n++) text.Append(n == letter ? "x" : random.Next(3) == 0 ? "" : pieces[random.Next(pieces.Length)]);
        return text.Length > longest ? text.ToString(0, longest) + "x" : text.ToString();
    }

    private static string Body(Random random) =>
        string.Concat(Enumerable.Range(0, 8).Select(_ => Text(random, 30) + (random.Next(2) == 0 ? "\n" : "\n## Solution\n")));

    private static string Shown(BundleChallenge challenge)
    {
        var text = new StringBuilder($"{challenge with { Parts = [] }}");
        foreach (var part in challenge.Parts)
        {
            var answer = part.Answer;
            text.Append(CultureInfo.InvariantCulture, $"\n<{part.Id}> <{part.Label}> <{answer.Model}> {answer.Kind} {answer.Angle} ");
            text.Append(CultureInfo.InvariantCulture, $"{answer.Complex} {answer.Tolerance} {answer.Places} {answer.Figures}");
            List<string> hints = [.. part.Hints.Select(hint => hint.Answer + "⇒" + hint.Say)];
            foreach (var list in new[] { answer.Names, answer.AlsoAccepted, part.Accepted, part.Rejected, hints })
                text.Append("\n  <").AppendJoin("> <", list).Append('>');
        }
        // The record may print either of the two empty lists; the difference does not matter.
        return System.Text.RegularExpressions.Regex.Replace(text.ToString(), @"Parts = [^,]*,", "");
    }

    [Theory]
    [InlineData("2026-10-25 00:59")]
    [InlineData("2026-10-25 01:30")]
    [InlineData("2026-10-25 01:30 GMT")]
    [InlineData("2026-10-25 02:00")]
    [InlineData("2027-03-28 00:59")]
    [InlineData("2027-03-28 02:00")]
    [InlineData("2026-07-01 12:30")]
    public void Times_are_those_of_the_schools_clock_on_the_days_it_changes_too(string time)
    {
        var text = $"---\ntitle: T\nkey-stage: all\nrelease: {time}\nparts:\n  - id: a\n    answer: 1\n---\n\nS\n";
        Assert.Equal(text, Bundle.Write(Read(text)));
    }

    [Fact]
    public void Line_ends_of_windows_and_a_byte_order_mark_change_nothing()
    {
        const string text = "---\ntitle: T\nparts:\n  - id: a\n    answer: 1\n---\n\nS\n\nT\n\n## Solution\n\nU\n";
        Assert.Equal(Bundle.Write(Read(text)), Bundle.Write(Read("\uFEFF" + text.Replace("\n", "\r\n", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_change_is_said_in_words()
    {
        var old = Read(Whole.Replace("Count: the", "Count the", StringComparison.Ordinal));
        Assert.Empty(Bundle.Diff(old, old));
        Assert.Equal(
            ["A new challenge, “The Lazy Caterer”, with 3 parts, opening 30 November 2026, 12:30 GMT."],
            Bundle.Diff(null, old));
        var a = old.Parts[0];
        var next = old with
        {
            Title = "The Croissant", Points = null, ReleaseAt = null, LockAfterHours = null, Source = "",
            Parts =
            [
                old.Parts[2],
                a with
                {
                    Label = "",
                    Answer = a.Answer with { Model = "22", Kind = AnswerKind.Number, Places = 0 },
                    Accepted = ["22"],
                    Hints = [],
                },
                new BundlePart("d", "", new AnswerSpec("7")),
            ],
            Statement = "A *croissant* is cut $n$ times.\n\n- one\n- two", Solution = "",
        };
        Assert.Equal(
        [
            "The title “The Lazy Caterer” becomes “The Croissant”.",
            "The points “1” become “the usual”.",
            "The opening time “30 November 2026, 12:30 GMT” becomes “none, a draft”.",
            "The closing time “96 hours after it opens” becomes “never”.",
            "The source “after Steiner, 1826” goes.",
            "Part a: the label “(a) How many pieces do $n=4$ cuts make?” goes.",
            "Part a: the answer “11” becomes “22”.",
            "Part a: the kind “auto” becomes “number”.",
            "Part a: the number of decimal places is new: “0”.",
            "Part a: the examples to accept lose “11.0”, “22/2” and gain “22”.",
            "Part a: the hints lose “10 -> Count the piece you started with.”.",
            "Part b goes. What was answered to it stays in the record.",
            "Part d is new: its answer is “7”, kind auto.",
            "The order of the parts “a, c” becomes “c, a”.",
            "The statement: lines 1 to 3 become 4 lines, beginning “A *croissant* is cut $n$ times.”.",
            "The solution goes.",
        ], Bundle.Diff(old, next));
    }

    [Fact]
    public void A_changed_line_is_found_in_a_long_text_and_a_changed_word_in_a_long_label()
    {
        var old = Read("---\ntitle: T\nparts:\n  - id: a\n    label: " + new string('x', 200) + "1\n    answer: 1\n---\none\ntwo\nthree");
        var next = old with
        {
            Parts = [old.Parts[0] with { Label = new string('x', 200) + "2" }],
            Statement = "one\ntwo\nand a half\nthree",
        };
        Assert.Equal(
            [
                $"Part a: the label “…{new string('x', 20)}1” becomes “…{new string('x', 20)}2”.",
                "The statement: 1 line added after line 2.",
            ],
            Bundle.Diff(old, next));
        Assert.Equal(["The statement: line 3 goes."], Bundle.Diff(next, next with { Statement = "one\ntwo\nthree" }));
    }
}
