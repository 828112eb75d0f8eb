// Verdicts on answers of several sorts: each statement of the model beside one of the answer.
namespace MathsSoc.Marking;

internal sealed partial class Judge
{
    private (Verdict, string) DecideMixture(Mixture model, Node answer, Shape shape)
    {
        // x = 0 and y = 0 is another answer than x = 0 or y = 0.
        if (model.Alternatives && shape is Assignments) return Wrong;
        var answers = shape is Mixture mixture ? mixture.Items : answer is Listing or Either ? Trees.Children(answer) : [answer];
        if (answers.Length != model.Items.Length || answers.Length > Limits.Comparisons) return Wrong;
        var inOrder = InOrder(answers.Length, i => DecideItem(model.Items[i], answers[i]));
        if (_spec.Kind == AnswerKind.List || inOrder.Item1 == Verdict.Right) return inOrder;
        var named = model.Items.Select(Named).OfType<string>().Distinct().Count() > 1;
        if (named && Array.TrueForAll(answers, static a => Named(a) is null))
            return FormIf(inOrder.Item1 == Verdict.WrongForm, "Say which is which: write each with its letter.");
        return InAnyOrder(model.Items, answers);
    }

    private (Verdict, string) InAnyOrder(Node[] models, Node[] answers)
    {
        var worst = Right;
        var free = answers.ToList();
        foreach (var model in models)
        {
            (Verdict Verdict, string)? best = null;
            var found = -1;
            for (var i = 0; i < free.Count && best?.Verdict != Verdict.Right; i++)
                if (DecideItem(model, free[i]) is { Verdict: Verdict.Right or Verdict.WrongForm } next
                    && (best is null || next.Verdict == Verdict.Right))
                    (best, found) = (next, i);
            if (best is not { } matched) return Wrong;
            if (matched.Verdict == Verdict.WrongForm) worst = matched;
            free.RemoveAt(found);
        }
        return worst;
    }

    private (Verdict Verdict, string Message) DecideItem(Node model, Node answer)
    {
        if (Named(model) is { } wanted && Named(answer) is { } given && wanted != given) return Wrong;
        var spec = _spec.Kind is AnswerKind.List or AnswerKind.Set ? _spec with { Kind = AnswerKind.Auto } : _spec;
        var decided = new Judge(spec, model, Shapes.Of(model), _budget).DecideShape(answer);
        return decided.Verdict == Verdict.Right && Named(model) is not null && Named(answer) is null
            ? Form("Say which is which: write each with its letter.")
            : decided;
    }

    private static string? Named(Node node) => node is Relation { Signs: [Comparison.Equal], Sides: [Name name, _] } ? name.Id : null;

    // What is left of x + 1, x ≠ 1 where the model has no such condition.
    private Node? WithoutConditions(Node answer)
    {
        if (_shape is Region or Mixture || answer is not Listing { Items: var items } list) return null;
        var kept = Array.FindAll(items, static i => i is not Relation { Signs: [Comparison.NotEqual] });
        return kept.Length == items.Length || kept.Length == 0 ? null : kept.Length == 1 ? kept[0] : list with { Items = kept };
    }
}
