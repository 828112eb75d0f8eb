// The growing delay for an account whose password is being guessed, from whichever address.
namespace MathsSoc.Endpoints;

/// <summary>
/// A delay instead of a lock: a classmate who types wrong passwords for a teacher's account costs the teacher seconds, never the lesson.
/// Kept in memory, bounded.
/// </summary>
public sealed class SignInDelays(TimeProvider clock)
{
    /// <summary>The longest delay.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private const int FreeFailures = 3;
    private const int MaxAccounts = 50_000;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);
    private readonly Lock sync = new();
    private readonly Dictionary<string, (int Failures, DateTimeOffset Last)> accounts = new(StringComparer.Ordinal);

    /// <summary>
    /// How long the next attempt on this login has to wait: nothing at first, then 0.5 s, doubling to <see cref="Longest"/>.
    /// </summary>
    public TimeSpan DelayOf(string login)
    {
        lock (sync)
        {
            if (!accounts.TryGetValue(login, out var account)
                || clock.GetUtcNow() - account.Last > Memory
                || account.Failures < FreeFailures)
                return TimeSpan.Zero;
            var doublings = Math.Min(account.Failures - FreeFailures, 10);
            return TimeSpan.FromSeconds(Math.Min(0.5 * (1 << doublings), Longest.TotalSeconds));
        }
    }

    /// <summary>Counts a failure; logins without an account count too, so that a delay does not reveal which logins exist.</summary>
    public void Fail(string login)
    {
        lock (sync)
        {
            var now = clock.GetUtcNow();
            if (accounts.Count >= MaxAccounts) Shrink(now);
            var failures = accounts.TryGetValue(login, out var account) && now - account.Last <= Memory ? account.Failures : 0;
            accounts[login] = (failures + 1, now);
        }
    }

    /// <summary>Forgets an account's failures: its owner signed in.</summary>
    public void Succeed(string login)
    {
        lock (sync) accounts.Remove(login);
    }

    private void Shrink(DateTimeOffset now)
    {
        foreach (var (login, account) in accounts)
            if (now - account.Last > Memory) accounts.Remove(login);
        if (accounts.Count >= MaxAccounts) accounts.Clear();
    }
}
