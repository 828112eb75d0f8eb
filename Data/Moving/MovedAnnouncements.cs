// Brings in announcements, each with the times between which it is shown; most are over when they arrive.
using System.Globalization;

namespace MathsSoc.Data;

internal static class MovedAnnouncements
{
    private const string Kind = "announcements";

    /// <param name="schools">Ids here by ids there.</param>
    public static void Bring(Move move, Dictionary<long, long> schools)
    {
        var known = move.Known(MovedRows.Announcements);
        foreach (var arriving in move.Arrivals.Announcements)
        {
            if (known.TryGetValue(arriving.SourceId, out var row)) TakeKnown(move, arriving, row);
            else if (arriving.Announcement.SchoolId is not { } school) Add(move, arriving, arriving.Announcement);
            else if (schools.TryGetValue(school, out var here)) Add(move, arriving, arriving.Announcement with { SchoolId = here });
            else
                move.Outcome.Add(Kind, MoveFate.Skipped, arriving.SourceId, arriving.Announcement.Title, "no-school",
                    "It is for a school that is not here.");
        }
    }

    private static void Add(Move move, ArrivingAnnouncement arriving, Announcement one)
    {
        if (!one.IsDraft && one.ShownUntil > move.Now && Announcements.CountOthers(move.Sql, 0, move.Now) >= Announcements.MaxCurrent)
        {
            one = one with { ShownUntil = Math.Max(move.Now, one.ShownFrom!.Value + 1) };
            Say(move, arriving, MoveFate.Changed, "many", "Too many are shown at this time: it arrives as one that is over.");
        }
        var key = string.Create(CultureInfo.InvariantCulture, $"flask:{move.Source}:announcement:{arriving.SourceId}");
        var (id, _) = Announcements.Add(move.Sql, one, key, move.Now);
        Note(move, arriving, id);
        move.Outcome.Add(Kind, MoveFate.New);
    }

    private static void TakeKnown(Move move, ArrivingAnnouncement arriving, MovedRow row)
    {
        var (words, one) = (row.Content.Split(' '), arriving.Announcement);
        if (Announcements.Find(move.Sql, row.TargetId) is not { } here)
            move.Outcome.Add(Kind, MoveFate.Skipped, arriving.SourceId, one.Title, "gone",
                "Came before, and was removed here since: stays removed.");
        else if (words[0] == arriving.Content) move.Outcome.Add(Kind, MoveFate.Same);
        else if (words.Length == 2 && words[1] == here.Version.ToString(CultureInfo.InvariantCulture)
            && Announcements.Update(move.Sql, here with { Title = one.Title, Body = one.Body }, move.Now))
        {
            Note(move, arriving, here.Id);
            move.Outcome.Add(Kind, MoveFate.Changed, arriving.SourceId, one.Title, "newer",
                "Was changed on the earlier site since it came, and not here: the new text is taken.");
        }
        else
        {
            move.Outcome.Add(Kind, MoveFate.Same);
            Say(move, arriving, MoveFate.Skipped, "changed-there",
                "Was changed on the earlier site since it came, and here too: it is left as it is here.");
        }
    }

    private static void Note(Move move, ArrivingAnnouncement arriving, long id) =>
        move.Note(MovedRows.Announcements, arriving.SourceId, id, string.Create(CultureInfo.InvariantCulture,
            $"{arriving.Content} {Announcements.Find(move.Sql, id)!.Version}"));

    private static void Say(Move move, ArrivingAnnouncement arriving, MoveFate fate, string code, string sentence) =>
        move.Outcome.Say(Kind, fate, arriving.SourceId, arriving.Announcement.Title, code, sentence);
}
