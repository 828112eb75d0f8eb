// Reads the body of a form: of the right kind, within its size, its fields, its time, and the places for bodies that are read at once.
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MathsSoc.Web;

/// <summary>
/// A form that was read, with the place its body took; or the refusal. Disposing gives the place back: for a large form only when it has
/// been answered, since it stays in memory until then.
/// </summary>
internal sealed class FormBody : IDisposable
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";
    private static readonly string[] Charsets = ["", "utf-8", "utf8", "us-ascii", "ascii"];
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
        if (!TryReadAsUtf8(request))
            return Refuse(StatusCodes.Status400BadRequest, "The form was not sent in UTF-8, the one way of writing letters that this site "
                + "reads. Nothing was saved. Go back, load the page again and send it from there.");
        // Of the two encodings of a form, multipart is the one that can hold files.
        var isUrlEncoded = request.ContentType!.StartsWith(UrlEncoded, StringComparison.OrdinalIgnoreCase);
        if (!limit.TakesFiles && !isUrlEncoded) return Refuse(StatusCodes.Status415UnsupportedMediaType);
        if (limit.FileBytes > 0 && isUrlEncoded) limit = BodyLimit.Member;
        var isSignedOut = isForMembers && visit.SignedIn is null;
        // Files are not kept for somebody who is signed out, so what they may send is no more than the largest form without files; but
        // what is streamed is dropped as it comes.
        var most = !isSignedOut ? limit.Bytes
            : Math.Min(limit.Bytes, limit.FileBytes == 0 ? BodyLimit.Challenge.Bytes : RestOfBody.MaxBytes);
        var size = request.ContentLength ?? most;
        if (size > most && isSignedOut && limit.FileBytes > 0)
            return Refuse(StatusCodes.Status403Forbidden, "You are signed out, and files are not kept. Sign in in another tab, then go "
                + "back, and send the file again.");
        if (size > most)
            return limit.FileBytes > 0 ? RefuseTooLarge(limit) : throw BoundedBody.TooLarge();
        if (limit.FileBytes > 0 && !isSignedOut) return await ReadStreamed(visit.Context, limit);

        var client = RateLimitGate.ClientOf(visit.Context.Connection.RemoteIpAddress);
        var seat = isSignedOut && size > BodyLimit.Anybody.Bytes
            ? await seats.TakeSignedOut(client, size, visit.Context.RequestAborted)
            : seats.Take(visit.SignedIn is { } member ? $"{member.MemberId}" : client, visit.SignedIn is not null, size);
        // What has arrived whole is read at once and keeps nobody waiting: slow bodies must not take all the places of a school's address.
        if (seat is null && !isSignedOut && request.ContentLength <= BodyLimit.Anybody.Bytes
            && await ArrivesSoon(request, size, visit.Context.RequestAborted))
            seat = new BodySeats.Seat(static () => { });
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

    /// <summary>The same for a form with a large file: one at a time, and nothing of it in memory.</summary>
    private static async Task<FormBody> ReadStreamed(HttpContext context, BodyLimit limit)
    {
        var arriving = context.RequestServices.GetRequiredService<ArrivingFiles>();
        if (arriving.TakeSeat() is not { } seat)
        {
            context.Response.Headers.RetryAfter = $"{ArrivingFiles.RetrySeconds}";
            return Refuse(StatusCodes.Status503ServiceUnavailable, "Another large file is arriving at this moment, and they come one at a "
                + $"time. Nothing was saved: wait {ArrivingFiles.RetrySeconds} seconds, go back, and send yours again.");
        }
        try
        {
            var form = await Read(context, limit, limit.Bytes, arriving);
            if (form is StreamedForm { IsUnstorable: true } unstorable)
            {
                unstorable.Dispose();
                return new FormBody(null, ArrivingFiles.CannotStore);
            }
            var body = new FormBody(form, null) { seat = seat };
            seat = null;
            return body;
        }
        catch (BadHttpRequestException problem) when (problem.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return RefuseTooLarge(limit);
        }
        finally
        {
            seat?.Dispose();
        }
    }

    public void Dispose()
    {
        (Form as IDisposable)?.Dispose();
        seat?.Dispose();
    }

    /// <summary>Whether all of a small body is here within a second. It stays in the connection's own buffer, to be read.</summary>
    private static async Task<bool> ArrivesSoon(HttpRequest request, long size, CancellationToken gone)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(gone);
        soon.CancelAfter(TimeSpan.FromSeconds(1));
        var (reader, isWhole) = (request.BodyReader, false);
        // Given the token, the server's reader would be of no more use after it, not even to drop what is left of a refused body.
        var stop = soon.Token.UnsafeRegister(static one => ((PipeReader)one!).CancelPendingRead(), reader);
        while (!isWhole && !soon.IsCancellationRequested)
        {
            var read = await reader.ReadAsync(CancellationToken.None);
            isWhole = !read.IsCanceled && (read.IsCompleted || read.Buffer.Length >= size);
            reader.AdvanceTo(read.Buffer.Start, isWhole || read.IsCanceled ? read.Buffer.Start : read.Buffer.End);
        }
        await stop.DisposeAsync();
        // One that was whole at this very moment may have its next read cancelled.
        return isWhole && !soon.IsCancellationRequested;
    }

    private static FormBody Refuse(int status, string? advice = null) => new(null, new Refusal(status, advice));

    private static FormBody RefuseTooLarge(BodyLimit limit) => Refuse(StatusCodes.Status413PayloadTooLarge,
        $"A file for this form may have at most {limit.FileBytes >> 20} MB. Make it smaller, then send it again. Nothing was saved.");

    private static async Task<IFormCollection> Read(HttpContext context, BodyLimit limit, int most, ArrivingFiles? arriving = null)
    {
        var request = context.Request;
        // By the machine's own timer: how long a body may take is about a network, not about the site's time.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(LeastTime + TimeSpan.FromSeconds(most / LeastBytesPerSecond));
        RestOfBody.Admit(context);
        request.Body = new BoundedBody(request.BodyReader, most);
        context.Features.Set<IFormFeature>(new FormFeature(request, limit.FormOptions));
        try
        {
            if (limit.FileBytes > 0) return await StreamedForm.Read(request, limit, arriving, deadline.Token);
            var form = await request.ReadFormAsync(deadline.Token);
            if (form.Files.Count <= limit.Files) return form;
            throw new BadHttpRequestException("The form has too many files.", StatusCodes.Status400BadRequest);
        }
        catch (OperationCanceledException problem) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The form came too slowly.", StatusCodes.Status408RequestTimeout, problem);
        }
        catch (Exception problem) when (!context.RequestAborted.IsCancellationRequested
            && problem is InvalidDataException or NotSupportedException or IOException and not BadHttpRequestException)
        {
            // More or longer fields than any of the site's forms has, or a body that is malformed or incomplete, or one field of it in
            // UTF-7, which the framework refuses to read.
            throw new BadHttpRequestException(problem.Message, StatusCodes.Status400BadRequest, problem);
        }
    }

    /// <summary>
    /// False if a form says that its text is not in UTF-8. ASCII is a part of UTF-8, and browsers name neither; the framework would make
    /// question marks of what a form in ASCII holds beyond it, so the name is left out.
    /// </summary>
    private static bool TryReadAsUtf8(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return false;
        if (!type.Charset.HasValue) return true;
        if (!Charsets.Contains(HeaderUtilities.RemoveQuotes(type.Charset).ToString(), StringComparer.OrdinalIgnoreCase)) return false;
        type.Charset = null;
        request.ContentType = type.ToString();
        return true;
    }
}
