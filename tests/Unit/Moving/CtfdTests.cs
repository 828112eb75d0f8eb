// An export of CTFd moves in on the same plan: members, challenges, verdicts, times and points; what is wrong with it is a sentence.
using System.Text;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class CtfdTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MovingPlace place;
    private int opened;

    public CtfdTests() => place = new MovingPlace(folder.Path);

    public void Dispose()
    {
        place.Dispose();
        folder.Dispose();
    }

    private MovingSource Open(byte[] zip, out string scratch)
    {
        scratch = folder[$"own{++opened}"];
        Directory.CreateDirectory(scratch);
        File.WriteAllBytes(Path.Combine(scratch, "CTFd.2026-09-30.zip"), zip);
        return MovingSource.Open(Path.Combine(scratch, "CTFd.2026-09-30.zip"), null, scratch, CancellationToken.None);
    }

    private (MoveOutcome Outcome, IReadOnlyList<string> Notes) Move(byte[] zip)
    {
        using var source = Open(zip, out _);
        Assert.True(source.Site.Site is not null, source.Site.Refusal);
        var conversion = EarlierArrivals.Convert(source.Site.Site, source, place.Options);
        var outcome = place.Db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, MovingPlace.Now));
        place.HoldsTogether();
        return (outcome, conversion.Notes);
    }

    private string Refusal(params (string Name, string Content)[] tables)
    {
        using var source = Open(Zips.Pack([.. tables.Select(static one => (one.Name, Encoding.UTF8.GetBytes(one.Content)))]), out _);
        Assert.Null(source.Site.Site);
        return source.Site.Refusal!;
    }

    private static CtfdArchive Society()
    {
        var export = new CtfdArchive();
        export.User(1, "Helen Head", "head@x.example", "admin");
        export.User(2, "Ada 🦊", "ada@x.example");
        export.User(3, "Bob", "bob@x.example");
        export.User(4, "Mallory", "mal@x.example", isBanned: true);
        export.Challenge(5, "Squares", "What is $7^2$?\r\n\r\n- one\r\n- two", 100);
        export.Challenge(6, "Later", "Not yet.", 50, "hidden");
        export.Challenge(7, "Words", "Which word?", 500);
        export.Flag(1, 5, "49");
        export.Flag(2, 6, "x");
        export.Flag(3, 7, "flag{.*}", "regex");
        export.Flag(4, 7, "isosceles");
        export.Submission(1, 2, 5, "48", "incorrect", "2026-09-10T10:00:00.500000");
        export.Submission(2, 2, 5, "49", "correct", "2026-09-10T10:01:00");
        export.Submission(3, 3, 5, "7*7", "incorrect", "2026-09-11T10:00:00Z");
        export.Submission(4, 3, 7, "isosceles", "correct", "2026-09-12T10:00:00");
        export.Submission(5, 4, 5, "49", "correct", "2026-09-09T10:00:00");
        export.Submission(6, 3, 5, "49", "ratelimited", "2026-09-13T10:00:00");
        export.Award(1, 3, -20);
        return export;
    }

    [Fact]
    public void Members_challenges_verdicts_times_and_points_come_as_they_were()
    {
        var (outcome, notes) = Move(Society().Pack());
        Assert.Equal(3, outcome.Count("members", MoveFate.New));
        Assert.Equal(3, outcome.Slips);
        Assert.Equal(["Ada 🦊|member", "Bob|member", "Helen Head|teacher"],
            place.Rows("SELECT name || '|' || role FROM members WHERE login <> '' ORDER BY name"));
        Assert.Equal(["5|Squares|100|0", "6|Later|50|1", "7|Words|100|0"],
            place.Rows("SELECT id || '|' || title || '|' || points || '|' || is_draft FROM challenges ORDER BY id"));
        Assert.Equal("What is $7^2$?\n\n- one\n- two", place.Rows("SELECT body FROM challenges WHERE id = 5").Single());
        Assert.Equal(["Ada 🦊|48|0|2026-09-10 10:00:00", "Ada 🦊|49|1|2026-09-10 10:01:00", "Bob|7*7|0|2026-09-11 10:00:00",
            "Bob|isosceles|1|2026-09-12 10:00:00"], place.Rows("""
            SELECT m.name || '|' || a.typed || '|' || a.is_right || '|' || datetime(a.submitted_at, 'unixepoch')
            FROM attempts a JOIN members m ON m.id = a.member_id ORDER BY a.submitted_at
            """));
        // What their board showed: the worth there of what was solved, and an award.
        Assert.Equal(["Ada 🦊 100", "Bob 480", "Helen Head 0"], place.Rows("""
            SELECT m.name || ' ' || coalesce((SELECT sum(points) FROM awards WHERE member_id = m.id), 0) FROM members m ORDER BY m.name
            """));
        Assert.Contains(notes, static note => note.Contains("everybody gets a slip", StringComparison.Ordinal));
        Assert.Contains(outcome.Lines, static line => line.Sentence.Contains("It was banned there", StringComparison.Ordinal));
        Assert.Contains(outcome.Lines, static line => line.Sentence.Contains("It is a pattern", StringComparison.Ordinal));
        Assert.Contains(outcome.Lines, static line => line.Sentence.Contains("never judged", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_again_is_nothing_and_a_newer_one_brings_what_is_new()
    {
        Move(Society().Pack());
        List<string> Stored() =>
            [.. place.Everything().Where(static row => !row.StartsWith("audit:", StringComparison.Ordinal))];
        var before = Stored();
        var (again, _) = Move(Society().Pack());
        Assert.True(again.IsNothing, again.Summary);
        Assert.Equal(before, Stored());
        var later = Society();
        later.User(8, "Cy", "cy@x.example");
        later.Submission(9, 8, 5, "49", "correct", "2026-09-20T10:00:00");
        var (newer, _) = Move(later.Pack());
        Assert.Equal((1, 1), (newer.Count("members", MoveFate.New), newer.Count("answers", MoveFate.New)));
        Assert.Equal("100", place.Rows(
            "SELECT sum(a.points) FROM awards a JOIN members m ON m.id = a.member_id WHERE m.name = 'Cy'").Single());
    }

    [Fact]
    public void A_picture_in_a_text_comes_by_its_content_and_others_are_named()
    {
        var export = Society();
        export.Challenge(9, "Picture",
            "See ![a square](/files/abc123/sq%20one.png?token=x.y) and [a file](/files/abc123/n.txt) <b>now</b>");
        export.Flag(9, 9, "4");
        export.File("uploads/abc123/sq one.png", Pictures.Png(5));
        export.File("uploads/abc123/n.txt", "text"u8.ToArray());
        export.Add("files", new() { ["id"] = 1, ["type"] = "challenge", ["location"] = "abc123/n.txt", ["challenge_id"] = 9 });
        var (outcome, _) = Move(export.Pack());
        var body = place.Rows("SELECT body FROM challenges WHERE id = 9").Single();
        Assert.Matches(@"^See !\[a square\]\(upload:[0-9a-f]+\.png\) and \[a file\]\(/files/abc123/n\.txt\) <b>now</b>$", body);
        Assert.Equal(1, place.Count("SELECT count(*) FROM uploads"));
        foreach (var code in new[] { "picture", "html", "file" })
            Assert.Contains(outcome.Lines, line => line.Code == code && line.SourceId == 9);
    }

    [Fact]
    public void What_is_no_such_export_is_refused_with_a_sentence()
    {
        const string Users = """{"count":1,"results":[{"id":1,"name":"A","email":"a@x.example","type":"user"}],"meta":{}}""";
        Assert.Equal("it is an export of CTFd without users.", Refusal(("db/challenges.json", """{"results":[]}""")));
        foreach (var text in new[]
        {
            "", "[]", "{}", """{"results":5}""", """{"results":[5]}""", """{"results":[{"id":1}""", """{"results":[{"id":1},""",
            "\u0000\u0001", """{"results":[{"name":"\ud800"}]}""", new string('[', 100_000),
        })
            Assert.Contains("no JSON of CTFd’s", Refusal(("db/challenges.json", text), ("db/users.json", Users)), StringComparison.Ordinal);
        Assert.Contains("larger than 4 MB", Refusal(("db/users.json", Users),
            ("db/challenges.json", $$"""{"results":[{"name":"{{new string('a', 9 << 20)}}"}]}""")), StringComparison.Ordinal);
        const string Odd = """
            {"meta":{"results":[{"id":9}]},"results":[{"id":1,"name":5,"email":null},{"id":1},{"id":-1},{"id":"7"},{"id":1e40},{}]}
            """;
        var zip = Zips.Pack(("db/challenges.json", """{"results":[]}"""u8.ToArray()), ("db/users.json", Encoding.UTF8.GetBytes(Odd)));
        using var wrong = Open(zip, out _);
        Assert.Equal(1, Assert.Single(wrong.Site.Site!.Users).Id);
        Assert.Equal(5, wrong.Site.Site.Faults.Count);
    }

    [Fact]
    public void Any_bytes_changed_in_an_export_are_a_sentence_or_a_plan()
    {
        var random = new Random(5);
        var plain = Encoding.UTF8.GetBytes("""
            {"count":2,"results":[{"id":1,"name":"Ad\u00e9","email":"a@x.example","type":"admin","created":"2026-09-01T08:00:00",
            "requirements":{"a":[1,2,{"b":null}]}},{"id":2,"name":"B","email":"b@x.example","type":"user"}],"meta":{}}
            """);
        var plans = 0;
        for (var i = 0; i < 1500; i++)
        {
            var bytes = (byte[])plain.Clone();
            for (var n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var zip = Zips.Pack(("db/challenges.json", """{"results":[]}"""u8.ToArray()), ("db/users.json", bytes));
            using var source = Open(zip, out var own);
            if (source.Site.Site is { } site)
            {
                plans++;
                EarlierArrivals.Convert(site, source, place.Options);
            }
            else Assert.EndsWith(".", source.Site.Refusal, StringComparison.Ordinal);
            Directory.Delete(own, recursive: true);
        }
        Assert.InRange(plans, 1, 1499);
    }
}
