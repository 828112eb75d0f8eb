// The one rule for who sees an announcement when: in each state, for each audience and reader, and that SQL and C# agree on all of them.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Unit.Data;

public sealed class AnnouncementRulesTests
{
    private const long From = 1000, Until = 2000;

    private static readonly Announcement Plain = new()
    {
        Title = "For members", Audience = AnnouncementAudience.Members, ShownFrom = From, ShownUntil = Until,
    };

    private static readonly AnnouncementReader Pupil = new(true, "KS3", "9B", 1), Other = new(true, "KS4", "10A", 2),
        Staff = new(true, "", "", null);

    [Theory]
    [InlineData(999, AnnouncementState.Scheduled)]
    [InlineData(1000, AnnouncementState.Shown)]
    [InlineData(1999, AnnouncementState.Shown)]
    [InlineData(2000, AnnouncementState.Over)]
    public void States_change_on_the_second(long now, AnnouncementState state)
    {
        Assert.Equal(state, Plain.StateAt(now));
        Assert.Equal(AnnouncementState.Draft, (Plain with { IsDraft = true }).StateAt(now));
    }

    [Fact]
    public void Each_audience_is_who_it_says()
    {
        Announcement[] all =
        [
            Plain with { Title = "everyone", Audience = AnnouncementAudience.Everyone },
            Plain with { Title = "members" },
            Plain with { Title = "KS3", Audience = AnnouncementAudience.Stage, KeyStage = "KS3" },
            Plain with { Title = "10A", Audience = AnnouncementAudience.Class, Class = "10A" },
            Plain with { Title = "school 1", Audience = AnnouncementAudience.School, SchoolId = 1 },
        ];
        foreach (var (reader, sees) in new[]
        {
            (AnnouncementReader.Visitor, "everyone"), (Pupil, "everyone members KS3 school 1"), (Other, "everyone members 10A"),
            (Staff, "everyone members"),
        })
            Assert.Equal(sees, string.Join(' ', all.Where(one => AnnouncementRules.Shows(one, reader, From)).Select(one => one.Title)));
    }

    [Fact]
    public void A_pupil_reads_for_their_key_stage_class_and_school_and_who_is_leaving_as_a_visitor()
    {
        var now = new ManualClock().GetUtcNow().ToUnixTimeSeconds();
        var member = new SignedIn
        {
            SessionId = 1, MemberId = 1, Role = Role.Member, State = MemberState.Active, Name = "Ada", DisplayName = "Ada",
            StartYear = 2024, Class = "9B", SchoolId = 1, IsQuiet = false, IsLasting = false, SeenAt = now, ExpiresAt = now,
        };
        Assert.Equal(Pupil, AnnouncementReader.Of(member, Rules.Default, now));
        Assert.Equal(AnnouncementReader.Visitor, AnnouncementReader.Of(member with { State = MemberState.Leaving }, Rules.Default, now));
        Assert.Equal(AnnouncementReader.Visitor, AnnouncementReader.Of(null, Rules.Default, now));
    }

    [Fact]
    public void SQL_and_the_rule_agree_on_every_announcement_reader_and_time()
    {
        using var club = new TestSociety();
        var (hill, vale) = club.Db.Write(sql => (Schools.Add(sql, "Hill", null, 1)!.Value, Schools.Add(sql, "Vale", null, 1)!.Value));
        var number = 0;
        foreach (var audience in Enum.GetValues<AnnouncementAudience>())
            foreach (var isDraft in new[] { false, true })
                foreach (var isSecond in new[] { false, true })
                    club.Db.Write(sql => Announcements.Add(sql, Plain with
                    {
                        Title = $"number {number}",
                        Audience = audience,
                        KeyStage = audience == AnnouncementAudience.Stage ? isSecond ? "KS3" : "KS4" : "",
                        Class = audience == AnnouncementAudience.Class ? isSecond ? "9B" : "10A" : "",
                        SchoolId = audience == AnnouncementAudience.School ? isSecond ? hill : vale : null,
                        IsDraft = isDraft,
                        IsPinned = isSecond,
                    }, $"{number++}", 1));
        AnnouncementReader[] readers =
        [
            AnnouncementReader.Visitor, Staff, new(true, "KS3", "9B", hill), new(true, "KS4", "10A", vale), new(true, "KS4", "9B", null),
            // What is known of somebody who is no member shows nothing more.
            new(false, "KS3", "9B", hill),
        ];
        var all = club.Db.Read(sql => Announcements.ListAll(sql, null, From, 0));
        Assert.Equal(20, all.Count);
        var shown = 0;
        foreach (var now in new[] { From - 1, From, Until - 1, Until })
        {
            var current = club.Db.Read(sql => Announcements.ListCurrent(sql, now));
            Assert.Equal(now < Until ? 10 : 0, current.Count);
            foreach (var reader in readers)
            {
                var expected = all.Where(one => AnnouncementRules.Shows(one, reader, now)).Select(one => one.Id).Order().ToList();
                var inSql = club.Db.Read(sql => Announcements.List(sql, reader, now, now, 0));
                Assert.Equal(expected, inSql.Select(one => one.Id).Order());
                Assert.Equal(expected, current.Where(one => AnnouncementRules.Shows(one, reader, now)).Select(one => one.Id).Order());
                Assert.Equal(inSql.OrderByDescending(one => one.IsPinned).ThenByDescending(one => one.Id), inSql);
                // What is over stays in the list, for the same readers.
                var listed = all.Where(one => one.StateAt(now) is AnnouncementState.Shown or AnnouncementState.Over
                    && AnnouncementRules.IsMeantFor(one, reader)).Select(one => one.Id).Order().ToList();
                Assert.Equal(listed, club.Db.Read(sql => Announcements.List(sql, reader, 0, now, 0)).Select(one => one.Id).Order());
                Assert.Equal(listed.Count, club.Db.Read(sql => Announcements.Count(sql, reader, 0, now)));
                Assert.Equal(0, club.Db.Read(sql => Announcements.Count(sql, reader, Until, now)));
                shown += expected.Count;
            }
        }
        // Two for everyone and two for members, and one for each key stage, class and school that a reader is in; at two of the times.
        Assert.Equal(2 * (2 + 4 + 7 + 7 + 6 + 2), shown);
    }

    [Fact]
    public void Every_page_reads_the_current_ones_from_an_index_alone_and_never_their_texts()
    {
        using var club = new TestSociety();
        var statement = Assert.Single(QueryPlans.Record(club.Db.Path, sql => Announcements.ListCurrent(sql, 1)));
        using var connection = new SqliteConnection($"Data Source={club.Db.Path}");
        connection.Open();
        Assert.Contains(QueryPlans.Explain(connection, statement),
            line => line.Contains("USING COVERING INDEX announcements_current", StringComparison.Ordinal));
    }
}
