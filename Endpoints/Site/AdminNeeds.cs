// Finds what an owner or a teacher should attend to, for the admin home page and the home page.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Something that needs attention. <c>Sentence</c> is the link; <c>About</c> says why it matters and what can be done.</summary>
public sealed record AdminNeed(string Path, string Sentence, string About);

/// <summary>Finds what needs attention.</summary>
public sealed class AdminNeeds(GuessedLogins guessed, AlertBoard alerts, OwnPageTexts ownPages)
{
    private const int WarnedDays = 30, MaxGuessed = 5, MaxLocked = 5, MaxUncoordinated = 5;

    /// <summary>What needs attention from this role.</summary>
    public async Task<List<AdminNeed>> Find(Visit visit, Role role)
    {
        var rules = visit.Rules;
        var oldestStart = SchoolTime.StartYear(rules.LastYear, visit.SchoolYear);
        // Leavers archived before this become anonymous within the days of the warning.
        var archivedBefore = Retention.MonthsBefore(visit.Now + WarnedDays * 86_400L, rules.LeaverMonths);
        var (count, bursts, articles, announcements, uncoordinated, guestEnds) = await visit.Read(sql => (
            PendingCounts.Count(sql, oldestStart, archivedBefore), JoinBursts.List(sql, visit.Now), ArticleDesk.CountWaiting(sql),
            Announcements.CountWaiting(sql, visit.Now), Invitations.ListUncoordinated(sql, MaxUncoordinated),
            FindGuestEnds(sql, rules, visit.Now)));

        var needs = new List<AdminNeed>();
        if (role == Role.Owner) needs.AddRange(FindAlerts());
        if (visit.Clock is { IsCredible: false } clock)
        {
            needs.Add(new AdminNeed("/admin#clock",
                clock.IsTooEarly ? "The clock of this computer is wrong" : "The clock of this computer may be wrong", clock.Consequence));
        }
        void Add(long many, string path, string one, string several, string about)
        {
            if (many <= 0) return;
            needs.Add(new AdminNeed(path, many == 1 ? one : several.Replace("#", $"{many}", StringComparison.Ordinal), about));
        }

        needs.AddRange(await FindGuessed(visit));
        foreach (var burst in bursts)
            needs.Add(new AdminNeed($"/admin/codes/{burst.CodeId}/joined",
                $"{burst.Joined} people joined very quickly with the code “{burst.Label}”",
                "If it was a class, say so there. If somebody made them up, they can be undone together."));
        Add(count.Waiting, "/admin/approvals", "1 person is waiting to be let in", "# people are waiting to be let in",
            "Until somebody decides, they cannot sign in.");
        Add(count.WantedNames, "/admin/approvals#names",
            "1 member would like another display name", "# members would like another display name",
            "Others see the old one until somebody decides.");
        Add(articles, "/admin/articles",
            "1 article waits for a teacher", "# articles wait for a teacher",
            "An editor wrote or changed it. Readers do not see that until a teacher has looked at it.");
        Add(announcements, "/admin/announcements",
            "1 announcement by an editor waits to be published", "# announcements by editors wait to be published",
            "Read it, and publish or remove it: editors write drafts only.");
        foreach (var school in uncoordinated)
            needs.Add(new AdminNeed($"/admin/schools/{school.Id}/coordinators", $"Nobody coordinates {school.Name}",
                $"Nobody there can enrol pupils for “{school.Competition}”. Make an invitation for a teacher of the school."));
        Add(count.PastLastYear, "/admin/rollover", $"1 member is past year {rules.LastYear}, and not archived",
            $"# members are past year {rules.LastYear}, and not archived",
            "If they have left, archive them: what is known of them is then removed in time.");
        Add(count.SoonFormer, "/admin/members?state=archived", $"1 leaver becomes anonymous within {WarnedDays} days",
            $"# leavers become anonymous within {WarnedDays} days",
            "This happens by itself, and cannot be undone. Somebody who is coming back has to be made active before.");
        needs.AddRange(guestEnds);
        if (await visit.Read(sql => WaitingErasures.Find(sql, rules)) is { } erasures)
        {
            Add(erasures.Members, "/admin#erasures", "1 member waits to be erased", "# members wait to be erased",
                "They are more than the program erases by itself; an owner has to agree.");
        }
        foreach (var challenge in await visit.Read(sql => Challenges.ListWithoutSolution(sql, visit.Now, MaxLocked)))
            needs.Add(new AdminNeed($"/admin/challenges/{challenge.Id}/solution",
                $"“{challenge.Title}”{(challenge.Competition is { } of ? $" of {of}" : "")} is closed, and its solution is not shown",
                "Show it when everybody has finished. A challenge can also show its solution by itself: its form has the hours for it."));
        if (role == Role.Owner) needs.AddRange(await visit.Read(sql => FindLosses(sql, visit.Now)));
        if (role == Role.Owner && visit.IsPublic) needs.AddRange(await FindUnwritten(visit));
        // As long as the list of first steps is shown, it has this.
        if (role == Role.Owner && count.Owners == 1 && (await visit.Read(FirstSteps.Find)).AreTaken)
            needs.Add(new AdminNeed("/admin/members?role=teacher", "You are the only owner",
                "If you cannot sign in, nobody can change the settings or help you here. Make somebody you trust an owner too."));
        return needs;
    }

    /// <summary>One line for all alerts. Those that are for the page alone have a line of their own here.</summary>
    private List<AdminNeed> FindAlerts()
    {
        var firing = alerts.Firing.Where(alert => !alert.IsPageOnly).ToList();
        if (firing.Count == 0) return [];
        return
        [
            new AdminNeed("/admin/status",
                $"{(firing.Count == 1 ? "1 thing needs" : $"{firing.Count} things need")} an operator: "
                    + string.Join("; ", firing.Select(alert => alert.Title)),
                string.Join(" ", firing.Select(alert => alert.Remedy))),
        ];
    }

    private async Task<List<AdminNeed>> FindGuessed(Visit visit)
    {
        var needs = new List<AdminNeed>();
        foreach (var guess in guessed.List(MaxGuessed))
        {
            if (await visit.Read(sql => Members.Find(sql, guess.MemberId)) is not { State: not MemberState.Former } member) continue;
            needs.Add(new AdminNeed($"/admin/members/{member.Id}", $"Somebody is guessing the password of {member.Name}",
                $"More than {GuessedLogins.Most} wrong ones came within an hour from the address {guess.Client}, the last at "
                + $"{SchoolTime.Time(guess.At)}. A browser in which {member.Name} has signed in before still gets in from there; "
                + "another needs a link or a slip, which you can make there. The line goes after a day."));
        }
        return needs;
    }

    /// <summary>Guests and coordinators of guest schools whose time soon ends by itself.</summary>
    private static List<AdminNeed> FindGuestEnds(Sql sql, Rules rules, long now)
    {
        var needs = new List<AdminNeed>();
        var warned = GuestRetention.WarnedSince(rules, now);
        var guests = Retention.Count(sql, GuestRetention.Pupils(warned));
        if (guests > 0)
            needs.Add(new AdminNeed("/admin/schools",
                $"{English.Count(guests, "guest")} {(guests == 1 ? "becomes" : "become")} anonymous within "
                    + $"{GuestRetention.WarnedDays} days",
                "They are pupils of guest schools who take part in nothing any more. This happens by itself, and cannot be undone. "
                    + "Whoever is enrolled in a competition to come stays."));
        foreach (var school in GuestRetention.ListEnding(sql, warned, MaxUncoordinated))
            needs.Add(new AdminNeed($"/admin/schools/{school.Id}/coordinators",
                $"The coordinators of {school.Name} are archived on {SchoolTime.Date(GuestRetention.EndOf(rules, school.Since))}",
                "The school’s last competition is over. Renew them on that page if the school goes on."));
        return needs;
    }

    /// <summary>What a site with a public address has to tell its visitors, and does not yet.</summary>
    private async Task<List<AdminNeed>> FindUnwritten(Visit visit)
    {
        var needs = new List<AdminNeed>();
        if (!(await ownPages.FindVersion(OwnPageKind.Contact)).IsWritten)
            needs.Add(new AdminNeed(OwnPageKind.Contact.AdminPath, "Visitors do not know who runs the society",
                "The page “Contact and help” still has its original text. Write who you are and how to reach you: every page links "
                    + "to it."));
        if (visit.Society.Privacy.Missing is { Count: > 0 } missing)
            needs.Add(new AdminNeed("/admin/settings#controller", "The privacy page is not complete",
                $"It does not say yet: {English.List(missing)}. Fill it in at the end of the settings."));
        return needs;
    }

    private static List<AdminNeed> FindLosses(Sql sql, long now)
    {
        const string Path = "/admin/audit?action=database.";
        var needs = new List<AdminNeed>();
        foreach (var (at, detail) in Restores.List(sql, now))
            needs.Add(new AdminNeed(Path, $"A backup was put back on {SchoolTime.Time(at)}",
                $"The site was {detail}. What was saved after that is not here, and everybody had to sign in again. "
                    + "This line goes after seven days."));
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
