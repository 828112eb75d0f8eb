// Signing out while the database is missing, damaged or locked: this device is signed out, and the session ends as soon as it can.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SignOutTests
{
    [Theory]
    [InlineData("missing")]
    [InlineData("garbage")]
    [InlineData("locked")]
    public async Task Signing_out_works_whatever_the_database_says(string what)
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var ada = site.Visit(Seed.Pupil("ada"));
        Assert.NotNull((await ada.GetAsync("/")).Page.QuerySelector(".site-member form"));
        var stolen = new Person(site, ada.Token);
        await using (await BreakAsync(site, what))
        {
            var page = await ada.PostAsync("/logout");
            Assert.Equal((HttpStatusCode.OK, "/login?said=device"), (page.Status, page.Path));
            Assert.Contains("You are signed out on this device.", page.Text, StringComparison.Ordinal);
            // What is only remembered is forgotten by a restart.
            Assert.Contains("if the site is started again before then, your session is open again", page.Text, StringComparison.Ordinal);
            Assert.Null(ada.Token);
        }
        // Whoever has copied the cookie is refused too, before the session is removed from the database.
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, 4);
        Assert.StartsWith("/login?next=", (await stolen.GetAsync("/account")).Path, StringComparison.Ordinal);
        if (Site.IsBinary) return; // there the job runs once a minute
        site.Jobs.RunOnce(site.Now);
        Assert.Equal(0, site.Count("SELECT count(*) FROM sessions"));
    }

    [Fact]
    public async Task A_made_up_cookie_is_signed_out_without_a_write()
    {
        await using var site = await Site.StartAsync();
        var before = Dump.Of(site);
        var visitor = new Person(site, new string('A', 43));
        Assert.Equal("/login?said=out", (await visitor.PostAsync("/logout")).Path);
        Assert.Null(visitor.Token);
        Assert.Equal(before, Dump.Of(site));
    }

    /// <summary>Takes the database away until it is disposed of.</summary>
    private static async Task<IAsyncDisposable> BreakAsync(Site site, string what)
    {
        var aside = site.DatabasePath + ".aside";
        if (what == "locked")
        {
            var beside = site.OpenDatabase();
            var (started, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
            var writer = Task.Run(() => beside.Write(_ => { started.SetResult(); finish.Task.Wait(); return 0; }));
            await started.Task;
            return new Undo(async () => { finish.SetResult(); await writer; beside.Dispose(); });
        }
        File.Move(site.DatabasePath, aside);
        if (what == "garbage") await File.WriteAllBytesAsync(site.DatabasePath, new byte[8192]);
        return new Undo(() => { File.Move(aside, site.DatabasePath, overwrite: true); return Task.CompletedTask; });
    }

    private sealed class Undo(Func<Task> work) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await work();
    }
}
