// A member's progress as a picture: the points as a line over the term, and the term as a row of triangles, one for each challenge.
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>How much of a challenge's triangle is filled.</summary>
public enum FigureFill { Open, Half, Full }

/// <summary>One challenge of the term.</summary>
/// <param name="Words">What the figure shows, for those who do not see it: "Goat: complete".</param>
public sealed record ProgressFigure(string Address, FigureFill Fill, string Words);

/// <summary>The time that a picture covers; <c>Span</c> is its name within a sentence.</summary>
internal sealed record PictureTime(Period Period, string Span, long Begins, long Ends);

/// <summary>The picture. The page only writes it.</summary>
/// <param name="Span">What it covers, within a sentence: "the autumn term 2026/27".</param>
/// <param name="Total">The points of that time.</param>
/// <param name="Line">The points as an SVG path, in a drawing of <see cref="Width"/> by <see cref="Height"/>; empty without points.</param>
/// <param name="Words">The line in a sentence.</param>
public sealed record ProgressPicture(string Span, long Total, string Line, string Words, IReadOnlyList<ProgressFigure> Figures)
{
    public const int Width = 600, Height = 100;

    private const int Edge = 3, MaxFigures = 60;

    /// <summary>The path that closes <see cref="Line"/> to an area above the ground.</summary>
    public string Area => $"{Line}V{Height}H0z";

    /// <summary>How many challenges are complete.</summary>
    public int Complete => Figures.Count(static figure => figure.Fill == FigureFill.Full);

    /// <summary>The picture of a member's present term; in the holidays, of the school year.</summary>
    /// <param name="stage">The member's key stage; null if there is none. Challenges for others are shown if the member tried them.</param>
    public static async Task<ProgressPicture> Find(
        Visit visit, ChallengeCache challenges, BoardCache boards, long memberId, string? stage)
    {
        var time = TimeOf(visit);
        var steps = await boards.Steps(memberId, time.Period);
        var (lines, book) = (await challenges.Lines(), await challenges.BookOf(memberId, visit.Rules.Scoring));
        return Draw(time, steps, visit.Now, FiguresOf(visit, lines, book, stage, time.Begins));
    }

    /// <summary>Only the line of a member's points, without the challenges.</summary>
    public static async Task<ProgressPicture> FindLine(Visit visit, long memberId)
    {
        var time = TimeOf(visit);
        return Draw(time, await visit.Read(sql => TermPoints.List(sql, memberId, time.Period)), visit.Now, []);
    }

    /// <summary>The present term; in the holidays, the school year.</summary>
    internal static PictureTime TimeOf(Visit visit)
    {
        var (rules, now) = (visit.Rules.Scoring, visit.Now);
        var term = rules.TermOf(DateOnly.FromDateTime(SchoolTime.Local(now)));
        var period = term?.Period ?? Period.Year(visit.SchoolYear);
        var first = term?.First ?? new DateOnly(visit.SchoolYear, 9, 1);
        var begins = SchoolTime.Instant(first.ToDateTime(TimeOnly.MinValue));
        var ends = term is null ? now : SchoolTime.Instant(term.Last.AddDays(1).ToDateTime(TimeOnly.MinValue));
        return new PictureTime(period, BoardWords.Of(period, rules), begins, Math.Max(ends, begins + 1));
    }

    /// <summary>Draws the steps between two instants, up to now.</summary>
    internal static ProgressPicture Draw(
        PictureTime time, IReadOnlyList<PointStep> steps, long now, IReadOnlyList<ProgressFigure> figures)
    {
        var (_, span, begins, ends) = time;
        long total = 0, most = 1;
        foreach (var step in steps) most = Math.Max(most, total += step.Points);
        var line = new StringBuilder();
        double Y(long points) => Height - Edge - (Height - 2 * Edge) * (double)Math.Max(0, points) / most;
        double X(long at) => Width * Math.Clamp((at - begins) / (double)(ends - begins), 0, 1);

        long sum = 0;
        if (steps.Count > 0)
        {
            AppendTenths(line.Append("M0 "), Y(0));
            foreach (var step in steps)
            {
                AppendTenths(line.Append('H'), X(step.At));
                AppendTenths(line.Append('V'), Y(sum += step.Points));
            }
            AppendTenths(line.Append('H'), X(now));
        }
        var words = steps.Count == 0 ? "" : $"A line of points over {span}: from 0 to {total} in {English.Count(steps.Count, "step")}, "
            + $"the first on {SchoolTime.Date(steps[0].At)}, the last on {SchoolTime.Date(steps[^1].At)}.";
        return new ProgressPicture(span, total, line.ToString(), words, figures);
    }

    /// <summary>Appends a length of 0 or more, to one place.</summary>
    private static void AppendTenths(StringBuilder line, double length)
    {
        var (whole, tenth) = Math.DivRem((long)Math.Round(length * 10), 10);
        line.Append(whole);
        if (tenth > 0) line.Append('.').Append(tenth);
    }

    private static List<ProgressFigure> FiguresOf(
        Visit visit, IReadOnlyList<ChallengeSummary> lines, MemberProgress book, string? stage, long begins)
    {
        var (reader, now, frame, figures) = (visit.Reader, visit.Now, visit.Frame, new List<ProgressFigure>());
        foreach (var line in lines)
        {
            var challenge = line.Challenge;
            if (figures.Count == MaxFigures || challenge.ReleasedAt < begins) break;
            if (challenge.ReleasedAt > now) continue;
            if (!ChallengeRules.For(challenge, reader, now).MaySee) continue;
            var own = book.Progress.GetValueOrDefault(challenge.Id, OwnProgress.None);
            var isFor = challenge.KeyStage.Length == 0 || challenge.KeyStage.Equals(stage, StringComparison.OrdinalIgnoreCase);
            if (!isFor && own.Tried == 0 && own.CompletedAt is null) continue;
            var fill = own.CompletedAt is not null ? FigureFill.Full : own.Right > 0 ? FigureFill.Half : FigureFill.Open;
            var state = fill switch
            {
                FigureFill.Full => "complete",
                FigureFill.Half => $"{own.Right} of {English.Count(line.Parts, "part")} right",
                _ => own.Tried > 0 ? "tried, nothing right yet" : "not tried",
            };
            figures.Add(new ProgressFigure(frame.Link($"/challenges/{challenge.Id}"), fill, $"{challenge.Title}: {state}"));
        }
        // The list has the latest first; a row is read from the left.
        figures.Reverse();
        return figures;
    }
}
