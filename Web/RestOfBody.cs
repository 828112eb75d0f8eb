// Reads what is left of a refused request's body and drops it, so that the client gets to read the refusal.
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace MathsSoc.Web;

/// <summary>
/// A server that answers and closes while a client is still sending makes the client's system drop the answer: nginx then tells its
/// visitor "502 Bad Gateway" instead. Bounded in bytes and in time, because whoever is refused may send on and on, or nothing.
/// </summary>
internal static class RestOfBody
{
    /// <summary>More than nginx passes on by the configuration that is delivered with the program.</summary>
    public const int MaxBytes = 32 << 20;

    // By the machine's own timer, whatever the site's clock shows: they are about a network.
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(8), Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Raises the server's own limit for the one form that takes more, and returns how many bytes its body may have; does nothing for
    /// every other.
    /// </summary>
    public static long Admit(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() is not { Bytes: > MaxBytes } limit) return MaxBytes;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = limit.Bytes;
        return limit.Bytes;
    }

    /// <summary>Reads to the end of the body, or to one of the bounds. A body that was read already costs nothing.</summary>
    public static async Task Drop(HttpContext context)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }) return;
        // Such a client sends its body only after "100 Continue", which reading would send it.
        if (request.Headers.Expect.Count > 0 && request.Body is not BoundedBody) return;
        var reader = request.Body is BoundedBody bounded ? bounded.Reader : request.BodyReader;
        using var whole = new CancellationTokenSource(Whole);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(whole.Token, context.RequestAborted);
        await using var stop = patience.Token.UnsafeRegister(static one => ((PipeReader)one!).CancelPendingRead(), reader);
        try
        {
            for (var left = Admit(context); left > 0;)
            {
                patience.CancelAfter(Pause);
                var read = await reader.ReadAsync(CancellationToken.None);
                left -= read.Buffer.Length;
                reader.AdvanceTo(read.Buffer.End);
                // If the client is too slow, the server closes the connection after the answer.
                if (read.IsCompleted || read.IsCanceled) return;
            }
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException)
        {
            // The client is gone, or its body is malformed.
        }
    }
}
