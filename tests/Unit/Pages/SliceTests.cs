// What a template writes: encoded text, attributes that disappear, nothing at all when it throws.
using System.Reflection;
using System.Text;
using MathsSoc.Pages;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class SliceTests
{
    [Fact]
    public void Text_is_encoded_and_maths_signs_stay_readable() =>
        Assert.Equal("&lt;b&gt; &amp; &quot;é√π≤∅∉ &#x27;", Written(slice => slice.Text("<b> & \"é√π≤∅∉ '")));

    [Fact]
    public void Text_longer_than_any_buffer_is_written_whole()
    {
        var text = string.Concat(Enumerable.Repeat("<é🙂", 20_000));
        var html = Written(slice => slice.Text(text));
        Assert.Equal(text, System.Net.WebUtility.HtmlDecode(html));
        Assert.DoesNotContain("<", html);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_becomes_the_replacement_character() =>
        Assert.Equal("\uFFFDx", Written(slice => slice.Text("\ud83dx")));

    [Fact]
    public void Numbers_are_written_in_the_invariant_form() => Assert.Equal("-1.5", Written(slice => slice.Number(-1.5)));

    [Fact]
    public void Only_safe_html_is_written_as_it_is() => Assert.Equal("<i>x</i>", Written(slice => slice.Raw(new SafeHtml("<i>x</i>"))));

    [Theory]
    [InlineData(null, "<p>")]
    [InlineData("", "<p title=\"\">")]
    [InlineData("a\"b", "<p title=\"a&quot;b\">")]
    public void A_null_attribute_is_left_out(string? value, string expected) =>
        Assert.Equal(expected, Written(slice => slice.Attribute(value)));

    [Theory]
    [InlineData(true, "<p title=\"title\">")]
    [InlineData(false, "<p>")]
    public void A_true_attribute_repeats_its_name_and_a_false_one_is_left_out(bool value, string expected) =>
        Assert.Equal(expected, Written(slice => slice.Attribute(value)));

    [Fact]
    public void A_part_is_written_where_it_stands() =>
        Assert.Equal("<div>[inner]</div>", Written(slice =>
        {
            slice.Literal("<div>");
            slice.Inner(new Probe(inner => inner.Literal("[inner]")));
            slice.Literal("</div>");
        }));

    [Fact]
    public void What_a_template_throws_comes_out()
    {
        var slice = new Probe(probe =>
        {
            probe.Literal("half a page");
            throw new InvalidOperationException("broken template");
        });
        Assert.Equal("broken template", Assert.Throws<InvalidOperationException>(slice.Render).Message);
    }

    [Fact]
    public void A_template_that_waits_is_a_mistake() =>
        Assert.Contains("only writes", Assert.Throws<InvalidOperationException>(new Waiting().Render).Message);

    /// <summary>Razor calls these by name; as errors of the compiler they cannot be used by accident.</summary>
    [Theory]
    [InlineData("DefineSection")]
    [InlineData("CreateTagHelper")]
    [InlineData("StartTagHelperWritingScope")]
    [InlineData("PageContext")]
    public void Features_that_need_MVC_are_build_errors(string name)
    {
        var members = typeof(Slice).GetMember(name, BindingFlags.Instance | BindingFlags.NonPublic);
        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.True(member.GetCustomAttribute<ObsoleteAttribute>()?.IsError));
    }

    private static string Written(Action<Probe> body)
    {
        using var rendered = new Probe(body).Render();
        return Encoding.UTF8.GetString(rendered.Written.Span);
    }

    /// <summary>Calls what the Razor compiler's code calls.</summary>
    private sealed class Probe(Action<Probe> body) : Slice
    {
        public override Task ExecuteAsync()
        {
            body(this);
            return Task.CompletedTask;
        }

        public void Literal(string markup) => WriteLiteral(markup);
        public void Text(string text) => Write(text);
        public void Number(double number) => Write(number);
        public void Raw(SafeHtml html) => Write(html);
        public void Inner(Slice part) => Write(Part(part));

        public void Attribute(string? value) => Attribute(() => WriteAttributeValue("", 0, value, 0, 0, false));
        public void Attribute(bool value) => Attribute(() => WriteAttributeValue("", 0, value, 0, 0, false));

        private void Attribute(Action writeValue)
        {
            WriteLiteral("<p");
            BeginWriteAttribute("title", " title=\"", 0, "\"", 0, 1);
            writeValue();
            EndWriteAttribute();
            WriteLiteral(">");
        }
    }

    private sealed class Waiting : Slice
    {
        public override async Task ExecuteAsync() => await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
    }
}
