// The message about an alert, in the words and the form that its receiver reads.
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MathsSoc.Observability;

/// <summary>What the receiver of messages reads: our own JSON, Slack's, Teams' (a workflow's), or plain text as ntfy takes it.</summary>
public enum AlertFormat { Json, Slack, Teams, Ntfy }

/// <summary>One message. It has counts and names of files, never anything about a person.</summary>
/// <param name="Since">When the alert began to fire, in unix seconds.</param>
/// <param name="Value">The number at the last look; null if it is unknown.</param>
/// <param name="Remedy">What to do about it; empty once it is over.</param>
internal sealed record AlertMessage(
    string Alert, string State, long Since, double? Value, double? Limit, string Sentence, string Remedy)
{
    /// <summary>The message about one alert at <paramref name="now"/>.</summary>
    public static AlertMessage Of(AlertRule rule, AlertNews news, AlertState state, double? value, string detail, long now)
    {
        var (name, sentence, remedy) = news switch
        {
            AlertNews.Firing => ("firing", Join(SiteFacts.Sentence(rule.Title), detail), rule.Remedy),
            AlertNews.StillFiring =>
                ("still firing", Join($"Still firing since {Time(state.Since)}: {rule.Title}.", detail), rule.Remedy),
            _ => ("resolved", $"Over: {rule.Title}. It lasted from {Time(state.Since)} to {Time(now)}.", ""),
        };
        return new AlertMessage(rule.Name, name, state.Since, value, rule.Limit, sentence, remedy);
    }

    /// <summary>The message that <c>mathsoc alert test</c> sends.</summary>
    public static AlertMessage Test(long now) =>
        new("Test", "test", now, null, null, "This is a test: alerts of this site arrive here.", "");

    /// <summary>The body of the request.</summary>
    /// <param name="site">The site's address.</param>
    public byte[] ToBody(AlertFormat format, string site, string version) => format switch
    {
        AlertFormat.Json => WriteJson(json =>
        {
            json.WriteString("alert"u8, Alert);
            json.WriteString("state"u8, State);
            json.WriteString("since"u8, DateTimeOffset.FromUnixTimeSeconds(Since).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'",
                CultureInfo.InvariantCulture));
            WriteNumber(json, "value", Value);
            WriteNumber(json, "limit", Limit);
            json.WriteString("sentence"u8, Sentence);
            json.WriteString("site"u8, site);
            json.WriteString("version"u8, version);
        }),
        // https://docs.slack.dev/messaging/formatting-message-text: these three characters are its markup.
        AlertFormat.Slack => WriteJson(json => json.WriteString("text"u8, Text(site)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal))),
        AlertFormat.Teams => WriteJson(json => WriteCard(json, Text(site))),
        _ => Encoding.UTF8.GetBytes(Text(site)),
    };

    /// <summary>The body's media type.</summary>
    public static string TypeOf(AlertFormat format) => format == AlertFormat.Ntfy ? "text/plain" : "application/json";

    internal static string Join(string sentence, string more) => more.Length == 0 ? sentence : $"{sentence} {more}";

    private string Text(string site) => Join($"{site}: {Sentence}", Remedy);

    private static string Time(long at) =>
        DateTimeOffset.FromUnixTimeSeconds(at).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static byte[] WriteJson(Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return output.ToArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known && double.IsFinite(known)) json.WriteNumber(name, Math.Round(known, 6));
        else json.WriteNull(name);
    }

    /// <summary>An Adaptive Card, as a Teams workflow "when a webhook request is received" takes it.</summary>
    private static void WriteCard(Utf8JsonWriter json, string text)
    {
        json.WriteString("type"u8, "message"u8);
        json.WriteStartArray("attachments"u8);
        json.WriteStartObject();
        json.WriteString("contentType"u8, "application/vnd.microsoft.card.adaptive"u8);
        json.WriteStartObject("content"u8);
        json.WriteString("$schema"u8, "http://adaptivecards.io/schemas/adaptive-card.json"u8);
        json.WriteString("type"u8, "AdaptiveCard"u8);
        json.WriteString("version"u8, "1.4"u8);
        json.WriteStartArray("body"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "TextBlock"u8);
        json.WriteString("text"u8, text);
        json.WriteBoolean("wrap"u8, true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
