// The rows of the URL map for writing challenges, articles and announcements.
using MathsSoc.Web;

namespace MathsSoc.Tests.Http;

internal static partial class RouteTable
{
    private static RouteRow[] Writing =>
    [
        // Writing challenges
        new("GET", "/admin/challenges", Access.Content),
        new("POST", "/admin/challenges/new", Access.Content),
        new("GET", "/admin/help/marking", Access.Content),
        new("GET", "/admin/marking", Access.Content),
        new("GET", "/admin/challenges/{id}", Access.Content),
        new("POST", "/admin/challenges/{id}", Access.Content) { Kilobytes = 8192 },
        new("POST", "/admin/challenges/{id}/copy", Access.Content),
        new("POST", "/admin/challenges/{id}/archive", Access.Content),
        new("GET", "/admin/challenges/{id}/delete", Access.Content),
        new("POST", "/admin/challenges/{id}/delete", Access.Content),
        new("GET", "/admin/challenges/{id}/solution", Access.Content),
        new("POST", "/admin/challenges/{id}/solution", Access.Content),
        new("POST", "/admin/challenges/{id}/uploads", Access.Content) { Kilobytes = 8192, TakesFiles = true },
        new("GET", "/admin/articles", Access.Content),
        new("POST", "/admin/articles/new", Access.Content),
        new("GET", "/admin/articles/{id}", Access.Content),
        new("POST", "/admin/articles/{id}", Access.Content) { Kilobytes = 8192 },
        new("POST", "/admin/articles/{id}/uploads", Access.Content) { Kilobytes = 8192, TakesFiles = true },
        new("POST", "/admin/articles/{id}/archive", Access.Content),
        new("GET", "/admin/articles/{id}/delete", Access.Content),
        new("POST", "/admin/articles/{id}/delete", Access.Content),
        new("GET", "/admin/articles/{id}/history", Access.Content),
        new("GET", "/admin/articles/{id}/history/{name}", Access.Content),
        new("POST", "/admin/articles/{id}/history/{name}", Access.Content),
        new("GET", "/admin/articles/{id}/review", Access.Staff),
        new("POST", "/admin/articles/{id}/review", Access.Staff),
        new("GET", "/admin/articles/{id}/pdf", Access.Content),
        new("POST", "/admin/articles/{id}/pdf", Access.Content) { Kilobytes = 22528, TakesFiles = true },
        new("POST", "/admin/articles/{id}/pdf/remove", Access.Content),
        new("GET", "/admin/articles/{id}/export.md", Access.Content),
        new("GET", "/admin/articles/{id}/export.zip", Access.Content),
        new("POST", "/admin/challenges/ready", Access.Content),
        new("GET", "/admin/challenges/import", Access.Content),
        new("GET", "/admin/help", Access.Content),
        new("POST", "/admin/challenges/import", Access.Content) { Kilobytes = 16384, TakesFiles = true },
        new("POST", "/admin/challenges/import/confirm", Access.Content) { Kilobytes = 16384, TakesFiles = true },
        new("GET", "/admin/challenges/export.zip", Access.Content),
        new("GET", "/admin/challenges/{id}/export.md", Access.Content),
        new("POST", "/admin/challenges/{id}/remark", Access.Staff) { Kilobytes = 8192 },
        new("GET", "/admin/challenges/{id}/mistakes", Access.Staff),
        new("GET", "/admin/certificates", Access.Staff),
        // Announcements
        new("GET", "/announcements", Access.Anyone),
        new("POST", "/announcements/read", Access.Member),
        new("POST", "/announcements/hide", Access.Member),
        new("GET", "/admin/announcements", Access.Admin),
        new("GET", "/admin/announcements/new", Access.Admin),
        new("POST", "/admin/announcements/new", Access.Admin) { Kilobytes = 1024 },
        new("GET", "/admin/announcements/{id}", Access.Admin),
        new("POST", "/admin/announcements/{id}", Access.Admin) { Kilobytes = 1024 },
        new("GET", "/admin/announcements/{id}/remove", Access.Admin),
        new("POST", "/admin/announcements/{id}/remove", Access.Admin),
    ];
}
