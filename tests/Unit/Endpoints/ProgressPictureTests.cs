// The line of a member's points: from nothing on the left to the total at this moment, never beyond the drawing.
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Tests.Unit.Endpoints;

public sealed class ProgressPictureTests
{
    private static readonly PictureTime Time = new(Period.Year(2026), "the autumn term", 1000, 2000);

    [Fact]
    public void The_line_rises_at_its_steps_and_ends_now()
    {
        var picture = ProgressPicture.Draw(Time, [new(1250, 3), new(1500, -1), new(1750, 4)], 1800, []);
        Assert.Equal(6, picture.Total);
        Assert.Equal("M0 97H150V50H300V65.7H450V3H480", picture.Line);
        Assert.Equal(picture.Line + "V100H0z", picture.Area);
        Assert.Contains("from 0 to 6 in 3 steps", picture.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_points_there_is_no_line_and_what_is_early_or_negative_stays_inside()
    {
        Assert.Equal("", ProgressPicture.Draw(Time, [], 1800, []).Line);
        Assert.Equal("M0 97H0V97H600", ProgressPicture.Draw(Time, [new(10, -4)], 9000, []).Line);
    }
}
