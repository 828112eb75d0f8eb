// The audit's actions in plain words, as the page shows them and offers them for filtering.
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>
/// A table from actions to words. An action that is missing from it is shown by its own name, so that nothing is ever hidden by an
/// omission here.
/// </summary>
public static class AuditWords
{
    /// <summary>What each action did, to be read after the name of who did it.</summary>
    private static readonly (string Action, string Words)[] Table =
    [
        ("member.join", "joined"),
        ("member.add", "added a member"),
        ("member.import", "imported members from a file"),
        ("member.export", "exported the list of members"),
        ("member.edit", "changed what is known of a member"),
        ("member.role", "changed the role"),
        ("member.hand_over", "handed the society over and stepped down"),
        ("member.data", "downloaded what is held about a pupil"),
        ("member.class", "changed the class"),
        ("member.school", "changed the school"),
        ("member.year", "changed the year group"),
        ("member.rollover", "recorded what happens in September"),
        ("member.approve", "let a new member in"),
        ("member.refuse", "refused a new member"),
        ("member.unjoin", "undid the sign-up of a member"),
        ("member.alias", "asked for another display name"),
        ("member.name", "decided on a display name"),
        ("member.quiet", "turned quiet mode on or off"),
        ("member.archive", "archived a member"),
        ("member.restore", "made a member active again"),
        ("member.delete", "marked a member for deletion"),
        ("member.leave", "asked for their account to be deleted"),
        ("member.keep", "kept their account after all"),
        ("member.anonymise", "removed what was known of a member"),
        ("member.undo", "took back a change to a member"),
        ("member.sign_out", "signed a member out everywhere"),
        ("member.password", "changed their password"),
        ("password.link", "made a one-time code for a password"),
        ("password.reset", "set a password with a one-time code"),
        ("session.end", "ended sessions"),
        ("backup.copy", "copied the whole site, as a backup in another folder"),
        ("backup.download", "downloaded a backup, which holds the whole site"),
        ("site.handover", "made the handover pack, with the list of owners"),
        ("import.begin", "began to bring an earlier site in"),
        ("import.done", "brought an earlier site’s members and challenges in"),
        ("import.report", "downloaded the report of an import, which has names in it"),
        ("import.undo", "undid the import of an earlier site"),
        ("work.announce", "announced work on the site"),
        ("work.over", "took back announced work"),
        ("change.role", "changed the role of many members"),
        ("change.class", "changed the class of many members"),
        ("change.school", "changed the school of many members"),
        ("change.year", "changed the year group of many members"),
        ("change.archive", "archived many members"),
        ("change.restore", "made many members active again"),
        ("change.delete", "marked many members for deletion"),
        ("change.approve", "let many new members in"),
        ("change.rollover", "recorded what happens to many members in September"),
        ("change.classes", "decided whether class names move up in September"),
        ("change.enrol", "enrolled many pupils in a competition"),
        ("change.withdraw", "withdrew many pupils from a competition"),
        ("change.move", "moved many pupils to another school or division of a competition"),
        ("change.undo", "took back a change to many members"),
        ("member.extra_time", "set a pupil’s extra time"),
        ("attempt.give", "gave an attempt back"),
        ("attempt.paper", "entered an answer from paper"),
        ("challenge.add", "began a challenge"),
        ("challenge.edit", "changed a challenge"),
        ("challenge.publish", "published a challenge"),
        ("challenge.draft", "made a challenge a draft again"),
        ("challenge.copy", "copied a challenge"),
        ("challenge.import", "brought a challenge in from a file"),
        ("challenge.solution", "showed the solution of a challenge"),
        ("challenge.archive", "put a challenge away"),
        ("challenge.restore", "took a challenge out again"),
        ("challenge.delete", "deleted a draft"),
        ("challenge.picture", "added a picture to a challenge"),
        ("challenge.picture_removed", "removed a picture from a challenge"),
        ("article.add", "began an article"),
        ("article.import", "brought an article in from a file"),
        ("article.edit", "changed an article"),
        ("article.publish", "published an article"),
        ("article.draft", "made an article a draft again"),
        ("article.wait", "sent an article, or a change of one, to a teacher"),
        ("article.withdraw", "withdrew a change of an article"),
        ("article.approve", "published what an editor wrote"),
        ("article.send_back", "sent back what an editor wrote"),
        ("article.put_back", "put an earlier text of an article back"),
        ("article.archive", "archived an article"),
        ("article.restore", "took an article out of the archive"),
        ("article.delete", "deleted a draft of an article"),
        ("article.picture", "added a picture to an article"),
        ("article.picture_removed", "removed a picture from an article"),
        ("article.pdf", "gave a newsletter its PDF"),
        ("article.pdf_removed", "removed the PDF of a newsletter"),
        ("challenge.mark", "marked an answer by hand"),
        ("challenge.remark", "marked a challenge’s answers anew"),
        ("competition.add", "began a competition"),
        ("competition.edit", "changed a competition"),
        ("competition.publish", "published a competition"),
        ("competition.draft", "made a competition a draft again"),
        ("competition.archive", "archived a competition"),
        ("competition.restore", "took a competition out of the archive"),
        ("competition.delete", "deleted the draft of a competition"),
        ("competition.copy", "copied a competition for next year"),
        ("competition.import", "brought a competition in from its files"),
        ("competition.challenge_in", "moved a challenge into a competition"),
        ("competition.challenge_out", "moved a challenge out of a competition"),
        ("competition.invite", "invited a school to a competition"),
        ("competition.accept", "accepted a competition for a school"),
        ("competition.withdraw", "took a school out of a competition"),
        ("competition.slot", "set a school’s slot in a competition"),
        ("competition.disqualify", "disqualified a pupil from a competition"),
        ("competition.reinstate", "let a disqualified pupil take part again"),
        ("competition.move", "moved a pupil to another school or division of a competition"),
        ("competition.export", "exported the pupils of a competition"),
        ("announcement.add", "wrote an announcement, as a draft"),
        ("announcement.edit", "changed an announcement"),
        ("announcement.publish", "published an announcement"),
        ("announcement.remove", "removed an announcement"),
        ("points.adjust", "gave or took points"),
        ("database.restore", "put a backup in the place of the database"),
        ("database.older", "took an older copy of the database back"),
        ("points.repair", "wrote the totals of points anew from the ledger"),
        ("code.make", "made a join code"),
        ("code.end", "ended a join code"),
        ("code.check", "found that those who joined at once belong here"),
        ("code.undo", "undid sign-ups with a join code"),
        ("school.add", "added a school"),
        ("school.edit", "changed a school"),
        ("school.guest", "made a school a guest"),
        ("school.own", "made a guest school one of the society’s own"),
        ("school.delete", "deleted a school"),
        ("coordinator.invite", "made an invitation for a coordinator"),
        ("coordinator.revoke", "took back an invitation for a coordinator"),
        ("coordinator.renew", "renewed the coordinators of a school"),
        ("coordinator.join", "became a coordinator with an invitation"),
        ("competition.declare", "declared how many pupils of a school take part"),
        ("competition.leave", "declined a competition, or withdrew a school from it"),
        ("competition.export_school", "exported a school’s pupils in a competition"),
        ("enrolment.add", "enrolled pupils in a competition"),
        ("enrolment.withdraw", "withdrew pupils from a competition"),
        ("settings.change", "changed the settings"),
        ("page.edit", "changed the text of a page"),
        ("page.original", "put the original text of a page back"),
        ("clock.accept", "took the computer’s clock for right"),
        ("retention.agree", "agreed that members whose time is over are erased"),
        ("board.export", "exported a leaderboard"),
        ("competition.freeze", "froze the tables of a competition"),
        ("competition.thaw", "let the tables of a competition go on"),
        ("competition.results", "published the results of a competition"),
        ("wall.key", "made a key for the wall"),
        ("wall.end", "ended the wall’s key"),
        ("wall.front", "changed how much of the problem visitors see"),
        ("audit.export", "exported the audit"),
    ];

    private static readonly Dictionary<string, string> Words =
        Table.Select(row => KeyValuePair.Create(row.Action, row.Words)).ToDictionary(StringComparer.Ordinal);

    /// <summary>Kinds of actions, by what they begin with.</summary>
    private static readonly (string Prefix, string Words)[] Kinds =
    [
        ("", "Everything"), ("member.", "Members: everything"), ("password.", "Passwords: everything"),
        ("session.", "Sessions: everything"), ("attempt.", "Answers: everything"), ("challenge.", "Challenges: everything"),
        ("article.", "Articles: everything"), ("announcement.", "Announcements: everything"), ("points.", "Points: everything"),
        ("board.", "Leaderboards: everything"), ("change.", "Changes to many: everything"),
        ("code.", "Join codes: everything"), ("school.", "Schools: everything"),
        ("coordinator.", "Coordinators: everything"), ("competition.", "Competitions: everything"),
        ("enrolment.", "Enrolments: everything"),
        ("wall.", "The wall: everything"),
        ("page.", "Pages: everything"),
        ("settings.", "Settings: everything"), ("clock.", "The clock: everything"), ("retention.", "Erasing: everything"),
        ("audit.", "The audit itself"),
    ];

    /// <summary>What an action did.</summary>
    public static string Of(string action) => Words.GetValueOrDefault(action, action);

    /// <summary>Who did it: a former member by their number; if it was not a member, the client it came from.</summary>
    public static string Actor(AuditLine line) =>
        line.ActorId is { } id ? Person(line.ActorName, id)
        : line.Client.Length > 0 ? English.Capital(line.Client)
        : "The program";

    /// <summary>What it was done to; empty if that is clear without words.</summary>
    public static string Subject(AuditLine line) => line switch
    {
        { Subject: "member", SubjectId: { } id } when id == line.ActorId => "themselves",
        { Subject: "member", SubjectId: { } id } => Person(line.SubjectName, id),
        { SubjectId: { } id } => $"{line.Subject} {id}",
        _ => "",
    };

    /// <summary>The filters: kinds, then each action by its words; also <paramref name="chosen"/>, if it is neither.</summary>
    public static List<Choice> Choices(string chosen)
    {
        var choices = new List<Choice>();
        foreach (var (prefix, words) in Kinds) choices.Add(new Choice(prefix, words));
        foreach (var (action, words) in Table) choices.Add(new Choice(action, English.Capital(words)));
        if (!choices.Exists(choice => choice.Value == chosen)) choices.Add(new Choice(chosen, chosen));
        return choices;
    }

    private static string Person(string? name, long id) => name is null or Members.FormerName ? $"{Members.FormerName} {id}" : name;
}
