// Waits for what happens a moment later, such as a log line.
namespace MathsSoc.Tests.Support;

/// <summary>Polls a condition for a bounded time.</summary>
public static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, double seconds = 5) =>
        await TrueAsync(() => Task.FromResult(condition()), seconds);

    public static async Task TrueAsync(Func<Task<bool>> condition, double seconds = 5)
    {
        var until = DateTimeOffset.UtcNow.AddSeconds(seconds);
        while (!await condition())
        {
            Assert.True(DateTimeOffset.UtcNow < until, $"It did not become true within {seconds} s.");
            await Task.Delay(25);
        }
    }
}
