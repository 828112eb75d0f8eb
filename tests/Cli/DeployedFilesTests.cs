// What deploy/ gives to other programs: each of those that is installed reads its file as it is meant.
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class DeployedFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Fail2ban_finds_the_address_in_the_programs_own_line_about_a_wrong_password()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fail2ban-regex"), "fail2ban is not installed.");
        await using (var site = await Site.StartAsync())
        {
            await new Person(site).SignInAsync("eve@school.example", "a wrong password");
            var log = Path.Combine(site.Folder, "security.log");
            await Eventually.TrueAsync(() => File.Exists(log) && File.ReadAllText(log).Contains("eve@school.example"));
            File.Copy(log, folder["security.log"]);
        }
        File.AppendAllText(folder["security.log"],
            "2026-11-27 14:32:10,123 - security - WARNING - Failed login attempt for: a from 192.0.2.1 from 2001:db8::7\n"
            + "2026-11-27 14:32:12,123 - security - WARNING - ratelimit 50 per 1 hour (192.0.2.2) exceeded at endpoint: account.login\n");
        var result = await Shell.RunAsync("fail2ban-regex -o '<ip>' \"$0\" \"$1\"",
            folder["security.log"], Path.Combine(Repository.Root, "deploy/fail2ban/filter.conf"));
        Assert.Equal(["127.0.0.1", "2001:db8::7"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Fail2ban_takes_the_jail_with_its_filter()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fail2ban-client"), "fail2ban is not installed.");
        const string Script = """
            set -e
            cp -r /etc/fail2ban "$0/fail2ban"
            # The system's own jails look for logs that may not be there.
            rm -f "$0"/fail2ban/jail.d/*
            cp "$1/filter.conf" "$0/fail2ban/filter.d/mathsoc.conf"
            sed "s,/var/lib/mathsoc,$0," "$1/jail.conf" >"$0/fail2ban/jail.d/mathsoc.conf"
            touch "$0/security.log"
            fail2ban-client -c "$0/fail2ban" -t >&2
            fail2ban-client -c "$0/fail2ban" -d
            """;
        var result = await Shell.RunAsync(Script, folder.Path, Path.Combine(Repository.Root, "deploy/fail2ban"));
        Assert.True(result.Code == 0, result.Output + result.Errors);
        Assert.DoesNotContain("ERROR", result.Errors, StringComparison.Ordinal);
        foreach (var line in new[]
        {
            "['start', 'mathsoc']", "['set', 'mathsoc', 'maxretry', 100]", $"['set', 'mathsoc', 'addlogpath', '{folder["security.log"]}'",
        })
        {
            Assert.Contains(line, result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Logrotate_begins_a_new_file_a_day_and_the_program_writes_to_it_without_losing_a_line()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/logrotate"), "logrotate is not installed.");
        await using var server = await ServerProcess.StartAsync(folder["data"], ("ACCESS_LOG", "access.log"));
        using var client = new HttpClient { BaseAddress = server.Address };
        await client.GetAsync("/about?before");
        var log = folder["data/access.log"];
        await Eventually.TrueAsync(() => File.Exists(log) && File.ReadAllText(log).Contains("/about?before", StringComparison.Ordinal));
        var delivered = Repository.Read("deploy/logrotate");
        File.WriteAllText(folder["logrotate"], delivered
            .Replace("/var/lib/mathsoc", folder["data"], StringComparison.Ordinal)
            .Replace("su mathsoc mathsoc", "", StringComparison.Ordinal)
            .Replace("systemctl reload mathsoc", $"kill -HUP {server.Id}", StringComparison.Ordinal));
        File.SetUnixFileMode(folder["logrotate"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var result = await Shell.RunAsync("/usr/sbin/logrotate --force --state \"$1\" \"$0\"", folder["logrotate"], folder["state"]);
        Assert.Equal((0, ""), (result.Code, result.Errors));
        var rotated = Assert.Single(Directory.GetFiles(folder["data"], "access.log-*"));
        Assert.Contains("/about?before", File.ReadAllText(rotated), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => File.Exists(folder["data/app.log"])
            && File.ReadAllText(folder["data/app.log"]).Contains("Logs are open again", StringComparison.Ordinal));
        await client.GetAsync("/about?after");
        await Eventually.TrueAsync(() => File.Exists(log) && File.ReadAllText(log).Contains("/about?after", StringComparison.Ordinal));
        Assert.DoesNotContain("/about?after", File.ReadAllText(rotated), StringComparison.Ordinal);
    }
}
