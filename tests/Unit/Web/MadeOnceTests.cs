// What takes work is made once for all who ask at the same time, and again when its key is another or it failed.
using MathsSoc.Web;

namespace MathsSoc.Tests.Unit.Web;

public sealed class MadeOnceTests
{
    [Fact]
    public async Task It_is_made_once_for_all_who_ask_meanwhile()
    {
        var text = new MadeOnce<int>();
        using var mayEnd = new ManualResetEventSlim();
        var made = 0;
        // Work that never waits for anything: whoever asked would do it themselves.
        Task<int> Make()
        {
            mayEnd.Wait(TimeSpan.FromSeconds(30));
            return Task.FromResult(Interlocked.Increment(ref made));
        }

        var all = Enumerable.Range(0, 5).Select(_ => text.Get("a", Make)).ToList();
        mayEnd.Set();
        Assert.All(await Task.WhenAll(all), number => Assert.Equal(1, number));
        Assert.Equal(1, await text.Get("a", Make));
        Assert.Equal(2, await text.Get("b", Make));
        Assert.Equal(3, await text.Get("a", Make));
    }

    [Fact]
    public async Task After_a_failure_it_is_made_by_the_next_who_asks()
    {
        var text = new MadeOnce<int>();
        await Assert.ThrowsAsync<IOException>(() => text.Get("a", () => throw new IOException()));
        Assert.Equal(7, await text.Get("a", () => Task.FromResult(7)));
    }
}
