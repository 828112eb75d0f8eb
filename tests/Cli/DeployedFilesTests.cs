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
}
