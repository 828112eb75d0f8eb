// How long a change of many members can be undone.
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>The end of the time for an undo.</summary>
internal static class UndoPeriod
{
    /// <summary>Days for which a change can be undone; a deletion can be undone for <see cref="Rules.UndoDays"/>.</summary>
    public const int Days = 30;

    private const long DaySeconds = 86_400;

    /// <summary>
    /// The first instant at which a change can no longer be undone, in unix seconds. A decision about a coming September can be undone for
    /// as long after that September; <paramref name="fates"/> are such decisions, empty for any other change.
    /// </summary>
    public static long EndOf(Change change, List<FateLine> fates)
    {
        if (change.Action == ChangeAction.Delete) return change.MadeAt + Rules.UndoDays * DaySeconds;
        if (fates.Count == 0) return change.MadeAt + Days * DaySeconds;
        var september = SchoolTime.Instant(new DateTime(fates[0].SchoolYear, 9, 1));
        return Math.Max(change.MadeAt, september) + Days * DaySeconds;
    }
}
