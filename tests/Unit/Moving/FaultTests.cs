// Each fault that databases of the earlier site have: the row is told with its number and a reason, and everything else arrives.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class FaultTests : IDisposable
{
    private const string Later = "2026-11-01 10:00:00.5";
    private static readonly DateTime Day = new(2026, 10, 5, 9, 0, 0);
    private readonly TemporaryFolder folder = new();
    private readonly MovingPlace place;

    public FaultTests() => place = new MovingPlace(folder.Path);

    public void Dispose()
    {
        place.Dispose();
        folder.Dispose();
    }

    private static void Base(EarlierSiteFile file)
    {
        file.User(1, "ada@x.example", "Ada Byron", 9, EarlierSiteFile.Hash("one"));
        file.User(2, "ben@x.example", "Ben Cole", 10, EarlierSiteFile.Hash("two"));
        file.Challenge(1, "Sums", "<p>Add.</p>", Day, Day);
        file.Box(11, 1, "(a)", "5", 0);
        file.Box(12, 1, "(b)", "x+1", 1);
    }

    private MoveOutcome Move(Action<EarlierSiteFile> more, EarlierVariant variant = EarlierVariant.Migrated)
    {
        var outcome = place.Move(file =>
        {
            Base(file);
            more(file);
        }, variant);
        place.HoldsTogether();
        return outcome;
    }

    private static string Codes(MoveOutcome outcome, string kind) =>
        string.Join(" ", outcome.Lines.Where(line => line.Kind == kind).Select(line => $"{line.SourceId}:{line.Code}").Order());

    [Fact]
    public void Answers_whose_rows_are_gone_or_do_not_belong_together_are_left_out_one_by_one()
    {
        var outcome = Move(file =>
        {
            file.Challenge(2, "Other", "<p>x</p>", Day, Day);
            file.Submission(1, 99, 1, 11, "5", true, Later);
            file.Submission(2, 1, 98, 11, "5", true, Later);
            file.Submission(3, 1, 1, 97, "5", true, Later);
            file.Submission(4, 1, 2, 11, "5", true, Later);
            file.Submission(5, 1, 1, 11, "5", null, Later);
            file.Submission(6, 1, 1, 11, "5", true, "yesterday");
            file.Submission(7, 1, 1, 11, new byte[] { 1, 2 }, true, Later);
            file.Submission(8, 1, 1, 11, "5", true, "2099-01-01 00:00:00");
            file.Submission(9, 1, 1, 12, "1\0+x", true, "2019-05-05 10:00:00");
            file.Submission(10, 2, 1, 12, new string('1', 3000), false, Later);
            file.Run("UPDATE answer_submission SET challenge_id = 'one' WHERE id = 4");
        });
        Assert.Equal("10:long 1:no-member 2:no-challenge 3:no-part 4:value 5:not-judged 6:value 7:value 8:odd-time 9:odd-time",
            Codes(outcome, "answers"));
        Assert.Equal((3, 7), (outcome.Count("answers", MoveFate.New), outcome.Count("answers", MoveFate.Skipped)));
        // SQLite's own functions end a text at the character that no text should have.
        Assert.Equal(["1", new string('1', 2000), "5"], place.Rows("SELECT typed FROM attempts ORDER BY typed"));
        Assert.Equal(0, place.Count("SELECT count(*) FROM attempts WHERE submitted_at > @Now", new { MovingPlace.Now }));
    }

    [Fact]
    public void A_part_right_twice_completes_nothing_and_a_part_right_late_completes_once()
    {
        Move(file =>
        {
            file.Submission(1, 1, 1, 11, "5", true, Later);
            file.Submission(2, 1, 1, 11, "5", true, Later);
            for (var i = 3; i < 9; i++) file.Submission(i, 2, 1, 11, $"{i + 10}", false, $"2026-11-02 10:00:0{i}");
            file.Submission(9, 2, 1, 11, "5", true, "2026-11-02 11:00:00");
            file.Submission(10, 2, 1, 12, "x+1", true, "2026-11-02 10:30:00");
            file.Submission(11, 2, 1, 12, "x+2", false, "2026-11-02 12:30:00");
            file.Entry(1, 1, 3, Later, "KS3");
            file.Entry(2, 1, 2, Later, "ks3");
            file.Entry(3, 2, -4, "2099-01-01 00:00:00");
            file.Entry(4, 77, 9, Later);
        });
        Assert.Equal(["2|1793617200"], place.Rows("SELECT member_id || '|' || completed_at FROM completions"));
        Assert.Equal(["1|5", "2|-4"],
            place.Rows("SELECT member_id || '|' || points FROM totals WHERE period = 0 AND key_stage = '' ORDER BY 1"));
        Assert.Equal(["1|5|Brought forward from the earlier site", "2|-7|Brought forward from the earlier site"],
            place.Rows("SELECT member_id || '|' || points || '|' || reason FROM awards WHERE kind = 'adjustment' ORDER BY 1"));
        Assert.Equal(4, place.Count("SELECT extra FROM allowances"));
    }

    [Fact]
    public void Members_of_every_kind_arrive_and_each_doubt_is_told()
    {
        var outcome = Move(file =>
        {
            file.School(1, "Mill Road", "@mill.example");
            file.School(2, "MILL road", "x");
            file.School(3, "Hill", "http://x");
            file.School(4, "Dale", "MILL.example ");
            file.User(3, "ADA@x.example", "Ada Other", 0, EarlierSiteFile.Hash("three"), school: 2);
            file.User(4, "no mail", "", 14, "scrypt:32768:8:1$a$b", school: 9);
            file.User(5, "head@x.example", "Head\u202eTeacher", null, EarlierSiteFile.Hash("five"), isAdmin: true,
                mathsClass: new string('m', 50));
            file.User(6, "cafe\u0301@x.example", "Zoe\u0301 Mu\u0308ller", 13, null, keyStage: "Unknown");
            file.User(7, "eve@x.example", new string('e', 300), 7, EarlierSiteFile.Hash("seven", salt: "short"), competes: true);
            file.Submission(1, 1, 1, 11, "5", true, Later);
        });
        Assert.Equal("3:login-twice 3:slip 3:year 4:login 4:name 4:no-school 4:slip 4:year 5:class 5:name 6:login 6:slip 7:name 7:slip",
            Codes(outcome, "members"));
        Assert.Equal("2:same-name 3:domain 4:domain-twice", Codes(outcome, "schools"));
        Assert.Equal(
            [
                "ada@x.example|Ada Byron|AB|member|1", "ben@x.example|Ben Cole|BC|member|1", "ada.other|Ada Other|AO|member|0",
                "member.4|Member 4|M4|member|0", "head@x.example|HeadTeacher|H|teacher|1", "zoe.muller|Zoé Müller|ZM|member|0",
                $"eve@x.example|{new string('e', 100)}|e|member|0",
            ],
            place.Rows("""
                SELECT login || '|' || name || '|' || display_name || '|' || role || '|' || (password_hash <> '') FROM members ORDER BY id
                """));
        Assert.Equal("Mill Road", Assert.Single(place.Rows("SELECT s.name FROM members m JOIN schools s ON s.id = m.school_id")));
        Assert.Equal(4, outcome.Slips);
    }

    [Fact]
    public void Whoever_is_here_already_keeps_the_account_and_gets_the_old_answers_but_never_by_one_of_name_and_login_alone()
    {
        var ada = place.Db.Add(Seed.Pupil("ada@x.example") with { Name = "Ada BYRON" });
        place.Db.Add(Seed.Pupil("ben@x.example") with { Name = "Somebody Else" });
        place.Choices = place.Choices with { Merge = MoveMerge.SameName };
        var outcome = Move(file => file.Submission(1, 1, 1, 11, "5", true, Later));
        Assert.Equal("1:member-here 2:login-taken 2:slip", Codes(outcome, "members"));
        Assert.Equal(ada, place.Count("SELECT member_id FROM attempts"));
        Assert.Equal(["ada@x.example", "ben@x.example", "ben.cole"], place.Rows("SELECT login FROM members ORDER BY id"));
        var hash = place.Rows("SELECT password_hash FROM members WHERE login = 'ada@x.example'")[0];
        Assert.True(Passwords.Verify(hash, Seed.Password).Matches);
    }

    [Theory]
    [InlineData(MoveMerge.Nobody, "ada.byron 1, ben.cole 1, head.teacher 0", 3)]
    [InlineData(MoveMerge.SameName, "ada@x.example 1, ben.cole 1", 1)]
    [InlineData(MoveMerge.SameLogin, "ada@x.example 1, ben@x.example 1", 0)]
    public void A_login_that_is_here_already_is_the_same_person_only_if_that_is_asked_for(MoveMerge merge, string expected, int slips)
    {
        place.Db.Add(Seed.Pupil("ada@x.example") with { Name = "Ada BYRON" });
        place.Db.Add(Seed.Pupil("ben@x.example") with { Name = "Somebody Else" });
        place.Db.Add(Seed.Person("head@x.example", Role.Owner) with { Name = "Dr A. Head" });
        place.Db.Add(Seed.Pupil("ada.other@x.example") with { Name = "Ada Byron" });
        place.Choices = place.Choices with { Merge = merge };
        var outcome = Move(file =>
        {
            file.User(3, "head@x.example", "Head Teacher", null, EarlierSiteFile.Hash("three"), isAdmin: true);
            file.Submission(1, 1, 1, 11, "5", true, Later);
            file.Submission(2, 2, 1, 11, "6", false, Later);
        });
        Assert.Equal((2, 1), (outcome.SameNames, outcome.OtherNames));
        Assert.Equal(slips, outcome.Slips);
        Assert.Equal(expected, string.Join(", ", place.Rows("""
            SELECT m.login || ' ' || (SELECT count(*) FROM attempts a WHERE a.member_id = m.id) AS line FROM members m
            WHERE EXISTS (SELECT 1 FROM attempts a WHERE a.member_id = m.id) OR m.login = 'head.teacher' ORDER BY 1
            """)));
        // Whoever was asked about once is known from then on.
        var again = Move(static file => file.User(3, "head@x.example", "Head Teacher", null, EarlierSiteFile.Hash("three"), isAdmin: true));
        Assert.Equal((0, 0, 3), (again.SameNames, again.OtherNames, again.Count("members", MoveFate.Same)));
    }

    [Fact]
    public void Challenges_of_every_kind_arrive_and_each_doubt_is_told()
    {
        var outcome = Move(file =>
        {
            file.Challenge(2, "", "<p>&nbsp;</p>", Day, null, keyStage: "xx", file: "../../etc/passwd");
            file.Box(21, 2, "", "\\placeholder{}", 0);
            file.Box(22, 2, "b", "Paris", 0);
            file.Box(23, 2, "b", "((", 0);
            var (title, later) = (string.Concat(Enumerable.Repeat("🦊", 100)), Day.AddYears(9));
            file.Challenge(3, title, "<p>" + new string('y', 120_000) + "</p>", later, later);
            for (var i = 0; i < 25; i++) file.Box(300 + i, 3, "part", "1", 0);
            file.Challenge(4, "Locked", "<script>x</script>Text <b>a</b><img src='/static/uploads/x.png'>", Day, Day,
                isLocked: true, file: "p.png");
            file.Challenge(5, "Hours", "x", Day, Day, lockHours: -3);
            file.Box(99, 98, "orphan", "1", 0);
        });
        Assert.Equal("2:key-stage 2:model-answer 2:no-answer 2:no-release 2:picture 2:title 3:boxes 3:long 3:odd-time 3:title 4:dropped "
            + "4:no-boxes 4:picture 4:picture 5:lock 5:no-boxes 99:no-challenge", Codes(outcome, "challenges"));
        Assert.Equal(["1 0", "2 0", "3 0", "4 1", "5 0"],
            place.Rows("SELECT id || ' ' || (solution_shown_at IS NOT NULL) FROM challenges WHERE is_draft = 0 ORDER BY id"));
        Assert.Equal(["? text (none)", "b text ((", "b text Paris"],
            place.Rows("SELECT label || ' ' || kind || ' ' || answer FROM parts WHERE challenge_id = 2 ORDER BY 1"));
    }

    [Fact]
    public void What_is_not_known_is_told_and_left()
    {
        var notes = string.Join("\n", place.Convert(file =>
        {
            Base(file);
            file.Run("ALTER TABLE users ADD COLUMN nickname TEXT; CREATE TABLE songs (id INTEGER)");
        }).Notes);
        Assert.Contains("Tables and columns that are not known are left out: songs, users.nickname.", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("version", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_share_a_number_are_one_row()
    {
        var outcome = Move(file =>
        {
            file.Run("DROP TABLE answer_submission; CREATE TABLE answer_submission (id, user_id, challenge_id, answer_box_id, answer, "
                + "is_correct, submitted_at)");
            for (var i = 0; i < 3; i++) file.Submission(1, 1, 1, 11, "5", true, Later);
            file.Insert("answer_submission", ("id", "x"), ("user_id", 1.5), ("answer", 5));
        });
        Assert.Equal((1, 3), (outcome.Count("answers", MoveFate.New), outcome.Count("answers", MoveFate.Skipped)));
    }

    [Fact]
    public void Whatever_bytes_a_file_has_it_is_read_or_refused()
    {
        using (var file = new EarlierSiteFile(folder["whole.db"])) new EarlierSociety(6, 20, 5, 150).Write(file);
        var whole = File.ReadAllBytes(folder["whole.db"]);
        var random = new Random(6);
        var read = 0;
        for (var round = 0; round < 60; round++)
        {
            var bytes = (byte[])whole.Clone();
            for (var i = random.Next(1, 12); i > 0; i--)
                bytes[random.Next(round % 3 == 0 ? 100 : 0, bytes.Length)] = (byte)random.Next(256);
            if (round % 10 == 0) bytes = bytes[..random.Next(bytes.Length)];
            File.WriteAllBytes(folder["broken.db"], bytes);
            using var source = MovingSource.Open(folder["broken.db"], null, folder.Path, CancellationToken.None);
            if (source.Site.Site is null)
            {
                Assert.NotEmpty(source.Site.Refusal!);
                continue;
            }
            read++;
            using var own = new MovingPlace(folder.Path);
            var conversion = EarlierArrivals.Convert(source.Site.Site, source, own.Options);
            own.Db.Write(sql => MoveIn.Run(sql, conversion.Arrivals, Actor.CommandLine, MovingPlace.Now));
            own.HoldsTogether();
        }
        Assert.InRange(read, 5, 59);
    }

    [Fact]
    public void A_database_without_a_single_row_brings_nothing()
    {
        var outcome = place.Move(static _ => { }, EarlierVariant.CreatedAtOnce);
        Assert.True(outcome.IsNothing, outcome.Summary);
    }

    [Fact]
    public void Times_are_read_by_the_zone_that_was_chosen_also_in_the_missing_and_the_doubled_hour()
    {
        void Write(EarlierSiteFile file)
        {
            Base(file);
            file.Submission(1, 1, 1, 11, "1", false, "2026-03-29 01:30:00");
            file.Submission(2, 1, 1, 11, "2", false, "2026-07-01 12:00:00");
            file.Submission(3, 1, 1, 11, "3", false, "2026-10-25 01:30:00");
        }
        var notes = string.Join("\n", place.Convert(Write).Notes);
        Assert.Contains("1 answer at a time that London’s clocks skip in March", notes, StringComparison.Ordinal);
        Assert.Contains("1 answer at a time that London’s clocks show twice in October", notes, StringComparison.Ordinal);
        place.Move(Write);
        Assert.Equal(["1774747800", "1782903600", "1792888200"], place.Rows("SELECT submitted_at FROM attempts ORDER BY id"));
        using var other = new MovingPlace(folder.Path);
        other.Choices = other.Choices with { IsUtc = true };
        other.Move(Write);
        Assert.Equal(["1774747800", "1782907200", "1792891800"], other.Rows("SELECT submitted_at FROM attempts ORDER BY id"));
    }

    [Fact]
    public void Pupils_past_the_last_year_arrive_archived()
    {
        place.Choices = place.Choices with { SchoolYear = 2022 };
        Move(static _ => { });
        Assert.Equal(["ada@x.example active 2020", "ben@x.example archived 2019"],
            place.Rows("SELECT login || ' ' || state || ' ' || start_year FROM members ORDER BY id"));
    }

    [Fact]
    public void Points_by_the_answers_bring_nothing_forward()
    {
        place.Choices = place.Choices with { KeepsShown = false };
        Move(file =>
        {
            file.Submission(1, 1, 1, 11, "5", true, Later);
            file.Submission(2, 1, 1, 12, "x+1", true, Later);
            file.Entry(1, 1, 40, Later);
        });
        Assert.Equal(3, place.Count("SELECT sum(points) FROM awards"));
    }
}
