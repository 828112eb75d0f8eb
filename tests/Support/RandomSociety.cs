// Another MathsSoc with one of everything at random, in a folder of its own as a site has it, for tests of moving it in.
using System.Globalization;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Tests.Support;

/// <summary>Made by the program's own statements, and played by its rules. The same seed always gives the same society.</summary>
public sealed class RandomSociety : IDisposable
{
    private const long Day = 86_400, Begins = 1_789_000_000; // September 2026
    private readonly Random random;
    private readonly string folder;
    private readonly List<long> pupils = [], challenges = [], schools = [];
    private long keys, now = Begins;

    public RandomSociety(string folder, int seed, int people = 12, int texts = 6, int answers = 120)
    {
        (this.folder, random) = (folder, new Random(seed));
        Directory.CreateDirectory(folder);
        Assert.Equal(MigrationResult.Ready, Migrator.Run(Path, Migrator.Sections, 1).Result);
        Directory.CreateDirectory(Uploads);
        Db = Db.Open(Path, readers: 1);
        Db.Set("society.name", "Lark & Linnet", now);
        if (seed % 3 == 0) Db.Set("school.key_stages", "Lower 7-8, Upper 9-13", now);
        for (var i = random.Next(4); i > 0; i--) schools.Add(Db.AddSchool($"School {i}", isGuest: i == 3, town: i == 2 ? "Lark" : ""));
        Db.Add(Seed.Person("owner", Role.Owner), now);
        for (var i = 0; i < people; i++) AddMember(i);
        for (var i = 0; i < texts; i++)
        {
            AddChallenge(i);
            AddArticle(i);
            AddAnnouncement(i);
        }
        if (seed % 2 == 0) AddCompetition();
        Answer(answers);
        Settle();
    }

    public Db Db { get; }
    public string Path => System.IO.Path.Combine(folder, "mathsoc.db");
    public string Uploads => System.IO.Path.Combine(folder, "uploads");
    public int Files { get; private set; }

    public long AddMember(int number)
    {
        var role = number switch { 0 => Role.Teacher, 1 => Role.Editor, 2 => Role.Coordinator, _ => Role.Member };
        long? school = schools.Count > 0 && random.Next(3) > 0 ? schools[random.Next(schools.Count)] : null;
        var id = Db.Add(Seed.Person($"user{number}@lark.example", role) with
        {
            Name = $"Zoë {(char)('A' + number % 26)}. O’Neill",
            DisplayName = random.Next(2) == 0 ? $"Fox {number}" : "ZO",
            StartYear = role == Role.Member && random.Next(8) > 0 ? 2020 + random.Next(7) : null,
            Class = random.Next(2) == 0 ? "9B" : "",
            SchoolId = school,
            PasswordHash = random.Next(6) == 0 ? "" : Seed.Person("x", role).PasswordHash,
        }, now);
        if (role == Role.Member) pupils.Add(id);
        if (role == Role.Member && random.Next(4) == 0) Db.Write(sql => Members.SetQuiet(sql, id, isQuiet: true));
        if (random.Next(4) == 0) Db.Write(sql => ExtraTime.Set(sql, id, 1 + random.Next(90), Actor.CommandLine, now));
        return id;
    }

    public long AddChallenge(int number)
    {
        var isByPart = random.Next(3) == 0;
        var id = Db.Write(sql =>
        {
            var draft = Challenge.Draft(ScoreRules.Default, null, "A. Teacher") with
            {
                Title = $"Problem {number}",
                KeyStage = random.Next(2) == 0 ? "" : "KS4",
                Body = $"What is $x^{number}$?\n\n- one\n- <b>two</b>",
                Source = random.Next(2) == 0 ? "" : "UKMT, with thanks",
                Solution = random.Next(2) == 0 ? "" : "It is $x$.",
                Points = random.Next(5),
                FirstBonus = random.Next(4),
                IsByPart = isByPart,
                IsDraft = number % 5 == 4,
                SolutionHours = random.Next(3) == 0 ? 24 : null,
            };
            var added = Challenges.Add(sql, draft.ReleasedOn(now, random.Next(2) == 0 ? 24 * 60 : null, null), now);
            var ids = Parts.Save(sql, added, [.. Enumerable.Range(0, 1 + random.Next(3)).Select(RandomPart)], now);
            if (random.Next(2) == 0) FileNames.NamePart(sql, ids[0], "first");
            return added;
        });
        if (random.Next(2) == 0) AddFile(UploadOwner.Challenge(id), Pictures.Png(3 + random.Next(9)), "image/png", $"A square of {number}");
        if (number % 5 != 4) challenges.Add(id);
        return id;
    }

    private static Part RandomPart(int number) => number switch
    {
        0 => Part.New("(a) How many?", "21") with
        {
            Tolerance = 0.05m, Accepted = ["21.01", "42/2"], Rejected = ["20"],
            Mistakes = [new KnownMistake("20", "Count the first one too."), new KnownMistake("22", "Once only.")],
        },
        1 => Part.New("(b) Which?", "B", "choice") with { Choices = ["A", "B", "C"] },
        _ => Part.New("(c) Give $y$.", "3x+1") with { Letters = ["x"], IsDegrees = true, IsComplex = true, Figures = 3 },
    };

    public void AddFile(UploadOwner owner, byte[] bytes, string type, string alt)
    {
        var hash = UploadFolder.HashOf(bytes);
        File.WriteAllBytes(System.IO.Path.Combine(Uploads, hash), bytes);
        Db.Write(sql => Data.Uploads.Add(sql, owner, new Upload(hash, type, bytes.Length, alt), null, now));
        Files = (int)Db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM uploads"));
    }

    private void AddArticle(int number)
    {
        var kind = random.Next(2) == 0 ? ArticleKind.Article : ArticleKind.Newsletter;
        var id = Db.Write(sql => Articles.Add(sql, new Article
        {
            Kind = kind, Title = $"Text {number}", Summary = $"Of {number}", Body = $"Some *words*: {number}", AuthorName = "Fox 3",
            AuthorId = random.Next(2) == 0 ? pupils.FirstOrDefault() is > 0 and var writer ? writer : null : null,
            Audience = random.Next(2) == 0 ? Audience.Everyone : Audience.Members, IsDraft = random.Next(3) == 0,
            PublishedAt = now + random.Next(9) * Day, UnlistedAt = random.Next(4) == 0 ? now : null,
        }, now, $"text-{number}"));
        if (random.Next(3) == 0) AddFile(UploadOwner.Article(id), Pictures.Png(12 + random.Next(9)), "image/png", "Decoration");
        if (kind != ArticleKind.Newsletter || random.Next(2) == 0) return;
        var pdf = System.Text.Encoding.ASCII.GetBytes($"%PDF-1.7\n{number}");
        AddFile(UploadOwner.Article(id), pdf, UploadTypes.Pdf, "The newsletter");
        Db.Write(sql => sql.Execute("UPDATE articles SET pdf_hash = @hash WHERE id = @id", new { hash = UploadFolder.HashOf(pdf), id }));
    }

    private void AddAnnouncement(int number)
    {
        var audience = schools.Count > 0 ? (AnnouncementAudience)random.Next(5) : (AnnouncementAudience)random.Next(4);
        var isDraft = random.Next(4) == 0;
        Db.Write(sql => Announcements.Add(sql, new Announcement
        {
            Title = $"Notice {number}", Body = "Come on *Friday*.", Audience = audience, IsDraft = isDraft, IsPinned = random.Next(3) == 0,
            KeyStage = audience == AnnouncementAudience.Stage ? "KS4" : "", Class = audience == AnnouncementAudience.Class ? "9B" : "",
            SchoolId = audience == AnnouncementAudience.School ? schools[0] : null,
            ShownFrom = isDraft ? null : now, ShownUntil = now + (1 + random.Next(200)) * Day,
        }, $"notice {number}", now));
    }

    private void AddCompetition()
    {
        var cup = Db.AddCompetition(now);
        Db.AddChallenge(cup, now, "Of the cup");
        foreach (var pupil in pupils.Take(3))
        {
            Db.Enrol(cup, pupil, now);
            Db.GiveIn(cup, pupil, 4, now);
        }
    }

    /// <summary>Answers of pupils by the site's own rules, one after the other.</summary>
    public void Answer(int answers)
    {
        for (var i = 0; i < answers && pupils.Count * challenges.Count > 0; i++)
        {
            now += random.Next(3) * 60;
            var parts = Db.Read(sql => Parts.List(sql, challenges[random.Next(challenges.Count)]));
            var part = parts[random.Next(parts.Count)];
            var text = random.Next(2) == 0 ? part.Answer : string.Create(CultureInfo.InvariantCulture, $"{random.Next(6)}  ½");
            Db.Submit(new Answer(pupils[random.Next(pupils.Count)], part.Id, text, $"key {++keys}", now),
                (asked, _) => new Judgement(text == asked.Answer, text.ToLowerInvariant()), Rules.Default, now);
        }
    }

    /// <summary>What happens to members and challenges in the course of a year.</summary>
    private void Settle()
    {
        foreach (var pupil in pupils.Where(_ => random.Next(5) == 0)) Db.Give(pupil, random.Next(1, 9), now);
        foreach (var (state, at) in new[] { (MemberState.Archived, 0), (MemberState.Waiting, 1), (MemberState.Leaving, 2) })
            if (at < pupils.Count - 3) Db.Write(sql => Members.SetState(sql, pupils[at], state, now));
        if (pupils.Count > 5) Db.Write(sql => Anonymisation.Apply(sql, pupils[^1], now));
        if (challenges.Count > 2) Db.Write(sql => Challenges.SetArchived(sql, challenges[0], isArchived: true, now));
        if (challenges.Count > 3) Db.Write(sql => Challenges.ShowSolution(sql, challenges[1], now));
        Db.Write(sql => Articles.SetArchived(sql, 1, isArchived: true, now));
    }

    /// <summary>
    /// What of a society moves, by what people read: the same of the site that it left and of the one that it came to, if that was empty.
    /// </summary>
    public static List<string> Describe(Db db) => db.Read(sql =>
    {
        var all = new List<string>();
        void Add(string query) => all.AddRange(sql.Query<string>(query));
        const string Stays = "m.state NOT IN ('former', 'leaving') AND m.login <> 'head'";
        Add($"""
            SELECT 'member ' || m.login || '|' || m.name || '|' || m.display_name || '|' || replace(m.role, 'owner', 'teacher') || '|'
                || m.state || '|' || m.class || '|' || coalesce(m.start_year, 0) || '|'
                || coalesce(s.name || s.town || s.is_guest, '') || '|'
                || m.is_quiet || '|' || m.password_hash || '|' || coalesce(x.minutes, 0) || '|'
                || coalesce((SELECT sum(w.points) FROM awards w WHERE w.member_id = m.id AND w.counts_for_society = 1), 0)
            FROM members m LEFT JOIN schools s ON s.id = m.school_id LEFT JOIN extra_time x ON x.member_id = m.id
            WHERE {Stays} ORDER BY m.login
            """);
        Add("""
            SELECT 'challenge ' || h.file_id || '|' || h.title || '|' || h.body || '|' || h.source || '|' || h.solution || '|'
                || h.points || '|'
                || h.is_by_part || h.first_bonus || h.is_draft || '|' || coalesce(h.released_at, 0) || '|'
                || coalesce(h.lock_hours, 0) || '|'
                || coalesce(h.locked_at, 0) || '|' || coalesce(h.solution_shown_at, 0) || '|' || coalesce(h.solution_hours, -1) || '|'
                || (h.archived_at IS NULL) || h.author_name || h.created_at
            FROM challenges h WHERE h.competition_id IS NULL ORDER BY h.title
            """);
        Add("""
            SELECT 'part ' || h.title || '|' || p.position || '|' || p.file_id || '|' || p.label || '|' || p.answer || '|' || p.kind || '|'
                || p.is_degrees || p.is_complex || '|' || coalesce(p.tolerance, '') || '|' || coalesce(p.places, '') || '|'
                || coalesce(p.figures, '') || '|' || p.letters || '|' || p.choices || '|' || p.accepted || '|'
                || p.rejected || '|' || p.mistakes
            FROM parts p JOIN challenges h ON h.id = p.challenge_id
            WHERE h.competition_id IS NULL AND p.removed_at IS NULL ORDER BY h.title, p.position
            """);
        Add("""
            SELECT 'file ' || coalesce(h.title, a.title) || '|' || u.hash || '|' || u.content_type || '|' || u.bytes || '|' || x.alt
            FROM upload_uses x JOIN uploads u ON u.hash = x.hash LEFT JOIN challenges h ON x.owner_kind = 'challenge' AND h.id = x.owner_id
            LEFT JOIN articles a ON x.owner_kind = 'article' AND a.id = x.owner_id
            ORDER BY coalesce(h.title, a.title), u.hash
            """);
        Add($"""
            SELECT 'answer ' || m.login || '|' || h.title || '|' || p.label || '|' || a.number || '|' || a.typed || '|' || a.folded || '|'
                || a.is_right || a.judged_by || '|' || a.submitted_at
            FROM attempts a JOIN members m ON m.id = a.member_id JOIN parts p ON p.id = a.part_id JOIN challenges h ON h.id = p.challenge_id
            WHERE {Stays} AND h.competition_id IS NULL ORDER BY m.login, h.title, p.position, a.number
            """);
        Add($"""
            SELECT 'completed ' || m.login || '|' || h.title || '|' || c.completed_at
            FROM completions c JOIN members m ON m.id = c.member_id
            JOIN challenges h ON h.id = c.challenge_id WHERE {Stays} AND h.competition_id IS NULL ORDER BY 1
            """);
        Add("""
            SELECT 'article ' || a.file_id || '|' || a.kind || '|' || a.title || '|' || a.summary || '|' || a.body || '|'
                || a.author_name || '|'
                || a.audience || a.is_draft || '|' || coalesce(a.published_at, 0) || '|' || coalesce(a.unlisted_at, 0) || '|'
                || (a.archived_at IS NULL) || coalesce(a.pdf_hash, '')
            FROM articles a ORDER BY a.title
            """);
        Add("""
            SELECT 'notice ' || n.title || '|' || n.body || '|' || n.audience || '|' || n.key_stage || '|' || n.class || '|'
                || coalesce(s.name, '') || '|' || n.is_draft || n.is_pinned || '|' || coalesce(n.shown_from, 0) || '|' || n.shown_until
            FROM announcements n LEFT JOIN schools s ON s.id = n.school_id ORDER BY n.title
            """);
        return all;
    });

    public void Dispose() => Db.Dispose();
}
