// The key of a form that makes something: a form that is sent twice makes one.
using System.Security.Cryptography;

namespace MathsSoc.Web;

/// <summary>Makes and reads the field "key" of such a form: 32 hexadecimal digits.</summary>
public static class FormKey
{
    /// <summary>A key for a page whose form is new.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The key that was sent, or a new one if there is none that could be ours.</summary>
    public static string Of(IFormCollection sent) =>
        sent["key"].ToString() is { Length: 32 } key && key.All(char.IsAsciiHexDigit) ? key : New();
}
