// Every address, for everybody, by every method: the gates hold, nothing fails, and looking changes nothing.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Web;

namespace MathsSoc.Tests.Http.Attacks;

public sealed class RouteAttackTests
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

    /// <summary>Verbs by template: those of the table that RouteTableTests compares with the server's own map.</summary>
    private static readonly ILookup<string, RouteRow> Routes = RouteTable.Rows.ToLookup(row => row.Template);

    [Fact]
    public async Task Looking_changes_nothing_and_every_gate_holds_for_everybody_and_every_method()
    {
        await using var full = await FullSite.StartAsync();
        var wrong = new List<string>();
        foreach (var (who, person) in full.People)
        {
            var before = Rows(full.Site);
            foreach (var routes in Routes)
                foreach (var method in Methods)
                {
                    var row = Find(routes.Key, method);
                    // What a form does for those who may send it is the next test's.
                    if (row is { Verb: "POST" } && (row.Access is null || Gate(full, who, row.Access.Value,
                        isView: false) == Outcome.In)) continue;
                    var answer = await person.SendAsync(new HttpMethod(method), full.AddressOf(routes.Key));
                    if (!IsExpected(full, who, row, answer))
                        wrong.Add($"{who}: {method} {full.AddressOf(routes.Key)} is {(int)answer.Status} "
                            + answer.Response.Headers.Location);
                }
            if (before != Rows(full.Site)) wrong.Add($"{who} has changed the database: {Difference(before, Rows(full.Site))}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_form_without_an_origin_or_with_another_is_refused_to_everybody()
    {
        await using var full = await FullSite.StartAsync();
        var before = Rows(full.Site);
        foreach (var (who, person) in full.People)
            foreach (var row in RouteTable.Rows.Where(row => row.Verb == "POST"))
                foreach (var origin in new[] { null, "null", "http://evil.example", $"http://127.0.0.1:{full.Site.Address.Port + 1}" })
                {
                    (string, string)[] headers = origin is null ? [] : [("Origin", origin)];
                    if (person.Token is not null) headers = [.. headers, ("Cookie", $"mathsoc_session={person.Token}")];
                    using var answer = await full.Site.SendAsync(HttpMethod.Post, full.AddressOf(row.Template), headers);
                    Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{who}: {row} from {origin} is {(int)answer.StatusCode}");
                }
        Assert.Equal(before, Rows(full.Site));
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("teacher")]
    [InlineData("editor")]
    [InlineData("coordinator")]
    [InlineData("member")]
    [InlineData("leaving")]
    [InlineData("visitor")]
    public async Task A_form_that_may_be_sent_fails_for_nobody_whatever_is_missing_from_it(string who)
    {
        await using var full = await FullSite.StartAsync();
        foreach (var fields in Fields)
            foreach (var row in RouteTable.Rows.Where(row => row.Verb == "POST" && row is { Access: not null, EndsSession: false }))
            {
                if (Gate(full, who, row.Access!.Value, isView: false) != Outcome.In) continue;
                // It would end the walk.
                if (row.Template is "/account/password" or "/admin/members/{id}/sign-out") continue;
                var answer = await full.People[who].SendAsync(HttpMethod.Post, full.AddressOf(row.Template), fields);
                Assert.True((int)answer.Status < 500, $"{who}: {row} with {fields.Length} fields is {(int)answer.Status}: {answer.Text}");
                Assert.True(answer.Status != HttpStatusCode.BadRequest, $"{who}: {row} with {fields.Length} fields: {answer.Text}");
            }
        Assert.Equal(HttpStatusCode.OK, (await full.Site.GetAsync("/readyz")).StatusCode);
        Assert.Equal("ok", full.Site.Read("PRAGMA integrity_check"));
    }

    /// <summary>What a form may have: nothing, only nonsense under the names that forms use, and names twice.</summary>
    private static readonly (string, string)[][] Fields =
    [
        [],
        [.. Names().Select(name => (name, "\u0001'\"<x>{{7*7}}%00"))],
        [.. Names().Select(name => (name, "99999999999999999999"))],
        [.. Names().Take(30).Concat(Names().Take(30)).Select(name => (name, "1"))],
    ];

    private static string[] Names() =>
    [
        "id", "name", "display", "login", "year", "class", "school", "role", "seen", "do", "action", "step", "reason", "points", "newest",
        "part",
        "answer", "key", "begun", "at", "member", "label", "uses", "days", "domain", "text", "title", "parts", "version", "q", "show",
        "page", "from",
        "to", "who", "about", "period", "month", "code", "token", "quiet", "minutes", "attempt", "then", "given", "p0-id", "p0-kind",
        "p0-label",
    ];

    private enum Outcome { In, SignIn, Leaving, Refused }

    /// <summary>
    /// The row that serves a method at a route's address; null if none does. An address such as /admin/members/slips, which has only a
    /// form, is for the other methods one of a member whose number is "slips".
    /// </summary>
    private static RouteRow? Find(string template, string method)
    {
        var verb = method == "HEAD" ? "GET" : method;
        var above = template[..template.LastIndexOf('/')];
        return Routes[template].Concat(Routes[$"{above}/{{id}}"]).FirstOrDefault(row => row.Verb == verb);
    }

    /// <summary>The policy once more, in this test's own words.</summary>
    private static Outcome Gate(FullSite full, string who, Access access, bool isView)
    {
        if (access == Access.Anyone) return Outcome.In;
        if (who == "leaving") return access == Access.SignedIn ? Outcome.In : isView ? Outcome.Leaving : Outcome.Refused;
        if (!full.Roles.TryGetValue(who, out var role)) return isView ? Outcome.SignIn : Outcome.Refused;
        var isIn = access switch
        {
            Access.Boards or Access.SignedIn or Access.Member => true,
            Access.Admin => role != Role.Member,
            Access.Content => role is Role.Owner or Role.Teacher or Role.Editor,
            Access.People => role is Role.Owner or Role.Teacher or Role.Coordinator,
            Access.Staff => role is Role.Owner or Role.Teacher,
            _ => role == Role.Owner,
        };
        return isIn ? Outcome.In : Outcome.Refused;
    }

    private static bool IsExpected(FullSite full, string who, RouteRow? row, PageResponse answer)
    {
        if (row is null) return answer.Status == HttpStatusCode.MethodNotAllowed;
        var location = answer.Response.Headers.Location?.ToString() ?? "";
        return (row.Access is null ? Outcome.In : Gate(full, who, row.Access.Value, row.Verb == "GET")) switch
        {
            // The site has something of an earlier one, whose addresses lead on.
            Outcome.In => answer.Status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.MovedPermanently
                || (answer.Status == HttpStatusCode.SeeOther && !location.StartsWith("/login?next", StringComparison.Ordinal)),
            Outcome.SignIn => answer.Status == HttpStatusCode.SeeOther && location.StartsWith("/login?next=", StringComparison.Ordinal),
            Outcome.Leaving => answer.Status == HttpStatusCode.SeeOther && location == "/account/leaving",
            _ => answer.Status == HttpStatusCode.Forbidden,
        };
    }

    /// <summary>Every row but what the program's own jobs write.</summary>
    private static string Rows(Site site) => string.Join('\n', Dump.Of(site).Split('\n')
        .Where(line => !line.StartsWith("user_version|", StringComparison.Ordinal) && !line.StartsWith("sessions|",
            StringComparison.Ordinal)
            && !line.StartsWith("settings|clock.", StringComparison.Ordinal)))
        + $"\n{site.Count("SELECT count(*) FROM sessions")} sessions";

    private static string Difference(string before, string after) =>
        string.Join(" / ", after.Split('\n').Except(before.Split('\n')).Concat(before.Split('\n').Except(after.Split('\n'))));
}
