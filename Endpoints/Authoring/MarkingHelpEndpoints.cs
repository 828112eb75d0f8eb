// The help on marking, and the page on which an author tries a model answer and an answer to it. Nothing is stored.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Marking;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/help/marking and /admin/marking.</summary>
public static class MarkingHelpEndpoints
{
    private const int MaxLetters = 200, MaxPlaces = 20;

    public static void Map(RouteGroup content)
    {
        content.Page("/admin/help/marking", "help.marking", Help);
        content.Page("/admin/marking", "marking.try", Try).WithMetadata(RatePolicy.Preview);
    }

    private static IResult Help(Visit visit)
    {
        var trial = new MarkingTrial(new FormView { ["kind"] = AnswerKind.Auto.Name(), ["angle"] = "degrees" });
        return visit.Page(new Pages_MarkingHelp { Frame = visit.Frame, Model = new MarkingHelpModel(MarkingHelp.Rows, trial) });
    }

    private static IResult Try(Visit visit)
    {
        var form = new FormView { ["angle"] = visit.Query("angle") == "radians" ? "radians" : "degrees" };
        // One character more than the engine takes, so that it says what is too long.
        foreach (var name in (string[])["model", "answer"]) form[name] = visit.Query(name, Limits.Length + 1);
        foreach (var name in (string[])["kind", "tolerance", "places", "figures", "complex"]) form[name] = visit.Query(name, 30);
        form["letters"] = visit.Query("letters", MaxLetters);
        var spec = Read(form);
        var status = form.HasErrors ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        var trial = spec is null ? new MarkingTrial(form) : Mark(form, spec);
        return visit.Page(new Pages_MarkingTrial { Frame = visit.Frame, Model = trial }, status);
    }

    // Null if there is no model answer, or something is wrong with a field.
    private static AnswerSpec? Read(FormView form)
    {
        if (!AnswerKinds.TryParse(form["kind"], out var kind)) form["kind"] = AnswerKind.Auto.Name();
        decimal? tolerance = null;
        if (form["tolerance"].Length > 0)
        {
            if (decimal.TryParse(form["tolerance"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                tolerance = number;
            else form.Fail("tolerance", "Tolerance: a number such as 0.05, please, and never a negative one.");
        }
        var spec = new AnswerSpec(form["model"], kind)
        {
            Tolerance = tolerance,
            Places = Whole(form, "places", "Decimal places", 0),
            Figures = Whole(form, "figures", "Significant figures", 1),
            Angle = form["angle"] == "radians" ? AngleUnit.Radians : AngleUnit.Degrees,
            Complex = form.IsTicked("complex"),
            Names = [.. form["letters"].Split(' ', ',').Where(static letter => letter.Length > 0)],
        };
        if (spec is { Places: not null, Figures: not null })
            form.Fail("figures", "Significant figures: choose these or decimal places, not both.");
        return form["model"].Length == 0 || form.HasErrors ? null : spec;
    }

    private static int? Whole(FormView form, string name, string label, int least)
    {
        if (form[name].Length == 0) return null;
        if (Rules.Whole(form[name], least, MaxPlaces) is { } number) return number;
        form.Fail(name, $"{label}: a whole number from {least} to {MaxPlaces}, please.");
        return null;
    }

    private static MarkingTrial Mark(FormView form, AnswerSpec spec)
    {
        if (AuthorCheck.Model(spec) is { } refusal) return new MarkingTrial(form) { Refusal = refusal };
        var model = new PreparedModel(spec);
        var trial = new MarkingTrial(form)
        {
            Warnings = [.. AuthorCheck.Check(spec, [], [], "").Select(static problem => problem.Message)],
            Answer = ReadLine.Of(model.ModelReading),
            Typings = new PartTypings("Usual answers", UsualTypings.Of(spec, [])),
        };
        if (form["answer"].Length == 0) return trial;
        var marked = model.Mark(form["answer"]);
        return trial with
        {
            Verdict = AuthorPreview.VerdictOf(marked),
            IsRight = marked.Verdict == Verdict.Right,
            Reading = ReadLine.Of(marked.Reading),
        };
    }
}
