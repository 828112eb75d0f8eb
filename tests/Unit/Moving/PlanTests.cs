// What a plan says about the earlier site as a whole, and where each row that needs an eye can be seen to.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class PlanTests : IDisposable
{
    private static readonly DateTime Day = new(2026, 10, 5, 9, 0, 0);
    private readonly TemporaryFolder folder = new();
    private readonly MovingPlace place;

    public PlanTests() => place = new MovingPlace(folder.Path);

    public void Dispose()
    {
        place.Dispose();
        folder.Dispose();
    }

    private (string Text, MoveOutcome Outcome) Plan(Action<EarlierSiteFile> write)
    {
        var conversion = place.Convert(write);
        var outcome = place.Db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, MovingPlace.Now));
        return (MovingPlan.Write(outcome, [.. conversion.Questions.Write(place.Options, outcome), .. conversion.Notes]), outcome);
    }

    private static void Pupils(EarlierSiteFile file)
    {
        file.User(1, "head@x.example", "Helen Head", null, "", isAdmin: true);
        file.User(2, "ada@x.example", "Ada Byron", 9, "");
        file.User(3, "ben@x.example", "Ben Cole", 13, "");
        file.Challenge(1, "Sums", "<p>x</p>", Day.AddYears(-1), Day.AddYears(-1));
        file.Box(11, 1, "(a)", "((", 0);
        file.Submission(1, 2, 1, 11, "5", true, "2026-06-12 10:00:00");
    }

    [Fact]
    public void Years_that_look_old_are_said_with_what_each_choice_makes_of_three_pupils()
    {
        place.Choices = place.Choices with { SchoolYear = null };
        var (text, _) = Plan(Pupils);
        Assert.Contains("those of the school year from September 2025: 2 pupils, of whom 1 would be past year 13", text,
            StringComparison.Ordinal);
        Assert.Contains("Some years look old: the newest answer is of 12 June 2026. Of --school-year 2026 has Ada Byron in year 9, "
            + "Ben Cole in year 13; 2025 has Ada Byron in year 10, Ben Cole in year 14.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_will_see_is_said_for_ten_pupils_at_most()
    {
        var (text, _) = Plan(file =>
        {
            Pupils(file);
            for (var id = 10; id < 30; id++) file.User(id, $"p{id}@x.example", $"Pupil {id} Last", 9, "");
        });
        Assert.Contains("staff see the names: Ada Byron as AB, Ben Cole as BC, ", text, StringComparison.Ordinal);
        Assert.Contains("Pupil 17 Last as P1L.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Pupil 18 Last as", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Helen Head as", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(30, false)]
    public void A_site_that_wrote_something_within_a_day_is_to_be_stopped_first(int hours, bool isSaid)
    {
        var (text, _) = Plan(file =>
        {
            Pupils(file);
            file.Announcement(1, "News", "x", EarlierSiteFile.Time(SchoolTime.Local(MovingPlace.Now - hours * 3600)));
            file.Announcement(2, "Future", "x", "2099-01-01 00:00:00");
        });
        Assert.Equal(isSaid, text.Contains("The earlier site may still run: its newest row is of ", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_are_counted_with_the_room_there_is()
    {
        place.Uploads = folder["uploads"];
        Directory.CreateDirectory(folder["uploads/newsletters"]);
        File.WriteAllBytes(folder["uploads/newsletters/a.pdf"], Newsletters.Pdf(3 << 20));
        File.WriteAllText(folder["uploads/newsletters/b.pdf"], "no");
        var (text, _) = Plan(file =>
        {
            Pupils(file);
            foreach (var (id, name) in new[] { (1, "a.pdf"), (2, "b.pdf"), (3, "c.pdf"), (4, "a.pdf") })
                file.Article(id, "Letter", "", "2026-01-01 00:00:00", type: "newsletter", file: name);
        });
        Assert.Contains("Of the files that rows and texts name 1 are there (3.0 MB), 1 missing, and 1 of no type", text,
            StringComparison.Ordinal);
        Assert.Contains("files                      1, 3.0 MB; all uploads then take 3.0 MB of 1.0 GB (UPLOADS_CAPACITY).", text,
            StringComparison.Ordinal);
        Assert.Null(MovingSteps.FindRoomProblem(folder.Path, 1));
        Assert.StartsWith("its files take 1048576.0 GB, and the disk of", MovingSteps.FindRoomProblem(folder.Path, 1L << 50),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_need_an_eye_have_the_address_of_their_editor_by_the_numbers_here()
    {
        place.Db.Write(sql => Challenges.Add(sql, Challenge.Draft(ScoreRules.Default, null, "A. Teacher"), MovingPlace.Now));
        var (text, outcome) = Plan(file =>
        {
            Pupils(file);
            file.Box(98, 97, "orphan", "1", 0);
            file.Article(5, "", "", "2026-01-01 00:00:00");
        });
        Assert.Equal("/admin/challenges/2", outcome.Lines.Single(line => line.Code == "model-answer").Path);
        Assert.Equal("/admin/articles/5", outcome.Lines.First(line => line.Kind == "articles").Path);
        Assert.Null(outcome.Lines.Single(line => line.Code == "no-challenge").Path);
        Assert.Matches(@"(?m)^look at challenges 1 \(Sums\): The model answer .* \(/admin/challenges/2\)$", text);
        Assert.Contains(",/admin/challenges/2", MovingPlan.WriteReport(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public void Verdicts_that_would_be_others_here_are_listed_by_challenge_with_the_answers()
    {
        var (text, outcome) = Plan(file =>
        {
            Pupils(file);
            file.Challenge(2, "Doubles", "<p>x</p>", Day, Day);
            file.Box(21, 2, "(a)", "4", 0);
            file.Submission(2, 2, 2, 21, "5", true, "2026-10-06 10:00:00");
            file.Submission(3, 3, 2, 21, "4", false, "2026-10-06 11:00:00");
            file.Submission(4, 3, 2, 21, "9", false, "2026-10-06 12:00:00");
        });
        var line = outcome.Lines.Single(line => line.Code == "verdicts" && line.SourceId == 2);
        Assert.Equal("2 of its answers would be judged otherwise here, and stay as they were: “5” to (a) right there, “4” to (a) wrong "
            + "there.", line.Sentence);
        Assert.Contains("would be judged otherwise here. They keep the verdict they had", text, StringComparison.Ordinal);
    }
}
