// Large jobs: one runs at a time, a few wait for it in turn, and more than that are told to come back.
using MathsSoc.Web;
using Microsoft.AspNetCore.Http;

namespace MathsSoc.Tests.Unit.Web;

public sealed class HeavyJobsTests
{
    [Fact]
    public async Task One_runs_eight_wait_and_the_next_is_told_to_come_back()
    {
        var heavy = new HeavyJobs();
        var go = new TaskCompletionSource();
        var (running, most, done) = (0, 0, 0);
        var visit = new Visit(new DefaultHttpContext(), null!);
        async Task<IResult> Job(Visit _)
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await go.Task;
            await Task.Yield();
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref done);
            return new Redirect(303, "/");
        }
        var accepted = Enumerable.Range(0, 9).Select(_ => heavy.Run(visit, Job)).ToList();
        Assert.IsType<Refusal>(await heavy.Run(visit, Job));
        Assert.DoesNotContain(accepted, job => job.IsCompleted);
        go.SetResult();
        Assert.All(await Task.WhenAll(accepted), result => Assert.IsType<Redirect>(result));
        Assert.Equal((1, 9), (most, done));
        Assert.IsType<Redirect>(await heavy.Run(visit, Job));
    }

    [Fact]
    public async Task A_job_that_fails_makes_room_for_the_next()
    {
        var heavy = new HeavyJobs();
        var visit = new Visit(new DefaultHttpContext(), null!);
        await Assert.ThrowsAsync<InvalidOperationException>(() => heavy.Run(visit, _ => throw new InvalidOperationException()));
        Assert.IsType<Redirect>(await heavy.Run(visit, _ => Task.FromResult<IResult>(new Redirect(303, "/"))));
    }
}
