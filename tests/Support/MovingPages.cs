// The steps by which an owner moves a site in through pages: sends the file, plans, runs, and waits for each.
using System.Net;

namespace MathsSoc.Tests.Support;

public static class MovingPages
{
    public const string Page = "/admin/import";
    public static readonly (string, string) Password = ("password", Seed.Password);

    public static byte[] Society(Action<EarlierSiteFile>? more = null)
    {
        using var folder = new TemporaryFolder();
        using (var file = new EarlierSiteFile(folder["old.db"]))
        {
            new EarlierSociety(3, 20, 4, 120).Write(file);
            more?.Invoke(file);
        }
        return File.ReadAllBytes(folder["old.db"]);
    }

    public static async Task<string> SendAsync(Person head, byte[] file, string name = "My Site.DB")
    {
        var sent = await head.PostFileAsync(Page + "/file", name, file);
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        return (await head.GetAsync(Page)).Page.QuerySelector("input[name=name]")!.GetAttribute("value")!;
    }

    /// <summary>Loads the page again until nothing goes on any more.</summary>
    public static async Task<PageResponse> WaitAsync(Person head, string path = Page)
    {
        PageResponse page = null!;
        await Eventually.TrueAsync(async () =>
            !(page = await head.GetAsync(path)).Text.Contains("Look again", StringComparison.Ordinal), 60);
        return page;
    }

    public static async Task<PageResponse> PlanAsync(Person head, string name, params (string, string)[] answers)
    {
        await head.PostAsync(Page + "/plan", [("name", name), .. answers]);
        return await WaitAsync(head);
    }

    public static (string, string) PlanOf(PageResponse page) =>
        ("plan", page.Page.QuerySelector("input[name=plan]")!.GetAttribute("value")!);

    public static async Task<PageResponse> RunAsync(Person head, PageResponse plan, params (string, string)[] more)
    {
        var begun = await head.PostAsync(Page + "/run", [PlanOf(plan), Password, .. more]);
        Assert.Equal(HttpStatusCode.OK, begun.Status);
        return await WaitAsync(head);
    }

    /// <summary>What the plan says of one kind of rows, without white space.</summary>
    public static string PlanRow(PageResponse page, string kind) => string.Concat(page.Page.QuerySelectorAll("#plan tbody tr")
        .Single(row => row.QuerySelector("th")!.TextContent == kind).TextContent.Where(static letter => !char.IsWhiteSpace(letter)));
}
