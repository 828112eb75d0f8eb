// The sheet for the notice board of a society that has moved here.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <param name="Typed">The site's address to type by hand.</param>
/// <param name="Code">Its QR code; null if the address is too long for one.</param>
public sealed record MovingSheetModel(string Typed, SafeHtml? Code, ImportNews News);

/// <summary>Maps /admin/import/sheet.</summary>
public static class MovingSheetEndpoints
{
    public static void Map(RouteGroup owner) => owner.Page("/admin/import/sheet", "moving.sheet", async visit => visit.Page(
        new Pages_MovingSheet
        {
            Frame = visit.Frame,
            Model = new MovingSheetModel(visit.AddressToType(""), QrCode.Draw(visit.Absolute("/"), "QR code of the site"),
                await visit.Read(PastImports.FindNews)),
        }));
}
