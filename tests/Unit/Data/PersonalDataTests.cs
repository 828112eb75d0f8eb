// Checks the export against the whole schema: a table that refers to a member is in the export, or listed here with the reason.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Unit.Data;

public sealed class PersonalDataTests
{
    /// <summary>Columns that refer to a member and hold nothing about that member beyond what the record does.</summary>
    private static readonly Dictionary<string, string> LeftOut = new(StringComparer.Ordinal)
    {
        ["join_codes.created_by"] = "who made a code is in the record",
        ["password_links.created_by"] = "who made a link is in the record",
        ["invitations.created_by"] = "who made an invitation is in the record",
        ["competition_schools.accepted_by"] = "who accepted for a school is in the record",
        ["enrolments.enrolled_by"] = "who enrolled a pupil is in the record, and the enrolment is the pupil's",
        ["changes.actor_id"] = "who made a change is in the record",
        ["attempts.entered_by"] = "an answer typed in from paper is its pupil's",
        ["allowances.actor_id"] = "who gave attempts back is in the record",
        ["awards.actor_id"] = "who gave points is in the record",
        ["articles.saved_by"] = "the author's text is exported, and who saved it is in the record",
        ["competitions.created_by"] = "who made a competition is in the record",
        ["totals.member_id"] = "totals are the sums of the ledger, which is exported",
    };

    /// <summary>Columns of the members table that the export leaves out.</summary>
    private static readonly Dictionary<string, string> LeftOutOfMembers = new(StringComparer.Ordinal)
    {
        ["display_key"] = "the display name once more, in small letters",
        ["search_text"] = "name, login, class and display name once more, in small letters",
    };

    [Fact]
    public void Every_column_that_points_at_a_member_is_exported_or_left_out_for_a_reason()
    {
        using var connection = NewDatabase();
        var pointing = Rows(connection, """
            SELECT t.name || '.' || f."from" FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f
            WHERE t.type = 'table' AND f."table" = 'members'
            """);
        Assert.Contains("sessions.member_id", pointing);
        var missing = pointing.Where(column => !LeftOut.ContainsKey(column) && !IsExported(column.Split('.')[0], column.Split('.')[1]));
        Assert.True(
            !missing.Any(),
            $"Add a part to PersonalData for {string.Join(", ", missing)}, and remove what is personal there in Anonymisation.Apply.");
        Assert.All(LeftOut.Keys, column => Assert.Contains(column, pointing));
    }

    [Fact]
    public void Every_column_of_a_member_is_exported_or_left_out_for_a_reason()
    {
        using var connection = NewDatabase();
        var columns = Rows(connection, "SELECT name FROM pragma_table_info('members')");
        var query = PersonalData.Sources.Single(source => source.Name == "account").Query;
        Assert.All(columns, column =>
            Assert.True(query.Contains($"m.{column}", StringComparison.Ordinal) ^ LeftOutOfMembers.ContainsKey(column), column));
    }

    [Fact]
    public void Who_came_from_an_earlier_site_is_shown_their_number_there_and_a_former_member_has_nothing_else_of_it()
    {
        using var folder = new TemporaryFolder();
        using var place = new MovingPlace(folder.Path);
        place.Move(static file => file.User(77, "ada@x.example", "Ada Byron", 9, EarlierSiteFile.Hash("one")));
        Fact[] Facts() => [.. place.Db.Read(sql => PersonalData.Collect(sql, 1, 9, MovingPlace.Now)).Single(one => one.Name == "moved_in")
            .Rows.SelectMany(row => row.Items)];
        Assert.Equal([MovingPlace.Now, 77], Facts().Select(fact => fact.Number!.Value));
        place.Db.Write(sql => Anonymisation.Apply(sql, 1, MovingPlace.Now));
        Assert.Equal(2, Facts().Length);
        // Beside the number a hash of the row, which tells nobody's name.
        Assert.Equal(["77"], place.Rows("SELECT source_id FROM import_rows"));
        Assert.Matches("^[0-9a-f]{16} [0-9a-f]{16}$", Assert.Single(place.Rows("SELECT content FROM import_rows")));
    }

    [Fact]
    public void Rows_past_the_bound_are_told_of()
    {
        using var folder = new TemporaryFolder();
        Migrator.Run(folder["x.db"], Migrator.Sections, 1);
        using var db = Db.Open(folder["x.db"], readers: 1);
        var ada = db.Add(Seed.Pupil("ada"));
        for (var i = 0; i < 3; i++) db.SignIn(ada, i);
        var (cut, whole) = db.Read(sql => (PersonalData.Collect(sql, ada, 2, 1), PersonalData.Collect(sql, ada, 3, 1)));
        var (cutSessions, allSessions) = (cut.Single(part => part.Name == "sessions"), whole.Single(part => part.Name == "sessions"));
        Assert.Equal((2, true), (cutSessions.Rows.Count, cutSessions.IsCut));
        Assert.Equal((3, false), (allSessions.Rows.Count, allSessions.IsCut));
    }

    [Fact]
    public void Answers_points_and_challenges_are_read_by_their_own_statements()
    {
        using var club = new TestSociety();
        var ada = club.Pupil("ada");
        var challenge = club.Challenge(one => one with { AuthorId = ada }, "1");
        var part = club.PartsOf(challenge)[0];
        club.Solve(ada, challenge);
        club.Solve(club.Pupil("ben"), challenge);
        club.Db.Write(sql =>
        {
            Allowances.Give(sql, ada, part.Id, 2, "For the test.", club.Teacher, club.Now);
            ExtraTime.Set(sql, ada, 15, club.Teacher, club.Now);
            OwnPages.Save(sql, "contact", "Ask us.", 0, ada, club.Now);
        });
        var parts = club.Db.Read(sql => PersonalData.Collect(sql, ada, 100, club.Now));
        foreach (var (name, rows) in new[]
        {
            ("answers", 1), ("completed", 1), ("points", 2), ("attempts_given_back", 1), ("extra_time", 1), ("challenges_written", 1),
            ("pages_saved", 1),
        })
            Assert.Equal((name, rows), (name, parts.Single(one => one.Name == name).Rows.Count));
    }

    [Fact]
    public void A_part_in_a_competition_is_exported_and_stays_without_its_reason_for_the_schools_sum()
    {
        using var club = new TestSociety();
        var ada = club.Pupil("ada");
        var competition = club.Db.Write(sql => Competitions.Find(sql, Competitions.Add(sql, new Competition
        {
            Title = "Autumn Cup", OpensAt = club.Now - 7200, ClosesAt = club.Now + 60, EnrolFrom = 0, EnrolUntil = club.Now + 60,
            Divisions = "Junior 7-9", TimeKind = TimeKind.Personal, Minutes = 60, HoldsVerdicts = true, CreatedBy = ada,
        }, "key", club.Now))!);
        club.Db.Write(sql =>
        {
            Competitions.Update(sql, competition with { IsDraft = false }, club.Now);
            Enrolments.Add(sql, competition, ada, ada, club.Now);
            Assert.True(OwnParts.Start(sql, competition.Id, ada, club.Now));
        });
        var challenge = club.Challenge(one => one with { CompetitionId = competition.Id, LockedAt = club.Now + 60 }, "1");
        club.Solve(ada, challenge);

        List<PersonalPart> Read(long judged) => club.Db.Read(sql => PersonalData.Collect(sql, ada, 100, judged));
        string[] names = ["answers", "completed", "points"];
        // What the challenge's page does not tell before the close is not told here either.
        var before = Read(club.Now);
        Assert.Equal([1, 0, 0], names.Select(name => before.Single(one => one.Name == name).Rows.Count));
        Assert.True(before.Single(one => one.Name == "answers").Rows[0].Items.Single(one => one.Name == "is_right").IsEmpty);
        var own = before.Single(one => one.Name == "competitions").Rows.Single().Items;
        Assert.Equal(club.Now, own.Single(one => one.Name == "started_at").Number);
        Assert.True(own.Single(one => one.Name == "points").IsEmpty);
        var after = Read(club.Now + 60);
        Assert.Equal([1, 1, 1], names.Select(name => after.Single(one => one.Name == name).Rows.Count));
        Assert.Equal(1, after.Single(one => one.Name == "competitions").Rows.Single().Items.Single(one => one.Name == "points").Number);

        club.Db.Write(sql =>
        {
            sql.Execute("UPDATE enrolments SET reason = 'Ada copied.', school_id = NULL");
            Assert.True(Anonymisation.Apply(sql, ada, club.Now));
        });
        var left = club.Db.Read(sql => Enrolments.Find(sql, competition.Id, ada))!;
        Assert.Equal((1, "Junior", "", EnrolmentState.Enrolled), (left.Points, left.Division, left.Reason, left.State));
        Assert.Null(left.EnrolledBy);
        Assert.Null(club.Db.Read(sql => Competitions.Find(sql, competition.Id))!.CreatedBy);
        club.HoldsTogether();
    }

    private static bool IsExported(string table, string column) =>
        PersonalData.Sources.Any(source => source.Query.Contains($" {table} ", StringComparison.Ordinal)
            && source.Query.Contains($"{column} = @id", StringComparison.Ordinal));

    private static SqliteConnection NewDatabase()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        foreach (var section in Migrator.Sections)
        {
            using var command = connection.CreateCommand();
            command.CommandText = section.Statements;
            command.ExecuteNonQuery();
        }
        return connection;
    }

    private static List<string> Rows(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(reader.GetString(0));
        return rows;
    }
}
