// Hashes that Werkzeug itself made, with the passwords they are of.
using MathsSoc.Endpoints;
using MathsSoc.Moving;

namespace MathsSoc.Tests.Unit.Moving;

public sealed class WerkzeugHashTests
{
    public const string Known = "pbkdf2:sha256:260000$gNGtxcveVgkFx5A6$006bc5e9fb53d21ff8d6885fb5569128d06879f19c430e2f58375180cb6c14e2";

    public const string KnownInGerman =
        "pbkdf2:sha256:260000$e5x6CE3EUOOlKWP2$c00cb41dd731e309f875a7b6f89dd2155ae472592d9fd62d005397a6b666eb5f";

    public const string KnownOfMillion =
        "pbkdf2:sha256:1000000$6rnGeBUY9wUo00PI$2212558ac10ffdbb6bd13c6eb60546d8151d67b0f48450396db5d2e2d944e14a";

    public const string OfShortSalt = "pbkdf2:sha256:150000$cgMCEiVi$a9fff3a85a930d9a5ec13cf3bb4aef162fdc875786fe276d93238be99b27ff3a";
    public const string OfScrypt = "scrypt:32768:8:1$myfaOVeWvKuzBFm5$2c239385fe278cd5cce1bd83ae0328db82aa84130963179";

    [Theory]
    [InlineData("correct horse 7", Known)]
    [InlineData("Übung macht 3 Meister", KnownInGerman)]
    [InlineData("a million rounds", KnownOfMillion)]
    public void A_password_is_kept_byte_for_byte_and_is_hashed_anew_once_it_is_known(string password, string line)
    {
        var (stored, _) = WerkzeugHash.Repack(line);
        Assert.Equal((true, true), Passwords.Verify(stored!, password));
        Assert.False(Passwords.Verify(stored!, password + "x").Matches);
    }

    [Theory]
    [InlineData("", "has no password")]
    [InlineData(OfShortSalt, "too short")]
    [InlineData(OfScrypt, "scrypt")]
    [InlineData("pbkdf2:sha1:1000$gNGtxcveVgkFx5A6$006b", "does not know")]
    [InlineData("pbkdf2:sha256:0$gNGtxcveVgkFx5A6$006bc5e9fb53d21ff8d6885fb5569128d06879f19c430e2f58375180cb6c14e2", "damaged")]
    [InlineData("pbkdf2:sha256:99999999$gNGtxcveVgkFx5A6$006bc5e9fb53d21ff8d6885fb5569128d06879f19c430e2f58375180cb6c14e2", "damaged")]
    [InlineData("pbkdf2:sha256:-1$gNGtxcveVgkFx5A6$006bc5e9fb53d21ff8d6885fb5569128d06879f19c430e2f58375180cb6c14e2", "damaged")]
    [InlineData("pbkdf2:sha256:1000$gNGtxcveVgkFx5A6$006bc5e9fb53d21ff8d6885fb5569128d06879f19c430e2f58375180cb6c14E2", "damaged")]
    [InlineData("pbkdf2:sha256:1000$gNGtxcveVgkFx5A6$006bc5e9", "damaged")]
    [InlineData("pbkdf2:sha256:1000$gNGtxcveVgkFx\u00e9A6$006bc5e9fb53d21ff8d6885fb5569128d06879f19c430e2f58375180cb6c14e2", "damaged")]
    [InlineData("pbkdf2:sha256:1000$gNGtxcveVgkFx5A6$006bc5e9fb53d21ff8d6885fb5569128d06879f19c430e2f58375180cb6c14e2$", "damaged")]
    public void Anything_else_is_no_password_and_says_why(string line, string reason)
    {
        var (stored, why) = WerkzeugHash.Repack(line);
        Assert.Null(stored);
        Assert.Contains(reason, why, StringComparison.Ordinal);
    }
}
