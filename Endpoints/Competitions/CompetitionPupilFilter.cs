// The filter of a competition's pupils, as an address and a form carry it.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Reads the filter, and offers its choices.</summary>
internal static class CompetitionPupilFilter
{
    public static readonly string[] Fields = ["q", "division", "school", "state", "from", "to", "sort"];

    public static readonly Choice[] Orders =
    [
        new(EnumText.Of(PupilOrder.Points), "Points"), new(EnumText.Of(PupilOrder.Name), "Name"),
        new(EnumText.Of(PupilOrder.School), "School"),
    ];

    public static readonly Choice[] States =
    [
        new("", "Every state"),
        .. Enum.GetValues<EnrolmentState>().Select(static state => new Choice(EnumText.Of(state), CompetitionDeskWords.Of(state))),
    ];

    /// <summary>The filter of an address or a form; what cannot be meant is left out.</summary>
    /// <param name="field">The text of a field.</param>
    public static (FormView Form, PupilFilter Filter) Read(Func<string, string> field)
    {
        var form = new FormView();
        foreach (var name in Fields) form[name] = field(name);
        var order = EnumText.Parse<PupilOrder>(form["sort"]) ?? PupilOrder.Points;
        form["sort"] = EnumText.Of(order);
        var state = EnumText.Parse<EnrolmentState>(form["state"]);
        if (state is null) form["state"] = "";
        var school = FormReader.IdIn(form["school"]);
        if (school is null) form["school"] = "";
        var (from, to) = (Points(form, "from"), Points(form, "to"));
        return (form, new PupilFilter(form["q"], form["division"].Length > 0 ? form["division"] : null, school, state, order)
        {
            FromPoints = from, ToPoints = to,
        });
    }

    /// <summary>The filter of the form that was sent.</summary>
    public static (FormView Form, PupilFilter Filter) ReadForm(Visit visit) =>
        Read(field => visit.Form[field].ToString() is { Length: <= 100 } text ? text.Trim() : "");

    private static long? Points(FormView form, string field)
    {
        // Points that were taken away may leave a sum below 0.
        var isPoints = int.TryParse(form[field], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var points);
        if (!isPoints) form[field] = "";
        return isPoints ? points : null;
    }
}
