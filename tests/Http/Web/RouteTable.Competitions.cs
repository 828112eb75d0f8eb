// The rows of the URL map for competitions, from the public page to the desk of whoever runs one.
using MathsSoc.Web;

namespace MathsSoc.Tests.Http;

internal static partial class RouteTable
{
    private static RouteRow[] Competitions =>
    [
        // Competitions
        new("GET", "/competitions", Access.Anyone),
        new("GET", "/competitions/{id}", Access.Anyone),
        new("POST", "/competitions/{id}/enrol", Access.Member),
        new("POST", "/competitions/{id}/withdraw", Access.Member),
        new("POST", "/competitions/{id}/agree", Access.Member),
        new("GET", "/competitions/{id}/start", Access.Member),
        new("POST", "/competitions/{id}/start", Access.Member),
        // Competitions
        new("GET", "/admin/competitions", Access.Staff),
        new("GET", "/admin/competitions/new", Access.Staff),
        new("POST", "/admin/competitions/new", Access.Staff) { Kilobytes = 1024 },
        new("GET", "/admin/competitions/import", Access.Staff),
        new("POST", "/admin/competitions/import", Access.Staff) { Kilobytes = 16384, TakesFiles = true },
        new("POST", "/admin/competitions/import/confirm", Access.Staff) { Kilobytes = 16384, TakesFiles = true },
        new("GET", "/admin/competitions/{id}/export.zip", Access.Staff),
        new("GET", "/admin/competitions/{id}", Access.Staff),
        new("GET", "/admin/competitions/{id}/edit", Access.Staff),
        new("POST", "/admin/competitions/{id}/edit", Access.Staff) { Kilobytes = 1024 },
        new("GET", "/admin/competitions/{id}/publish", Access.Staff),
        new("POST", "/admin/competitions/{id}/publish", Access.Staff),
        new("POST", "/admin/competitions/{id}/draft", Access.Staff),
        new("GET", "/admin/competitions/{id}/archive", Access.Staff),
        new("POST", "/admin/competitions/{id}/archive", Access.Staff),
        new("GET", "/admin/competitions/{id}/delete", Access.Staff),
        new("POST", "/admin/competitions/{id}/delete", Access.Staff),
        new("POST", "/admin/competitions/{id}/copy", Access.Staff),
        new("GET", "/admin/competitions/{id}/challenges", Access.Content),
        new("POST", "/admin/competitions/{id}/challenges", Access.Content),
        new("POST", "/admin/competitions/{id}/challenges/move", Access.Content),
        new("GET", "/admin/competitions/{id}/schools", Access.Staff),
        new("POST", "/admin/competitions/{id}/schools", Access.Staff),
        new("POST", "/admin/competitions/{id}/schools/{name}", Access.Staff),
        new("GET", "/admin/competitions/{id}/pupils", Access.Staff),
        new("GET", "/admin/competitions/{id}/enrol", Access.Staff),
        new("POST", "/admin/competitions/{id}/change", Access.Staff) { Kilobytes = 256 },
        new("POST", "/admin/competitions/{id}/export.csv", Access.Staff),
        new("POST", "/admin/competitions/{id}/export.json", Access.Staff),
        new("GET", "/admin/competitions/{id}/pupils/{name}", Access.Staff),
        new("POST", "/admin/competitions/{id}/pupils/{name}/adjust", Access.Staff),
        new("POST", "/admin/competitions/{id}/pupils/{name}/disqualify", Access.Staff),
        new("POST", "/admin/competitions/{id}/pupils/{name}/move", Access.Owner),
        // The tables of a competition
        new("GET", "/competitions/{id}/pupils", Access.Anyone),
        new("GET", "/competitions/{id}/schools", Access.Anyone),
        new("GET", "/competitions/{id}/schools/{school}", Access.People),
        new("GET", "/competitions/{id}/wall", Access.Anyone),
        new("GET", "/competitions/{id}/activity", Access.Anyone),
        new("GET", "/competitions/{id}/certificate", Access.Member),
        new("GET", "/admin/competitions/{id}/certificates", Access.People),
        new("GET", "/admin/competitions/{id}/results", Access.Staff),
        new("POST", "/admin/competitions/{id}/results", Access.Staff),
        new("POST", "/admin/competitions/{id}/freeze", Access.Staff),
    ];
}
