// Writing and reading challenges and parts: every column, versions, parts that are moved or taken out, and what cannot be undone.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Unit.Data;

public sealed class ChallengesTests : IDisposable
{
    private readonly TestSociety club = new();

    public void Dispose()
    {
        club.HoldsTogether();
        club.Dispose();
    }

    [Fact]
    public void Every_column_of_a_challenge_is_read_back()
    {
        var author = club.Staff("head", Role.Owner);
        var written = new Challenge
        {
            Title = "Title", KeyStage = "KS4", Body = "Body $x$", Source = "Source", Solution = "Solution", Points = 7, FirstBonus = 8,
            IsDraft = false, ReleasedAt = 100, LockHours = 5, LockedAt = 18100, AuthorId = author, AuthorName = "A. Teacher",
        };
        var id = club.Db.Write(sql => Challenges.Add(sql, written, 50));
        Assert.Equal(written with { Id = id, CreatedAt = 50, UpdatedAt = 50, Version = 1 }, Find(id));
        var changed = Find(id) with
        {
            Title = "T", KeyStage = "", Body = "B", Source = "S", Solution = "L", Points = 1, FirstBonus = 2,
            IsDraft = true, ReleasedAt = null, LockHours = null, LockedAt = 9, AuthorName = "N",
        };
        Assert.True(club.Db.Write(sql => Challenges.Update(sql, changed, 60)));
        Assert.Equal(changed with { UpdatedAt = 60, Version = 2 }, Find(id));
    }

    [Fact]
    public void Two_authors_do_not_overwrite_each_other()
    {
        var read = Find(club.Challenge("1"));
        Assert.True(club.Db.Write(sql => Challenges.Update(sql, read with { Title = "One" }, 60)));
        Assert.False(club.Db.Write(sql => Challenges.Update(sql, read with { Title = "Two" }, 60)));
        Assert.Equal("One", Find(read.Id).Title);
    }

    [Fact]
    public void Every_column_of_a_part_is_read_back_on_one_line_each()
    {
        var challenge = club.Challenge();
        var part = new Part
        {
            ChallengeId = challenge, Position = 1, Label = "(a)", Answer = "0.25", Kind = "decimal", IsDegrees = true, IsComplex = true,
            Tolerance = 0.005m, Places = 2, Figures = 3, Letters = ["a", "b"], Choices = ["red", "light blue"], Accepted = ["1/4", "0,25 "],
            Rejected = ["4"], Mistakes = [new KnownMistake("4", "Upside\tdown\nperhaps?"), new KnownMistake(" ", "nothing")],
        };
        var id = club.Db.Write(sql => Parts.Save(sql, challenge, [part], 60))[0];
        var read = club.Db.Read(sql => Parts.Find(sql, id))!;
        Assert.Equal((id, challenge, 1L, "(a)", "0.25", "decimal", true, true, 0.005m, 2L, 3L, null),
            (read.Id, read.ChallengeId, read.Position, read.Label, read.Answer, read.Kind, read.IsDegrees, read.IsComplex, read.Tolerance,
                read.Places, read.Figures, read.RemovedAt));
        Assert.Equal(["a", "b"], read.Letters);
        Assert.Equal(["red", "light blue"], read.Choices);
        Assert.Equal(["1/4", "0,25"], read.Accepted);
        Assert.Equal(["4"], read.Rejected);
        Assert.Equal([new KnownMistake("4", "Upside down perhaps?")], read.Mistakes);
    }

    [Fact]
    public void Parts_move_keep_their_ids_and_go_for_good_only_where_nobody_answered()
    {
        var challenge = club.Challenge("1", "2", "3");
        var parts = club.PartsOf(challenge);
        club.Answer(club.Pupil("ada"), parts[0], "9");
        var version = Find(challenge).Version;
        club.Db.Write(sql => { Parts.Save(sql, challenge, [parts[2] with { Label = "(i)" }, Part.New("(ii)", "4")], 70); });
        Assert.Equal(version + 1, Find(challenge).Version);
        Assert.Equal([(parts[2].Id, 1L, "(i)"), (parts[2].Id + 1, 2L, "(ii)")],
            club.PartsOf(challenge).Select(part => (part.Id, part.Position, part.Label)));
        Assert.Equal([parts[2].Id, parts[2].Id + 1, parts[0].Id],
            club.Db.Read(sql => Parts.ListAll(sql, challenge)).Select(part => part.Id));
        club.Db.Write(sql => { Parts.Save(sql, challenge, [.. club.PartsOf(challenge), parts[0]], 80); });
        Assert.Null(club.PartsOf(challenge)[2].RemovedAt);
    }

    [Fact]
    public void A_part_of_another_challenge_is_none_of_this_one()
    {
        var other = club.PartsOf(club.Challenge("1"))[0];
        var challenge = club.Challenge("2");
        Assert.Throws<ArgumentException>(() => club.Db.Write(sql => Parts.Save(sql, challenge, [other], 1)));
    }

    [Fact]
    public void A_solution_that_was_shown_stays_shown_and_locks()
    {
        var challenge = club.Challenge("1");
        Assert.True(club.Db.Write(sql => Challenges.ShowSolution(sql, challenge, club.Now)));
        Assert.False(club.Db.Write(sql => Challenges.ShowSolution(sql, challenge, club.Now + 1)));
        Assert.Equal((club.Now, club.Now), (Find(challenge).SolutionShownAt, Find(challenge).LockedAt));
        Assert.Throws<SqliteException>(() => club.Db.Write(sql => sql.Execute("UPDATE challenges SET solution_shown_at = NULL")));
        var unreleased = club.Challenge(one => one with { ReleasedAt = club.Now + 5 }, "1");
        Assert.False(club.Db.Write(sql => Challenges.ShowSolution(sql, unreleased, club.Now)));
    }

    [Fact]
    public void A_lock_that_fell_earlier_stays_when_the_solution_is_shown()
    {
        var challenge = club.Challenge(one => one with { LockedAt = club.Now - 5 }, "1");
        club.Db.Write(sql => { Challenges.ShowSolution(sql, challenge, club.Now); });
        Assert.Equal(club.Now - 5, Find(challenge).LockedAt);
    }

    [Fact]
    public void Only_a_challenge_that_nobody_answered_can_be_removed()
    {
        var challenge = club.Challenge("1");
        club.Answer(club.Pupil("ada"), club.PartsOf(challenge)[0], "9");
        Assert.False(club.Db.Write(sql => Challenges.Remove(sql, challenge)));
        var unused = club.Challenge("1");
        Assert.True(club.Db.Write(sql => Challenges.Remove(sql, unused)));
        Assert.Equal(1, club.Count("SELECT count(*) FROM parts"));
        Assert.True(club.Db.Write(sql => Challenges.SetArchived(sql, challenge, true, 5)));
        Assert.False(club.Db.Write(sql => Challenges.SetArchived(sql, challenge, true, 6)));
        Assert.Equal(5, Find(challenge).ArchivedAt);
        Assert.True(club.Db.Write(sql => Challenges.SetArchived(sql, challenge, false, 6)));
        Assert.Null(Find(challenge).ArchivedAt);
    }

    [Fact]
    public void How_far_a_member_is()
    {
        var ada = club.Pupil("ada");
        var (done, begun, untouched) = (club.Challenge("1"), club.Challenge("1", "2"), club.Challenge("1", "2", "3"));
        club.Solve(ada, done);
        club.Answer(ada, club.PartsOf(begun)[0], "8");
        club.Answer(ada, club.PartsOf(begun)[0], "1");
        club.Answer(ada, club.PartsOf(begun)[1], "9");
        var rules = club.Rules.Scoring;
        var progress = club.Db.Read(sql => ChallengeQueries.FindBook(sql, ada, rules)).Progress;
        Assert.Equal([done, begun], progress.Keys.Order());
        Assert.Equal(new OwnProgress(1, 1, 0, club.Now), progress[done]);
        Assert.Equal(new OwnProgress(1, 2, rules.Attempts - 1, null), progress[begun]);
        Assert.Equal([(3L, 0L), (2L, 0L), (1L, 1L)],
            club.Db.Read(sql => AuthorList.List(sql, null, "", club.Now, 0)).Select(line => (line.Parts, line.Completions)));
        Assert.Equal([(untouched, 3L), (begun, 2L), (done, 1L)],
            club.Db.Read(ChallengeQueries.ListShelf).Select(line => (line.Challenge.Id, line.Parts)));
    }

    [Fact]
    public void Recent_activity_names_only_whom_boards_show_and_stops_at_a_freeze()
    {
        var challenge = club.Challenge("1");
        foreach (var name in new[] { "ada", "ben", "cat" })
        {
            club.Solve(club.Pupil(name), challenge);
            club.Now += 60;
        }
        club.Db.Write(sql => Members.SetQuiet(sql, 2, true));
        Assert.Equal([("cat", false), ("ada", true)],
            club.Db.Read(sql => Completions.ListRecent(sql, 10, null)).Select(one => (one.DisplayName, one.IsFirst)));
        Assert.Equal(["ada"],
            club.Db.Read(sql => Completions.ListRecent(sql, 10, TestSociety.Tuesday + 59)).Select(one => one.DisplayName));
        // An answer from paper that was entered after the freeze, with an earlier time.
        club.Answer(club.Pupil("dan"), club.PartsOf(challenge)[0], "1", handedInAt: TestSociety.Tuesday);
        Assert.Equal(["ada"],
            club.Db.Read(sql => Completions.ListRecent(sql, 10, TestSociety.Tuesday + 59)).Select(one => one.DisplayName));
    }

    [Fact]
    public void Somebody_who_left_stays_on_the_boards_and_is_no_longer_in_the_news()
    {
        var (ada, ben) = (club.Pupil("ada"), club.Pupil("ben"));
        var challenge = club.Challenge("1");
        club.Solve(ada, challenge);
        club.Solve(ben, challenge);
        club.Db.Write(sql => { Members.SetState(sql, ada, MemberState.Archived, club.Now); });
        var board = club.Db.Read(sql => Leaderboard.List(sql, new Board(Period.AllTime), 0, 10));
        Assert.Equal([ada, ben], board.Select(line => line.MemberId));
        Assert.Equal([ben], club.Db.Read(sql => Completions.ListRecent(sql, 10, null)).Select(one => one.MemberId));
    }

    private Challenge Find(long id) => club.Db.Read(sql => Challenges.Find(sql, id))!;
}
