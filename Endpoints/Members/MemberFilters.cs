// Reads the filter of the list from its query or from a form, and writes it into addresses and hidden fields again.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>
/// A <see cref="MemberFilter"/> in an address:
/// <c>?q=ada&amp;year=9&amp;stage=KS3&amp;class=9B&amp;school=2&amp;role=member&amp;state=any</c>. A form for "all that match" has fields
/// of the same names (<see cref="Fields"/>), so its other fields have other names.
/// </summary>
public static class MemberFilters
{
    private const int MaxText = 100;
    private const string AnyState = "any";

    /// <summary>
    /// The filter in a page's query or a form's fields. Invalid values are ignored; without a state, the filter is for active members.
    /// A coordinator's filter is always for their own school, whatever was sent.
    /// </summary>
    public static MemberFilter Read(Visit visit)
    {
        string Value(string name)
        {
            var text = (visit.IsView ? visit.Context.Request.Query[name] : visit.Form[name]).ToString().Trim();
            return Latin.Compose(text.Length <= MaxText ? text : text[..MaxText]);
        }

        var state = Value("state");
        var school = Value("school");
        long? schoolId = school == "none" ? MemberFilter.NoSchool : Rules.Whole(school, 1, int.MaxValue);
        return new MemberFilter(Value("q"), Rules.Whole(Value("year"), 0, 14), Value("stage"), ClassNames.Fold(Value("class")),
            MemberPermissions.SchoolOf(visit.Member) ?? schoolId, EnumText.Parse<Role>(Value("role")),
            state == AnyState ? null : EnumText.Parse<MemberState>(state) ?? MemberState.Active);
    }

    /// <summary>The parts of the filter that are set, as fields of a form or a query.</summary>
    public static List<(string Name, string Value)> Fields(MemberFilter filter)
    {
        var fields = new List<(string Name, string Value)>();
        void Add(string name, string? value)
        {
            if (value is { Length: > 0 }) fields.Add((name, value));
        }

        Add("q", filter.Search);
        Add("year", $"{filter.Year}");
        Add("stage", filter.Stage);
        Add("class", filter.Class);
        Add("school", filter.SchoolId == MemberFilter.NoSchool ? "none" : $"{filter.SchoolId}");
        Add("role", filter.Role is { } role ? EnumText.Of(role) : null);
        if (filter.State != MemberState.Active) Add("state", filter.State is { } state ? EnumText.Of(state) : AnyState);
        return fields;
    }

    /// <summary>The list's path with this filter and the <paramref name="more"/> fields.</summary>
    public static string Path(MemberFilter filter, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var path = new System.Text.StringBuilder("/admin/members");
        var mark = '?';
        void Add(string name, string value)
        {
            path.Append(mark).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            mark = '&';
        }

        foreach (var (name, value) in Fields(filter)) Add(name, value);
        foreach (var (name, value) in more) Add(name, value);
        return path.ToString();
    }
}
