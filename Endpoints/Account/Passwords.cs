// Password rules and hashes: ASP.NET Core Identity's PBKDF2, at the work factor this project requires.
using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace MathsSoc.Endpoints;

/// <summary>Hashes and checks passwords.</summary>
public static class Passwords
{
    private const int MinLength = 8;
    private const int MaxLength = 256;

    /// <summary>
    /// Length from which a login may not be part of the password: shorter ones (al, bob) are in many passwords by chance.
    /// </summary>
    private const int MinForbiddenLogin = 4;

    /// <summary>PBKDF2-HMAC-SHA512 rounds; OWASP's password storage cheat sheet recommends 210,000.</summary>
    private const int Rounds = 210_000;

    private const int MaxStoredRounds = 2_000_000, Header = 13;

    /// <summary>
    /// A hash that no password has, with <see cref="Rounds"/> rounds: comparing with it takes as long as with a member's. A test checks
    /// that it has the same number of rounds.
    /// </summary>
    public const string NobodysHash = "AQAAAAIAAzRQAAAAENKjzYGpK4ElaVQHhiZSbhCmap/3mYjwCOVbBDX6Qczm2hgiC8+ZV/SkF7TWPdypsg==";

    private static readonly object Nobody = new();
    private static readonly PasswordHasher<object> Hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    private static readonly Lazy<HashSet<string>> Commonest = new(ReadCommonest);

    /// <summary>A sentence that says why the password is refused; null if it is good enough.</summary>
    public static string? FindProblem(string password, string login)
    {
        if (password.Length < MinLength) return $"A password has at least {MinLength} characters.";
        if (password.Length > MaxLength) return $"A password has at most {MaxLength} characters.";
        if (Commonest.Value.Contains(password.ToLowerInvariant()))
            return "This password is one of the first that anybody would try. Choose another.";
        foreach (var known in (ReadOnlySpan<string>)[login, NameIn(login)])
            if (known.Length >= MinForbiddenLogin && password.Contains(known, StringComparison.OrdinalIgnoreCase))
                return "The login is part of this password, so it is half guessed. Choose another.";
        return null;
    }

    /// <summary>The part of an e-mail address before the @; the whole of a username.</summary>
    private static string NameIn(string login) => login.LastIndexOf('@') is > 0 and var at ? login[..at] : login;

    /// <summary>The hash to store; takes about 0.2 s of one processor.</summary>
    public static string Hash(string password) => Hasher.HashPassword(Nobody, password);

    /// <summary>
    /// Whether the password is the one that was hashed, and whether the hash should be made again with today's work factor.
    /// </summary>
    public static (bool Matches, bool Rehash) Verify(string hash, string password)
    {
        var result = Hasher.VerifyHashedPassword(Nobody, hash, password);
        return (result != PasswordVerificationResult.Failed, result == PasswordVerificationResult.SuccessRehashNeeded);
    }

    /// <summary>
    /// Whether a text from a file is such a hash, of bounded work: Identity's format 3 in base64, which is 01, then as big-endian 32-bit
    /// numbers the function (HMAC-SHA256 or 512), the rounds and the salt's length, then salt and key.
    /// </summary>
    public static bool IsHash(string stored)
    {
        Span<byte> bytes = stackalloc byte[Header + 64 + 64];
        if (!Convert.TryFromBase64String(stored, bytes, out var length) || length < Header || bytes[0] != 1) return false;
        var function = BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
        var rounds = BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]);
        var salt = BinaryPrimitives.ReadUInt32BigEndian(bytes[9..]);
        return function is 1 or 2 && rounds is >= 1 and <= MaxStoredRounds && salt is >= 16 and <= 64 && length - Header - salt is 32 or 64;
    }

    private static HashSet<string> ReadCommonest()
    {
        using var stream = typeof(Passwords).Assembly.GetManifestResourceStream("CommonPasswords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToHashSet(StringComparer.Ordinal);
    }
}
