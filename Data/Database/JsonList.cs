// A list of whole numbers as one parameter of a statement: ... IN (SELECT value FROM json_each(@ids)).
namespace MathsSoc.Data;

internal static class JsonList
{
    /// <summary>The numbers as a JSON array; a parameter for each would make another statement of every length.</summary>
    public static string Of(IEnumerable<long> numbers) => $"[{string.Join(',', numbers)}]";
}
