// What people type into the fields of an account: codes, names, logins and passwords, read the same on every device.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Endpoints;

public sealed class TypedTextTests
{
    [Theory]
    [InlineData("7KQ2-MPXD", "7KQ2MPXD")]
    [InlineData(" 7kq2 mpxd ", "7KQ2MPXD")]
    [InlineData("7KQ2–MPXD", "7KQ2MPXD")]
    [InlineData("oOiI-lL01", "00111101")]
    [InlineData("7KQ2-MPXD-7KQ2-MPXD", "7KQ2MPXD7KQ2MPXD")]
    [InlineData("", null)]
    [InlineData("7KQ2-MPX", null)]
    [InlineData("7KQ2-MPXD-7", null)]
    [InlineData("7KQ2-MPXU", null)] // codes do not use the letter U: it would look like V
    [InlineData("7KQ2_MPXD", null)]
    [InlineData("７KQ2-MPXD", null)]
    [InlineData("7KQ2-MPXD                                            ", null)] // longer than any code with its dashes
    public void A_code_is_read_as_it_is_typed(string typed, string? expected) => Assert.Equal(expected, OneTimeCodes.Parse(typed));

    [Fact]
    public void A_new_code_is_read_as_it_was_written_and_no_two_are_alike()
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < 200; i++)
            foreach (var (code, groups) in new[] { (OneTimeCodes.NewJoinCode(), 2), (OneTimeCodes.NewPasswordCode(), 4) })
            {
                Assert.True(seen.Add(code));
                Assert.Matches($"^([0-9A-HJKMNP-TV-Z]{{4}}-?){{{groups}}}$", OneTimeCodes.Write(code));
                Assert.Equal(code, OneTimeCodes.Parse(OneTimeCodes.Write(code)));
            }
    }

    [Fact]
    public void Every_letter_and_mark_make_one_letter_of_their_own_and_small_and_capital_ones_agree()
    {
        // The table was compared with Unicode's by hand; there is no Unicode data here to repeat that. These checks fail on a typing
        // mistake in the table.
        var seen = new HashSet<string>();
        for (var mark = '\u0300'; mark <= '\u036F'; mark++)
            for (var letter = 'a'; letter <= 'z'; letter++)
            {
                var (capital, small) = (Latin.Compose($"{char.ToUpperInvariant(letter)}{mark}"), Latin.Compose($"{letter}{mark}"));
                foreach (var made in new[] { capital, small })
                    if (made.Length == 1) Assert.True(char.IsLetter(made[0]) && seen.Add(made), $"{letter} U+{(int)mark:X4} gives {made}");
                if (capital.Length == 1 && small.Length == 1) Assert.Equal(capital, small.ToUpperInvariant());
            }
        Assert.InRange(seen.Count, 150, 300);
    }

    [Theory]
    [InlineData("Zoe\u0308", "Zoë")]
    [InlineData("\u0301a", "\u0301a")]
    [InlineData("q\u0301", "q\u0301")]
    [InlineData("", "")]
    public void What_cannot_be_composed_stays(string typed, string expected) => Assert.Equal(expected, Latin.Compose(typed));

    [Theory]
    [InlineData("Ada Lovelace", "AL")]
    [InlineData("Plato", "P")]
    [InlineData("Ada van der Berg-Ruiz", "AvdB")]
    [InlineData("Mary-Jane O'Neill", "MJO")]
    [InlineData("李明", "李")]
    [InlineData("𠮷野 太郎", "𠮷太")]
    [InlineData("  'Tis   Me ", "TM")]
    [InlineData("- !", "?")]
    [InlineData("", "?")]
    public void Initials_are_found_in_any_script(string name, string expected) => Assert.Equal(expected, DisplayNames.Initials(name));

    [Theory]
    [InlineData("Euler", null)]
    [InlineData("π", null)]
    [InlineData("𠮷", null)]
    [InlineData("ADA LOVELACE", "full name")]
    [InlineData("former Member", "left")]
    [InlineData("***", "letter or digit")]
    [InlineData("Eul\u200Ber", "cannot be seen")]
    [InlineData("1234567890123456789012345678901", "30")]
    public void A_name_for_others_is_judged(string wish, string? sentence)
    {
        var problem = DisplayNames.FindProblem(wish, "Ada Lovelace");
        if (sentence is null) Assert.Null(problem);
        else Assert.Contains(sentence, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Siobhán O’Neill", "siobhan oneill", "SiobhanONeill7", "O'Neill, Siobhán", "ONEILL-SIOBHAN", "Siobhán M. O'Neill")]
    [InlineData("Ada van der Berg-Ruiz", "ada berg", "Ruiz Ada", "Ada.van.der.Berg.Ruiz")]
    [InlineData("Jean-Luc Picard", "Luc Picard", "jean_luc_picard", "picard jeanluc")]
    [InlineData("Nguyễn Văn Bảo", "Nguyen Van Bao", "Ba\u0309o Nguye\u0302\u0303n", "nguyễnvănbảo")]
    [InlineData("Plato", "PLATO", "Plato 9", "plato9")]
    [InlineData("Mary-Jane", "Mary Jane", "maryjane")]
    [InlineData("李明", "李明", "李 明")]
    public void A_name_that_tells_the_full_one_is_refused_with_what_to_do(string name, params string[] wishes) =>
        Assert.All(wishes, wish => Assert.Contains(
            $"such as {DisplayNames.Initials(name)}", DisplayNames.FindProblem(wish, name), StringComparison.Ordinal));

    [Theory]
    [InlineData("Ada Lovelace", "Ada L", "AL", "A. L.", "Ada", "Lovelace fan", "Adalove", "AL2")]
    [InlineData("Plato", "P", "Platonic", "Aristocles")]
    [InlineData("Mary-Jane", "Mary", "MJ")]
    [InlineData("X", "X", "x")]
    [InlineData("J R", "JR", "J.R.")]
    [InlineData("李明", "李", "明月")]
    [InlineData("7", "7")]
    [InlineData("", "Ada")]
    public void Initials_a_first_name_and_what_is_made_up_are_fine(string name, params string[] wishes) =>
        Assert.All(wishes, wish => Assert.Null(DisplayNames.FindProblem(wish, name)));

    [Theory]
    [InlineData(" Ada@School.example ", "Ada@School.example")]
    [InlineData("o'neill_2+x", "o'neill_2+x")]
    [InlineData("my secret phrase", "(invalid)")]
    [InlineData("ada\nforged", "(invalid)")]
    [InlineData("ada\u0085forged", "(invalid)")]
    [InlineData("ada\u202Eforged", "(invalid)")]
    [InlineData("", "(invalid)")]
    public void A_log_shows_what_could_be_a_login_and_nothing_else(string typed, string expected) =>
        Assert.Equal(expected, Logins.ForLog(typed));

    [Fact]
    public void A_log_shows_no_login_that_is_too_long() => Assert.Equal("(invalid)", Logins.ForLog(new string('a', Logins.MaxLength + 1)));

    [Fact]
    public void Nobodys_hash_is_of_the_same_make_as_anybodys_and_no_password_has_it()
    {
        // Format, function, rounds and salt length, in the first 13 bytes: https://github.com/dotnet/aspnetcore, PasswordHasher.cs
        const int Header = 13;
        var nobodys = Convert.FromBase64String(Passwords.NobodysHash);
        var somebodys = Convert.FromBase64String(Passwords.Hash(Seed.Password));
        Assert.Equal(somebodys[..Header], nobodys[..Header]);
        Assert.Equal(somebodys.Length, nobodys.Length);
        Assert.Equal((false, false), Passwords.Verify(Passwords.NobodysHash, Seed.Password));
    }
}
