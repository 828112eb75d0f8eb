// Pupils with sessions and open challenges in a site's database, and the request that sends an answer, for tests of a whole process.
using System.Globalization;
using System.Net;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

/// <summary>An answer to be sent by a pupil who is signed in.</summary>
public sealed record SentAnswer(long MemberId, string Token, long ChallengeId, long PartId, string Text)
{
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{PartId}-{Text}");

    /// <summary>The answer as a test writes its row.</summary>
    public string Row => string.Create(CultureInfo.InvariantCulture, $"{MemberId} {PartId} {Key} {Text}");

    /// <summary>The request of the answer's form.</summary>
    public HttpRequestMessage Request(Uri site)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(site, string.Create(CultureInfo.InvariantCulture, $"/challenges/{ChallengeId}/answer")))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["part"] = PartId.ToString(CultureInfo.InvariantCulture), ["answer"] = Text, ["key"] = Key, ["begun"] = "0",
            }),
        };
        request.Headers.Add("Origin", site.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Cookie", $"mathsoc_session={Token}");
        return request;
    }

    /// <summary>Sends it; false if the server was gone before it responded.</summary>
    public async Task<bool> TrySendAsync(HttpClient client)
    {
        using var request = Request(client.BaseAddress!);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

/// <summary>A society of pupils who are signed in, and open challenges of one part whose answer is 21.</summary>
public sealed record AnsweringSociety(List<(long Id, string Token)> Pupils, List<(long Challenge, long Part)> Parts)
{
    /// <summary>Migrates the folder's database and fills it.</summary>
    public static async Task<AnsweringSociety> MakeAsync(string folder, int pupils, int challenges)
    {
        await Cli.RunAsync("migrate", "--data", folder);
        using var db = Db.Open(Path.Combine(folder, "mathsoc.db"), readers: 1);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return db.Write(sql =>
        {
            var society = new AnsweringSociety([], []);
            for (var i = 0; i < pupils; i++)
            {
                var id = Members.Add(sql, Seed.Pupil($"pupil{i}"), now)!.Value;
                society.Pupils.Add((id, Sessions.Begin(sql, id, "A test", false, now + 3600, now)));
            }
            for (var i = 0; i < challenges; i++)
            {
                var draft = Challenge.Draft(ScoreRules.Default, null, "A. Teacher") with { Title = $"Problem {i}", IsDraft = false };
                var id = Challenges.Add(sql, draft.ReleasedOn(now - 3600, null, null), now);
                society.Parts.Add((id, Data.Parts.Save(sql, id, [Part.New("", "21")], now)[0]));
            }
            return society;
        });
    }

    /// <summary>A pupil's answer to a challenge, both by their position.</summary>
    public SentAnswer Answer(int pupil, int challenge, string text) =>
        new(Pupils[pupil].Id, Pupils[pupil].Token, Parts[challenge].Challenge, Parts[challenge].Part, text);

    /// <summary>A client that follows no redirect and keeps no cookie.</summary>
    public static HttpClient MakeClient(ServerProcess server) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        {
            BaseAddress = server.Address,
            Timeout = TimeSpan.FromSeconds(30),
        };
}
