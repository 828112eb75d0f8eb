// The scrape: every promised name, bounded labels, counts that move, and promtool's own opinion of the text.
using System.Diagnostics;
using System.Net;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class MetricsTests
{
    [Fact]
    public async Task Every_name_that_has_a_subject_is_there()
    {
        await using var site = await Site.StartAsync();
        await site.GetAsync("/");
        string[] names =
        [
            "http_requests_total", "http_request_duration_seconds_bucket", "http_requests_in_progress",
            "mathsoc_build_info", "mathsoc_members", "mathsoc_sessions", "mathsoc_job_failures_total",
            "mathsoc_db_connections_in_use", "mathsoc_db_connections_max", "mathsoc_db_connection_timeouts_total", "mathsoc_db_busy_total",
            "mathsoc_db_query_duration_seconds_bucket", "mathsoc_db_size_bytes", "mathsoc_wal_size_bytes", "mathsoc_uploads_bytes",
            "mathsoc_uploads_capacity_bytes", "mathsoc_disk_free_bytes", "mathsoc_disk_size_bytes",
            "mathsoc_ready", "process_start_time_seconds", "process_cpu_seconds_total",
            "process_resident_memory_bytes", "process_open_fds", "process_max_fds", "dotnet_gc_collections_total", "dotnet_gc_heap_bytes",
        ];
        // What the disk holds is read aside and has no sample until it is known.
        await Eventually.TrueAsync(async () =>
        {
            var text = "\n" + await Scrape(site);
            return names.All(name => text.Contains("\n" + name, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Requests_are_counted_by_method_route_and_status()
    {
        await using var site = await Site.StartAsync();
        for (var i = 0; i < 3; i++) await site.GetAsync("/healthz");
        await site.GetAsync("/nowhere/at/all");
        await site.GetAsync("/nowhere/else");
        var text = await Scrape(site);
        Assert.Contains("http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("http_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"} 2\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nowhere", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Made_up_methods_and_paths_do_not_make_series()
    {
        await using var site = await Site.StartAsync();
        for (var i = 0; i < 50; i++) await site.SendAsync(new HttpMethod("ODD" + i), "/path" + i);
        var series = (await Scrape(site)).Split('\n').Count(line => line.StartsWith("http_requests_total{", StringComparison.Ordinal));
        Assert.InRange(series, 1, 5);
    }

    [Fact]
    public async Task Refusals_are_shown_as_0_before_there_is_one()
    {
        await using var site = await Site.StartAsync();
        Assert.Contains("mathsoc_rate_limit_rejections_total{policy=\"preview\"} 0\n", await Scrape(site), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_are_counted_by_policy()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "1 per day"));
        for (var i = 0; i < 3; i++) await site.GetAsync("/");
        Assert.Matches("mathsoc_rate_limit_rejections_total\\{policy=\"pages\"\\} [1-9]", await Scrape(site));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/openmetrics-text; version=1.0.0,text/plain;q=0.5")]
    public async Task The_text_is_of_the_format_that_was_asked_for(string accept)
    {
        await using var site = await Site.StartAsync();
        var response = await site.GetAsync("/metrics", ("Accept", accept));
        var text = await response.Content.ReadAsStringAsync();
        var isOpen = accept.StartsWith("application/openmetrics", StringComparison.Ordinal);
        Assert.Equal(isOpen ? "application/openmetrics-text" : "text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(isOpen, text.EndsWith("# EOF\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prometheus_own_checker_finds_nothing_to_complain_about()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/promtool"), "promtool is not installed (package prometheus).");
        await using var site = await Site.StartAsync();
        await site.GetAsync("/");
        var text = await Scrape(site);
        using var promtool = Process.Start(new ProcessStartInfo("/usr/bin/promtool", "check metrics")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var complaints = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        Assert.Equal("", complaints);
        Assert.Equal(0, promtool.ExitCode);
    }

    [Fact]
    public async Task Without_the_database_the_last_figures_are_still_told()
    {
        await using var site = await Site.StartAsync();
        site.Visit(Seed.Pupil("ada"));
        string[] figures = ["\nmathsoc_members 1\n", "\nmathsoc_sessions 1\n", "\nmathsoc_ready 1\n"];
        await Eventually.TrueAsync(async () =>
        {
            var text = await Scrape(site);
            return figures.All(figure => text.Contains(figure, StringComparison.Ordinal));
        });
        File.Move(site.DatabasePath, site.DatabasePath + ".away");
        await Eventually.TrueAsync(async () => (await Scrape(site)).Contains("\nmathsoc_ready 0\n", StringComparison.Ordinal));
        var last = await Scrape(site);
        Assert.All(figures[..2], figure => Assert.Contains(figure, last, StringComparison.Ordinal));
    }

    private static async Task<string> Scrape(Site site)
    {
        var response = await site.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
