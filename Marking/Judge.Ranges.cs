// The range of a function, which f(x) ≥ 2, y ≥ 2 and [2, ∞) all name.
namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    /// <summary>
    /// A model and an answer with y for the function's value. Argument is the answer's letter where it should be the call: x ≥ 2 for
    /// f(x) ≥ 2.
    /// </summary>
    private sealed record Range(Node Model, Node Answer, string Call, string Argument);

    // Null where neither names a function's value, or where they are about something else.
    private static Range? RangeOf(Node model, Node answer)
    {
        var (wanted, call) = WithoutCalls(model);
        var (given, other) = WithoutCalls(answer);
        if (call.Length + other.Length == 0) return null;
        if (!IsOnlyOf(wanted, "y") || call.Length == 0 && !IsOnlyOf(model, "y")) return null;
        if (other.Length > 0) return IsOnlyOf(given, "y") && (call.Length == 0 || call == other) ? new(wanted, given, call, "") : null;
        if (IsOnlyOf(answer, "y")) return new(wanted, answer, call, "");
        var name = Trees.Names(answer) is { Count: 1 } names ? names.First() : "";
        if (name == call.Split('(')[0]) return new(wanted, Trees.Rename(answer, name, "y"), call, ""); // f ≥ 2
        return call.EndsWith($"({name})", StringComparison.Ordinal) ? new(wanted, Trees.Rename(answer, name, "y"), call, name) : null;
    }

    private static bool IsOnlyOf(Node node, string name) => Trees.Names(node).IsSubsetOf([name]);

    // f(x) ≥ 2 as y ≥ 2, and f(x); an empty call where there is none, or more than one.
    private static (Node Statement, string Call) WithoutCalls(Node node)
    {
        var call = "";
        var several = false;
        var renamed = Value(node);
        return several || call.Length == 0 ? (node, "") : (renamed, call);

        Node Value(Node part)
        {
            if (part is not Product || Shapes.Subject(part) is not { } found) return Trees.Map(part, Value);
            several |= call.Length > 0 && call != found;
            call = found;
            return new Name("y");
        }
    }
}
