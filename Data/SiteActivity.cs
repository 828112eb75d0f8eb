// What the running site remembers of its own work, as plain records: problems, requests and jobs.
namespace MathsSoc.Data;

/// <summary>A warning or an error of the log, without names of people, addresses or secrets. <c>At</c> is in unix seconds.</summary>
/// <param name="Where">The logger's name, such as "mathsoc.jobs".</param>
public sealed record LoggedProblem(long At, bool IsError, string Where, string Sentence);

/// <summary>The requests of one minute, probes left out. <c>At</c> is its beginning in unix seconds.</summary>
/// <param name="Errors">Those that were answered with a status from 500 up.</param>
/// <param name="P95">Seconds within which 95 % of its pages were answered; null: there were none.</param>
public sealed record MinuteOfRequests(long At, long Requests, long Errors, double? P95);

/// <summary>A route in the last hour; times in seconds.</summary>
/// <param name="P95">Within this 95 % of its requests were answered.</param>
public sealed record RouteTimes(string Route, long Requests, double P95, double Longest);

/// <summary>One of the program's own jobs; times in unix seconds, null: not since the start.</summary>
/// <param name="Failure">Why it failed last; null: it did not.</param>
/// <param name="NextAt">When it is next due; null: at once.</param>
public sealed record JobState(string Name, long? SucceededAt, long? FailedAt, string? Failure, long? NextAt, bool IsRunning);
