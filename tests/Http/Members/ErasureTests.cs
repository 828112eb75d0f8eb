// Whoever waits to be erased after the clock was in doubt: an owner is shown how many, and agrees to no more than that.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ErasureTests
{
    [Fact]
    public async Task An_owner_is_shown_who_waits_to_be_erased_and_agrees()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                for (var i = 0; i < 61; i++)
                {
                    Members.Add(sql, Seed.Pupil($"p{i}") with
                    {
                        State = i < 55 ? MemberState.Leaving : MemberState.Archived, PasswordHash = "x", DisplayName = $"P{i}",
                    }, site.Now - 400 * 86_400);
                }
                Retention.SetWaiting(sql, site.Now);
            });
        var home = await head.GetAsync("/admin");
        Assert.Contains("61 members wait to be erased until an owner agrees", home.Text, StringComparison.Ordinal);
        Assert.Contains("55 asked to be deleted, 6 left longer ago", home.Text, StringComparison.Ordinal);
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        Assert.Equal(HttpStatusCode.Forbidden, (await teacher.PostAsync("/admin/erasures", ("members", "61"))).Status);
        // Never more than were shown.
        await head.PostAsync("/admin/erasures", ("members", "1"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM members WHERE state = 'former'"));
        var form = (await head.GetAsync("/admin")).Page.QuerySelector("form[action='/admin/erasures'] input")!;
        var done = await head.PostAsync("/admin/erasures", ("members", form.GetAttribute("value")!));
        Assert.Contains("They are former members now", done.Text, StringComparison.Ordinal);
        Assert.Equal(61, site.Count("SELECT count(*) FROM members WHERE state = 'former'"));
        Assert.Null(done.Page.QuerySelector("#erasures"));
        Assert.Equal(2, site.Count("SELECT count(*) FROM audit WHERE action = 'retention.agree'"));
    }
}
