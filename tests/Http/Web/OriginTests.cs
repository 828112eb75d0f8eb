// Forms that another site sends in a visitor's name are refused; our own pages' forms reach their routes.
using System.Net;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class OriginTests
{
    /// <summary>A POST that passes the check finds no route at / yet, which is 405; one that does not is 403.</summary>
    [Theory]
    [InlineData("same-origin", null, HttpStatusCode.MethodNotAllowed)]
    [InlineData("cross-site", null, HttpStatusCode.Forbidden)]
    [InlineData("same-site", null, HttpStatusCode.Forbidden)]
    [InlineData("none", null, HttpStatusCode.Forbidden)]
    [InlineData(null, null, HttpStatusCode.Forbidden)]
    [InlineData(null, "null", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "own", HttpStatusCode.MethodNotAllowed)]
    [InlineData(null, "own-https", HttpStatusCode.Forbidden)]
    [InlineData(null, "own-port", HttpStatusCode.Forbidden)]
    [InlineData(null, "https://maths.example.sch.uk", HttpStatusCode.MethodNotAllowed)]
    [InlineData("cross-site", "https://maths.example.sch.uk", HttpStatusCode.Forbidden)]
    public async Task A_form_is_accepted_only_from_our_own_pages(string? fetchSite, string? origin, HttpStatusCode expected)
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "https://maths.example.sch.uk"));
        var own = $"{site.Address.Scheme}://{site.Address.Authority}";
        origin = origin switch
        {
            "own" => own,
            "own-https" => own.Replace("http:", "https:", StringComparison.Ordinal),
            "own-port" => $"http://{site.Address.Host}:1",
            _ => origin,
        };
        var headers = new List<(string, string)>();
        if (fetchSite is not null) headers.Add(("Sec-Fetch-Site", fetchSite));
        if (origin is not null) headers.Add(("Origin", origin));
        var response = await site.SendAsync(HttpMethod.Post, "/", [.. headers]);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task On_a_plain_http_name_of_the_local_network_forms_post()
    {
        await using var site = await Site.StartAsync();
        var response = await site.SendAsync(HttpMethod.Post, "/", ("Host", "mathsoc.local:8000"), ("Origin", "http://mathsoc.local:8000"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }
}
