// The twenty challenges of `mathsoc demo`: every file is valid, its answers are marked as it says, and all kinds of answer occur.
using System.Text;
using AngleSharp.Html.Parser;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit;

public sealed class DemoChallengesTests
{
    private const string Folder = "Hosting/Demo/challenges";

    private static readonly IReadOnlyList<string> Files = Repository.Files(Folder, ".md");

    public static TheoryData<string> Names => [.. Files.Select(path => path[(Folder.Length + 1)..])];

    private static BundleChallenge Read(string name)
    {
        var (challenge, errors) = Bundle.Read(ReadyProblems.Texts(ReadyProblems.Pictures()).Single(one => one.Name == name).Text);
        Assert.True(errors.Count == 0, string.Join('\n', errors));
        return challenge!;
    }

    private static IEnumerable<BundleChallenge> All => Names.Select(row => Read(row.Data));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_is_read_and_is_written_in_the_same_way(string name)
    {
        var challenge = Read(name);
        Assert.Equal(name, $"{name[..3]}{challenge.Id}.md");
        Assert.InRange(challenge.Parts.Count, 1, 4);
        Assert.True(challenge.Solution.Length > 100);
        Assert.Equal(Bundle.Write(challenge), Bundle.Write(Bundle.Read(Bundle.Write(challenge)).Challenge!));
        Assert.Empty(Bundle.Diff(challenge, Bundle.Read(Bundle.Write(challenge)).Challenge!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_answer_is_marked_as_the_file_says(string name)
    {
        var challenge = Read(name);
        var wrong = new StringBuilder();
        foreach (var part in challenge.Parts)
        {
            foreach (var problem in part.Check(challenge.Statement + "\n\n" + part.Label))
                wrong.Append('\n').Append(part.Id).Append(": ").Append(problem.Message);
            var model = new PreparedModel(part.Answer);
            // A rejected answer must be readable: otherwise it would only show a typing mistake.
            foreach (var answer in part.Rejected)
                if (model.Mark(answer) is { Verdict: Verdict.Right or Verdict.Unreadable } marked)
                    wrong.Append($"\n{part.Id}: “{answer}” is {marked.Verdict}: {marked.Message}");
            // The model of a rounded answer is not itself a right answer; that of any other kind is.
            if (part.Answer.Kind != AnswerKind.Decimal && model.Mark(part.Answer.Model).Verdict != Verdict.Right)
                wrong.Append($"\n{part.Id}: the model is not right");
            Assert.True(part.Accepted.Count + part.Rejected.Count >= 3, part.Id);
            Assert.NotEmpty(part.Hints);
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_text_has_no_problem_and_every_formula_is_found(string name)
    {
        var challenge = Read(name);
        foreach (var text in challenge.Parts.Select(part => part.Label).Append(challenge.Statement).Append(challenge.Solution))
        {
            var rendered = Markdown.Render(text, new MarkdownSettings { Image = static _ => "picture.png" });
            Assert.Empty(rendered.Problems);
            var page = new HtmlParser().ParseDocument(rendered.Html.Markup);
            foreach (var tex in page.QuerySelectorAll(".tex, .formula")) tex.Remove();
            // A dollar or a backslash outside of a formula is one that was not closed.
            Assert.DoesNotContain("$", page.Body!.TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("\\", page.Body.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Ten_have_a_picture_that_the_build_drew_and_each_is_said_in_words()
    {
        var pictures = ReadyProblems.Pictures();
        Assert.Equal(10, pictures.Count);
        Assert.All(pictures, picture =>
        {
            Assert.Equal("image/png", UploadTypes.Find(picture.Bytes));
            // The challenge's page is to be light on a phone.
            Assert.InRange(picture.Bytes.Length, 1000, 10_000);
            var statement = Assert.Single(All.Select(challenge => challenge.Statement),
                text => text.Contains($"](upload:{picture.Hash}.png)", StringComparison.Ordinal));
            Assert.InRange(ImportedFiles.AltIn(statement, picture.Hash).Length, 40, UploadTypes.MaxAlt);
        });
        Assert.DoesNotContain(All, challenge => challenge.Statement.Contains("](" + challenge.Id, StringComparison.Ordinal));
    }

    [Fact]
    public void Where_a_list_is_given_every_answer_is_chosen_from_it()
    {
        var chosen = All.SelectMany(challenge => challenge.Parts).Where(part => part.Choices.Count > 0).ToList();
        Assert.True(chosen.Count >= 2);
        foreach (var part in chosen)
        {
            var hinted = part.Hints.Select(hint => hint.Answer);
            Assert.All((string[])[part.Answer.Model, .. part.Accepted, .. part.Rejected, .. hinted],
                answer => Assert.Contains(answer, part.Choices));
        }
    }

    [Fact]
    public void Together_they_have_every_kind_of_answer_and_every_key_stage()
    {
        Assert.Equal(20, Files.Count);
        Assert.Equal(AnswerKinds.All.Order(),
            All.SelectMany(challenge => challenge.Parts).Select(part => part.Answer.Kind.Name()).Distinct().Order());
        Assert.Equal([null, "KS3", "KS4", "KS5"], All.Select(challenge => challenge.KeyStage).Distinct().Order());
        Assert.Equal(20, All.Select(challenge => challenge.Title).Distinct().Count());
    }
}
