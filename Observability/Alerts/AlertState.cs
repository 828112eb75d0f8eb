// Where an alert is between "nothing is wrong" and "it is over", and what the next look makes of it: a pure function.
namespace MathsSoc.Observability;

/// <summary>Over: it has ended, and the message about that has still to be sent.</summary>
internal enum AlertPhase { Quiet, Pending, Firing, Over }

/// <summary>What a message says about an alert.</summary>
internal enum AlertNews { Firing, StillFiring, Resolved }

/// <summary>The state of one alert.</summary>
/// <param name="Looks">Pending: looks in a row beyond the limit. Firing: looks in a row within it.</param>
/// <param name="Since">When it began to fire, in unix seconds.</param>
/// <param name="SentAt">When the last message that it fires was received; null: none was.</param>
internal sealed record AlertState(AlertPhase Phase, int Looks, long Since, long? SentAt)
{
    /// <summary>How often an alert that goes on firing is repeated, in seconds.</summary>
    public const long RepeatSeconds = 24 * 3600;

    public static readonly AlertState Quiet = new(AlertPhase.Quiet, 0, 0, null);

    /// <summary>The state after a look at <paramref name="now"/>, in unix seconds. An unknown number (null) changes nothing.</summary>
    public AlertState Next(AlertRule rule, double? value, long now)
    {
        var state = Clamp(now);
        if (value is not { } number) return state;
        return (Phase, rule.IsBeyond(number)) switch
        {
            (AlertPhase.Firing, true) => state with { Looks = 0 },
            (AlertPhase.Firing, false) => Looks + 1 < rule.ClearLooks ? state with { Looks = Looks + 1 } : state.End(),
            (AlertPhase.Over, false) => state,
            (_, true) => state.Begin(rule, now),
            (_, false) => Quiet,
        };
    }

    /// <summary>What is to be sent at <paramref name="now"/>; null for nothing.</summary>
    public AlertNews? FindNews(long now) => Phase switch
    {
        AlertPhase.Firing when SentAt is null => AlertNews.Firing,
        AlertPhase.Firing when now - SentAt >= RepeatSeconds => AlertNews.StillFiring,
        AlertPhase.Over => AlertNews.Resolved,
        _ => null,
    };

    /// <summary>
    /// The state after that message, about an alert that began at <paramref name="since"/>, was received at <paramref name="now"/>.
    /// </summary>
    public AlertState Sent(AlertNews news, long since, long now) => (news, Phase) switch
    {
        (AlertNews.Resolved, AlertPhase.Over) => Quiet,
        (AlertNews.Resolved, _) => this,
        // It may have ended while the message was under way: who read that it fires will read that it is over.
        (_, AlertPhase.Firing or AlertPhase.Over) => this with { SentAt = now },
        _ => new AlertState(AlertPhase.Over, 0, since, now),
    };

    private AlertState Begin(AlertRule rule, long now)
    {
        var looks = Phase == AlertPhase.Pending ? Looks + 1 : 1;
        return looks >= rule.Looks ? new(AlertPhase.Firing, 0, now, null) : new(AlertPhase.Pending, looks, now, null);
    }

    /// <summary>Nobody is told of the end of what nobody was told of.</summary>
    private AlertState End() => SentAt is null ? Quiet : this with { Phase = AlertPhase.Over, Looks = 0 };

    /// <summary>After the clock was set back nothing may have begun later than now, or it would wait for that time to come again.</summary>
    private AlertState Clamp(long now) =>
        Since <= now && !(SentAt > now) ? this : this with { Since = Math.Min(Since, now), SentAt = SentAt > now ? now : SentAt };
}
