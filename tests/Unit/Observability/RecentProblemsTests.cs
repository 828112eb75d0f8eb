// What the status page keeps of the log: our own words, nobody's name, and no secret that somebody pasted into an address.
using MathsSoc.Observability;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class RecentProblemsTests
{
    [Fact]
    public void The_last_twenty_problems_are_kept_and_only_numbers_and_our_own_texts_are_shown()
    {
        using var logs = Open();
        var log = logs.For("mathsoc.security");
        log.LogInformation("This is no problem");
        log.LogWarning("Failed login attempt for: {Login} from {ClientIp}", "ada.lovelace", "203.0.113.7");
        log.LogWarning("Wrong password typed by the signed-in member {Member}", 4711);
        log.LogError(new InvalidOperationException("of Ada Lovelace"),
            "The job {Job} failed and is tried again in {Minutes} min", "sweep", 10);
        Assert.Equal(
            [
                "The job sweep failed and is tried again in 10 min (InvalidOperationException)",
                "Wrong password typed by the signed-in member …",
                "Failed login attempt for: … from …",
            ],
            logs.Recent.List().Select(problem => problem.Sentence));
        Assert.Equal([true, false, false], logs.Recent.List().Select(problem => problem.IsError));
        for (var i = 0; i < 30; i++) log.LogWarning("{Number} of them", i);
        Assert.Equal(20, logs.Recent.List().Count);
        Assert.Equal("29 of them", logs.Recent.List()[0].Sentence);
    }

    [Theory]
    [InlineData("/reset?token=a-secret-link", "/reset?token=***")]
    [InlineData("/healthy%3Ftoken=a-secret-link", "/healthy%3Ftoken=***")]
    [InlineData("/challenges/1", "/challenges/1")]
    public void A_secret_in_an_address_is_masked_as_in_the_log(string path, string shown)
    {
        using var logs = Open();
        logs.For("mathsoc.requests").LogError("{Method} {Path} failed (request {RequestId})", "GET", path, "0HN");
        Assert.Equal($"GET {shown} failed (request 0HN)", Assert.Single(logs.Recent.List()).Sentence);
    }

    [Fact]
    public void An_alert_is_shown_in_its_own_words()
    {
        using var logs = Open();
        logs.For("mathsoc.alerts").LogWarning("Alert {Alert}: {Title}. {Detail}", "DiskLow", "the disk is nearly full", "1 GB is left.");
        Assert.Equal("Alert DiskLow: the disk is nearly full. 1 GB is left.", Assert.Single(logs.Recent.List()).Sentence);
    }

    private static Logs Open() => Logs.Open(
        new LogOptions { ToStdout = true, AccessLog = "off" }, new ManualClock(), new MemoryStream(), new MemoryStream());
}
