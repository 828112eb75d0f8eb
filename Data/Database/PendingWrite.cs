// A write that waits for the writer's thread: its work, and the result that its caller awaits.
using System.Diagnostics;

namespace MathsSoc.Data;

/// <summary>How the writer runs a piece of work.</summary>
internal enum WriteKind
{
    /// <summary>In one transaction with the other writes of the moment, in a savepoint of its own.</summary>
    Together,
    /// <summary>In a transaction of its own: it takes long, and the others' results must not wait for it.</summary>
    Alone,
    /// <summary>Without a transaction: the work looks after the file itself.</summary>
    Upkeep,
}

/// <summary>
/// A write in the queue. Until it has begun, its caller may give it up; after that only its result says whether it was saved.
/// </summary>
internal sealed class PendingWrite(Func<Sql, object?> work, WriteKind kind)
{
    private const int Waiting = 0, Begun = 1, GivenUp = 2;

    // The caller goes on elsewhere: the writer's thread is for the database only.
    private readonly TaskCompletionSource<object?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // The request's span, so that the writer's statements are shown below it.
    private readonly Activity? span = Activity.Current;
    private object? result;
    private int state;

    public WriteKind Kind => kind;

    public Task<object?> Result => done.Task;

    public bool IsGivenUp => Volatile.Read(ref state) == GivenUp;

    /// <summary>False if its caller has given it up. A write may begin more than once: it is run again if its batch fails.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref state, Begun, Waiting) != GivenUp;

    /// <summary>False if it has begun already.</summary>
    public bool TryGiveUp() => Interlocked.CompareExchange(ref state, GivenUp, Waiting) == Waiting;

    /// <summary>Does the work and keeps its result for <see cref="Succeed"/>.</summary>
    public void Run(Sql sql)
    {
        Activity.Current = span;
        try
        {
            result = work(sql);
        }
        finally
        {
            Activity.Current = null;
        }
    }

    /// <summary>Hands the result to the caller: it is committed.</summary>
    public void Succeed() => done.SetResult(result);

    /// <summary>Hands the error to the caller: nothing of this write was saved.</summary>
    public void Fail(Exception problem) => done.SetException(problem);
}
