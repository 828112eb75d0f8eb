// Files and what they belong to: several owners of different kinds share one file, which stays until the last of them gives it up.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Unit.Data;

public sealed class UploadsTests : IDisposable
{
    private static readonly Upload Triangle = new(new string('a', 64), "image/png", 10, "A triangle.");

    private readonly TestSociety club = new();

    private UploadOwner Article { get; }

    public UploadsTests() => Article = UploadOwner.Article(club.Db.Write(sql =>
        Articles.Add(sql, new Article { Kind = ArticleKind.Article, Title = "On tilings" }, club.Now)));

    public void Dispose()
    {
        club.HoldsTogether();
        club.Dispose();
    }

    [Fact]
    public void What_something_else_uses_stays_when_a_challenge_loses_it()
    {
        var challenge = UploadOwner.Challenge(club.Challenge("1"));
        Assert.True(club.Db.Write(sql => Uploads.Add(sql, challenge, Triangle, null, club.Now)));
        club.Db.Write(sql => Uploads.Share(sql, Article, [Triangle.Hash]));
        Assert.True(club.Db.Write(sql => Uploads.Remove(sql, challenge, Triangle.Hash)));
        Assert.Empty(club.Db.Write(Uploads.RemoveUnused));
        Assert.Equal("image/png", club.Db.Read(sql => Uploads.FindType(sql, Triangle.Hash)));
        Assert.Empty(club.Db.Read(sql => Uploads.List(sql, challenge)));
        Assert.Equal([Triangle], club.Db.Read(sql => Uploads.List(sql, Article)));
        Assert.Empty(club.Db.Read(sql => Uploads.ListChallenges(sql, Triangle.Hash)));

        Assert.True(club.Db.Write(sql => Uploads.Remove(sql, Article, Triangle.Hash)));
        Assert.Equal([Triangle.Hash], club.Db.Write(Uploads.RemoveUnused));
        Assert.Null(club.Db.Read(sql => Uploads.FindType(sql, Triangle.Hash)));
    }

    [Fact]
    public void A_challenge_that_is_removed_gives_its_files_up_and_no_others()
    {
        // The same number, so that only the kind tells the two apart.
        var id = club.Challenge("1");
        Assert.Equal(Article.Id, id);
        club.Db.Write(sql =>
        {
            Uploads.Add(sql, UploadOwner.Challenge(id), Triangle, null, club.Now);
            Uploads.Add(sql, Article, Triangle, null, club.Now);
            Assert.True(Challenges.Remove(sql, id));
        });
        Assert.Equal([Triangle], club.Db.Read(sql => Uploads.List(sql, Article)));
        Assert.Equal(1, club.Count("SELECT count(*) FROM upload_uses"));
    }

    [Fact]
    public void A_challenge_or_an_article_that_is_not_there_is_given_no_file()
    {
        Assert.Throws<SqliteException>(() => club.Db.Write(sql => Uploads.Add(sql, UploadOwner.Challenge(9), Triangle, null, club.Now)));
        Assert.Throws<SqliteException>(() => club.Db.Write(sql => Uploads.Add(sql, UploadOwner.Article(9), Triangle, null, club.Now)));
        Assert.Equal(0, club.Count("SELECT count(*) FROM uploads"));
    }

    [Fact]
    public void Each_owner_has_its_own_bound()
    {
        var challenge = UploadOwner.Challenge(club.Challenge("1"));
        club.Db.Write(sql =>
        {
            for (var i = 0; i < Uploads.MaxOfOwner; i++) Assert.True(Uploads.Add(sql, challenge, Numbered(i), null, club.Now));
            Assert.False(Uploads.Add(sql, challenge, Triangle, null, club.Now));
            Assert.True(Uploads.Add(sql, challenge, Numbered(0), null, club.Now));
            Assert.True(Uploads.Add(sql, Article, Triangle, null, club.Now));
        });
    }

    [Fact]
    public void The_uses_of_an_older_database_become_those_of_challenges()
    {
        using var folder = new TemporaryFolder();
        var path = folder["old.db"];
        Assert.Equal(9, Migrator.Run(path, [.. Migrator.Sections.Take(9)], 1).Version);
        using (var old = Db.Open(path, readers: 1))
            old.Write(sql =>
            {
                sql.Execute("INSERT INTO challenges (id, file_id, title, created_at, updated_at) VALUES (7, 'sums', 'Sums', 1, 1)");
                sql.Execute("INSERT INTO uploads VALUES (@hash, 'image/png', 10, NULL, 1)", new { hash = Triangle.Hash });
                sql.Execute("INSERT INTO upload_uses (challenge_id, hash, alt) VALUES (7, @hash, 'A triangle.')",
                    new { hash = Triangle.Hash });
            });
        Assert.Equal(MigrationResult.Ready, Migrator.Run(path, Migrator.Sections, 2).Result);
        using var db = Db.Open(path, readers: 1);
        Assert.Equal([Triangle], db.Read(sql => Uploads.List(sql, UploadOwner.Challenge(7))));
        Assert.Equal(7, Assert.Single(db.Read(sql => Uploads.ListChallenges(sql, Triangle.Hash))).Id);
    }

    private static Upload Numbered(int number) =>
        Triangle with { Hash = number.ToString("d64", System.Globalization.CultureInfo.InvariantCulture) };
}
