// What a crash leaves in the request's span: where it happened, and nothing of what anybody typed.
using System.Diagnostics;
using MathsSoc.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace MathsSoc.Tests.Unit.Web;

public sealed class CrashTraceTests
{
    [Fact]
    public async Task An_exception_is_an_event_with_its_type_and_place_but_not_its_message()
    {
        using var span = new Activity("GET /").Start();
        using var crashes = new CrashHandler(NullLoggerFactory.Instance, TimeProvider.System);
        var context = new DefaultHttpContext();
        context.Request.Headers.Accept = "application/json";
        await crashes.Handle(context, _ => throw new InvalidOperationException("my answer is 7919"));
        Assert.Equal(StatusCodes.Status500InternalServerError, context.Response.StatusCode);
        var tags = Assert.Single(span.Events, one => one.Name == "exception").Tags.ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
        Assert.Equal("System.InvalidOperationException", tags["exception.type"]);
        Assert.Contains(nameof(CrashTraceTests), tags["exception.stacktrace"], StringComparison.Ordinal);
        Assert.DoesNotContain(tags.Values, value => value.Contains("7919", StringComparison.Ordinal));
    }
}
