// Logins made from names: letters of an English keyboard, whatever the name is written in, and never one that is taken.
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.Data;

public sealed class LoginsTests
{
    [Theory]
    [InlineData("Ada Byron", "ada.byron")]
    [InlineData("Plato", "plato")]
    [InlineData("Zoë van der Berg-Müller", "zoe.berg-muller")]
    [InlineData("Zoe\u0308 O’Brien", "zoe.obrien")]
    [InlineData("Łukasz Großø", "lukasz.grosso")]
    [InlineData("  -  Paul  Erdős ", "paul.erdos")]
    [InlineData("李 明", "member")]
    [InlineData("", "member")]
    [InlineData("=cmd|' /C calc'!A0", "cmd.calca0")]
    public void A_login_is_made_from_a_name(string name, string login)
    {
        Assert.Equal(login, Logins.Suggest(name, _ => false));
        Assert.Equal(login, Logins.Parse(login).Login);
    }

    [Fact]
    public void One_that_is_taken_is_numbered()
    {
        var taken = new HashSet<string> { "ada.byron", "ada.byron2", "ada.byron3" };
        Assert.Equal("ada.byron4", Logins.Suggest("Ada Byron", taken.Contains));
    }

    [Fact]
    public void A_name_of_any_length_makes_a_login_that_is_none_too_long() =>
        Assert.InRange(Logins.Suggest($"{new string('a', 500)} {new string('b', 500)}", _ => false).Length, 1, Logins.MaxLength);
}
