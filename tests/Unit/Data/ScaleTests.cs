// Many members: what pages ask of the database is found by indexes however many rows there are, and a large society holds together.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Unit.Data;

public sealed class ScaleTests : IDisposable
{
    private const string Sort = "USE TEMP B-TREE FOR ORDER BY", Group = "USE TEMP B-TREE FOR GROUP BY";

    private static readonly string[] ForForeignKeys =
    [
        "firsts_member", "awards_part", "enrolments_enrolled_by", "competition_schools_accepted_by", "competition_results_member",
        "competition_results_school", "competition_school_results_school", "invitations_created_by", "changes_competition",
        "import_files_article",
    ];

    private readonly TestSociety club = new();

    public void Dispose() => club.Dispose();

    [Fact]
    public void A_large_society_holds_together()
    {
        const int Members = 1000;
        club.Db.Fill(Members, 500, 50 * Members, club.Now);
        Assert.InRange(club.Count("SELECT count(*) FROM awards"), 49 * Members, 52 * Members);
        club.HoldsTogether();
        var (ada, open) = (club.Pupil("ada"), club.Challenge("1"));
        Assert.Equal(AnswerResult.Counted, club.Answer(ada, club.PartsOf(open)[0], "9").Result);
        Assert.True(club.Solve(ada, open) is { Completes: true, IsFirst: true });
        club.HoldsTogether();
    }

    [Fact]
    public void Questions_of_pages_are_found_by_their_indexes_and_without_them_the_fault_is_seen()
    {
        var questions = Ask();
        using var connection = new SqliteConnection($"Data Source={club.Db.Path}");
        connection.Open();
        Assert.Empty(questions.SelectMany(question => FaultsOf(connection, question)));

        var indexes = IndexesOf(connection);
        // Some are for foreign keys, which plans do not show: a completion that is taken back looks for its row in firsts, a part that is
        // deleted for its rows in the ledger, a school or a member that is deleted for their rows in competitions.
        var asked = questions.SelectMany(question => question.Uses).Distinct();
        Assert.Equal(indexes.Where(name => !ForForeignKeys.Contains(name)).Order(), asked.Order());
        foreach (var name in indexes)
        {
            using var transaction = connection.BeginTransaction();
            using var drop = new SqliteCommand($"DROP INDEX {name}", connection, transaction);
            drop.ExecuteNonQuery();
            foreach (var question in questions.Where(question => question.Uses.Contains(name)))
                Assert.NotEmpty(FaultsOf(connection, question));
            transaction.Rollback();
        }
    }

    /// <summary>
    /// What a page asks, the indexes that must answer it, and what it may read whole or sort: because it is little, or because everything
    /// has to be looked at.
    /// </summary>
    private sealed record Question(string What, IReadOnlyList<string> Statements, string[] Uses, string[] May);

    private static List<string> FaultsOf(SqliteConnection connection, Question question)
    {
        try
        {
            var plans = question.Statements.Select(statement => QueryPlans.Explain(connection, statement)).ToList();
            var faults = plans.SelectMany(QueryPlans.CostlyLines).Where(line => !question.May.Contains(line))
                .Select(line => $"{question.What}: {line}").ToList();
            var lines = plans.SelectMany(plan => plan).Select(line => line + " ").ToList();
            faults.AddRange(question.Uses.Where(name => !lines.Any(line => line.Contains($" INDEX {name} ", StringComparison.Ordinal)))
                .Select(name => $"{question.What}: {name} is not used"));
            return faults;
        }
        catch (SqliteException refused) when (refused.Message.Contains("no such index", StringComparison.Ordinal))
        {
            return [$"{question.What}: {refused.Message}"];
        }
    }

    private static List<string> IndexesOf(SqliteConnection connection)
    {
        using var command = new SqliteCommand("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL", connection);
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }

    private List<Question> Ask()
    {
        var (ada, ben, rules) = (club.Pupil("ada"), club.Pupil("ben"), club.Rules);
        var challenge = club.Challenge("1", "2");
        var part = club.PartsOf(challenge)[0].Id;
        club.Solve(ada, challenge);
        club.Answer(ben, club.PartsOf(challenge)[0], "7");
        club.Db.Write(sql => { sql.Execute("UPDATE members SET class = '9B'"); });
        club.Db.Write(sql => Allowances.Give(sql, ben, part, 1, "The projector failed.", club.Teacher, club.Now));
        var board = new Board(Period.Year(2026));
        var frozen = board with { FrozenAt = club.Now + 1 };
        var ofClass = board with { Class = "9B" };

        var questions = new List<Question>();
        void Add(string what, Action<Sql> ask, string[] uses, params string[] may)
        {
            var statements = QueryPlans.Record(club.Db.Path, ask);
            Assert.NotEmpty(statements);
            questions.Add(new Question(what, statements, uses, may));
        }

        Add("who is signed in", sql => { Sessions.Find(sql, "token", 1); Sessions.Exists(sql, 1); }, []);
        Add("sessions", sql => { Sessions.List(sql, ada, 1); Sessions.Count(sql, 1); }, ["sessions_member", "sessions_expires"], Sort);
        Add("signing in", sql => { Members.FindByLogin(sql, "ada"); Members.FindCredentials(sql, "ada"); }, []);
        Add("a code", sql => { PasswordLinks.Find(sql, "code", 1); JoinCodes.Find(sql, "code"); }, []);
        Add("a display name", sql => Members.IsDisplayNameTaken(sql, "Ada", ben), ["members_display_key"]);
        Add("owners", sql => { Members.AnyOwner(sql); Members.IsLastOwner(sql, ada); }, ["members_state"]);

        // Of one member or one challenge, which is little: it may be sorted.
        Add("all challenges", sql => ChallengeQueries.ListShelf(sql), ["challenges_released", "parts_challenge"]);
        Add("one challenge", sql => { Challenges.Find(sql, challenge); Parts.List(sql, challenge); }, ["parts_challenge"]);
        Add("a challenge's version", sql => ChallengeQueries.FindVersion(sql, challenge), []);
        Add("how far somebody is", sql => ChallengeQueries.FindBook(sql, ben, rules.Scoring), ["allowances_member"]);
        Add("somebody at a challenge", sql => ChallengeQueries.FindOwn(sql, ben, challenge),
            ["awards_challenge", "allowances_member", "parts_challenge"], Sort);
        Add("somebody's answers", sql =>
        {
            ChallengeQueries.ListAnswers(sql, ben, ChallengeQueries.ListAnswered(sql, ben, 0, 10));
            Parts.ListByIds(sql, [part]);
        }, [], Sort, Group);
        Add("an answer that comes in", sql => Answering.Look(sql, new Answer(ben, part, "8", "key", 1), rules), ["allowances_member"]);
        Add("marking anew", sql => Remark.Preview(sql, challenge, [], rules),
            ["attempts_part", "completions_challenge", "awards_challenge"], Sort, Group, "USE TEMP B-TREE FOR LAST TERM OF ORDER BY");
        Add("wrong answers", sql => { Attempts.ListWrong(sql, part, 10); Attempts.AnyOf(sql, challenge); },
            ["attempts_part"], Sort, Group, "USE TEMP B-TREE FOR count(DISTINCT)");

        // A board of all members is never sorted; a class is small, and a frozen board only adds up what was earned since.
        Add("a page of a board", sql => Leaderboard.List(sql, board, 1, 50), ["totals_board"]);
        Add("the board of a key stage", sql => Leaderboard.List(sql, board with { KeyStage = "KS3" }, 0, 50), ["totals_board"]);
        Add("a board's length", sql => Leaderboard.Count(sql, board), ["totals_board"]);
        Add("one's own place", sql => Leaderboard.FindOwn(sql, board, ada), ["totals_board", "awards_member"]);
        Add("the board of a class", sql => { Leaderboard.List(sql, ofClass, 0, 50); Leaderboard.Count(sql, ofClass); },
            ["members_class"], Sort);
        Add("a frozen board", sql => { Leaderboard.List(sql, frozen, 0, 50); Leaderboard.Count(sql, frozen); },
            ["totals_board", "awards_made", "awards_member"], Group, Sort, "SCAN l");
        Add("one's own place, frozen", sql => Leaderboard.FindOwn(sql, frozen, ada),
            ["totals_board", "awards_made", "awards_member"], Group, "SCAN l");
        Add("names for a file", sql => BoardNames.Find(sql, Leaderboard.List(sql, board, 0, 50)), ["totals_board"]);
        Add("solved lately", sql => { Completions.ListRecent(sql, 10, null); Completions.ListRecent(sql, 10, club.Now); },
            ["completions_at", "awards_challenge"]);
        Add("why this score", sql => Awards.List(sql, ada, Period.AllTime, "", 0, 50), ["awards_member"]);
        Add("scores", sql => ScoreSums.Find(sql, ada, AwardPeriods.Of(rules, null, club.Now), null), ["awards_member"]);
        Add("totals", sql => { Totals.Find(sql, ada, board.Period); Totals.List(sql, ada); }, ["totals_member"], Sort);

        // Searching looks at every row, and so does sorting by anything: rows as many as members or challenges, not as answers.
        Add("authors' list", sql => { AuthorList.Count(sql, null, "", 1); AuthorList.List(sql, null, "", 1, 0); },
            ["parts_challenge", "completions_challenge", "attempts_part"], "SCAN h", Sort);
        Add("the list of members", sql =>
        {
            MemberList.Count(sql, MemberFilter.Active, rules, 2026);
            foreach (var sort in Enum.GetValues<MemberSort>()) MemberList.List(sql, MemberFilter.Active, rules, 2026, sort, false, 0, 50);
        }, [], "SCAN members", "SCAN members USING INDEX sqlite_autoindex_members_1", Sort);
        Add("chosen members", sql => MemberList.ListByIds(sql, [ada]), [], Sort);
        Add("classes", sql => MemberList.Classes(sql, null), ["members_class"], "SCAN members USING INDEX members_class", Sort);
        Add("schools", sql => Schools.List(sql), ["members_school"], "SCAN schools USING INDEX sqlite_autoindex_schools_1");
        Add("what waits", sql => { PendingCounts.Count(sql, 2019, 1); Approvals.Waiting(sql, 50); Approvals.WantedNames(sql, 50); },
            ["members_state"], Sort);
        Add("who joined at once", sql => { JoinBursts.List(sql, club.Now); JoinBursts.Members(sql, 1, club.Now); },
            ["members_joined", "audit_subject"], Sort, Group, "SCAN c");
        Add("pupils with extra time", sql => ExtraTime.CountOpen(sql, Challenges.Find(sql, challenge)! with { LockedAt = 5 }, 1),
            ["members_state"]);
        Add("a September", sql => { Rollovers.Count(sql, 2026); Rollovers.Overdue(sql, 2019, 50); Rollovers.CountOverdue(sql, 2019); },
            ["members_state"], Sort, Group);

        // The newest first, from the end of the table until there are enough.
        Add("the record", sql => Audit.List(sql, new AuditFilter(null, "", null, null, null, null), 50), [], "SCAN a");
        Add("the record of somebody", sql => Audit.ListAbout(sql, ada, 5), ["audit_subject"]);
        Add("changes", sql => { Changes.List(sql, null, 5); Changes.MembersOf(sql, 1); Changes.IsDeletedByOthers(sql, ada); },
            ["change_members_member"], "SCAN c", Sort);

        // A member's personal data is requested rarely, and by that member only.
        Add("personal data", sql => PersonalData.Collect(sql, ada, 50, 1),
            [
                "sessions_member", "password_links_member", "change_members_member", "change_enrolments_member", "awards_member",
                "allowances_member", "articles_author", "own_pages_author", "import_rows_import",
            ],
            Sort, "SCAN i", "SCAN audit", "SCAN rollover_fates", "SCAN uploads", "SCAN challenges", "SCAN announcements", "SCAN v");
        var reader = new AnnouncementReader(true, "KS3", "9B", null);
        // At most a hundred are current, and pages sort those.
        Add("the announcements of every page", sql => Announcements.ListCurrent(sql, 1), ["announcements_current"], Sort);
        Add("the announcements of a reader", sql =>
        {
            Announcements.List(sql, reader, 1, 1, 0);
            Announcements.Count(sql, reader, 1, 1);
        }, ["announcements_current"], Sort);
        // Of two thousand articles a page of a list reads twenty; counting them and looking for the first reads the index alone.
        Add("a list of articles", sql => Articles.List(sql, ArticleKind.Article, false, club.Now, 1980), ["articles_listed"]);
        Add("how many articles", sql =>
        {
            Articles.Count(sql, ArticleKind.Newsletter, false, club.Now);
            ArticleLinks.Find(sql, club.Now);
        }, ["articles_listed"]);
        // Of at most the newest few of each kind.
        Add("the newest articles", sql =>
        {
            Articles.ListNewest(sql, false, club.Now, 3);
            Articles.FindNextPublication(sql, club.Now);
        }, ["articles_listed"], Sort);
        Add("an article", sql => { Articles.FindVersion(sql, 1); Articles.Find(sql, 1); Articles.ListOfUpload(sql, "hash"); }, []);
        Add("earlier texts of an article", sql => { ArticleVersions.List(sql, 1); ArticleVersions.Find(sql, 1, 1); },
            ["article_versions_number"]);
        Add("a text that waits", sql => ArticleVersions.FindWaiting(sql, 1), ["article_versions_waiting"]);
        Add("pictures", sql => Uploads.List(sql, UploadOwner.Challenge(challenge)), [], Sort);
        Add("a picture", sql => UploadRules.Find(sql, new Viewer(ada, Role.Member, 0), "hash", club.Now), []);
        Add("what shows it", sql => { Articles.ListOfUpload(sql, "hash"); Uploads.ListChallenges(sql, "hash"); }, ["upload_uses_hash"]);
        Add("all pictures", sql => { Uploads.Total(sql); Uploads.RemoveUnused(sql); }, ["upload_uses_hash"], "SCAN uploads");
        Add("members whose time is over", sql => Retention.Anonymise(sql, Overdue.In(MemberState.Archived, 1, "left"), 50, club.Now),
            ["members_state"]);
        // Of all that came the undo of one import reads its own rows, and of few imports, schools and settings all.
        club.Db.Write(sql => sql.Execute("INSERT INTO imports (source, fingerprint, file_hash, version, options, counts, made_at) "
            + "VALUES ('one', '', '', '', '', '', 1)"));
        Add("what an undo of an import would do", sql => MoveBack.Look(sql, PastImports.Find(sql, 1)!),
            ["import_rows_import", "parts_challenge", "attempts_part", "audit_subject"], "SCAN i", Sort);
        Add("the invitations of a school", sql => Invitations.List(sql, 1), ["invitations_school"]);
        Add("what has ended", sql => { Sessions.Sweep(sql, Rules.Default, 1); PasswordLinks.Sweep(sql, 1); Audit.Sweep(sql, 1); },
            ["audit_at"], "SCAN sessions", "SCAN password_links");
        AskOfCompetitions(Add);
        return questions;
    }

    private delegate void Asking(string what, Action<Sql> ask, string[] uses, params string[] may);

    /// <summary>Of a competition every pupil is looked at once, in the order of the index; what is sorted are schools, or a few.</summary>
    private void AskOfCompetitions(Asking add)
    {
        var (school, competition) = (club.Db.AddSchool("Ashby School"), club.Db.AddCompetition(club.Now));
        club.Db.AddTo(competition, school, club.Now);
        var pupil = club.Db.AddEntrant(competition, "entrant", school, 8, club.Now);
        // Who has no points has no place to look for.
        var challenge = club.Db.AddChallenge(competition, club.Now);
        club.Db.Answer(pupil, challenge, "42", club.Now);
        var junior = new TableScope(competition.Id, "Junior");
        var frozen = junior with { FrozenAt = club.Now };
        // What little was earned since a freeze.
        const string Later = "SEARCH l USING AUTOMATIC COVERING INDEX (member_id=?) LEFT-JOIN";
        add("a page of a table", sql => { PupilTable.List(sql, junior, 20, 50); PupilTable.Count(sql, junior); }, ["enrolments_board"],
            Sort, "SCAN t", "SCAN j VIRTUAL TABLE INDEX 0:");
        add("one's own place on it", sql => PupilTable.FindOwn(sql, junior, pupil), ["enrolments_board"]);
        add("a frozen table", sql => PupilTable.List(sql, frozen, 0, 50), ["enrolments_board", "awards_made", "awards_competition"],
            Later, Sort, Group, "SCAN t", "SCAN j VIRTUAL TABLE INDEX 0:");
        add("the schools of a competition", sql =>
        {
            SchoolTables.Read(sql, competition, null);
            SchoolTables.Read(sql, competition with { Formula = SchoolFormula.Weeks }, club.Now);
            CompetitionTables.FindNumbers(sql, competition);
        }, ["enrolments_board", "enrolments_moved", "awards_competition", "awards_made"], Later, Sort, Group, "SCAN x");
        add("what a competition's weeks got since", sql =>
        {
            var sums = new WeekSums();
            sums.BringUpToDate(sql, junior);
            sums.BringUpToDate(sql, junior);
            CompetitionTables.ListWeeksAfter(sql, junior, 0);
        }, ["awards_competition"], Group);
        add("the pupils of one school", sql => SchoolEnrolments.List(sql, competition.Id, school), ["enrolments_school"],
            Sort, Group, "USE TEMP B-TREE FOR count(DISTINCT)", "SEARCH a USING AUTOMATIC COVERING INDEX (member_id=?) LEFT-JOIN");
        add("what a guest's school was invited to", sql => CompetitionSchools.ListOpen(sql, school), ["competition_schools_school"]);
        add("guests whose time ends", sql => Retention.Count(sql, GuestRetention.Pupils(1)), ["members_state"], "SCAN k");
        add("one school's score", sql => CompetitionTables.ListOfSchool(sql, junior, school), ["enrolments_board"],
            Sort, "USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY");
        add("results", sql =>
        {
            CompetitionResults.List(sql, junior, club.Now, false, 0, 50);
            CompetitionResults.List(sql, new TableScope(competition.Id), club.Now, false, 0, 50);
            CompetitionResults.ListSchools(sql, competition.Id);
            CompetitionResults.FindCorrection(sql, competition.Id, club.Now);
        }, ["competition_results_division", "competition_results_rank", "awards_competition"],
            Sort, "USE TEMP B-TREE FOR LAST TERM OF ORDER BY");
        // Sums of the whole competition: of its answers an entry of an index is read for each, and never the answer itself.
        add("the numbers of a competition", sql => CompetitionNumbers.Find(sql, competition.Id, club.Now),
            ["attempts_part", "completions_challenge", "enrolments_board"],
            "SCAN m USING COVERING INDEX members_school", "SCAN t", Sort, Group, "USE TEMP B-TREE FOR count(DISTINCT)");
        // Each pupil is looked at; the places are those of the different sums that there are, and "s" and "p" are of a page.
        add("the pupils on the desk", sql =>
        {
            CompetitionPupils.Count(sql, competition.Id, PupilFilter.Everybody);
            foreach (var order in Enum.GetValues<PupilOrder>())
                CompetitionPupils.List(sql, competition.Id, PupilFilter.Everybody with { Order = order }, 0, 50, countsAnswers: true);
            CompetitionPupils.Find(sql, competition.Id, pupil);
        }, ["enrolments_board"], Sort, Group, "SCAN s", "SCAN p LEFT-JOIN",
            "SEARCH p USING AUTOMATIC COVERING INDEX (points=? AND division=?) LEFT-JOIN");
        add("who competes", sql => CompetitionEntries.List(sql, pupil),
            ["enrolments_member", "competition_schools_school"]);
        add("competitions", sql => { Competitions.ListPublished(sql); Competitions.HasAnswers(sql, competition.Id); },
            ["competitions_closes", "challenges_competition"], "SCAN k USING INDEX competitions_closes");
    }
}
