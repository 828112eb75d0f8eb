// Lists the society's settings: storage, audit, form and page follow this list, so a new setting is a row here and a property.
namespace MathsSoc.Data;

using static SocietySetting;

/// <summary>Every setting of the society. <see cref="Settings"/> stores them; the page /admin/settings shows and reads them.</summary>
public static class SocietySettings
{
    /// <summary>The name of the row with the dates of the terms.</summary>
    internal const string TermsName = "school.terms";

    /// <summary>The name of the row with the key stages.</summary>
    internal const string KeyStagesName = "school.key_stages";

    private static readonly string UsualStages = Rules.Write(Rules.Default.KeyStages);

    private static readonly Bounds PointsBounds = new(0, 100);

    /// <summary>The society's name, its motto and its colour.</summary>
    private static readonly SocietySetting[] Look =
    [
        Line("society.name", "name", "Name", 60,
            s => s.Society.Name, (s, text) => s with { Society = s.Society with { Name = text } }),
        Line("society.motto", "motto", "Motto", 120,
            s => s.Society.Motto, (s, text) => s with { Society = s.Society with { Motto = text } }) with
        {
            IsOptional = true,
            Hint = "It stands below the name on the front page.",
        },
        Line("society.accent", "accent", "Colour", 7,
            s => s.Society.Accent, (s, text) => s with { Society = s.Society with { Accent = text } }) with
        {
            Kind = SettingKind.Colour,
            IsOptional = true,
            Hint = "Links, buttons and the sign take it; what is too pale to read is refused. "
                + $"The site’s own blue is {Society.DefaultAccent}.",
        },
    ];

    private static readonly SocietySetting[] Privacy =
    [
        About("privacy.controller", "controller", "Who decides what is kept here",
            p => p.Controller, (p, text) => p with { Controller = text },
            "The controller, in the law’s word: the school or society, by its full name."),
        About("privacy.contact", "data_contact", "How to reach them about it", p => p.Contact, (p, text) => p with { Contact = text },
            "An e-mail address, a postal address or a telephone number."),
        About("privacy.officer", "officer", "The data protection officer", p => p.Officer, (p, text) => p with { Officer = text },
            "And how to reach them; a school’s office knows. A society outside a school may have none: then say so."),
        About("privacy.basis", "basis", "The lawful basis", p => p.Basis, (p, text) => p with { Basis = text },
            "Such as “A task in the public interest: Article 6(1)(e) of the UK GDPR” for a state school. Ask the officer."),
    ];

    private static readonly SocietySetting[] Searching =
    [
        Tick("site.no_search", "no_search", "Ask search engines to stay away",
            s => s.Society.IsKeptFromSearch, (s, on) => s with { Society = s.Society with { IsKeptFromSearch = on } }) with
        {
            Hint = "Otherwise they may list the pages that visitors read: home, about, contact and their like, never a member’s page.",
        },
    ];

    private static readonly SocietySetting[] Joining =
    [
        Tick("join.open", "open", "People may sign up without a join code",
            s => s.Rules.IsOpen, (s, on) => s with { Rules = s.Rules with { IsOpen = on } }) with
        {
            Hint = "Otherwise only those with a code from you can.",
        },
        Choice("join.approval", "approval", "Who needs approval to join",
            [(Approval.Nobody, "Nobody"), (Approval.Codeless, "Those without a join code"), (Approval.Everybody, "Everybody")],
            s => s.Rules.Approval, (s, value) => s with { Rules = s.Rules with { Approval = value } }) with
        {
            Hint = "They cannot sign in until they are let in under Approvals.",
        },
        // One character longer than a domain, for an @ before it.
        Line("join.domain", "domain", "E-mail domain", EmailDomains.MaxLength + 1,
            s => s.Rules.EmailDomain, (s, text) => s with { Rules = s.Rules with { EmailDomain = text } }) with
        {
            IsOptional = true,
            Hint = "Whoever has no join code must then sign up with an address that ends in it, such as school.example. "
                + "The site sends no e-mail, so it cannot prove that the address is theirs.",
            Check = text => text.Length == 0 ? ("", null) : EmailDomains.Parse(text),
        },
        Tick("join.names", "names", "A display name that a member makes up needs approval",
            s => s.Rules.ModeratesNames, (s, on) => s with { Rules = s.Rules with { ModeratesNames = on } }) with
        {
            Hint = "Until then others see their initials.",
        },
    ];

    private static readonly SocietySetting[] Guests =
    [
        Tick("guests.take_part", "guests", "Guests take part",
            s => s.Rules.GuestsTakePart, (s, on) => s with { Rules = s.Rules with { GuestsTakePart = on } }) with
        {
            Hint = "Pupils of guest schools then see and answer the society’s own challenges too. They are on none of its boards. "
                + "Otherwise they only take part in competitions. A school is made a guest on its page under Schools.",
        },
    ];

    private static readonly SocietySetting[] Publishing =
    [
        Tick("articles.editors_wait", "editors_wait", "Articles by editors wait for a teacher",
            s => s.Rules.EditorsWait, (s, on) => s with { Rules = s.Rules with { EditorsWait = on } }) with
        {
            Hint = "Nobody reads what an editor publishes, or changes in a published text, before a teacher has looked at it.",
        },
    ];

    private static readonly SocietySetting[] SigningIn =
    [
        Number("session.idle_minutes", "idle", "Minutes without a page, after which somebody is signed out", new(5, 1440),
            s => s.Rules.IdleMinutes, (s, n) => s with { Rules = s.Rules with { IdleMinutes = n } }),
        Number("session.coordinator_minutes", "coordinator_idle", "The same for coordinators, also if their device stays signed in",
            new(5, 1440), s => s.Rules.CoordinatorIdleMinutes, (s, n) => s with { Rules = s.Rules with { CoordinatorIdleMinutes = n } },
            "They see the names of a school’s pupils. A number above the one before it changes nothing."),
        Number("session.hours", "hours", "Hours after which somebody is signed out in any case", new(1, 24 * 7),
            s => s.Rules.SessionHours, (s, n) => s with { Rules = s.Rules with { SessionHours = n } }),
        Number("session.lasting_days", "lasting", "Days for those who tick “Stay signed in on this device”", new(1, 180),
            s => s.Rules.LastingDays, (s, n) => s with { Rules = s.Rules with { LastingDays = n } },
            "Sessions that have begun keep their end."),
    ];

    private static readonly SocietySetting[] YearGroups =
    [
        Line(KeyStagesName, "stages", "Key stages", 160, s => Rules.Write(s.Rules.KeyStages),
            (s, text) => Rules.ParseKeyStages(text) is { } stages ? s with { Rules = s.Rules with { KeyStages = stages } } : s) with
        {
            Hint = $"Names with their years, with commas: {UsualStages}. "
                + "The years that stand here are those that can join; whoever is past the last one has left.",
            Check = text => Rules.ParseKeyStages(text) is not null ? (text, null)
                : (null, $"one to eight names with their years, with commas, rising, none twice: {UsualStages}. Years are from 0 to 14."),
        },
    ];

    private static readonly SocietySetting[] Keeping =
    [
        Number("keep.leaver_months", "leavers", "Months after leaving, until what is known of somebody is removed", new(1, 60),
            s => s.Rules.LeaverMonths, (s, n) => s with { Rules = s.Rules with { LeaverMonths = n } },
            "Their points stay, as a former member’s."),
        Number("keep.guest_months", "guest_months", "Months after their last competition, until guests are removed", new(1, 60),
            s => s.Rules.GuestMonths, (s, n) => s with { Rules = s.Rules with { GuestMonths = n } },
            "They count from the results, or from the close if results never came. What is known of pupils of guest schools who have taken "
                + "part in nothing since is then removed, and the coordinators of a guest school are archived unless you renew them."),
        Number("keep.audit_days", "audit", "Days the audit is kept", new(30, 3650),
            s => s.Rules.AuditDays, (s, n) => s with { Rules = s.Rules with { AuditDays = n } }),
    ];

    private static readonly SocietySetting[] Scoring =
    [
        Number("score.attempts", "attempts", "Answers that count, for each part", new(1, 20),
            s => s.Scoring.Attempts, (s, n) => s with { Scoring = s.Scoring with { Attempts = n } }),
        Number("score.points", "points", "Points of a new challenge", PointsBounds,
            s => s.Scoring.Points, (s, n) => s with { Scoring = s.Scoring with { Points = n } },
            "Each challenge can have its own."),
        Number("score.first_bonus", "first", "Bonus for the first solver", PointsBounds,
            s => s.Scoring.FirstBonus, (s, n) => s with { Scoring = s.Scoring with { FirstBonus = n } },
            "Each challenge can have its own."),
        Number("score.first_day_bonus", "day", "More for everybody who solves it by the end of its first school day", PointsBounds,
            s => s.Scoring.FirstDayBonus, (s, n) => s with { Scoring = s.Scoring with { FirstDayBonus = n } },
            "With 0 there is no such bonus. It rewards nobody for losing sleep: the whole day counts the same."),
        Number("score.grace_seconds", "grace",
            "Seconds after the close in which an answer still counts that was begun before it", new(0, 600),
            s => s.Scoring.GraceSeconds, (s, n) => s with { Scoring = s.Scoring with { GraceSeconds = n } }),
        Instant("boards.frozen_at", "frozen", "Boards are frozen from",
            s => s.Scoring.FrozenAt, (s, at) => s with { Scoring = s.Scoring with { FrozenAt = at } }) with
        {
            Hint = "For the time before a prize-giving: from then on others see the boards as they were, "
                + "and everybody their own points as they are. Empty it afterwards, and the boards are live again. London’s time.",
        },
        Tick("boards.are_public", "public", "Visitors see the boards too",
            s => s.Scoring.BoardsArePublic, (s, on) => s with { Scoring = s.Scoring with { BoardsArePublic = on } }) with
        {
            Hint = "Display names only, and search engines are asked to keep out. Otherwise only members see them.",
        },
        Line(TermsName, "terms", "Terms", 4000, s => Terms.Write(s.Scoring.TermDates),
            (s, text) => Terms.Parse(text) is { } terms ? s with { Scoring = s.Scoring with { TermDates = terms } } : s) with
        {
            Kind = SettingKind.Lines,
            IsOptional = true,
            Hint = "One line for each stretch of school days, such as “Autumn 2026-09-03..2026-10-23”; "
                + "a term with a break in it is two lines of one name. A year for which nothing is written has the usual dates of England. "
                + "What was earned before a change keeps its term.",
            Check = text => Terms.Parse(text) is not null ? (text, null)
                : (null, "one line for each stretch of school days, the earliest first, none across 1 September: "
                    + "a name, then the first and the last day, as in Autumn 2026-09-03..2026-10-23."),
        },
    ];

    private static readonly SocietySetting[] Feeds =
    [
        Tick("feeds.challenge_titles", "titles", "Challenge titles in the feed",
            s => s.Rules.NamesChallenges, (s, on) => s with { Rules = s.Rules with { NamesChallenges = on } }) with
        {
            Hint = "Everybody may subscribe to the feed and to the calendar. Each challenge is named there once it has opened, "
                + "as on the wall. Otherwise the feed has no challenges, and the calendar has when they open and close and no titles.",
        },
    ];

    /// <summary>Every row, in the order in which the audit names what was changed.</summary>
    public static readonly IReadOnlyList<SocietySetting> Rows =
        [
            .. Look, .. Joining, .. Publishing, .. SigningIn, .. YearGroups, .. Keeping, .. Scoring, .. Privacy, .. Searching, .. Feeds,
            .. Guests,
        ];

    /// <summary>The rows in the order of the settings page.</summary>
    public static readonly IReadOnlyList<SettingSection> Sections =
    [
        new("The society", Look),
        new("Joining", Joining),
        new("Guest schools", Guests),
        new("Publishing", Publishing),
        new("Points and boards", Scoring, "Points that were given stay as they were given."),
        new("Feed and calendar", Feeds),
        new("Staying signed in", SigningIn),
        new("Year groups", YearGroups),
        new("What is kept, and for how long", Keeping),
        new("The privacy page", Privacy, "What is left empty is not on the page."),
        new("Search engines", Searching),
    ];

    private static readonly Dictionary<string, SocietySetting> ByName = Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);

    private static SocietySetting About(string name, string field, string label, Func<PrivacyContacts, string> get,
        Func<PrivacyContacts, string, PrivacyContacts> set, string hint) =>
        Line(name, field, label, 200, s => get(s.Society.Privacy),
            (s, text) => s with { Society = s.Society with { Privacy = set(s.Society.Privacy, text) } }) with
        {
            IsOptional = true,
            Hint = hint,
        };

    /// <summary>The row of a name in the settings table; null if that is not a setting of the society.</summary>
    public static SocietySetting? Find(string name) => ByName.GetValueOrDefault(name);
}
