// Reads the body of a form: of the right kind, within its size, its fields, its time, and the places for bodies that are read at once.
using Microsoft.AspNetCore.Http.Features;

namespace MathsSoc.Web;

/// <summary>
/// A form that was read, with the place its body took; or the refusal. Disposing gives the place back: for a large form only when it has
/// been answered, since it stays in memory until then.
/// </summary>
internal sealed class FormBody : IDisposable
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";
    private const int LeastBytesPerSecond = 64 << 10;
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(20);

    private BodySeats.Seat? seat;

    private FormBody(IFormCollection? form, IResult? refusal) => (Form, Refusal) = (form!, refusal);

    /// <summary>The fields and files; only without a <see cref="Refusal"/>.</summary>
    public IFormCollection Form { get; }

    /// <summary>Why it was not read; null if it was.</summary>
    public IResult? Refusal { get; }

    /// <summary>
    /// Reads the form of this request. A body that is too large, malformed or too slow is an exception, which the crash handler answers.
    /// </summary>
    /// <param name="isForMembers">Whether a visitor sends a form that only members have: their session has ended.</param>
    public static async Task<FormBody> Read(Visit visit, BodySeats seats, BodyLimit limit, bool isForMembers)
    {
        var request = visit.Context.Request;
        if (!request.HasFormContentType) return Refuse(StatusCodes.Status400BadRequest);
        // Of the two encodings of a form, multipart is the one that can hold files.
        if (!limit.TakesFiles && !request.ContentType!.StartsWith(UrlEncoded, StringComparison.OrdinalIgnoreCase))
            return Refuse(StatusCodes.Status415UnsupportedMediaType);
        var isSignedOut = isForMembers && visit.SignedIn is null;
        // Files are not kept for somebody who is signed out, so what they may send is no more than the largest form without files.
        var most = isSignedOut ? Math.Min(limit.Bytes, BodyLimit.Challenge.Bytes) : limit.Bytes;
        var size = request.ContentLength ?? most;
        if (size > most) throw BoundedBody.TooLarge();

        var client = RateLimitGate.ClientOf(visit.Context.Connection.RemoteIpAddress);
        var seat = isSignedOut && size > BodyLimit.Anybody.Bytes
            ? await seats.TakeSignedOut(client, size, visit.Context.RequestAborted)
            : seats.Take(visit.SignedIn is { } member ? $"{member.MemberId}" : client, visit.SignedIn is not null, size);
        if (seat is null)
        {
            visit.Context.Response.Headers.RetryAfter = $"{BodySeats.RetrySeconds}";
            return Refuse(StatusCodes.Status503ServiceUnavailable,
                "Very many forms are coming in at this moment. Nothing was saved, and what you typed is still in your browser: "
                + $"wait {BodySeats.RetrySeconds} seconds, go back to it, and send it again.");
        }
        var isKept = false;
        try
        {
            var body = new FormBody(await Read(visit.Context, limit, most), null);
            if (size <= BodyLimit.Member.Bytes && !isSignedOut) return body;
            (body.seat, isKept) = (seat, true);
            return body;
        }
        finally
        {
            if (!isKept) seat.Dispose();
        }
    }

    public void Dispose() => seat?.Dispose();

    private static FormBody Refuse(int status, string? advice = null) => new(null, new Refusal(status, advice));

    private static async Task<IFormCollection> Read(HttpContext context, BodyLimit limit, int most)
    {
        var request = context.Request;
        // By the machine's own timer: how long a body may take is about a network, not about the site's time.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(LeastTime + TimeSpan.FromSeconds(most / LeastBytesPerSecond));
        request.Body = new BoundedBody(request.BodyReader, most);
        context.Features.Set<IFormFeature>(new FormFeature(request, limit.FormOptions));
        try
        {
            return await request.ReadFormAsync(deadline.Token);
        }
        catch (OperationCanceledException problem) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The form came too slowly.", StatusCodes.Status408RequestTimeout, problem);
        }
        catch (Exception problem) when (!context.RequestAborted.IsCancellationRequested
            && problem is InvalidDataException or IOException and not BadHttpRequestException)
        {
            // More or longer fields than any of the site's forms has, or a body that is malformed or incomplete.
            throw new BadHttpRequestException(problem.Message, StatusCodes.Status400BadRequest, problem);
        }
    }
}
