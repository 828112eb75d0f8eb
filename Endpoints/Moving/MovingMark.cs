// A small file that is there while a step of an import goes on: it tells the next start of a program that was stopped in the middle.
using System.Globalization;
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>Written and removed by the step's own thread.</summary>
internal sealed class MovingMark(string folder)
{
    private string Place => Path.Combine(folder, ".begun");

    public void Write(MovingWork work, long now)
    {
        DiskFiles.CreateFolder(folder);
        var words = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{EnumText.Of(work)} {now}"));
        // Whole or not at all: a program may be stopped while it writes this too.
        DiskFiles.Replace(Place, Place + ".partial", file => file.Write(words));
    }

    public void Remove() => File.Delete(Place);

    /// <summary>What was begun, and when; null: nothing was, or it cannot be read.</summary>
    public (MovingWork Work, long At)? Read()
    {
        try
        {
            if (!File.Exists(Place)) return null;
            var words = File.ReadAllText(Place).Split(' ');
            return words is [var name, var time] && EnumText.Parse<MovingWork>(name) is { } work
                && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? (work, at) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
