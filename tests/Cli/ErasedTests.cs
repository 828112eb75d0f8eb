// Members who were erased stay erased, whichever backup is put back; and nobody new is given their ids.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class ErasedTests : IDisposable
{
    private readonly BackedUpSite site = new();

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task Who_was_erased_since_is_erased_again()
    {
        var ada = site.Db.Add(Seed.Pupil("ada"));
        Assert.NotNull(site.Make().File);
        Assert.True(site.EraseNow(ada, site.Now));
        var result = await site.RestoreAsync();
        Assert.True(result.Code == 0, result.Errors);
        Assert.Contains("Erased again, as they were since: 1 member.", result.Output, StringComparison.Ordinal);
        Assert.False(site.HasLogin("ada"));
        Assert.Equal(MemberState.Former, site.Look(sql => Members.Find(sql, ada))!.State);
        Assert.Equal(1, site.CountNow($"SELECT count(*) FROM audit WHERE action = 'member.anonymise' AND subject_id = {ada}"));
    }

    /// <summary>Erased, the older copy put back, somebody new, put back again: all were added in the same second.</summary>
    [Fact]
    public async Task A_new_member_is_never_taken_for_one_who_was_erased()
    {
        Assert.NotNull(site.Make().File);
        var ada = site.Db.Add(Seed.Pupil("ada"));
        Assert.True(site.EraseNow(ada, site.Now));
        Assert.Equal(0, (await site.RestoreAsync()).Code);
        var zoe = site.AddNow(Seed.Pupil("zoe"));
        Assert.True(zoe > ada, $"{zoe} after {ada}");
        Assert.Equal(0, (await Support.Cli.RunAsync("backup", "--data", site.Data)).Code);
        Assert.Equal(0, (await site.RestoreAsync()).Code);
        Assert.True(site.HasLogin("zoe"));
        var code = site.Look(sql => GivenIds.Read(sql));
        Assert.True(code["members"] >= zoe);
    }

    [Fact]
    public async Task The_record_travels_with_every_copy_and_says_nothing_about_anybody()
    {
        var ada = site.Db.Add(Seed.Pupil("ada"), now: 77);
        Directory.CreateDirectory(site["stick"]);
        Assert.Equal(0, (await Support.Cli.RunAsync("backup", "--data", site.Data, "--to", site["stick"])).Code);
        var older = Assert.Single(BackupFolder.List(site["stick"]));
        Assert.True(site.EraseNow(ada, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        Assert.Equal(0, (await Support.Cli.RunAsync("backup", "--data", site.Data, "--to", site["stick"])).Code);
        var record = File.ReadAllText(Path.Combine(site["stick"], "erased.jsonl"));
        var mark = DatabaseFile.Look(site.Database).File.Mark;
        Assert.Matches($$"""(?m)^\{"mark":{{mark}},"id":{{ada}},"created_at":77,"erased_at":\d+\}$""", record);
        Assert.DoesNotContain("ada", record, StringComparison.OrdinalIgnoreCase);

        // On another machine, from the older of the two.
        Assert.Equal(0, (await Support.Cli.RunAsync("restore", older.Path, "--data", site["new"], "--yes")).Code);
        Assert.Equal(MemberState.Former, DatabaseCheck.Read(site["new/mathsoc.db"], sql => Members.Find(sql, ada))!.State);
    }

    [Theory]
    [InlineData("another mark")]
    [InlineData("another member")]
    [InlineData("no JSON")]
    public async Task A_line_counts_only_where_mark_id_and_time_agree(string difference)
    {
        var ada = site.Db.Add(Seed.Pupil("ada"), now: 77);
        var file = site.Make().File!;
        var mark = DatabaseFile.Look(site.Database).File.Mark;
        File.WriteAllText(Path.Combine(site.Backups, ErasureRecord.FileName), difference switch
        {
            "another mark" => $$"""{"mark":{{mark + 1}},"id":{{ada}},"created_at":77,"erased_at":99}""",
            "another member" => $$"""{"mark":{{mark}},"id":{{ada}},"created_at":78,"erased_at":99}""",
            _ => "erase ada",
        });
        var result = await site.RestoreAsync(file.Path);
        Assert.True(result.Code == 0, result.Errors);
        Assert.True(site.HasLogin("ada"));
    }

    [Fact]
    public void The_server_notes_it_within_seconds_and_forgets_it_after_the_last_backup()
    {
        var ada = site.Db.Add(Seed.Pupil("ada"));
        var file = site.Make().File!;
        var job = site.Erasures();
        job.Run(site.Now);
        Assert.False(File.Exists(Path.Combine(site.Backups, ErasureRecord.FileName)));
        site.Db.Write(sql => { Anonymisation.Apply(sql, ada, site.Now); });
        job.Run(site.Now);
        Assert.Equal(1, ErasureRecord.Read(site.Backups).Count);
        // The only backup stays, however old it is, and so does the line.
        var late = site.Now + 41 * TestSociety.Day;
        site.Job().Rotate(late);
        Assert.Equal(1, ErasureRecord.Read(site.Backups).Count);
        site.Clock.SetTo(DateTimeOffset.FromUnixTimeSeconds(late));
        Assert.NotNull(site.Make().File);
        Assert.Null(site.Prove(BackupFolder.List(site.Backups)[^1]).Problem);
        site.Job().Rotate(late);
        Assert.DoesNotContain(file.Name, BackedUpSite.NamesIn(site.Backups));
        Assert.Equal(0, ErasureRecord.Read(site.Backups).Count);
    }
}
