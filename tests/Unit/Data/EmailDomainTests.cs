// Which texts are the domain of an e-mail address.
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.Data;

public sealed class EmailDomainTests
{
    [Theory]
    [InlineData("school.example", "school.example")]
    [InlineData(" @School.Example ", "school.example")]
    [InlineData("pupils.st-mary.sch.uk", "pupils.st-mary.sch.uk")]
    [InlineData("school.example\n", "school.example")]
    [InlineData("1st.example", "1st.example")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    public void A_domain_is_folded_and_loses_its_at(string text, string expected) =>
        Assert.Equal((expected, null), EmailDomains.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("school")]
    [InlineData("head@school.example")]
    [InlineData("school..example")]
    [InlineData(".school.example")]
    [InlineData("school.example.")]
    [InlineData("-school.example")]
    [InlineData("school-.example")]
    [InlineData("my school.example")]
    [InlineData("https://school.example")]
    [InlineData("school.example/join")]
    [InlineData("bücher.example")]
    public void Anything_else_is_told_what_is_wrong(string text)
    {
        var (domain, problem) = EmailDomains.Parse(text);
        Assert.True(domain is null && problem is { Length: > 10 }, text);
    }

    [Fact]
    public void It_has_at_most_a_hundred_characters_and_sixty_three_between_dots()
    {
        Assert.NotNull(EmailDomains.Parse(new string('a', 63) + ".example").Domain);
        Assert.Null(EmailDomains.Parse(new string('a', 64) + ".example").Domain);
        var longest = $"{new string('a', 46)}.{new string('b', 45)}.example";
        Assert.Equal(EmailDomains.MaxLength, longest.Length);
        Assert.NotNull(EmailDomains.Parse(longest).Domain);
        Assert.Null(EmailDomains.Parse("c" + longest).Domain);
    }
}
