// Whole-number points for factorials, binomial coefficients and (-1)^n, which have values nowhere else.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>
/// Points at which the names inside factorials and binomial coefficients are whole numbers, in every order of size: n!/(n−r)! needs
/// n ≥ r ≥ 0, a multinomial coefficient needs one name as large as the rest together.
/// </summary>
internal sealed class WholePoints
{
    private const int Sizes = 12, Most = 12, Orders = 120, MostNames = 5;

    private readonly Node _model, _answer;
    private readonly string[] _names;
    private readonly Approximation _approximation;
    private readonly SortedSet<string> _whole = new(StringComparer.Ordinal), _natural = new(StringComparer.Ordinal);

    public WholePoints(Node model, Node answer, string[] names, Approximation approximation)
    {
        (_model, _answer, _names, _approximation) = (model, answer, names, approximation);
        Collect(model);
        Collect(answer);
    }

    /// <summary>True if there is no value but at whole numbers.</summary>
    public bool HasWhole => _whole.Count > 0;

    /// <summary>At most twelve points. Where nothing asks for whole numbers, every name is one.</summary>
    public IEnumerable<IReadOnlyDictionary<string, Rational>> All()
    {
        string[] whole = HasWhole ? [.. _whole] : _names;
        var found = 0;
        for (var size = 0; size < Sizes; size++)
        {
            foreach (var order in OrdersOf(whole))
            {
                var point = Point(order, size);
                if (!HasValue(point)) continue;
                yield return point;
                if (++found >= Most) yield break;
            }
        }
    }

    private void Collect(Node node)
    {
        if (node is Factorial or Apply { Function: Function.Binomial })
        {
            Trees.Collect(node, _whole);
            Trees.Collect(node, _natural);
        }
        if (node is Power { Base: Negative b, Exponent: var power } && !Trees.HasNames(b)) Trees.Collect(power, _whole); // (-1)^n
        foreach (var child in Trees.Children(node)) Collect(child);
    }

    // The first name is as large as the others together, and these become smaller one by one.
    private Dictionary<string, Rational> Point(string[] order, int size)
    {
        var point = new Dictionary<string, Rational>(SamplePoints.Values(_names, size));
        var sum = 0;
        for (var rank = 1; rank < order.Length; rank++)
        {
            var value = order.Length - rank + size * (rank + 1) % 3;
            point[order[rank]] = value;
            sum += value;
        }
        point[order[0]] = sum + size + (order.Length == 1 ? 1 : 0);
        // (-1)^n |n| is (-1)^n n only where n is not negative.
        if (size % 2 == 1)
            foreach (var name in _whole)
                if (!_natural.Contains(name)) point[name] = -point[name];
        return point;
    }

    private bool HasValue(Dictionary<string, Rational> point)
    {
        var values = point.ToDictionary(static p => p.Key, static p => p.Value.ToDouble());
        return !double.IsNaN(_approximation.Evaluate(_model, values)) && !double.IsNaN(_approximation.Evaluate(_answer, values));
    }

    private static IEnumerable<string[]> OrdersOf(string[] all)
    {
        if (all.Length > MostNames)
        {
            for (var i = 0; i < all.Length; i++) yield return [.. all[i..], .. all[..i]];
            yield break;
        }
        var count = Enumerable.Range(1, all.Length).Aggregate(1, static (product, n) => product * n);
        for (var i = 0; i < Math.Min(count, Orders); i++)
        {
            var rest = all.ToList();
            var order = new string[all.Length];
            var index = i;
            for (var rank = 0; rank < order.Length; rank++)
            {
                order[rank] = rest[index % rest.Count];
                rest.RemoveAt(index % (rest.Count));
                index /= rest.Count + 1;
            }
            yield return order;
        }
    }
}
