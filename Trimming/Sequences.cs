// Select and Where as plain iterators, nearer to our own files than System.Linq's, for the sake of the native binary's size.
namespace MathsSoc;

/// <summary>
/// System.Linq's iterators each override a generic <c>Select</c> of their own, so that ahead of time every kind of element is compiled together
/// with every kind of result, in some twenty classes: a <c>Select</c> into a tuple or a number cost 100 kB, wherever it stood. Every file in a namespace
/// below this one finds these two first; they do the same, element by element. (.NET 10 has a switch for it, UseSizeOptimizedLinq, and sets it itself.)
/// </summary>
internal static class Sequences
{
    /// <summary>What <c>Enumerable.Select</c> does.</summary>
    public static IEnumerable<TResult> Select<T, TResult>(this IEnumerable<T> source, Func<T, TResult> selector)
    {
        foreach (var element in source) yield return selector(element);
    }

    /// <summary>What <c>Enumerable.Where</c> does.</summary>
    public static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (var element in source)
            if (predicate(element))
                yield return element;
    }
}
