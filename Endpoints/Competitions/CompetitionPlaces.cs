// The row of links by which a reader moves between the pages of one competition: its own page, its tables, and what is theirs to do.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The links, and the rule for who reads the tables.</summary>
internal static class CompetitionPlaces
{
    /// <summary>
    /// Whether the reader may look at the tables of a published competition: members may, guests if they take part, and everybody if it
    /// is public.
    /// </summary>
    public static bool HasTables(Visit visit, Competition competition)
    {
        if (competition.IsPublic) return true;
        if (visit.Reader.Role is null) return false;
        return visit.Reader.EntryIn(competition.Id) is not null || !MemberRules.IsGuest(visit.Member.Role, visit.Member.IsOfGuestSchool);
    }

    /// <summary>The links; empty if there would be only one.</summary>
    /// <param name="here">The address of the page that they are on.</param>
    /// <param name="hasCertificate">Whether the reader can print a certificate of their own.</param>
    public static IReadOnlyList<BoardLink> Of(Visit visit, Competition competition, string here, bool hasCertificate = false)
    {
        var (path, desk) = ($"/competitions/{competition.Id}", $"/admin/competitions/{competition.Id}");
        var links = new List<BoardLink> { new(path, "The competition", here == path) };
        if (visit.Now >= competition.OpensAt && HasTables(visit, competition))
        {
            links.Add(new BoardLink($"{path}/pupils", "Pupils", here == $"{path}/pupils"));
            links.Add(new BoardLink($"{path}/schools", "Schools", here == $"{path}/schools"));
            links.Add(new BoardLink($"{path}/activity", "In numbers", here == $"{path}/activity"));
        }
        if (hasCertificate) links.Add(new BoardLink($"{path}/certificate", "Your certificate", false));
        if (visit.Reader.Role is { } role && role.Opens(Access.Staff)) links.Add(new BoardLink(desk, "Running it", false));
        else if (visit.Reader.EntryIn(competition.Id) is { IsPupil: false })
            links.Add(new BoardLink($"{desk}/own-school", "Your school in it", false));
        return links.Count > 1 ? links : [];
    }
}
