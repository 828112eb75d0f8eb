// Pictures of articles: sent with the form, described or marked as decoration before readers see them, and no wider than phones need.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ArticlePictureTests
{
    [Fact]
    public async Task Publishing_names_each_picture_without_words_and_takes_decoration_only_where_it_is_marked()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("Tilings");
        var (one, other, frame) = (await SendAsync(teacher, path, 3, "Squares."), await SendAsync(teacher, path, 4, "Hexagons."),
            await SendAsync(teacher, path, 5, "", "1"));
        var bare = $"![](upload:{one}.png)\n\n![](upload:{other}.png)";
        var refused = await teacher.WriteAsync(path, "publish-now", ("body", bare));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        foreach (var hash in new[] { one, other })
            Assert.Contains($"“upload:{hash[..9]}…”", refused.ErrorOf("body"), StringComparison.Ordinal);
        // A draft may wait for its words.
        Assert.Contains("It is saved.", (await teacher.WriteAsync(path, "save", ("body", bare))).Text, StringComparison.Ordinal);
        var placed = await teacher.WriteAsync(path, $"place-{frame}", ("body", $"![Squares.](upload:{one}.png)"));
        Assert.Contains($"![](upload:{frame}.png \"decorative\")",
            placed.FieldsOf("form.author").Find(field => field.Name == "body").Value, StringComparison.Ordinal);
        var done = await teacher.PostAsync(path, placed.FieldsOf("form.author").With(("do", "publish-now")));
        Assert.Contains("readers see it now", done.Text, StringComparison.Ordinal);
        // Its pictures stay as long as a text of it shows them.
        Assert.Contains("is in the text", (await teacher.WriteAsync(path, $"drop-{one}")).Text, StringComparison.Ordinal);
        await teacher.WriteAsync(path, "save", ("body", "Without."));
        Assert.Contains("earlier one", (await teacher.WriteAsync(path, $"drop-{one}")).Text, StringComparison.Ordinal);
        Assert.Contains("is removed", (await teacher.WriteAsync(path, $"drop-{other}")).Text, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(site.Folder, "uploads")).Length);
    }

    [Theory]
    [InlineData(1600, null)]
    [InlineData(1601, "1,601 pixels wide")]
    public async Task A_picture_wider_than_a_page_is_refused_with_advice(int side, string? reason)
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("Tilings");
        var answer = await PostAsync(teacher, path, Pictures.Png(side), "Squares.", typed: "My words.");
        Assert.Equal("My words.", answer.FieldsOf("form.author").Find(field => field.Name == "body").Value);
        if (reason is null) Assert.Contains(Size.Of(Pictures.Png(side).Length), answer.Text, StringComparison.Ordinal);
        else Assert.Contains(reason, answer.ErrorOf("file"), StringComparison.Ordinal);
        Assert.Equal(reason is null ? 1 : 0, site.Count("SELECT count(*) FROM uploads"));
    }

    [Fact]
    public async Task A_disk_that_takes_no_picture_takes_no_words_away_from_their_author()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("Tilings");
        File.WriteAllText(Path.Combine(site.Folder, "uploads"), "a file where the folder should be");
        var answer = await PostAsync(teacher, path, Pictures.Png(3), "Squares.", typed: "My words.");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("could not be stored", answer.ErrorOf("file"), StringComparison.Ordinal);
        Assert.Equal("My words.", answer.FieldsOf("form.author").Find(field => field.Name == "body").Value);
    }

    [Fact]
    public async Task A_picture_needs_words_or_the_mark()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("Tilings");
        Assert.NotNull((await PostAsync(teacher, path, Pictures.Png(3), "")).ErrorOf("alt"));
        Assert.NotNull((await PostAsync(teacher, path, [.. "<svg/>"u8], "A.")).ErrorOf("file"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM uploads"));
    }

    private static async Task<string> SendAsync(Person who, string path, int side, string alt, string decorative = "")
    {
        var answer = await PostAsync(who, path, Pictures.Png(side), alt, decorative);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return UploadFolder.HashOf(Pictures.Png(side));
    }

    private static async Task<PageResponse> PostAsync(
        Person who, string path, byte[] content, string alt, string decorative = "", string? typed = null)
    {
        var fields = (await who.GetAsync(path)).FieldsOf("form.author").With(("alt", alt), ("decorative", decorative), ("do", "picture"));
        if (typed is not null) fields = fields.With(("body", typed));
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent(content), "file", "picture.png");
        return await who.PostFormAsync($"{path}/uploads", form);
    }
}
