// The feed's text by RFC 4287: its rules are looked at one by one, and an independent reader says what it finds.
using System.Globalization;
using System.ServiceModel.Syndication;
using System.Xml;
using System.Xml.Linq;
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class AtomTests
{
    private const long Noon = 1_794_312_000; // 10 November 2026, 12:00 UTC

    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly SiteName Name = new("0123456789abcdef.mathsoc.invalid", Noon);

    private static string Of(params FeedEntry[] entries) => Of("Hill School Maths", entries);

    private static string Of(string name, params FeedEntry[] entries) =>
        AtomText.Of(name, "", Name, path => "https://maths.example/club" + path, entries);

    private static FeedEntry Entry(long id, string title = "On tilings") =>
        new(Name.Tag("article", id, Noon), title, $"/articles/{id}", Noon);

    private static SafeHtml Html(string text) => Markdown.Render(text, new MarkdownSettings { HasTeXAsCode = true }).Html;

    private static SyndicationFeed Read(string text) => SyndicationFeed.Load(XmlReader.Create(new StringReader(text)));

    [Fact]
    public void Every_feed_has_what_the_standard_requires()
    {
        foreach (var text in new[] { Of(), Of(Entry(1), Entry(2) with { EditedAt = Noon + 60 }) })
        {
            var feed = XDocument.Parse(text).Root!;
            Assert.Equal(Atom + "feed", feed.Name);
            foreach (var one in feed.Elements(Atom + "entry").Append(feed))
            {
                foreach (var required in new[] { "id", "title", "updated" }) Assert.Single(one.Elements(Atom + required));
                Assert.True(Uri.TryCreate(one.Element(Atom + "id")!.Value, UriKind.Absolute, out _));
                foreach (var time in one.Elements().Where(element => element.Name.LocalName is "updated" or "published"))
                    Assert.True(DateTimeOffset.TryParseExact(time.Value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal, out _), time.Value);
                Assert.Single(one.Elements(Atom + "link"), link => link.Attribute("rel")!.Value == "alternate");
                Assert.All(one.Elements(Atom + "link"),
                    link => Assert.StartsWith("https://maths.example/club/", link.Attribute("href")!.Value, StringComparison.Ordinal));
            }
            // An entry without an author of its own has the feed's.
            Assert.Single(feed.Elements(Atom + "author"));
            Assert.Single(feed.Elements(Atom + "link"), link => link.Attribute("rel")!.Value == "self");
            var ids = feed.Descendants(Atom + "id").Select(id => id.Value).ToList();
            Assert.Equal(ids.Count, ids.Distinct().Count());
        }
        Assert.Equal("2026-11-10T12:01:00Z", XDocument.Parse(Of(Entry(1), Entry(2) with { EditedAt = Noon + 60 })).Root!
            .Element(Atom + "updated")!.Value);
    }

    [Fact]
    public void A_reader_finds_in_an_entry_what_was_put_into_it()
    {
        var entry = Entry(7) with
        {
            EditedAt = Noon + 3600, Author = "Noor", Summary = "Which tiles fit.", Text = Html("Let $a<b$ & *c*."),
            File = new FeedFile("/uploads/abc.pdf", 2_300_000),
        };
        var feed = Read(Of(entry));
        var item = Assert.Single(feed.Items);
        Assert.Equal(
            ("Hill School Maths", "tag:0123456789abcdef.mathsoc.invalid,2026-11-10:article/7", "On tilings", "Noor", "Which tiles fit."),
            (feed.Title.Text, item.Id, item.Title.Text, item.Authors.Single().Name, item.Summary.Text));
        Assert.Equal((Noon, Noon + 3600), (item.PublishDate.ToUnixTimeSeconds(), item.LastUpdatedTime.ToUnixTimeSeconds()));
        var text = (TextSyndicationContent)item.Content;
        Assert.Equal("html", text.Type);
        Assert.Equal("<p>Let <span class=\"tex\"><code>$a&lt;b$</code></span> &amp; <em>c</em>.</p>\n", text.Text);
        var file = item.Links.Single(link => link.RelationshipType == "enclosure");
        Assert.Equal(
            ("https://maths.example/club/uploads/abc.pdf", 2_300_000, "application/pdf"),
            (file.Uri.ToString(), file.Length, file.MediaType));
    }

    [Theory]
    [InlineData("Less < more > & \"both\" 'sides' ]]>")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("&amp; stays &amp;")]
    [InlineData("👩‍👩‍👧 and ÅÉÎ")]
    public void A_title_is_read_as_it_was_typed(string title)
    {
        Assert.Equal(title, Read(Of(Entry(1, title))).Items.Single().Title.Text);
        Assert.Equal(title, Read(Of(title)).Title.Text);
    }

    [Fact]
    public void What_XML_cannot_hold_is_left_out()
    {
        var every = string.Concat(Enumerable.Range(0, 0x20).Concat([0x7F, 0xFFFE, 0xFFFF]).Select(one => (char)one));
        var text = Of(Entry(1, $"a{every}b{(char)0xD83D}c") with { Summary = every + "d" });
        var entry = XDocument.Parse(text).Root!.Element(Atom + "entry")!;
        Assert.Equal("a\t\n\u007Fb\uFFFDc", entry.Element(Atom + "title")!.Value);
        Assert.Equal("\t\n\u007Fd", entry.Element(Atom + "summary")!.Value);
    }

    [Fact]
    public void Texts_that_are_too_much_together_leave_their_summaries()
    {
        var half = Html(string.Concat(Enumerable.Repeat("word ", AtomText.MaxText / 20)));
        Assert.InRange(half.Markup.Length, 1, AtomText.MaxText);
        var entries = Enumerable.Range(1, 30).Select(id => Entry(id) with { Summary = "In short.", Text = half }).ToArray();
        var items = Read(Of(entries)).Items.ToList();
        Assert.Equal(30, items.Count);
        Assert.All(items, item => Assert.Equal("In short.", item.Summary.Text));
        Assert.Equal(AtomText.MaxText / half.Markup.Length, items.Count(item => item.Content is not null));
    }

    [Fact]
    public void Only_an_edit_moves_the_time_of_an_entry()
    {
        Assert.Equal(Noon, Entry(1).UpdatedAt);
        Assert.Equal(Noon + 1, (Entry(1) with { EditedAt = Noon + 1 }).UpdatedAt);
        Assert.Equal(Noon, (Entry(1) with { EditedAt = Noon - 1 }).UpdatedAt); // edited while it was planned
    }
}
