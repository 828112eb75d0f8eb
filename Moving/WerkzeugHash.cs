// Passwords of the earlier site: a line of Werkzeug's, repacked byte for byte as ASP.NET Core Identity stores the same PBKDF2.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MathsSoc.Moving;

/// <summary>
/// <c>pbkdf2:sha256:ROUNDS$SALT$HEX</c> (werkzeug.security), where the salt is used as it is written, and Identity's format 3
/// (PasswordHasher.cs): 01, then as big-endian 32-bit numbers the function (1: HMAC-SHA256), the rounds and the salt's length, then salt
/// and key, in base64.
/// </summary>
public static class WerkzeugHash
{
    private const string Prefix = "pbkdf2:sha256:";
    private const int MaxRounds = 2_000_000, MinSalt = 16, MaxSalt = 64, KeyBytes = 32, Header = 13;

    /// <summary>The stored form of the same password here; null with a reason, the end of a sentence, if it cannot be kept.</summary>
    public static (string? Stored, string Reason) Repack(string line)
    {
        if (line.Length == 0) return (null, "has no password");
        if (line.StartsWith("scrypt:", StringComparison.Ordinal))
            return (null, "has a password in a form that this program cannot check (scrypt)");
        if (!line.StartsWith(Prefix, StringComparison.Ordinal)) return (null, "has a password in a form that this program does not know");
        var parts = line[Prefix.Length..].Split('$');
        var isWhole = parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds is >= 1 and <= MaxRounds
            && parts[1].Length is > 0 and <= MaxSalt && parts[1].All(static letter => letter is > ' ' and < '\x7F')
            && parts[2].Length == 2 * KeyBytes && parts[2].All(char.IsAsciiHexDigitLower);
        if (!isWhole) return (null, "has a password whose stored form is damaged");
        if (parts[1].Length < MinSalt) return (null, "has a password from an old version, with a salt that is too short");
        return (Convert.ToBase64String(Pack(uint.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2])), "");
    }

    private static byte[] Pack(uint rounds, string salt, string key)
    {
        var packed = new byte[Header + salt.Length + KeyBytes];
        packed[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(packed.AsSpan(1), 1);
        BinaryPrimitives.WriteUInt32BigEndian(packed.AsSpan(5), rounds);
        BinaryPrimitives.WriteUInt32BigEndian(packed.AsSpan(9), (uint)salt.Length);
        Encoding.ASCII.GetBytes(salt, packed.AsSpan(Header));
        Convert.FromHexString(key).CopyTo(packed.AsSpan(Header + salt.Length));
        return packed;
    }
}
