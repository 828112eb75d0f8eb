// The lock of a folder of backups: who comes second waits a moment for who came first, or is told who that is.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class BackupLockTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DateTimeOffset now = new ManualClock().GetUtcNow();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Who_is_patient_gets_it_when_the_first_has_ended()
    {
        var first = BackupLock.TryTake(folder.Path, "the first", now, TimeSpan.Zero).Lock!;
        var waiting = Task.Run(() => BackupLock.TryTake(folder.Path, "the second", now, TimeSpan.FromSeconds(30)));
        // Long enough for the second to have tried, and well within its patience.
        await Task.WhenAny(waiting, Task.Run(() => BackupLock.TryTake(folder.Path, "a third", now, TimeSpan.FromMilliseconds(300))));
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        using var second = (await waiting).Lock;
        Assert.NotNull(second);
    }

    [Fact]
    public void Who_is_not_is_told_who_has_it()
    {
        using var first = BackupLock.TryTake(folder.Path, "the first", now, TimeSpan.Zero).Lock!;
        var (taken, isTaken, problem) = BackupLock.TryTake(folder.Path, "the second", now, TimeSpan.Zero);
        Assert.Null(taken);
        Assert.True(isTaken);
        Assert.Contains("in use by the first (process ", problem, StringComparison.Ordinal);
    }
}
