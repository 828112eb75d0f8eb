// What the site holds about me: a page to read and a file to keep, both with the same sections.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The readable page.</summary>
public sealed record AccountDataModel(IReadOnlyList<PersonalPart> Parts);

/// <summary>Maps /account/data and /account/data.json, for members about to be deleted too: they may want a copy.</summary>
public static class AccountDataEndpoints
{
    private const int MaxOnPage = 100;

    public static void Map(RouteGroup signedIn)
    {
        signedIn.Page("/account/data", "account.data", Show);
        signedIn.Page("/account/data.json", "account.data_file", visit =>
            PersonalDataFile.Make(visit, "my-data.json", visit.Member.MemberId));
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var parts = await visit.Read(sql => PersonalData.Collect(sql, visit.Member.MemberId, MaxOnPage, PersonalDataFile.Judged(visit)));
        return visit.Page(new Pages_AccountData { Frame = visit.Frame, Model = new AccountDataModel(parts) });
    }
}
