// The earlier site's tables: which of them are read, with the columns each needs.
namespace MathsSoc.Moving;

/// <summary>What a column may hold.</summary>
internal enum SourceKind { Whole, Text, Yes, Instant }

/// <param name="MaxLength">Of a text, in characters; what is longer is cut.</param>
internal sealed record SourceColumn(string Name, SourceKind Kind, bool MayBeNull = false, int MaxLength = 300);

/// <param name="MaxRows">More than any school has; with more the file is refused.</param>
internal sealed record SourceTable(string Name, int MaxRows, params SourceColumn[] Columns)
{
    /// <summary>Whether a site may be without it.</summary>
    public bool MayBeMissing { get; init; }
}

internal static class SourceSchema
{
    /// <summary>The longest HTML body that is read, in characters.</summary>
    public const int MaxBody = 400_000;

    public static readonly SourceTable Schools = new("school", 2_000,
        new("id", SourceKind.Whole), new("name", SourceKind.Text), new("email_domain", SourceKind.Text, true),
        new("date_joined", SourceKind.Instant, true));

    public static readonly SourceTable Users = new("users", 50_000,
        new("id", SourceKind.Whole), new("email", SourceKind.Text, true), new("full_name", SourceKind.Text),
        new("year", SourceKind.Whole, true), new("maths_class", SourceKind.Text, true), new("password_hash", SourceKind.Text, true),
        new("is_admin", SourceKind.Yes), new("school_id", SourceKind.Whole, true), new("is_competition_participant", SourceKind.Yes),
        new("key_stage", SourceKind.Text, true));

    public static readonly SourceTable Challenges = new("challenge", 10_000,
        new("id", SourceKind.Whole), new("title", SourceKind.Text), new("content", SourceKind.Text, MaxLength: MaxBody + 1),
        new("date_posted", SourceKind.Instant), new("file_url", SourceKind.Text, true), new("key_stage", SourceKind.Text),
        new("release_at", SourceKind.Instant, true), new("is_manually_locked", SourceKind.Yes),
        new("lock_after_hours", SourceKind.Whole, true));

    public static readonly SourceTable Boxes = new("challenge_answer_box", 100_000,
        new("id", SourceKind.Whole), new("challenge_id", SourceKind.Whole), new("box_label", SourceKind.Text, true),
        new("correct_answer", SourceKind.Text, true, 2000), new("order", SourceKind.Whole, true));

    public static readonly SourceTable Submissions = new("answer_submission", 1_000_000,
        new("id", SourceKind.Whole), new("user_id", SourceKind.Whole), new("challenge_id", SourceKind.Whole),
        new("answer_box_id", SourceKind.Whole), new("answer", SourceKind.Text, MaxLength: 2001), new("is_correct", SourceKind.Yes, true),
        new("submitted_at", SourceKind.Instant));

    public static readonly SourceTable Scores = new("leaderboard_entry", 200_000,
        new("id", SourceKind.Whole), new("user_id", SourceKind.Whole), new("score", SourceKind.Whole),
        new("last_updated", SourceKind.Instant, true));

    public static readonly SourceTable Articles = new("article", 10_000,
        new("id", SourceKind.Whole), new("title", SourceKind.Text), new("file_url", SourceKind.Text, true),
        new("content", SourceKind.Text, true, MaxBody + 1), new("named_creator", SourceKind.Text, true),
        new("date_posted", SourceKind.Instant), new("user_id", SourceKind.Whole, true), new("type", SourceKind.Text, true));

    public static readonly SourceTable Announcements = new("announcement", 5_000,
        new("id", SourceKind.Whole), new("title", SourceKind.Text), new("content", SourceKind.Text, true, MaxBody + 1),
        new("date_posted", SourceKind.Instant));

    public static readonly SourceTable CompetitionChallenges = new("summer_challenge", 10_000,
        new("id", SourceKind.Whole), new("title", SourceKind.Text), new("content", SourceKind.Text, MaxLength: MaxBody + 1),
        new("date_posted", SourceKind.Instant), new("file_url", SourceKind.Text, true), new("key_stage", SourceKind.Text),
        new("release_at", SourceKind.Instant, true), new("is_manually_locked", SourceKind.Yes),
        new("duration_hours", SourceKind.Whole, true)) { MayBeMissing = true };

    public static readonly SourceTable CompetitionBoxes =
        new("summer_challenge_answer_box", 100_000, Boxes.Columns) { MayBeMissing = true };

    public static readonly SourceTable CompetitionSubmissions =
        new("summer_submission", 1_000_000, [.. Submissions.Columns, new("school_id", SourceKind.Whole, true)]) { MayBeMissing = true };

    public static readonly SourceTable CompetitionScores =
        new("summer_leaderboard", 200_000, [.. Scores.Columns, new("school_id", SourceKind.Whole, true)]) { MayBeMissing = true };

    public static readonly SourceTable[] Read =
    [
        Schools, Users, Challenges, Boxes, Submissions, Scores, Articles, Announcements,
        CompetitionChallenges, CompetitionBoxes, CompetitionSubmissions, CompetitionScores,
    ];

    /// <summary>Columns that are known and mean nothing here.</summary>
    public static readonly string[] Unused = ["school.address", "challenge.first_correct_submission", "leaderboard_entry.key_stage",
        "summer_challenge_answer_box.is_mathematical", "summer_submission.points_awarded"];
}
