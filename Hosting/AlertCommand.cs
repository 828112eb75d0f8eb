// `mathsoc alert test`: sends one message to ALERT_WEBHOOK_URL and says what the receiver answered.
using System.CommandLine;
using MathsSoc.Observability;

namespace MathsSoc.Hosting;

/// <summary>The message says that it is a test. No running site is needed, and none is disturbed.</summary>
internal static class AlertCommand
{
    /// <param name="sourcesOf">The settings of a parsed command line.</param>
    public static Command Build(Func<ParseResult, SettingSources> sourcesOf)
    {
        var test = new Command("test",
            "Send a test message to ALERT_WEBHOOK_URL and say what was answered; exit 1 if it was not received.");
        test.SetAction(parsed => RunTest(sourcesOf(parsed)));
        return new Command("alert", "Try out the messages that are sent when something is wrong: mathsoc alert test.") { test };
    }

    private static int RunTest(SettingSources sources)
    {
        if (SiteFinder.Find(sources) is not { } found) return Exit.Unavailable;
        if (Settled.Read(found) is not { } options) return Exit.Configuration;
        if (options.AlertWebhook is not { } webhook)
            return Settled.Refuse("ALERT_WEBHOOK_URL is not set, so no message about an alert is sent. docs/monitoring.md says what it "
                + "can be.", Exit.Configuration);
        var alerts = options.Alerts;
        using var calls = new OutgoingCalls();
        var body = AlertMessage.Test(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds())
            .ToBody(alerts.Format, alerts.Site, alerts.Version);
        var result = calls.SendAsync(webhook, body, AlertMessage.TypeOf(alerts.Format), CancellationToken.None).GetAwaiter().GetResult();
        if (!result.IsReceived) return Settled.Refuse($"the receiver of ALERT_WEBHOOK_URL did not take the test: {result.Sentence}.",
            Exit.Failed);
        Console.WriteLine($"The receiver took the test: {result.Sentence}.");
        return Exit.Ok;
    }
}
