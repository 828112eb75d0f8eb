// The last hour's requests as the numbers of a small drawing: a bar a minute, errors in front of it, and a line for the times.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>One minute's bar; in the drawing's units, from its upper edge down.</summary>
public sealed record PlotBar(int X, int Y, int Height, int ErrorY, int ErrorHeight);

/// <summary>Made by <see cref="Draw"/>; the page only writes it.</summary>
/// <param name="Times">The line of the times, as an SVG path; empty: nothing was timed.</param>
public sealed record RequestPlot(IReadOnlyList<PlotBar> Bars, string Times, long MostRequests, double LongestTime)
{
    public const int Width = 600, Height = 120, BarWidth = 8;

    private const int Step = 10;

    public long Requests { get; private init; }

    public long Errors { get; private init; }

    /// <summary>Draws the minutes, the oldest on the left.</summary>
    public static RequestPlot Draw(IReadOnlyList<MinuteOfRequests> minutes)
    {
        var (most, longest) = (Math.Max(1, minutes.Max(minute => minute.Requests)), minutes.Max(minute => minute.P95) ?? 0);
        var bars = new List<PlotBar>();
        var path = new List<string>();
        var isDrawing = false;
        for (var i = 0; i < minutes.Count; i++)
        {
            var minute = minutes[i];
            if (minute.Requests > 0)
            {
                // Whatever happened is to be seen, however much more happened in another minute.
                var (height, errors) = (Tall(minute.Requests, most), minute.Errors == 0 ? 0 : Tall(minute.Errors, most));
                bars.Add(new PlotBar(i * Step + 1, Height - height, height, Height - errors, errors));
            }
            if (minute.P95 is { } seconds && longest > 0)
            {
                var y = Height - (int)Math.Round(seconds / longest * (Height - 4)) - 2;
                path.Add(string.Create(CultureInfo.InvariantCulture, $"{(isDrawing ? 'L' : 'M')}{i * Step + 1} {y}h{BarWidth}"));
                isDrawing = true;
            }
            else isDrawing = false;
        }
        return new RequestPlot(bars, string.Concat(path), most, longest)
        {
            Requests = minutes.Sum(minute => minute.Requests),
            Errors = minutes.Sum(minute => minute.Errors),
        };
    }

    private static int Tall(long number, long most) => Math.Max(2, (int)(number * Height / most));
}
