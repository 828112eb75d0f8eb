// Shortens a User-Agent header to about three words by which a member recognises a device.
namespace MathsSoc.Web;

/// <summary>"Chrome on ChromeOS": enough to tell one's own sessions apart, and too little to track anyone.</summary>
public static class Devices
{
    // The order matters: every browser also calls itself some of the others.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("CrOS", "ChromeOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];

    /// <summary>The browser and system of a User-Agent header; "Another program" if it names neither.</summary>
    public static string Describe(string userAgent)
    {
        var (browser, system) = (Find(Browsers, userAgent), Find(Systems, userAgent));
        return (browser, system) switch
        {
            (null, null) => "Another program",
            (null, _) => system,
            (_, null) => browser,
            _ => $"{browser} on {system}",
        };
    }

    private static string? Find((string Sign, string Name)[] known, string userAgent)
    {
        foreach (var (sign, name) in known)
            if (userAgent.Contains(sign, StringComparison.Ordinal)) return name;
        return null;
    }
}
