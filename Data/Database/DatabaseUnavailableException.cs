// The exception that means "the database cannot be used now": every page turns it into a 503 which says that nothing was saved.
namespace MathsSoc.Data;

/// <summary>The database cannot be read or written at the moment; nothing of the request was saved.</summary>
public sealed class DatabaseUnavailableException(string reason, Exception? cause = null) : Exception(reason, cause);
