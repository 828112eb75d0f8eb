// Reads the export of a CTFd site, a zip with a JSON text of each table, as an earlier site: users, challenges, flags, answers, awards.
namespace MathsSoc.Moving;

/// <summary>
/// CTFd's own form of its database: one file <c>db/TABLE.json</c> each. Tables and columns as in its CTFd/models/__init__.py, the export
/// in CTFd/utils/exports/__init__.py.
/// </summary>
public sealed class CtfdExport
{
    /// <summary>The file by which an archive is known as such an export.</summary>
    public const string Marker = "db/challenges.json";

    private const int MaxFaults = 20_000, MaxFlag = 2000;
    private static readonly SourceTime NoTime = new(new DateTime(2020, 1, 1), 0);

    private readonly Func<string, Stream?> open;
    private readonly EarlierSite site = new() { IsUtc = true };
    private readonly Dictionary<long, long> values = [];
    private readonly Dictionary<long, (long Points, SourceTime? At)> scores = [];
    private readonly HashSet<(long User, long Challenge)> solved = [];
    private readonly HashSet<long> flagged = [];
    private SourceTime? earliest;

    private CtfdExport(Func<string, Stream?> open) => this.open = open;

    /// <summary>
    /// Reads the tables. <paramref name="open"/> gives a file of the archive by its name, null if there is none. Throws
    /// <see cref="InvalidDataException"/> if one of them is not as CTFd writes it.
    /// </summary>
    public static SourceReading Read(Func<string, Stream?> open) => new CtfdExport(open).Read();

    private SourceReading Read()
    {
        var refusal = Load("users", SourceSchema.Users.MaxRows, AddUser)
            ?? Load("challenges", SourceSchema.Challenges.MaxRows, AddChallenge)
            ?? Load("flags", SourceSchema.Boxes.MaxRows, AddFlag)
            ?? Load("submissions", SourceSchema.Submissions.MaxRows, AddSubmission)
            ?? Load("awards", SourceSchema.Scores.MaxRows, AddAward)
            ?? Load("files", SourceSchema.Boxes.MaxRows, NoteFile);
        if (refusal is not null) return SourceReading.Refuse(refusal);
        if (site.Users.Count == 0) return SourceReading.Refuse("it is an export of CTFd without users.");
        site.Users.Sort(static (one, other) => one.Id.CompareTo(other.Id));
        site.Submissions.Sort(static (one, other) => one.Id.CompareTo(other.Id));
        DateChallenges();
        foreach (var (user, (points, at)) in scores) site.Scores.Add(new SourceScore(user, user, points, at));
        site.Notes.Add("It is an export of CTFd, whose passwords cannot be checked here: everybody gets a slip. Members come with the "
            + "names that they gave themselves, and without year groups. A challenge is dated by its first answer, because CTFd does not "
            + "keep when it was opened. Teams, hints, pages and files beside challenges do not come.");
        return new SourceReading(site, null);
    }

    /// <summary>A sentence if there are more rows than are taken; null once all are read, or if there is no such table.</summary>
    private string? Load(string table, int most, Func<long, CtfdRow, string?> add)
    {
        using var stream = open($"db/{table}.json");
        if (stream is null) return null;
        var rows = new CtfdRows(stream);
        var known = new HashSet<long>();
        for (var count = 0; rows.Next() is { } columns; count++)
        {
            if (count == most) return $"its table “{table}” has more than {most:N0} rows, which is the most.";
            var row = new CtfdRow(columns);
            var id = row.Whole("id") ?? 0;
            var problem = id < 1 ? "It has no number" : !known.Add(id) ? "The number is that of another row too" : add(id, row);
            if (problem is not null) Tell(table, id, "value", $"{problem}: the row is left out.");
        }
        return null;
    }

    private void Tell(string table, long id, string code, string sentence)
    {
        if (site.Faults.Count < MaxFaults) site.Faults.Add(new SourceFault(TableOf(table), id, code, sentence));
    }

    /// <summary>The earlier site's table that holds the same.</summary>
    private static string TableOf(string table) => table switch
    {
        "users" => SourceSchema.Users.Name,
        "submissions" => SourceSchema.Submissions.Name,
        "awards" => SourceSchema.Scores.Name,
        _ => SourceSchema.Challenges.Name,
    };

    private string? AddUser(long id, CtfdRow row)
    {
        if (row.Time("created") is { } created && (earliest is not { } first || created.Local < first.Local)) earliest = created;
        if (row.Yes("banned")) return "It was banned there";
        site.Users.Add(new SourceUser
        {
            Id = id,
            Email = row.Text("email", 300),
            FullName = row.Text("name", 300),
            Year = null,
            Class = "",
            PasswordHash = row.Text("password", 300),
            IsAdmin = row.Text("type", 20) == "admin",
            SchoolId = null,
            Competes = false,
            KeyStage = "",
        });
        return null;
    }

    private string? AddChallenge(long id, CtfdRow row)
    {
        values[id] = row.Whole("value") ?? 0;
        var state = row.Text("state", 20);
        site.Challenges.Add(new SourceChallenge
        {
            Id = id,
            Title = row.Text("name", 300),
            Content = row.Text("description", SourceSchema.MaxBody + 1),
            Posted = NoTime,
            FileName = "",
            KeyStage = "",
            ReleaseAt = NoTime,
            IsLocked = state == "locked",
            LockAfterHours = null,
            Ctfd = new CtfdChallenge(values[id], state == "hidden"),
        });
        return null;
    }

    /// <summary>The first static flag is the model answer: any of several was right there.</summary>
    private string? AddFlag(long id, CtfdRow row)
    {
        var challenge = row.Whole("challenge_id") ?? 0;
        if (!values.ContainsKey(challenge)) return "The challenge of this flag is gone";
        if (row.Text("type", 20) is not ("static" or "")) return "It is a pattern, or of a plug-in, and no model answer";
        if (!flagged.Add(challenge)) return "Its challenge has an earlier flag, which is the model answer";
        site.Boxes.Add(new SourceBox(challenge, challenge, "", row.Text("content", MaxFlag), 0));
        return null;
    }

    private string? AddSubmission(long id, CtfdRow row)
    {
        var (user, challenge) = (row.Whole("user_id") ?? 0, row.Whole("challenge_id") ?? 0);
        if (row.Time("date") is not { } at) return "Its date is no time";
        bool? isRight = row.Text("type", 20) switch { "correct" => true, "incorrect" => false, _ => null };
        site.Submissions.Add(new SourceSubmission(id, user, challenge, challenge, row.Text("provided", 2001), isRight, at));
        if (isRight == true && solved.Add((user, challenge))) AddPoints(user, values.GetValueOrDefault(challenge), at);
        return null;
    }

    private string? AddAward(long id, CtfdRow row)
    {
        if (row.Whole("user_id") is not { } user) return "It is a team’s";
        AddPoints(user, row.Whole("value") ?? 0, row.Time("date"));
        return null;
    }

    private void AddPoints(long user, long points, SourceTime? at)
    {
        var (before, last) = scores.GetValueOrDefault(user);
        scores[user] = (before + points, last is { } then && (at is not { } now || then.Local > now.Local) ? then : at);
    }

    private string? NoteFile(long id, CtfdRow row)
    {
        if (row.Whole("challenge_id") is { } challenge && values.ContainsKey(challenge))
            Tell("challenges", challenge, "file",
                $"The file beside it, {row.Text("location", 200)}, is not brought in: it is in the export.");
        return null;
    }

    private void DateChallenges()
    {
        var first = new Dictionary<long, SourceTime>();
        foreach (var one in site.Submissions)
            if (!first.TryGetValue(one.ChallengeId, out var before) || one.At.Local < before.Local) first[one.ChallengeId] = one.At;
        site.Challenges.Sort(static (one, other) => one.Id.CompareTo(other.Id));
        for (var i = 0; i < site.Challenges.Count; i++)
        {
            var at = first.TryGetValue(site.Challenges[i].Id, out var answered) ? answered : earliest ?? NoTime;
            site.Challenges[i] = site.Challenges[i] with { Posted = at, ReleaseAt = at };
        }
    }
}

/// <summary>One row; what is missing or of another type is null or empty.</summary>
internal readonly struct CtfdRow(Dictionary<string, object?> columns)
{
    public long? Whole(string name) => columns.GetValueOrDefault(name) as long?;

    public bool Yes(string name) => columns.GetValueOrDefault(name) is true or 1L;

    public string Text(string name, int most) => columns.GetValueOrDefault(name) is string text
        ? SourceValues.Clean(text.Length <= most ? text : text[..most]) : "";

    /// <summary><c>2026-11-10T09:00:00.123456</c>, in UTC.</summary>
    public SourceTime? Time(string name) => columns.GetValueOrDefault(name) is string { Length: <= 40 } text
        ? SourceValues.Instant(text.TrimEnd('Z').Replace("+00:00", "", StringComparison.Ordinal).Replace('T', ' ')) : null;
}
