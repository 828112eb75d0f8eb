// A database of the earlier site that a test writes, row by row, as its program would have stored them.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

/// <summary>Writes a SQLite file with the earlier site's tables. Values go in as they are, wrong ones too.</summary>
public sealed class EarlierSiteFile : IDisposable
{
    private readonly Sql sql;
    private readonly Microsoft.Data.Sqlite.SqliteConnection connection;

    public EarlierSiteFile(string path, EarlierVariant variant = EarlierVariant.Migrated)
    {
        Path = path;
        connection = Connections.OpenNew(path);
        sql = new Sql(connection, null);
        sql.Execute(EarlierSchema.Of(variant));
        // As the earlier site had them: rows that refer to nothing are among what a test writes.
        sql.Execute("PRAGMA foreign_keys = OFF");
        sql.Execute("BEGIN TRANSACTION");
    }

    public string Path { get; }

    /// <summary>Werkzeug's format; few rounds, because a test of many members would wait for them.</summary>
    public static string Hash(string password, int rounds = 1000, string salt = "SaltOf16Letters.", int bytes = 32) =>
        $"pbkdf2:sha256:{rounds}${salt}$" + Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password), Encoding.ASCII.GetBytes(salt), rounds, HashAlgorithmName.SHA256, bytes));

    /// <summary>As the earlier site wrote an instant: the time its server's clock showed, with microseconds.</summary>
    public static string Time(DateTime local) => local.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    public void School(long id, string name, object? domain = null, object? joined = null) => Insert("school",
        ("id", id), ("name", name), ("email_domain", domain), ("address", "1 High Street"),
        ("date_joined", joined ?? "2024-12-01 09:00:00"));

    public void User(long id, string email, string name, object? year = null, object? more = null, bool isAdmin = false,
        long? school = null, bool competes = false, object? mathsClass = null, string keyStage = "KS3") => Insert("users",
        ("id", id), ("email", email), ("full_name", name), ("year", year), ("maths_class", mathsClass), ("password_hash", more),
        ("is_admin", isAdmin), ("key_stage", keyStage), ("school_id", school), ("is_competition_participant", competes));

    public void Challenge(long id, string title, string content, DateTime posted, DateTime? released, long? lockHours = null,
        bool isLocked = false, string keyStage = "ks3", object? file = null) => Insert("challenge",
        ("id", id), ("title", title), ("content", content), ("date_posted", Time(posted)), ("file_url", file), ("key_stage", keyStage),
        ("release_at", released is { } at ? Time(at) : null), ("is_manually_locked", isLocked), ("lock_after_hours", lockHours));

    public void Box(long id, long challenge, string label, object answer, long order) => Insert("challenge_answer_box",
        ("id", id), ("challenge_id", challenge), ("box_label", label), ("correct_answer", answer), ("order", order));

    public void Submission(long id, long user, long challenge, long box, object answer, bool? isRight, object at) =>
        Insert("answer_submission", ("id", id), ("user_id", user), ("challenge_id", challenge), ("answer_box_id", box),
            ("answer", answer), ("is_correct", isRight), ("submitted_at", at));

    public void Entry(long id, long user, object score, object updated, string keyStage = "ks3") => Insert("leaderboard_entry",
        ("id", id), ("user_id", user), ("score", score), ("last_updated", updated), ("key_stage", keyStage));

    public void Article(long id, string title, string content, object posted, long user = 1, string type = "article",
        object? file = null, object? creator = null) => Insert("article",
        ("id", id), ("title", title), ("file_url", file), ("content", content), ("named_creator", creator), ("date_posted", posted),
        ("user_id", user), ("type", type));

    public void Announcement(long id, string title, string content, object posted) => Insert("announcement",
        ("id", id), ("title", title), ("content", content), ("date_posted", posted));

    /// <summary>Writes a competition's challenge.</summary>
    public void Round(long id, string title, string content, DateTime posted, object? hours, string keyStage = "KS3",
        DateTime? released = null, bool isLocked = false, object? file = null) => Insert("summer_challenge",
        ("id", id), ("title", title), ("content", content), ("date_posted", Time(posted)), ("duration_hours", hours), ("file_url", file),
        ("key_stage", keyStage), ("is_manually_locked", isLocked), ("release_at", released is { } at ? Time(at) : null));

    public void RoundBox(long id, long challenge, string label, object answer, long order) => Insert("summer_challenge_answer_box",
        ("id", id), ("challenge_id", challenge), ("box_label", label), ("correct_answer", answer), ("order", order));

    public void RoundSubmission(long id, long user, long school, long challenge, long box, object answer, bool? isRight, object at) =>
        Insert("summer_submission", ("id", id), ("user_id", user), ("school_id", school), ("challenge_id", challenge),
            ("answer_box_id", box), ("answer", answer), ("is_correct", isRight), ("submitted_at", at), ("points_awarded", 0));

    public void RoundEntry(long id, long user, long school, object score, object updated) => Insert("summer_leaderboard",
        ("id", id), ("user_id", user), ("school_id", school), ("score", score), ("last_updated", updated));

    /// <summary>Writes a row of any table.</summary>
    public void Insert(string table, params (string Column, object? Value)[] values) => sql.Execute(
        $"INSERT INTO {table} ({string.Join(", ", values.Select(value => $"\"{value.Column}\""))}) "
        + $"VALUES ({string.Join(", ", values.Select(value => Literal(value.Value)))})");

    /// <summary>Runs any statement, for what no program would write.</summary>
    public void Run(string statement) => sql.Execute(statement);

    public void Dispose()
    {
        sql.Execute("COMMIT TRANSACTION");
        sql.Dispose();
    }

    private static string Literal(object? value) => value switch
    {
        null => "NULL",
        bool isTrue => isTrue ? "1" : "0",
        string text =>
            $"'{text.Replace("'", "''", StringComparison.Ordinal).Replace("\0", "' || char(0) || '", StringComparison.Ordinal)}'",
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A {value.GetType().Name} is stored in no column."),
    };
}
