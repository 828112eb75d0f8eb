// The form of a challenge as it was sent, without its errors: with its parts in another order, or carried on by another page.
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

public static partial class ChallengeForm
{
    /// <summary>What was typed, to be shown again without being judged.</summary>
    public static FormView Unjudged(FormView form) => Rearrange(form, [.. Enumerable.Range(0, CountParts(form))]);

    /// <summary>
    /// The same form with its parts in another order, or with fewer parts; <paramref name="order"/> lists the old positions. Errors are
    /// left out: they are shown when the form is saved.
    /// </summary>
    public static FormView Rearrange(FormView form, IReadOnlyList<int> order)
    {
        var next = new FormView();
        foreach (var name in ChallengeFields) next[name] = form[name];
        for (var i = 0; i < order.Count; i++)
            foreach (var field in PartFields) next[Name(i, field)] = form[Name(order[i], field)];
        next["parts"] = $"{order.Count}";
        return next;
    }

    /// <summary>Every field of the form with its value, for the hidden fields of another page.</summary>
    public static List<(string Name, string Value)> Carry(FormView form)
    {
        var fields = new List<(string, string)>();
        foreach (var name in ChallengeFields) fields.Add((name, form[name]));
        fields.Add(("parts", form["parts"]));
        for (var i = 0; i < CountParts(form); i++)
            foreach (var field in PartFields)
                if (field != "try" && form[Name(i, field)].Length > 0) fields.Add((Name(i, field), form[Name(i, field)]));
        return fields;
    }
}
