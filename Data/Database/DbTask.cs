// What awaiting the database gives: the result of the work, as it was given to one task that all kinds of results share.
using System.Runtime.CompilerServices;

namespace MathsSoc.Data;

/// <summary>
/// Work in the database that may still run; it is awaited as a <see cref="Task{TResult}"/> is, once. A task of a value type has all the
/// framework's code for tasks compiled for it alone, and handlers read hundreds of different tuples: here that code exists once, for
/// objects.
/// </summary>
public readonly struct DbTask<T>(Task<object?> task)
{
    public Awaiter GetAwaiter() => new(task);

    /// <summary>As a task, for whoever passes it on or waits for several.</summary>
    public Task<T> AsTask() => Unwrap(task);

    public static implicit operator Task<T>(DbTask<T> one) => one.AsTask();

    public static implicit operator Task(DbTask<T> one) => one.Plain;

    private Task Plain => task;

    private static async Task<T> Unwrap(Task<object?> task) => (T)(await task)!;

    /// <summary>What the compiler awaits.</summary>
    public readonly struct Awaiter(Task<object?> task) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => task.IsCompleted;

        public T GetResult() => (T)task.GetAwaiter().GetResult()!;

        public void OnCompleted(Action continuation) => task.GetAwaiter().OnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => task.GetAwaiter().UnsafeOnCompleted(continuation);
    }
}
