// Refuses forms while the computer's clock is wrong, because what they save would be recorded at a wrong time; keeps what was typed.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Web;

/// <summary>What a form needs of the clock. A route without this metadata needs one that is not too early.</summary>
public enum ClockNeed
{
    /// <summary>It saves nothing that depends on the time.</summary>
    Nothing,

    /// <summary>It records a time, so the clock must be neither behind nor before the making of this program.</summary>
    NotTooEarly,

    /// <summary>It stores the year in which a pupil began, which follows from the school year now.</summary>
    SchoolYear,

    /// <summary>It cannot be undone.</summary>
    Credible,
}

/// <summary>Set on the route of a form that needs more or less of the clock than others.</summary>
public sealed record ClockPolicy(ClockNeed Need)
{
    /// <summary>As <see cref="ClockNeed.Nothing"/>; the other two likewise.</summary>
    public static readonly ClockPolicy Nothing = new(ClockNeed.Nothing);
    public static readonly ClockPolicy SchoolYear = new(ClockNeed.SchoolYear);
    public static readonly ClockPolicy Credible = new(ClockNeed.Credible);
}

/// <summary>Compares what a form needs with the clock.</summary>
internal static class ClockGate
{
    private const int RetrySeconds = 60;

    /// <summary>The response to a form that may not be saved now; null if it may.</summary>
    public static ValueTask<IResult?> FindRefusal(Visit visit) =>
        FindRefusal(visit, visit.Context.GetEndpoint()?.Metadata.GetMetadata<ClockPolicy>()?.Need ?? ClockNeed.NotTooEarly);

    /// <summary>The same for a form that needs more of the clock than its route, because of what is chosen in it.</summary>
    public static async ValueTask<IResult?> FindRefusal(Visit visit, ClockNeed need)
    {
        if (need == ClockNeed.Nothing) return null;
        var clock = await visit.CheckClock();
        if (clock.IsCredible || !IsRefused(need, clock)) return null;
        var sentence = Explain(clock);
        visit.Context.Response.Headers.RetryAfter = $"{RetrySeconds}";
        if (ErrorPages.WantsJson(visit.Context.Request)) return new Refusal(StatusCodes.Status503ServiceUnavailable, sentence);
        var kept = KeptForm.Of(visit.Form);
        return visit.Page(new Pages_ClockRefusal
        {
            Frame = visit.Frame,
            Model = new ClockRefusalModel(
                sentence, visit.Context.Request.Path.Value ?? "/", kept.FieldsToSend(), kept.HasSecrets, visit.Form.Files.Count > 0),
        }, StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Why something is refused, for whoever wanted it.</summary>
    public static string Explain(ClockVerdict clock)
    {
        var now = SchoolTime.Time(clock.Now);
        return clock.IsTooEarly
            ? $"The clock of the computer that runs this site is wrong: it says {now}. What is sent now would be recorded at a time that "
                + "is over, so it was not saved."
            : $"The clock of the computer that runs this site may be wrong: it says {now}. This needs a clock that is right, so it was "
                + "not saved.";
    }

    private static bool IsRefused(ClockNeed need, ClockVerdict clock) => need switch
    {
        ClockNeed.NotTooEarly => clock.IsTooEarly,
        ClockNeed.SchoolYear => !clock.KnowsSchoolYear,
        _ => true,
    };
}
