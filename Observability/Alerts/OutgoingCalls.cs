// One request to an address outside: a webhook or a ping. It ends within five seconds, and its result never holds the address.
using System.Net.Http.Headers;

namespace MathsSoc.Observability;

/// <summary>What came of a request.</summary>
/// <param name="IsReceived">Whether it was answered with success.</param>
/// <param name="Sentence">What the other side answered, or why there is no answer; without the address, which is a secret.</param>
internal sealed record CallResult(bool IsReceived, string Sentence);

/// <summary>Makes the requests.</summary>
internal sealed class OutgoingCalls : IDisposable
{
    private const int MaxAnswerBytes = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A redirect is not followed: the message would go where nobody said that it should. A proxy of the environment is used, as schools
    /// have them. Nothing about the request in progress here, such as its trace, is passed on.
    /// </summary>
    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
    };

    /// <param name="body">Null: a GET request without a body.</param>
    public async Task<CallResult> SendAsync(Uri address, byte[]? body, string type, CancellationToken ending)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ending);
        limit.CancelAfter(Limit);
        try
        {
            using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, address);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(type, "utf-8");
            }
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("MathsSoc", null));
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var status = (int)answer.StatusCode;
            if (status is >= 300 and < 400) return new(false, $"it answered {status}, a redirect, which is not followed");
            return new(answer.IsSuccessStatusCode, $"it answered {status}{await FirstWordsAsync(answer, limit.Token)}");
        }
        catch (OperationCanceledException)
        {
            return new(false, ending.IsCancellationRequested
                ? "the program is stopping"
                : $"it did not answer within {Limit.TotalSeconds:0} seconds");
        }
        catch (HttpRequestException problem)
        {
            return new(false, problem.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "its name cannot be found",
                HttpRequestError.ConnectionError => "it cannot be reached",
                HttpRequestError.SecureConnectionError => "its certificate is not valid, or it does not speak https",
                HttpRequestError.ProxyTunnelError => "the proxy of the environment does not let it through",
                _ => "it broke off the connection, or did not answer in HTTP",
            });
        }
        catch (IOException)
        {
            return new(false, "it broke off the connection");
        }
    }

    public void Dispose() => client.Dispose();

    private static async Task<string> FirstWordsAsync(HttpResponseMessage answer, CancellationToken limit)
    {
        var bytes = new byte[MaxAnswerBytes];
        var length = 0;
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(limit);
            length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, limit);
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status has arrived, which is what counts: a message that was taken must not be sent again.
        }
        var words = new string([.. System.Text.Encoding.UTF8.GetString(bytes, 0, length).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return words.Length == 0 ? "" : $": {words}";
    }
}
