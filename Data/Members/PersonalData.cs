// Everything the database holds about one member, for that member: one statement for each part; a new table adds its own here.
using System.Data.Common;

namespace MathsSoc.Data;

/// <summary>
/// One value with the name its statement gives it. The name shows its type: <c>…_at</c> a time in unix seconds, <c>is_…</c> and
/// <c>has_…</c> yes or no.
/// </summary>
public sealed record Fact(string Name, string? Text, long? Number)
{
    /// <summary>Whether the number is a time.</summary>
    public bool IsInstant => Name.EndsWith("_at", StringComparison.Ordinal);

    /// <summary>Whether the number is a yes (1) or a no (0).</summary>
    public bool IsYesOrNo => Name.StartsWith("is_", StringComparison.Ordinal) || Name.StartsWith("has_", StringComparison.Ordinal);

    /// <summary>Whether there is no value.</summary>
    public bool IsEmpty => Number is null && string.IsNullOrEmpty(Text);
}

/// <summary>One row of a part: the columns of its statement.</summary>
public sealed record Facts(IReadOnlyList<Fact> Items);

/// <summary>One part of what is held: its name in the file, its heading and sentence on the page, and its rows.</summary>
/// <param name="IsOne">Whether it is always one row, such as the account itself.</param>
/// <param name="IsCut">Whether there are more rows than were read.</param>
public sealed record PersonalPart(string Name, string Heading, string About, bool IsOne, bool IsCut, IReadOnlyList<Facts> Rows);

/// <summary>Collects the parts. No part holds a hash or the name of another person.</summary>
public static class PersonalData
{
    /// <summary>How a part is read: <c>@id</c> is the member, <c>@most</c> bounds the rows.</summary>
    internal sealed record Source(string Name, string Heading, string About, string Query, bool IsOne = false);

    /// <summary>
    /// The competitions that do not tell this member yet what is right: until no answer that counts can come any more. Others ask for the
    /// same data, but a pupil must not learn here what the challenge's page does not tell.
    /// </summary>
    private const string Untold = """
        (SELECT k.id FROM enrolments y CROSS JOIN competitions k ON k.id = y.competition_id
            WHERE y.member_id = @id AND k.holds_verdicts = 1 AND k.closes_at + 60 * coalesce(
                (SELECT x.minutes FROM extra_time x WHERE x.member_id = @id), 0) > @judged)
        """;

    internal static readonly Source[] Sources =
    [
        new("account", "Your account",
            "Who you are to the society, and how you sign in. "
            + "Of your password only a scrambled form is kept, which is of no use to anybody and is left out.", """
            SELECT m.id AS number, m.login, m.name, m.display_name AS shown_to_others_as, m.wanted_name AS name_waiting_for_approval,
                m.start_year AS began_year_7_in, m.class, s.name AS school, m.role, m.state, m.state_at AS in_this_state_since_at,
                m.is_quiet, m.password_hash <> '' AS has_password, c.label AS joined_with_the_code, m.notice_version AS privacy_notice_read,
                m.created_at AS made_at, m.last_sign_in_at AS last_signed_in_at, m.news_seen_at AS announcements_read_until_at,
                m.coordinator_at AS coordinator_since_at, m.news_hidden_at AS announcements_hidden_until_at
            FROM members m LEFT JOIN schools s ON s.id = m.school_id LEFT JOIN join_codes c ON c.id = m.join_code_id
            WHERE m.id = @id LIMIT @most
            """, IsOne: true),
        new("sessions", "Where you are signed in", "One line for each browser. It is removed when you sign out or the session ends.", """
            SELECT device, is_lasting AS is_kept_signed_in, created_at AS began_at, seen_at AS last_used_at, expires_at AS ends_at
            FROM sessions WHERE member_id = @id ORDER BY id DESC LIMIT @most
            """),
        new("password_links", "Links and slips for a new password",
            "Made for you by a teacher and not used yet. The code itself is not kept.", """
            SELECT is_slip AS is_on_paper, created_at AS made_at, expires_at AS ends_at
            FROM password_links WHERE member_id = @id ORDER BY created_at DESC LIMIT @most
            """),
        new("record", "The record",
            "What you did that the society keeps a note of, and what was done to your account. Other people are not named.", """
            SELECT at AS noted_at, action,
                CASE WHEN actor_id = @id THEN 'you' WHEN actor_id IS NULL THEN 'the program' ELSE 'somebody else' END AS done_by,
                CASE WHEN subject <> 'member' THEN subject WHEN subject_id = @id THEN 'you' ELSE 'somebody else' END AS done_to,
                CASE WHEN subject = 'member' AND subject_id <> @id THEN '' ELSE detail END AS detail,
                CASE WHEN actor_id = @id THEN client ELSE '' END AS your_address
            FROM audit WHERE actor_id = @id OR (subject = 'member' AND subject_id = @id) ORDER BY id DESC LIMIT @most
            """),
        new("changes", "Changes to many at once",
            "When a teacher changed several accounts together and yours was one of them: what it was before and after.", """
            SELECT c.made_at, c.action, c.undone_at, x.role_before, x.role_after, x.class_before, x.class_after,
                b.name AS school_before, a.name AS school_after, x.start_year_before AS began_year_7_before,
                x.start_year_after AS began_year_7_after,
                x.state_before, x.state_after
            FROM change_members x JOIN changes c ON c.id = x.change_id
                LEFT JOIN schools b ON b.id = x.school_before LEFT JOIN schools a ON a.id = x.school_after
            WHERE x.member_id = @id ORDER BY c.id DESC LIMIT @most
            """),
        new("changes_of_enrolments", "Changes to many enrolments at once",
            "When a teacher enrolled, withdrew or moved several pupils of a competition together and you were one of them.", """
            SELECT c.made_at, c.action, c.undone_at, k.title AS competition, x.state_before, x.state_after,
                b.name AS school_before, a.name AS school_after, x.division_before, x.division_after, x.reason_before
            FROM change_enrolments x JOIN changes c ON c.id = x.change_id LEFT JOIN competitions k ON k.id = c.competition_id
                LEFT JOIN schools b ON b.id = x.school_before LEFT JOIN schools a ON a.id = x.school_after
            WHERE x.member_id = @id ORDER BY c.id DESC LIMIT @most
            """),
        new("septembers", "Septembers", "School years for which a teacher noted that you repeat a year or leave.", """
            SELECT school_year, fate FROM rollover_fates WHERE member_id = @id ORDER BY school_year DESC LIMIT @most
            """),
        new("answers", "Your answers",
            "Every answer that counted as an attempt, as you typed it. "
            + "What could not be read, and what you had tried before, was never kept.", $"""
            SELECT a.submitted_at AS sent_at, h.title AS challenge, p.label AS part, a.number AS attempt, a.typed AS answer,
                CASE WHEN h.competition_id IN {Untold} THEN NULL ELSE a.is_right END AS is_right,
                CASE WHEN h.competition_id IN {Untold} THEN NULL ELSE a.judged_by END AS judged_by,
                a.entered_by IS NOT NULL AS is_typed_in_from_paper
            FROM attempts a JOIN parts p ON p.id = a.part_id JOIN challenges h ON h.id = p.challenge_id
            WHERE a.member_id = @id ORDER BY a.id DESC LIMIT @most
            """),
        new("completed", "Challenges you completed",
            "Every challenge of which you have all parts right, since when, and whether you were the first.", $"""
            SELECT c.completed_at, h.title AS challenge, c.school_year, c.key_stage,
                EXISTS (SELECT 1 FROM firsts f WHERE f.challenge_id = h.id AND f.member_id = @id) AS is_first
            FROM completions c JOIN challenges h ON h.id = c.challenge_id
            WHERE c.member_id = @id AND coalesce(h.competition_id, 0) NOT IN {Untold} ORDER BY c.completed_at DESC LIMIT @most
            """),
        new("points", "Your points",
            "Each line of the ledger that your scores are the sums of. "
            + "A line says when it was earned and when it was written, which is later for a correction.", $"""
            SELECT w.at AS earned_at, w.made_at AS written_at, w.kind, w.corrects, h.title AS challenge, p.label AS part, w.points,
                w.reason, w.key_stage
            FROM awards w LEFT JOIN challenges h ON h.id = w.challenge_id LEFT JOIN parts p ON p.id = w.part_id
            WHERE w.member_id = @id AND coalesce(w.competition_id, 0) NOT IN {Untold} ORDER BY w.at DESC, w.id DESC LIMIT @most
            """),
        new("competitions", "Competitions you joined",
            "Your part in each: for which school, in which division, and when you started. Your answers and points are listed above.", $"""
            SELECT k.title AS competition, s.name AS school, e.division, e.state, e.state_at AS in_this_state_since_at, e.reason,
                e.enrolled_at AS joined_at, e.enrolled_by IS NOT NULL AND e.enrolled_by <> @id AS is_joined_by_staff, e.started_at,
                e.agreed_version AS terms_you_agreed_to, e.moved_at AS moved_by_an_owner_at,
                CASE WHEN k.id IN {Untold} THEN NULL ELSE e.points END AS points,
                CASE WHEN k.id IN {Untold} THEN NULL ELSE e.reached_at END AS last_point_at
            FROM enrolments e JOIN competitions k ON k.id = e.competition_id LEFT JOIN schools s ON s.id = e.school_id
            WHERE e.member_id = @id ORDER BY e.enrolled_at DESC, k.id DESC LIMIT @most
            """),
        new("places", "Your places in competitions",
            "As they were published at the end of a competition. They stay, without your name, when your account is deleted.", """
            SELECT k.title AS competition, s.name AS school, r.division, r.points, r.rank AS place, r.division_rank AS place_in_division
            FROM competition_results r JOIN competitions k ON k.id = r.competition_id LEFT JOIN schools s ON s.id = r.school_id
            WHERE r.member_id = @id ORDER BY k.id DESC LIMIT @most
            """),
        new("attempts_given_back", "Attempts given back", "Attempts that a teacher gave you on top of the usual number, and why.", """
            SELECT g.given_at, h.title AS challenge, p.label AS part, g.extra AS attempts, g.reason
            FROM allowances g JOIN parts p ON p.id = g.part_id JOIN challenges h ON h.id = p.challenge_id
            WHERE g.member_id = @id ORDER BY g.id DESC LIMIT @most
            """),
        new("moved_in", "Where your account came from",
            "If it came from the society’s earlier site: when, and its number there. By it the same account is known again. "
            + "The number stays when your account is deleted, so that a later copy of that site does not bring you back.", """
            SELECT i.made_at, r.source_id AS number_there FROM imports i
                CROSS JOIN import_rows r ON r.import_id = i.id AND r.source_table = 'users'
            WHERE r.target_id = @id ORDER BY i.id LIMIT @most
            """),
        new("extra_time", "Extra time", "By so many minutes challenges close later for you.", """
            SELECT minutes FROM extra_time WHERE member_id = @id LIMIT @most
            """),
        new("pictures_sent", "Pictures you sent",
            "Pictures and sheets that you added to challenges. They stay with the challenge when your account is deleted.", """
            SELECT created_at AS sent_at, content_type AS kind, bytes
            FROM uploads WHERE uploaded_by = @id ORDER BY created_at DESC LIMIT @most
            """),
        new("challenges_written", "Challenges you wrote",
            "What you wrote for the society. The challenges stay when your account is deleted; your name on them does not.", """
            SELECT created_at AS made_at, title, author_name AS shown_as, released_at
            FROM challenges WHERE author_id = @id ORDER BY id DESC LIMIT @most
            """),
        new("articles_written", "Articles you wrote",
            "What you wrote for the society. It stays when your account is deleted, under the name that others know you by.", """
            SELECT created_at AS made_at, kind, title, summary, body AS text, author_name AS shown_as, published_at, edited_at, note
            FROM articles WHERE author_id = @id ORDER BY id DESC LIMIT @most
            """),
        new("article_versions_saved", "Earlier texts you saved",
            "Each text of an article that you saved and that was changed since, or that waits for a teacher.", """
            SELECT v.saved_at, a.kind, v.title, v.summary, v.body AS text, v.author_name AS shown_as, v.is_waiting
            FROM article_versions v JOIN articles a ON a.id = v.article_id WHERE v.saved_by = @id ORDER BY v.id DESC LIMIT @most
            """),
        new("pages_saved", "Pages of the society you wrote",
            "Each time you saved the text of a page such as Contact. "
            + "The text stays when your account is deleted; your name on it does not.", """
            SELECT updated_at AS saved_at, name AS page, version FROM own_pages WHERE updated_by = @id ORDER BY updated_at DESC LIMIT @most
            """),
        new("announcements_written", "Announcements you began",
            "What you wrote for the society to read. The announcements stay when your account is deleted; they name nobody.", """
            SELECT created_at AS made_at, title, shown_from AS shown_from_at, shown_until AS shown_until_at
            FROM announcements WHERE actor_id = @id ORDER BY id DESC LIMIT @most
            """),
    ];

    /// <summary>What is held about a member, the newest rows first, at most <paramref name="most"/> of each part.</summary>
    /// <param name="judged">Answers that came until then are judged for all: now, less the grace for answers begun before a close.</param>
    public static List<PersonalPart> Collect(Sql sql, long memberId, int most, long judged)
    {
        var parts = new List<PersonalPart>(Sources.Length);
        foreach (var source in Sources)
        {
            var rows = Read(sql, source.Query, memberId, most + 1, judged);
            var isCut = rows.Count > most;
            if (isCut) rows.RemoveAt(most);
            parts.Add(new PersonalPart(source.Name, source.Heading, source.About, source.IsOne, isCut, rows));
        }
        return parts;
    }

    // By hand: each statement has its own columns, so there is no record for Dapper to read them into.
    private static List<Facts> Read(Sql sql, string query, long memberId, int most, long judged)
    {
        using var command = sql.CreateCommand();
        command.CommandText = query;
        Bind(command, "id", memberId);
        Bind(command, "most", most);
        Bind(command, "judged", judged);
        using var reader = command.ExecuteReader();
        var rows = new List<Facts>();
        while (reader.Read()) rows.Add(ReadRow(reader));
        return rows;
    }

    private static void Bind(DbCommand command, string name, long value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    private static Facts ReadRow(DbDataReader reader)
    {
        var items = new Fact[reader.FieldCount];
        for (var i = 0; i < items.Length; i++)
        {
            var value = reader.GetValue(i);
            items[i] = new Fact(reader.GetName(i), value as string, value is long number ? number : null);
        }
        return new Facts(items);
    }
}
