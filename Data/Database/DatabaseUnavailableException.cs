// The exception that means "the database cannot be used now": every page turns it into a 503 which says that nothing was saved.
namespace MathsSoc.Data;

/// <summary>The database cannot be read or written at the moment; nothing of the request was saved.</summary>
/// <param name="reason">For the log; it may name files of the server.</param>
/// <param name="visitors">The reason in the visitor's words, a sentence; null: the page says only that nothing was saved.</param>
public sealed class DatabaseUnavailableException(string reason, Exception? cause = null, string? visitors = null) : Exception(reason, cause)
{
    /// <summary>The reason in the visitor's words, a sentence; null if there is none to give.</summary>
    public string? ForVisitors => visitors;
}
