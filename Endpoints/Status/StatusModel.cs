// What the status page shows, and to whom.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>The status page.</summary>
public sealed record StatusModel
{
    public required StatusReport Report { get; init; }

    /// <summary>A teacher's page is short.</summary>
    public required bool IsOwner { get; init; }

    /// <summary>The database cannot be read: the page is shown to an owner whom the process remembers, and has no buttons.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The result of what was done here; null: nothing was.</summary>
    public string? Notice { get; init; }

    public FormView Form { get; init; } = new();

    public PlannedWork? Work { get; init; }

    /// <summary>The backups in the site's own folder, each with its manifest.</summary>
    public IReadOnlyList<BackupLine> Downloadable =>
        [.. Report.Backups.Lines.Where(line =>
            line.Manifest is not null && Path.GetDirectoryName(line.File.Path) == Report.Backups.Folder)];

    /// <summary>The visitor's address as the site sees it.</summary>
    public required string Client { get; init; }

    /// <summary>Whether it comes from a proxy whose headers are believed; null: there was no forwarding header.</summary>
    public required bool? IsForwarded { get; init; }

    /// <summary>The middleware leaves X-Original-For behind where it believed the proxy.</summary>
    internal static bool? FindForwarding(HttpRequest request) =>
        request.Headers.ContainsKey("X-Original-For") ? true
        : request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded") ? false
        : null;
}
