// What deploy/ gives to Prometheus and Grafana: the limits of the program's own alerts, and only metrics that are there.
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MathsSoc.Observability;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed partial class PrometheusTests
{
    private static readonly string[] RuleParts = Repository.Read("deploy/prometheus/alerts.yml").Split("- alert: ")[1..];

    [Fact]
    public void Every_alert_of_the_program_is_a_rule_and_only_one_rule_is_more() =>
        Assert.Equal(AlertRules.All.Where(rule => !rule.IsPageOnly).Select(rule => "MathsSoc" + rule.Name).Append("MathsSocDown").Order(),
            RuleParts.Select(part => part.Split('\n')[0]).Order());

    [Fact]
    public void Limits_and_times_are_those_of_the_program()
    {
        foreach (var rule in AlertRules.All.Where(rule => !rule.IsPageOnly))
        {
            var part = RuleParts.Single(part => part.StartsWith($"MathsSoc{rule.Name}\n", StringComparison.Ordinal));
            var comparison = rule.When switch { AlertWhen.Above => ">", AlertWhen.AtLeast => ">=", _ => "<" };
            var first = Comparison().Match(part);
            Assert.Equal((rule.Name, comparison, rule.Limit),
                (rule.Name, first.Groups[1].Value, double.Parse(first.Groups[2].Value, CultureInfo.InvariantCulture)));
            Assert.Equal((rule.Name, Seconds(rule.Looks)), (rule.Name, Find(part, @"\n +for: (\d+)s\n")));
            Assert.Equal((rule.Name, Seconds(rule.ClearLooks)), (rule.Name, Find(part, @"\n +keep_firing_for: (\d+)s\n")));
        }
        Assert.Contains($" >= {AlertRules.FewestRequests}\n", RuleParts.Single(part => part.StartsWith("MathsSocServerErrors\n",
            StringComparison.Ordinal)), StringComparison.Ordinal);
        var interval = Regex.Match(Repository.Read("deploy/prometheus/alerts.yml"), @"interval: (\d+)s");
        Assert.Equal(AlertRules.LookSeconds, int.Parse(interval.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Every_rule_has_its_own_test()
    {
        var tests = Repository.Read("deploy/prometheus/alerts_test.yml");
        Assert.All(RuleParts.Select(part => part.Split('\n')[0]), name => Assert.Contains($"\"{name}\"", tests, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_on_monitoring_tells_of_every_alert()
    {
        var page = Repository.Read("docs/monitoring.md");
        Assert.All(AlertRules.All, rule => Assert.Contains($"\n| `{rule.Name}` | ", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("check rules alerts.yml")]
    [InlineData("test rules alerts_test.yml")]
    [InlineData("check config scrape.yml")]
    public async Task Promtool_agrees(string command)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/promtool"), "promtool is not installed (package prometheus).");
        var result = await Shell.RunAsync($"cd \"$0\" && promtool {command}", Path.Combine(Repository.Root, "deploy/prometheus"));
        Assert.True(result.Code == 0, result.Output + result.Errors);
    }

    [Theory]
    [InlineData("deploy/prometheus/alerts.yml", 10)]
    [InlineData("deploy/grafana/mathsoc.json", 20)]
    public async Task Every_metric_that_a_file_names_is_in_a_real_scrape(string file, int least)
    {
        await using var site = await Site.StartAsync();
        var scrape = await (await site.GetAsync("/metrics")).Content.ReadAsStringAsync();
        var real = Declared().Matches(scrape).Select(match => match.Groups[1].Value).ToHashSet();
        var named = ExpressionsOf(file).SelectMany(text => Name().Matches(text)).Select(match => match.Value).Distinct().ToList();
        Assert.True(named.Count >= least, $"{file} names {named.Count} metrics");
        Assert.All(named, name => Assert.True(real.Contains(name) || real.Contains(Part().Replace(name, "")), name));
    }

    private static IEnumerable<string> ExpressionsOf(string file)
    {
        if (!file.EndsWith(".json", StringComparison.Ordinal)) return [Repository.Read(file)];
        using var board = JsonDocument.Parse(Repository.Read(file));
        return
        [
            .. board.RootElement.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!),
        ];
    }

    /// <summary>Prometheus fires at the first evaluation after that time, so a look fewer lies in it.</summary>
    private static int Seconds(int looks) => (looks - 1) * AlertRules.LookSeconds;

    private static int Find(string part, string pattern) =>
        Regex.Match(part, pattern) is { Success: true } found ? int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@" (>=|>|<) ([\d.]+)$", RegexOptions.Multiline)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"^# TYPE (\S+) ", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\b(mathsoc|http|process|dotnet)_\w+")]
    private static partial Regex Name();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Part();
}
