// The line of a member's progress: an hour is one step, so that a keen pupil's whole year is in it.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class TermPointsTests : IDisposable
{
    private const int Hour = 3600;

    private readonly TestDatabase database = new();

    public void Dispose() => database.Dispose();

    [Fact]
    public void A_thousand_points_of_a_year_are_all_in_it_and_it_ends_at_the_last_of_them()
    {
        var db = database.Db;
        var ada = db.Add(Seed.Pupil("ada"));
        var first = TestSociety.Tuesday / Hour * Hour - 200 * Hour;
        for (var hour = 0; hour < 200; hour++)
            for (var minute = 0; minute < 5; minute++)
                db.Give(ada, 1, first + hour * Hour + minute * 60);
        var steps = db.Read(sql => TermPoints.List(sql, ada, Period.Year(2026)));
        Assert.Equal(200, steps.Count);
        Assert.All(steps, step => Assert.Equal(5, step.Points));
        Assert.Equal((first + 240, first + 199 * Hour + 240), (steps[0].At, steps[^1].At));
    }
}
