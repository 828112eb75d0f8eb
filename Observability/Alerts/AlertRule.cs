// One alert: which number is compared with which limit, how long it must be beyond it, and what is then said.
namespace MathsSoc.Observability;

/// <summary>On which side of its limit a number is a reason for an alert.</summary>
internal enum AlertWhen { Above, AtLeast, Below }

/// <summary>A row of <see cref="AlertRules"/>.</summary>
/// <param name="Name">As in messages and metrics; Prometheus' rule has <c>MathsSoc</c> before it.</param>
/// <param name="Value">The number in base units; null while it is unknown, which changes nothing.</param>
internal sealed record AlertRule(string Name, AlertWhen When, double Limit, Func<AlertLook, double?> Value)
{
    /// <summary>Looks in a row at which the number must be beyond the limit. Counting looks needs no clock, which may be wrong.</summary>
    public int Looks { get; init; } = 1;

    /// <summary>Looks in a row at which it must be within the limit before the alert is over, so that it does not come and go.</summary>
    public int ClearLooks { get; init; } = 2;

    /// <summary>What is wrong, as a phrase without a full stop: "the disk is nearly full".</summary>
    public required string Title { get; init; }

    /// <summary>A sentence with the numbers behind it.</summary>
    public required Func<AlertLook, string> Detail { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Remedy { get; init; }

    /// <summary>It is shown to owners, and no message is sent.</summary>
    public bool IsPageOnly { get; init; }

    public bool IsBeyond(double value) => When switch
    {
        AlertWhen.Above => value > Limit,
        AlertWhen.AtLeast => value >= Limit,
        _ => value < Limit,
    };
}
