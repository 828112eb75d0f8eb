// Sums up one September from the counts of its pupils: how many move from which year group into which.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>Year groups around a 1 September.</summary>
public static class RolloverMoves
{
    /// <summary>The year group in the school year that begins. A pupil who is still to repeat has the earlier start year.</summary>
    public static int GroupThen(long startYear, int year, RolloverDecision? fate, bool isDone) =>
        SchoolTime.YearGroup(startYear, year) - (fate == RolloverDecision.Repeats && !isDone ? 1 : 0);

    /// <summary>The year group in the school year before, from the one in the school year that begins.</summary>
    public static int GroupBefore(int then, RolloverDecision? fate) => fate == RolloverDecision.Repeats ? then : then - 1;

    /// <summary>One line for each move that any pupil makes, from the youngest to the oldest.</summary>
    public static List<YearMove> Make(List<YearCount> counts, ChangeWords words, int year)
    {
        var moves = new List<YearMove>();
        var groups = Groups(counts, year);
        foreach (var before in groups)
        {
            var (up, again, leaving) = (0L, 0L, 0L);
            foreach (var count in counts)
            {
                if (GroupBefore(GroupThen(count.StartYear, year, count.Fate, count.IsDone), count.Fate) != before) continue;
                if (count.Fate == RolloverDecision.Repeats) again += count.Members;
                else if (count.Fate == RolloverDecision.Leaves) leaving += count.Members;
                else up += count.Members;
            }
            var isPast = before >= words.Rules.LastYear;
            var from = before > words.Rules.LastYear ? $"Year {before}" : words.YearGroup(before);
            if (up > 0) moves.Add(new YearMove(from, words.YearGroup(before + 1), up, isPast));
            if (again > 0) moves.Add(new YearMove(from, $"{words.YearGroup(before)} again", again, false));
            if (leaving > 0) moves.Add(new YearMove(from, "leaves", leaving, false));
        }
        return moves;
    }

    /// <summary>The groups to which the list can be narrowed: the year groups with pupils in them, and all past the last.</summary>
    public static List<Choice> Groups(List<YearCount> counts, Rules rules, int year, string past)
    {
        var choices = new List<Choice> { new("", "All year groups") };
        foreach (var before in Groups(counts, year))
            if (before <= rules.LastYear) choices.Add(new Choice($"{before}", $"Year {before}"));
        choices.Add(new Choice(past, $"Past Year {rules.LastYear}"));
        return choices;
    }

    /// <summary>The year groups before that September that have pupils in them, youngest first.</summary>
    private static List<int> Groups(List<YearCount> counts, int year)
    {
        var groups = new List<int>();
        foreach (var count in counts)
        {
            var group = GroupBefore(GroupThen(count.StartYear, year, count.Fate, count.IsDone), count.Fate);
            var place = groups.FindIndex(other => other >= group);
            if (place < 0) groups.Add(group);
            else if (groups[place] != group) groups.Insert(place, group);
        }
        return groups;
    }
}
