// Errors as a person and as a program get them, and what becomes of an exception.
using System.Net;
using System.Text.Json;
using AngleSharp.Html.Parser;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Tests.Http;

public sealed class ErrorPageTests
{
    public static readonly TheoryData<int> EveryStatus = new(FaultySite.Statuses);

    [Theory]
    [MemberData(nameof(EveryStatus))]
    public async Task A_person_gets_a_page_that_says_what_to_do_and_how_to_refer_to_it(int status)
    {
        await using var site = await FaultySite.StartAsync();
        using var response = await site.GetAsync($"/status/{status}");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        var page = new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.EndsWith(".", page.QuerySelector(".lead")!.TextContent.Trim());
        Assert.Contains($"Error {status}", page.QuerySelector(".reference")!.TextContent);
        Assert.Equal(site.LastRequestId, page.QuerySelector(".reference samp")!.TextContent);
        // What may be well in a minute is asked for again where it is, the rest is left by way of the home page.
        string[] ways = status is 429 or 503 ? [$"/status/{status}", "/"] : ["/"];
        Assert.Equal(ways, page.QuerySelectorAll(".error-links a").Take(ways.Length).Select(link => link.GetAttribute("href")));
        Assert.Equal("/contact", page.QuerySelector("footer nav a")!.GetAttribute("href"));
    }

    [Theory]
    [MemberData(nameof(EveryStatus))]
    public async Task A_program_that_asks_for_JSON_gets_a_problem(int status)
    {
        await using var site = await FaultySite.StartAsync();
        using var response = await site.GetAsync($"/status/{status}", "application/json");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.ToString());
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.RootElement.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.RootElement.GetProperty("detail").GetString()!);
        Assert.Equal(site.LastRequestId, problem.RootElement.GetProperty("request_id").GetString());
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/problem+json, */*;q=0.1", true)]
    [InlineData("text/html;q=0.5, application/json", true)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false)]
    [InlineData("application/json, text/html", false)]
    [InlineData("*/*", false)]
    [InlineData("", false)]
    [InlineData("complete nonsense", false)]
    public async Task JSON_is_for_clients_that_put_it_first(string accept, bool isJson)
    {
        await using var site = await FaultySite.StartAsync();
        using var response = await site.GetAsync("/nothing-here", accept);
        Assert.Equal(isJson ? "application/problem+json" : "text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task An_exception_is_logged_once_with_the_request_and_never_shown()
    {
        await using var site = await FaultySite.StartAsync();
        foreach (var accept in new[] { "text/html", "application/json" })
        {
            site.Log.Lines.Clear();
            using var response = await site.GetAsync("/throw/bug", accept);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.DoesNotContain("secret detail", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            var (level, message, exception) = Assert.Single(site.Log.Lines);
            Assert.Equal(LogLevel.Error, level);
            Assert.Contains(site.LastRequestId, message);
            Assert.Contains("secret detail", exception!.Message);
        }
    }

    [Fact]
    public async Task What_was_set_for_the_page_that_failed_is_not_sent_with_the_error()
    {
        await using var site = await FaultySite.StartAsync();
        using var response = await site.GetAsync("/throw/late");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Null(response.Headers.ETag);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Without_a_database_the_page_says_that_nothing_was_saved()
    {
        await using var site = await FaultySite.StartAsync();
        using var response = await site.GetAsync("/throw/database");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("10", response.Headers.GetValues("Retry-After").Single());
        Assert.Contains("Nothing was saved", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_societys_name_outlives_its_database()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase())
        {
            db.Write(sql =>
            {
                Settings.Set(sql, "society.name", "Northgate Mathematics", 1);
                return 0;
            });
        }
        using var before = await site.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        File.Move(site.DatabasePath, site.DatabasePath + ".away");
        await File.WriteAllTextAsync(site.DatabasePath, "not a database", TestContext.Current.CancellationToken);

        using var missing = await site.GetAsync("/nothing-here");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("Northgate Mathematics", await missing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_refused_request_keeps_the_status_of_its_refusal()
    {
        await using var site = await FaultySite.StartAsync();
        using var response = await site.GetAsync("/throw/bad");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.DoesNotContain(site.Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_limit_says_when_to_try_again()
    {
        await using var site = await FaultySite.StartAsync();
        using var response = await site.GetAsync("/limited");
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("90", response.Headers.GetValues("Retry-After").Single());
        Assert.Contains("Wait 90 seconds, then try again.",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_answer_that_breaks_half_way_is_not_taken_for_a_whole_one()
    {
        await using var site = await FaultySite.StartAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() =>
            site.Client.GetStringAsync("/throw/half-way", TestContext.Current.CancellationToken));
        Assert.Single(site.Log.Lines, line => line.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_client_that_goes_away_is_not_an_error()
    {
        await using var site = await FaultySite.StartAsync();
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => site.Client.GetStringAsync("/slow", impatience.Token));
        await Eventually.TrueAsync(() => site.Log.Lines.Any(line => line.Message.Contains("went away", StringComparison.Ordinal)));
        Assert.DoesNotContain(site.Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Theory]
    [InlineData("PUT", "/about", 405)]
    [InlineData("GET", "/nothing-here", 404)]
    [InlineData("GET", "/static/0123456789abcdef/none.css", 404)]
    public async Task The_site_itself_answers_refusals_with_a_page(string method, string path, int status)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.SendAsync(new HttpMethod(method), path, ("Origin", site.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 405) Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow.Order(StringComparer.Ordinal));
        Assert.Contains($"Error {status}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var head = await site.SendAsync(HttpMethod.Head, path);
        if (status == 404) Assert.Equal(response.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
    }
}
