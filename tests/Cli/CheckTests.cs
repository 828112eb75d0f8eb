// `mathsoc check` proves what the site relies on: each test breaks one thing behind the program's back and finds it named.
using System.Net;
using System.Net.Sockets;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Cli;

public sealed class CheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_upload_that_is_missing_damaged_or_nobodys_is_named()
    {
        await MigrateAsync();
        Directory.CreateDirectory(folder["uploads"]);
        var hashes = new List<string>();
        foreach (var text in new[] { "one", "two", "three" })
        {
            var bytes = System.Text.Encoding.ASCII.GetBytes(text);
            var hash = Endpoints.UploadFolder.HashOf(bytes);
            hashes.Add(hash);
            File.WriteAllBytes(folder["uploads/" + hash], bytes);
            if (text == "three") continue;
            Change($"INSERT INTO uploads (hash, content_type, bytes, created_at) VALUES ('{hash}', 'image/png', {bytes.Length}, 1)");
        }
        var sound = await CheckAsync(0);
        Assert.Matches("(?m)^ok    uploads +2, ", sound);
        Assert.Matches($"(?m)^warn  uploads .*{hashes[2]}", sound);

        File.WriteAllText(folder["uploads/" + hashes[0]], "oNe");
        File.Delete(folder["uploads/" + hashes[1]]);
        var broken = await CheckAsync(1);
        Assert.Matches($"(?m)^fail  uploads .*damaged: {hashes[0]}", broken);
        Assert.Matches($"(?m)^fail  uploads .*missing.*{hashes[1]}", broken);
    }

    [Theory]
    [InlineData("DROP INDEX completions_at", "the index completions_at is missing")]
    [InlineData("DROP TRIGGER awards_are_not_edited", "the trigger awards_are_not_edited is missing")]
    [InlineData("CREATE TABLE pupils_copy (x)", "the table pupils_copy is none of ours")]
    [InlineData("ALTER TABLE schools ADD COLUMN x TEXT", "the table schools is not as it was made")]
    [InlineData("CREATE TRIGGER _litestream_x AFTER INSERT ON audit BEGIN DELETE FROM own_pages; END",
        "the trigger _litestream_x is none of ours")]
    [InlineData("CREATE TRIGGER challenge_texts_idx AFTER INSERT ON audit BEGIN DELETE FROM own_pages; END",
        "the trigger challenge_texts_idx is none of ours")]
    public async Task A_schema_that_the_migrations_do_not_make_fails(string change, string words)
    {
        await MigrateAsync();
        Change(change);
        Assert.Contains(words, Assert.Single((await CheckAsync(1)).Split('\n'), line => line.StartsWith("fail", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_litestream_and_the_full_text_search_keep_is_allowed()
    {
        await MigrateAsync();
        Change("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER); CREATE TABLE _litestream_lock (id INTEGER); ANALYZE");
        Assert.Matches("(?m)^ok    tables ", await CheckAsync(0));
        Change("CREATE VIRTUAL TABLE words USING fts5 (text)");
        var line = Assert.Single((await CheckAsync(1)).Split('\n'), line => line.StartsWith("fail", StringComparison.Ordinal));
        Assert.Matches("the table words is none of ours\\. ", line);
    }

    [Theory]
    [InlineData("INSERT INTO migrations VALUES (999, 'from the future', 'x', 1)")]
    [InlineData("DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)")]
    public async Task A_schema_that_is_not_the_programs_fails(string change)
    {
        await MigrateAsync();
        Change(change);
        Assert.Matches("(?m)^fail  (schema|database) ", await CheckAsync(1));
    }

    [Theory]
    [InlineData("UPDATE attempts SET is_right = 0 WHERE id = (SELECT max(attempt_id) FROM completions)")]
    [InlineData("UPDATE completions SET attempt_id = (SELECT min(id) FROM attempts) WHERE attempt_id = (SELECT max(id) FROM attempts)")]
    public async Task A_completion_without_right_answers_is_named(string change)
    {
        await FillAsync();
        Change(change);
        Assert.Matches(@"(?m)^fail  completions member \d+ has completed challenge \d+ without the right answers", await CheckAsync(1));
    }

    [Fact]
    public async Task A_part_that_was_tried_and_not_solved_before_the_completion_is_found_and_one_that_was_added_later_is_not()
    {
        await FillAsync();
        Change("""
            INSERT INTO parts (challenge_id, position, label, answer) SELECT challenge_id, 2, '(b)', '1' FROM completions LIMIT 1;
            INSERT INTO attempts (member_id, part_id, number, typed, folded, is_right, submitted_at, send_key)
            SELECT c.member_id, p.id, 1, '2', '2', 0, c.completed_at + 1, 'x' FROM parts p JOIN completions c USING (challenge_id)
            WHERE p.label = '(b)' LIMIT 1
            """);
        Assert.Matches("(?m)^ok    completions ", await CheckAsync(0));
        Change("UPDATE attempts SET submitted_at = submitted_at - 1 WHERE send_key = 'x'");
        Assert.Matches(@"(?m)^fail  completions ", await CheckAsync(1));
    }

    [Fact]
    public async Task A_completed_challenge_without_a_first_is_named_where_there_was_a_bonus()
    {
        await FillAsync();
        Assert.Matches("(?m)^ok    firsts ", await CheckAsync(0));
        Change("DELETE FROM firsts WHERE challenge_id = 1");
        Assert.Matches("(?m)^fail  firsts +nobody is the first of challenge 1,", await CheckAsync(1));
        Change("UPDATE challenges SET first_bonus = 0 WHERE id = 1");
        Assert.Matches("(?m)^ok    firsts ", await CheckAsync(0));
    }

    [Theory]
    [InlineData("UPDATE enrolments SET points = points + 1 WHERE member_id = (SELECT min(member_id) FROM enrolments)")]
    [InlineData("UPDATE enrolments SET reached_at = 5 WHERE points > 0")]
    [InlineData("UPDATE enrolments SET is_listed = 0")]
    public async Task A_competitions_sum_that_is_not_that_of_its_ledger_is_named_and_repaired(string change)
    {
        await CompeteAsync();
        Assert.Matches("(?m)^ok    points ", await CheckAsync(0));
        Change(change);
        Assert.Matches("(?m)^fail  points ", await CheckAsync(1));
        var repaired = await Support.Cli.RunAsync("check", "--repair", "--data", folder.Path, "--port", "0");
        Assert.Matches("(?m)^warn  points ", repaired.Output);
        Assert.Matches("(?m)^ok    points ", await CheckAsync(0));
    }

    [Fact]
    public async Task A_row_of_the_ledger_that_is_of_another_competition_than_its_challenge_is_named()
    {
        await CompeteAsync();
        Assert.Matches("(?m)^ok    competitions ", await CheckAsync(0));
        Change("UPDATE challenges SET competition_id = NULL WHERE id = (SELECT max(challenge_id) FROM awards)",
            "challenges_competition_stays");
        Assert.Matches("(?m)^fail  competitions +of another competition than their challenge are rows 1", await CheckAsync(1));
    }

    [Fact]
    public async Task Points_that_do_not_count_for_the_society_are_in_no_total_and_the_check_agrees()
    {
        await CompeteAsync(countsForSociety: false);
        using (var db = Db.Open(folder["mathsoc.db"], readers: 1))
        {
            Assert.Equal(0, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM totals")));
            Assert.NotEqual(0, db.Read(sql => sql.ExecuteScalar<long>("SELECT sum(points) FROM enrolments")));
        }
        Assert.Matches("(?m)^ok    points ", await CheckAsync(0));
        Change("UPDATE enrolments SET points = 0");
        await Support.Cli.RunAsync("check", "--repair", "--data", folder.Path, "--port", "0");
        using (var db = Db.Open(folder["mathsoc.db"], readers: 1))
        {
            Assert.Equal(0, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM totals")));
            Assert.NotEqual(0, db.Read(sql => sql.ExecuteScalar<long>("SELECT sum(points) FROM enrolments")));
        }
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_is_named()
    {
        await MigrateAsync();
        using (var db = Db.Open(folder["mathsoc.db"], readers: 1))
        {
            db.Add(Seed.Pupil("ada"));
            db.Add(Seed.Pupil("bob"));
        }
        var bytes = File.ReadAllBytes(folder["mathsoc.db-wal"]);
        new Random(1).NextBytes(bytes.AsSpan(0, 200));
        File.WriteAllBytes(folder["mathsoc.db-wal"], bytes);
        File.Delete(folder["mathsoc.db-shm"]);
        Assert.Matches("(?m)^fail  log +mathsoc.db-wal has .* not one frame that can be read", await CheckAsync(1));
    }

    [Fact]
    public async Task A_rescued_copy_is_listed_with_what_the_database_lacks()
    {
        await MigrateAsync();
        File.Copy(folder["mathsoc.db"], folder["older.db"]);
        using (var db = Db.Open(folder["mathsoc.db"], readers: 1))
        {
            db.Add(Seed.Pupil("ada"));
            db.Add(Seed.Pupil("bob"));
            Assert.True(db.Checkpoint());
        }
        File.Delete(folder["mathsoc.db-wal"]);
        File.Delete(folder["mathsoc.db-shm"]);
        File.Move(folder["mathsoc.db"], folder["mathsoc.db.rescued-20261127T093000Z"]);
        File.Move(folder["older.db"], folder["mathsoc.db"]);
        Assert.Matches("(?m)^warn  rescued +mathsoc.db.rescued-20261127T093000Z .*2 write transactions are missing", await CheckAsync(0));
    }

    [Fact]
    public async Task A_port_that_serve_would_not_get_fails_and_that_of_the_running_site_does_not()
    {
        await MigrateAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var taken = await Support.Cli.RunAsync("check", "--data", folder.Path, "--port", $"{port}");
        Assert.Equal(1, taken.Code);
        Assert.Matches($"(?m)^fail  port +{port} is taken", taken.Output);
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"));
        var served = await Support.Cli.RunAsync("check", "--data", folder.Path, "--port", $"{server.Address.Port}");
        Assert.True(served.Code == 0, served.Output);
        Assert.Matches("(?m)^ok    port +the site is being served now", served.Output);
    }

    [Fact]
    public async Task A_log_file_that_serve_could_not_write_is_named_and_not_made()
    {
        await MigrateAsync();
        var result = await Support.Cli.RunAsync(["check", "--data", folder.Path, "--port", "0"], "",
            [("LOG_FILE", "missing/app.log"), ("ACCESS_LOG", "access.log")]);
        Assert.Matches("(?m)^warn  logs +.*missing/app.log cannot be written", result.Output);
        Assert.False(File.Exists(folder["access.log"]));
    }

    private Task MigrateAsync() => Support.Cli.RunAsync("migrate", "--data", folder.Path);

    private async Task FillAsync()
    {
        await MigrateAsync();
        using var db = Db.Open(folder["mathsoc.db"], readers: 1);
        db.Fill(20, 8, 40, 1_794_301_200);
    }

    private async Task CompeteAsync(bool countsForSociety = true)
    {
        await MigrateAsync();
        using var db = Db.Open(folder["mathsoc.db"], readers: 1);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        db.Add(Seed.Person("head", Role.Owner));
        var cup = db.AddCup(now, one => one with { CountsForSociety = countsForSociety });
        db.Answer(cup.Ada, cup.ForAll, "42", now);
        db.Answer(cup.Cleo, cup.ForAll, "41", now);
    }

    private async Task<string> CheckAsync(int code)
    {
        var result = await Support.Cli.RunAsync("check", "--data", folder.Path, "--port", "0");
        Assert.True(result.Code == code, $"{result.Code}: {result.Output}{result.Errors}");
        return result.Output;
    }

    /// <param name="trigger">One that would refuse the change; it is put back afterwards.</param>
    private void Change(string statements, string trigger)
    {
        string definition;
        using (var db = Db.Open(folder["mathsoc.db"], readers: 1))
            definition = db.Read(sql => sql.ExecuteScalar<string>("SELECT sql FROM sqlite_schema WHERE name = @trigger", new { trigger }))!;
        Change($"DROP TRIGGER {trigger}; {statements}; {definition}");
    }

    private void Change(string statements)
    {
        using var connection = new SqliteConnection($"Data Source={folder["mathsoc.db"]};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
