// A person with a browser that keeps its cookie and runs no scripts: loads pages, fills in forms, follows redirects.
using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MathsSoc.Tests.Support;

/// <summary>A response with its page. <c>Path</c> is the address after redirects.</summary>
public sealed record PageResponse(HttpStatusCode Status, string Path, IHtmlDocument Page, HttpResponseMessage Response)
{
    /// <summary>The text of the main element, with runs of white space made one space.</summary>
    public string Text => string.Join(' ', (Page.QuerySelector("main")?.TextContent ?? Page.Body?.TextContent ?? "")
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The error beside a field; null if it has none.</summary>
    public string? ErrorOf(string field) => Page.QuerySelector($"#{field}-error")?.TextContent.Trim();
}

/// <summary>Forms are posted as a browser does: with the Origin of the site.</summary>
public sealed class Person(Site site, string? token = null, long memberId = 0)
{
    /// <summary>The session cookie's value; null for a visitor who is not signed in.</summary>
    public string? Token { get; set; } = token;

    /// <summary>The cookie of a browser in which a member has signed in before; null if it has none.</summary>
    public string? Mark { get; set; }

    /// <summary>The seeded member's id; 0 for a visitor.</summary>
    public long MemberId => memberId;

    /// <summary>The X-Forwarded-For header that a trusted proxy would send; null for none.</summary>
    public string? Address { get; init; }

    /// <summary>Loads a page, following redirects.</summary>
    public Task<PageResponse> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, follow: true);

    /// <summary>Posts a form and follows its redirect.</summary>
    public Task<PageResponse> PostAsync(string path, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, path, fields, follow: true);

    /// <summary>Sends one request and does not follow a redirect, so that a test can look at it.</summary>
    public Task<PageResponse> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] fields) =>
        SendAsync(method, path, fields, follow: false);

    /// <summary>Signs in through the form.</summary>
    public Task<PageResponse> SignInAsync(string login, string password = Seed.Password) =>
        PostAsync("/login", ("login", login), ("password", password));

    /// <summary>Posts a form with a file in the field <c>file</c>, and does not follow a redirect.</summary>
    public async Task<PageResponse> PostFileAsync(string path, string fileName, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", fileName } };
        return await PostFormAsync(path, form);
    }

    /// <summary>Posts a form with files, and does not follow a redirect.</summary>
    public async Task<PageResponse> PostFormAsync(string path, MultipartFormDataContent form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        if (Token is not null) request.Headers.Add("Cookie", $"mathsoc_session={Token}");
        var response = await site.Client.SendAsync(request);
        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
        return new PageResponse(response.StatusCode, path, page, response);
    }

    private async Task<PageResponse> SendAsync(HttpMethod method, string path, (string Name, string Value)[]? fields, bool follow)
    {
        for (var hops = 0; ; hops++)
        {
            Assert.True(hops < 10, $"{path} leads in circles.");
            using var request = new HttpRequestMessage(method, path);
            if (method != HttpMethod.Get && method != HttpMethod.Head)
            {
                request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
                request.Content = new FormUrlEncodedContent((fields ?? []).Select(field => KeyValuePair.Create(field.Name, field.Value)));
            }
            if (Token is not null || Mark is not null) request.Headers.Add("Cookie", $"mathsoc_session={Token}; mathsoc_known={Mark}");
            if (Address is not null) request.Headers.Add("X-Forwarded-For", Address);
            var response = await site.Client.SendAsync(request);
            Keep(response);
            if (follow && response.StatusCode == HttpStatusCode.SeeOther)
            {
                (method, path, fields) = (HttpMethod.Get, response.Headers.Location!.ToString(), null);
                continue;
            }
            var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
            return new PageResponse(response.StatusCode, path, page, response);
        }
    }

    private void Keep(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var cookies)) return;
        foreach (var cookie in cookies)
        {
            var equals = cookie.IndexOf('=', StringComparison.Ordinal);
            var value = cookie[(equals + 1)..].Split(';')[0];
            if (cookie[..equals] == "mathsoc_known") Mark = value;
            else if (cookie[..equals] == "mathsoc_session") Token = value.Length == 0 ? null : value;
        }
    }
}
