// The bodies of messages: our own JSON, and the forms that Slack, Teams and ntfy read.
using System.Text;
using System.Text.Json;
using MathsSoc.Observability;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class AlertMessageTests
{
    private const long Now = 1_794_301_200;

    private static readonly AlertRule Rule = new("DiskLow", AlertWhen.Below, 0.1, _ => null)
    {
        Title = "the disk is nearly full", Detail = _ => "", Remedy = "Make room.",
    };

    [Fact]
    public void Json_has_these_fields_and_no_other() => Assert.Equal(
        """{"alert":"DiskLow","state":"firing","since":"2026-11-10T09:00:00Z","value":0.05,"limit":0.1,"sentence":"""
        + """
        "The disk is nearly full. 5 GB of 100 GB free.","site":"https://maths.example","version":"1.2.3"}
        """,
        Body(Message(AlertNews.Firing), AlertFormat.Json));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(null)]
    public void A_number_that_JSON_cannot_hold_is_null(double? value) => Assert.Contains("\"value\":null,",
        Body(AlertMessage.Of(Rule, AlertNews.Firing, State, value, "", Now), AlertFormat.Json), StringComparison.Ordinal);

    [Fact]
    public void Firing_still_firing_and_over_differ_in_their_words()
    {
        Assert.Equal("https://maths.example: The disk is nearly full. 5 GB of 100 GB free. Make room.",
            Body(Message(AlertNews.Firing), AlertFormat.Ntfy));
        Assert.Equal("https://maths.example: Still firing since 2026-11-10 09:00 UTC: the disk is nearly full. 5 GB of 100 GB free. "
                + "Make room.",
            Body(Message(AlertNews.StillFiring), AlertFormat.Ntfy));
        Assert.Equal("https://maths.example: Over: the disk is nearly full. It lasted from 2026-11-10 09:00 UTC to 2026-11-10 10:00 UTC.",
            Body(Message(AlertNews.Resolved), AlertFormat.Ntfy));
    }

    [Fact]
    public void Slack_reads_one_text_without_markup()
    {
        var message = AlertMessage.Of(Rule, AlertNews.Firing, State, 1, "<!channel> & *more*", Now);
        using var json = JsonDocument.Parse(Body(message, AlertFormat.Slack));
        Assert.Equal("https://maths.example: The disk is nearly full. &lt;!channel&gt; &amp; *more* Make room.",
            Assert.Single(json.RootElement.EnumerateObject()).Value.GetString());
    }

    [Fact]
    public void Teams_reads_a_card_with_one_text()
    {
        using var json = JsonDocument.Parse(Body(Message(AlertNews.Firing), AlertFormat.Teams));
        Assert.Equal("message", json.RootElement.GetProperty("type").GetString());
        var card = json.RootElement.GetProperty("attachments")[0];
        Assert.Equal("application/vnd.microsoft.card.adaptive", card.GetProperty("contentType").GetString());
        var text = card.GetProperty("content").GetProperty("body")[0].GetProperty("text").GetString();
        Assert.StartsWith("https://maths.example: The disk", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AlertFormat.Json, "application/json")]
    [InlineData(AlertFormat.Slack, "application/json")]
    [InlineData(AlertFormat.Teams, "application/json")]
    [InlineData(AlertFormat.Ntfy, "text/plain")]
    public void The_media_type_is_the_bodys(AlertFormat format, string type) => Assert.Equal(type, AlertMessage.TypeOf(format));

    private static AlertState State => new(AlertPhase.Firing, 0, Now, null);

    private static AlertMessage Message(AlertNews news) =>
        AlertMessage.Of(Rule, news, State, 0.05, "5 GB of 100 GB free.", Now + 3600);

    private static string Body(AlertMessage message, AlertFormat format) =>
        Encoding.UTF8.GetString(message.ToBody(format, "https://maths.example", "1.2.3"));
}
