// Finds what an owner or a teacher should attend to, for the admin home page and the home page.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Something that needs attention. <c>Sentence</c> is the link; <c>About</c> says why it matters and what can be done.</summary>
public sealed record AdminNeed(string Path, string Sentence, string About);

/// <summary>Finds what needs attention.</summary>
internal static class AdminNeeds
{
    private const int WarnedDays = 30;

    /// <summary>What needs attention from this role.</summary>
    public static async Task<List<AdminNeed>> Find(Visit visit, Role role)
    {
        var rules = visit.Rules;
        var oldestStart = SchoolTime.StartYear(rules.LastYear, visit.SchoolYear);
        // Leavers archived before this become anonymous within the days of the warning.
        var archivedBefore = DateTimeOffset.FromUnixTimeSeconds(visit.Now)
            .AddDays(WarnedDays)
            .AddMonths(-rules.LeaverMonths)
            .ToUnixTimeSeconds();
        var count = await visit.Read(sql => PendingCounts.Count(sql, oldestStart, archivedBefore));

        var needs = new List<AdminNeed>();
        void Add(long many, string path, string one, string several, string about)
        {
            if (many <= 0) return;
            needs.Add(new AdminNeed(path, many == 1 ? one : several.Replace("#", $"{many}", StringComparison.Ordinal), about));
        }

        Add(count.Waiting, "/admin/approvals", "1 person is waiting to be let in", "# people are waiting to be let in",
            "Until somebody decides, they cannot sign in.");
        Add(count.WantedNames, "/admin/approvals#names",
            "1 member would like another display name", "# members would like another display name",
            "Others see the old one until somebody decides.");
        Add(count.PastLastYear, "/admin/rollover", $"1 member is past year {rules.LastYear}, and not archived",
            $"# members are past year {rules.LastYear}, and not archived",
            "If they have left, archive them: what is known of them is then removed in time.");
        Add(count.SoonFormer, "/admin/members?state=archived", $"1 leaver becomes anonymous within {WarnedDays} days",
            $"# leavers become anonymous within {WarnedDays} days",
            "This happens by itself, and cannot be undone. Somebody who is coming back has to be made active before.");
        if (role == Role.Owner) needs.AddRange(await visit.Read(sql => FindLosses(sql, visit.Now)));
        if (role == Role.Owner && count.Owners == 1)
            needs.Add(new AdminNeed("/admin/members?role=teacher", "You are the only owner",
                "If you cannot sign in, nobody can change the settings or help you here. Make somebody you trust an owner too."));
        return needs;
    }

    private static List<AdminNeed> FindLosses(Sql sql, long now)
    {
        const string Path = "/admin/audit?action=database.";
        var needs = new List<AdminNeed>();
        foreach (var (at, detail) in DatabaseLosses.List(sql, now))
            needs.Add(new AdminNeed(Path, $"An older copy of the database was put back on {SchoolTime.Time(at)}",
                $"What was saved after that copy was made is not here: {detail}. Ask whoever looks after the computer for a newer copy."));
        foreach (var file in RescuedFiles.List(sql.DataSource))
            needs.Add(new AdminNeed(Path, $"The database’s file was lost on {SchoolTime.Time(file.SavedAt)}",
                $"A copy of it was saved as {file.Name}, beside the database. It is removed after {RescuedFiles.KeptDays} days: whoever "
                    + "looks after the computer should find out what happened, and move the copy to a safe place if it is needed."));
        return needs;
    }
}
