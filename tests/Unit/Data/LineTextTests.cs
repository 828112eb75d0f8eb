// What may stand in a line that others read: every script and picture as it is written, and nothing that cannot be seen.
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.Data;

public sealed class LineTextTests
{
    /// <summary>Characters that cannot be seen or that turn the direction of writing, by their numbers.</summary>
    public static readonly TheoryData<int> Unseen =
    [
        0x0000, 0x0007, 0x000A, 0x0085, 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E,
            0x200F,
        0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x2065, 0x2066, 0x2067, 0x2068,
        0x2069, 0x206A, 0x206F, 0x2800, 0x3164, 0xFDD0, 0xFE00, 0xFE0E, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFB, 0xFFFC, 0xFFFE, 0x1BCA0,
        0x1D159, 0x1D173, 0xE0001, 0xE0020, 0xE0041, 0xE007F, 0xE0100, 0xE01EF, 0x1FFFE,
    ];

    [Theory]
    [MemberData(nameof(Unseen))]
    public void What_cannot_be_seen_is_refused_wherever_it_is_and_its_place_is_told(int code)
    {
        var unseen = new Rune(code).ToString();
        Assert.Contains(", at its beginning.", LineText.FindProblem(unseen + "Ada"), StringComparison.Ordinal);
        Assert.Contains(", after “Ada”.", LineText.FindProblem($"Ada{unseen}Byron"), StringComparison.Ordinal);
        Assert.Contains(", after “Ada Byron”.", LineText.FindProblem("Ada Byron" + unseen), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_is_refused()
    {
        foreach (var text in new[] { "\uD800Ada", "Ada\uDC00", "\uDC00\uD800" })
            Assert.Contains("cannot be shown", LineText.FindProblem(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Siobhán O’Neill-Ruiz, 9B (form) & co. <b>")]
    [InlineData("Nguye\u0302\u0303n Văn Bảo")]
    [InlineData("Ζωή Журавлёва יעל محمد 李明 田中 김하늘 สมชาย")]
    [InlineData("علی\u200Cرضا")]     // Persian: two parts of one name that are not joined
    [InlineData("क्\u200Dष ශ්\u200Dරී")] // Devanagari and Sinhala: letters that are joined
    [InlineData("葛\U000E0100城")]   // the form of an ideograph in a Japanese name
    [InlineData("Maths ❤\uFE0F 1\uFE0F\u20E3 👩\u200D🔬 👨🏽\u200D🚀 🏳\uFE0F\u200D🌈 🇬🇧")]
    [InlineData("$x^2 ≥ \\frac12$ and √2, ∩\uFE00")]
    public void Names_of_every_script_signs_and_pictures_are_fine(string text) => Assert.Null(LineText.FindProblem(text));

    [Theory]
    [InlineData("A\u200CB")]
    [InlineData("e\uFE0F")]
    [InlineData("👩\u200DAda")]
    [InlineData("Ada\u200D👩")]
    [InlineData("علی\u200C")]
    [InlineData("A\U000E0100")]
    [InlineData("1\uFE0F")]
    public void What_is_needed_elsewhere_is_refused_where_it_is_not(string text) =>
        Assert.Contains("cannot be seen", LineText.FindProblem(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("  Ada\u00A0\u2009 Byron\u3000", "Ada Byron")]
    [InlineData("Zoe\u0308", "Zoë")]
    [InlineData("\u2003", "")]
    [InlineData("a\tb", "a\tb")]
    public void Spaces_of_every_kind_are_one_space(string typed, string expected) => Assert.Equal(expected, LineText.Tidy(typed));
}
