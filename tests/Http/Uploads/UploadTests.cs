// Pictures of challenges: told by their content, kept once, and served to whom the challenge is open and nobody else.
using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class UploadTests
{
    [Fact]
    public void A_file_is_what_its_bytes_say_with_a_size_that_a_picture_has()
    {
        Assert.Equal("image/png", UploadTypes.Find(Png(3, 4)));
        Assert.Equal("image/gif", UploadTypes.Find(Gif(3, 4, 3, 4)));
        Assert.Equal("image/jpeg", UploadTypes.Find([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 11, 8, 0, 4, 0, 3, 1, 1, 0x11, 0]));
        Assert.Equal("image/webp",
            UploadTypes.Find([.. "RIFF"u8, 30, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 3, 0, 0, 0, 0]));
        Assert.Equal("application/pdf", UploadTypes.Find("%PDF-1.7\n"u8));
        byte[][] refused =
        [
            Png(0, 4), Png(20_000, 4), Png(9_000, 9_000), Gif(3, 4, 60_000, 4), Gif(3, 4, 9_000, 9_000), Gif(60_000, 4, 3, 4),
            [.. "<svg xmlns=''>"u8], [.. "<!doctype html>"u8], [.. "GIF89a"u8],
            [0xFF, 0xD8, 0xFF, 0xD9], [], [.. "PK\u0003\u0004"u8],
        ];
        foreach (var no in refused)
            Assert.Null(UploadTypes.Find(no));
    }

    /// <summary>The beginning of a GIF with two colours and a comment, whose header and first picture each state a size.</summary>
    private static byte[] Gif(ushort width, ushort height, ushort pictureWidth, ushort pictureHeight) =>
    [
        .. "GIF89a"u8, .. BitConverter.GetBytes(width), .. BitConverter.GetBytes(height), 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
        0x21, 0xFE, 2, 0x2C, 0x2C, 0, 0x2C, 0, 0, 0, 0, .. BitConverter.GetBytes(pictureWidth), .. BitConverter.GetBytes(pictureHeight),
        0, 2, 2, 0x4C, 1, 0, 0x3B,
    ];

    [Fact]
    public async Task A_picture_is_seen_with_the_text_that_shows_it()
    {
        await using var site = await Site.StartWithClockAsync();
        var (editor, pupil, coordinator) =
            (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("co", Role.Coordinator)));
        var path = await editor.BeginAsync("Triangles");
        var (statement, solution, unused) =
            (await SendAsync(editor, path, Png(3, 4)), await SendAsync(editor, path, Png(5, 6)), await SendAsync(editor, path, Png(7, 8)));
        var page = await editor.GetAsync(path);
        Assert.Contains($"![A triangle.](upload:{statement}.png)", page.Text, StringComparison.Ordinal);
        var later = "2026-11-10T10:00"; // an hour from now
        Assert.Contains("published", (await editor.WriteAsync(path, "publish",
            ("statement", $"Look: ![A triangle.](upload:{statement}.png)"), ("solution", $"![Its height.](upload:{solution}.png)"),
            ("p0-answer", "6"), ("release", later))).Text, StringComparison.Ordinal);

        async Task<HttpStatusCode> See(Person who, string hash) => (await who.GetAsync($"/uploads/{hash}.png")).Status;
        Assert.Equal(HttpStatusCode.OK, await See(editor, statement));
        Assert.Equal(HttpStatusCode.NotFound, await See(pupil, statement));
        Assert.Equal(HttpStatusCode.NotFound, await See(coordinator, statement));
        site.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Contains($"/uploads/{statement}.png",
            (await pupil.GetAsync(path["/admin".Length..])).Page.QuerySelector(".statement img")!.GetAttribute("src"),
            StringComparison.Ordinal);
        var seen = await pupil.GetAsync($"/uploads/{statement}.png");
        Assert.Equal(
            (HttpStatusCode.OK, "image/png", "private, no-cache", "inline"),
            (seen.Status, seen.Response.Content.Headers.ContentType!.ToString(),
            seen.Response.Headers.NonValidated["Cache-Control"].ToString(), seen.Response.Content.Headers.ContentDisposition!.ToString()));
        Assert.Equal("nosniff", seen.Response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(HttpStatusCode.NotModified, (await site.GetAsync($"/uploads/{statement}.png",
            ("Cookie", $"mathsoc_session={pupil.Token}"), ("If-None-Match", $"\"{statement}\""))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await See(pupil, solution));
        Assert.Equal(HttpStatusCode.NotFound, await See(pupil, unused));
        await editor.PostAsync($"{path}/solution");
        Assert.Equal(HttpStatusCode.OK, await See(pupil, solution));
        Assert.Equal(HttpStatusCode.NotFound, await See(new Person(site), statement));
    }

    [Fact]
    public async Task What_is_no_picture_too_large_or_without_words_is_refused_and_says_why()
    {
        await using var site = await Site.StartAsync(("UPLOADS_CAPACITY", "300"));
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("Triangles");
        Assert.Contains("PNG",
            (await PostAsync(editor, path, "x.png", [.. "<svg xmlns='http://www.w3.org/2000/svg'/>"u8], "A.")).ErrorOf("file"),
            StringComparison.Ordinal);
        Assert.Contains("2 MB",
            (await PostAsync(editor, path, "x.png", [.. Png(3, 4), .. new byte[UploadTypes.MaxBytes]], "A.")).ErrorOf("file"),
            StringComparison.Ordinal);
        Assert.NotNull((await PostAsync(editor, path, "x.png", Png(3, 4), "")).ErrorOf("alt"));
        Assert.Contains("is empty", (await PostAsync(editor, path, "x.png", [], "A.")).ErrorOf("file"), StringComparison.Ordinal);
        await SendAsync(editor, path, Png(3, 4, 200));
        Assert.Contains("no room",
            (await PostAsync(editor, path, "x.png", Png(5, 6, 200), "A.")).ErrorOf("file"), StringComparison.Ordinal);
        // The same bytes need no room.
        await SendAsync(editor, await editor.BeginAsync("Again"), Png(3, 4, 200));
        Assert.Equal(1, site.Count("SELECT count(*) FROM uploads"));
        Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "uploads")));
    }

    [Fact]
    public async Task A_picture_goes_when_nothing_shows_it_and_takes_its_file_along()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("Triangles");
        var hash = await SendAsync(editor, path, Png(3, 4));
        await editor.WriteAsync(path, "save", ("statement", $"![A triangle.](upload:{hash}.png)"), ("p0-answer", "6"));
        Assert.Contains("Take it out there", (await editor.WriteAsync(path, $"drop-{hash}")).Text, StringComparison.Ordinal);
        var copy = (await editor.PostAsync($"{path}/copy")).Path.Split('?')[0];
        await editor.WriteAsync(path, "save", ("statement", "Without."));
        await editor.WriteAsync(path, $"drop-{hash}");
        Assert.Equal(HttpStatusCode.OK, (await editor.GetAsync($"/uploads/{hash}")).Status);
        await editor.PostAsync($"{copy}/delete");
        Assert.Equal(HttpStatusCode.NotFound, (await editor.GetAsync($"/uploads/{hash}")).Status);
        Assert.Empty(Directory.GetFiles(Path.Combine(site.Folder, "uploads")));
    }

    [Fact]
    public async Task A_file_is_there_as_long_as_its_row_is()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("Triangles");
        var hash = await SendAsync(editor, path, Png(3, 4));
        using var db = site.OpenDatabase();
        // What deletes an upload is refused at its very end, when it is to be committed.
        db.Write(sql => sql.Execute("CREATE TABLE refusals (member INTEGER REFERENCES members (id) DEFERRABLE INITIALLY DEFERRED)"));
        db.Write(sql => sql.Execute("CREATE TRIGGER refuse AFTER DELETE ON uploads BEGIN INSERT INTO refusals VALUES (-1); END"));
        Func<Task<PageResponse>>[] deeds = [() => editor.WriteAsync(path, $"drop-{hash}"), () => editor.PostAsync($"{path}/delete")];
        foreach (var deed in deeds)
        {
            Assert.Equal(HttpStatusCode.InternalServerError, (await deed()).Status);
            Assert.Equal(HttpStatusCode.OK, (await editor.GetAsync($"/uploads/{hash}")).Status);
        }
        db.Write(sql => sql.Execute("DROP TRIGGER refuse"));
        await editor.PostAsync($"{path}/delete");
        Assert.Empty(Directory.GetFiles(Path.Combine(site.Folder, "uploads")));
    }

    [Fact]
    public async Task Pictures_go_out_with_their_challenges_and_come_in_with_them_elsewhere()
    {
        await using var site = await Site.StartAsync();
        await using var other = await Site.StartAsync(("UPLOADS_CAPACITY", "100"));
        var (editor, stranger) = (site.Visit(Seed.Person("ed", Role.Editor)), other.Visit(Seed.Person("eve", Role.Editor)));
        var path = await editor.BeginAsync("Triangles");
        var hash = await SendAsync(editor, path, Png(3, 4));
        await editor.WriteAsync(path, "publish",
            ("statement", $"![Its sides.](upload:{hash}.png)"), ("p0-answer", "6"), ("release", "2026-11-01T08:00"));
        var files = Zips.Unpack(await (await editor.GetAsync("/admin/challenges/export.zip")).Response.Content.ReadAsByteArrayAsync());
        Assert.Equal(["01-triangles.md", $"{hash}.png"], files.Select(file => file.Name));
        Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "uploads")));

        Assert.Contains("There is no picture", (await ImportAsync(stranger, files[..1])).Text, StringComparison.Ordinal);
        var plan = await ImportAsync(stranger, files);
        Assert.Contains("1 picture comes with it.", plan.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("There is no picture", plan.Text, StringComparison.Ordinal);
        Assert.Equal(0, other.Count("SELECT count(*) FROM uploads"));
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in plan.FieldsOf("form[action$=confirm]")) form.Add(new StringContent(value), name);
        Assert.Equal(HttpStatusCode.SeeOther, (await stranger.PostFormAsync("/admin/challenges/import/confirm", form)).Status);
        Assert.Equal(files[1].Content, await (await stranger.GetAsync($"/uploads/{hash}.png")).Response.Content.ReadAsByteArrayAsync());
        Assert.Equal(1, other.Count("SELECT count(*) FROM upload_uses WHERE alt = 'Its sides.'"));
        Assert.Contains("1 the same as here", (await ImportAsync(stranger, files)).Text, StringComparison.Ordinal);

        // Whatever is sent is looked at as on the challenge's own page.
        Assert.Contains("is a zip file",
            (await ImportAsync(stranger, [("all.zip", [.. "PK\u0003\u0004"u8, 0])])).Text, StringComparison.Ordinal);
        Assert.Contains("larger than 2 MB",
            (await ImportAsync(stranger, [files[0], ("a.png", [.. Png(3, 4), .. new byte[UploadTypes.MaxBytes]])])).Text,
            StringComparison.Ordinal);
        var large = Png(5, 6, 90);
        var text = System.Text.Encoding.UTF8.GetString(files[0].Content)
            .Replace(hash, Convert.ToHexStringLower(SHA256.HashData(large)), StringComparison.Ordinal);
        Assert.Contains("no room left",
            (await ImportAsync(stranger, [("a.md", System.Text.Encoding.UTF8.GetBytes(text)), ("a.png", large)])).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_readers_of_the_export_leave_no_copies_on_the_disk_and_keep_nobody_waiting()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("Triangles");
        var hashes = new List<string>();
        for (uint i = 1; i <= 4; i++) hashes.Add(await SendAsync(editor, path, Png(i, 4, UploadTypes.MaxBytes)));
        var texts = hashes.Select(hash => $"![Its sides.](upload:{hash}.png)");
        await editor.WriteAsync(path, "save", ("statement", string.Join("\n\n", texts)), ("p0-answer", "6"));

        var slow = new List<HttpResponseMessage>();
        for (var i = 0; i < 25; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/challenges/export.zip");
            request.Headers.Add("Cookie", $"mathsoc_session={editor.Token}");
            // Reads no further than the headers.
            slow.Add(await site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
        }
        Assert.All(slow, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        var files = Directory.GetFiles(Path.Combine(site.Folder, "uploads")).Select(file => Path.GetFileName(file));
        Assert.Equal(hashes.Order(), files.Order());
        var whole = await editor.GetAsync("/admin/challenges/export.zip");
        Assert.Equal(("application/zip", "no-store"),
            (whole.Response.Content.Headers.ContentType!.ToString(), whole.Response.Headers.CacheControl!.ToString()));
        using var archive = new ZipArchive(new MemoryStream(await whole.Response.Content.ReadAsByteArrayAsync()));
        Assert.Equal(5, archive.Entries.Count);
        Assert.All(archive.Entries.Skip(1), entry => Assert.Equal(UploadTypes.MaxBytes, entry.Length));
        foreach (var response in slow) response.Dispose();
        Assert.Equal("", await (await site.SendAsync(HttpMethod.Head, "/admin/challenges/export.zip",
            ("Cookie", $"mathsoc_session={editor.Token}"))).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_picture_that_cannot_be_stored_is_a_503_that_says_that_nothing_was_saved()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("Triangles");
        File.WriteAllText(Path.Combine(site.Folder, "uploads"), "a file where the folder should be");
        var page = await PostAsync(editor, path, "x.png", Png(3, 4), "A triangle.");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
        Assert.Contains("Nothing was saved.", page.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM uploads"));

        var png = Png(5, 6);
        var file = $"---\ntitle: Sides\nparts:\n  - id: a\n    answer: 6\n---\n\n"
            + $"![Its sides.](upload:{Convert.ToHexStringLower(SHA256.HashData(png))}.png)\n";
        var plan = await ImportAsync(editor, [("sides.md", System.Text.Encoding.UTF8.GetBytes(file)), ("x.png", png)]);
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in plan.FieldsOf("form[action$=confirm]")) form.Add(new StringContent(value), name);
        var refused = await editor.PostFormAsync("/admin/challenges/import/confirm", form);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("Nothing was saved.", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM challenges WHERE title = 'Sides'"));
    }

    [Fact]
    public async Task No_address_leads_out_of_the_folder()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var hash = await SendAsync(editor, await editor.BeginAsync("Triangles"), Png(3, 4));
        string[] names =
        [
            "..%2Fmathsoc.db", "mathsoc.db", hash.ToUpperInvariant(), hash + "..", hash + ".png%2F..%2Fx", hash[..63],
            hash + ".a/b", "%00" + hash, new string('a', 64), "." + hash,
        ];
        foreach (var name in names)
            Assert.True((await editor.GetAsync($"/uploads/{name}")).Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, name);
    }

    private static byte[] Png(uint width, uint height, int length = 60)
    {
        var bytes = new byte[length];
        ReadOnlySpan<byte> head = [0x89, .. "PNG"u8, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8];
        head.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    private static async Task<string> SendAsync(Person who, string path, byte[] content)
    {
        Assert.Equal(HttpStatusCode.SeeOther, (await PostAsync(who, path, "../evil.php", content, "A triangle.")).Status);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private static async Task<PageResponse> PostAsync(Person who, string path, string name, byte[] content, string alt)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(content), "file", name },
            { new StringContent(alt), "alt" },
        };
        return await who.PostFormAsync($"{path}/uploads", form);
    }

    private static async Task<PageResponse> ImportAsync(Person who, IEnumerable<(string Name, byte[] Content)> files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in files) form.Add(new ByteArrayContent(content), "file", name);
        return await who.PostFormAsync("/admin/challenges/import", form);
    }
}
