// How large a form may be when it is sent: one limit for each kind of form, all of them here.
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace MathsSoc.Web;

/// <summary>
/// Stated on every form's route. The server holds the body to it while it arrives, with or without a Content-Length. Only a form with
/// <paramref name="TakesFiles"/> may be sent as multipart/form-data: each part of such a body costs memory of its own, even an empty one.
/// </summary>
public sealed record BodyLimit(int Bytes, bool TakesFiles = false) : IRequestSizeLimitMetadata
{
    /// <summary>Forms that anybody may send: a few lines, a password, an address to go on to. Also all that is sent to no form.</summary>
    public static readonly BodyLimit Anybody = new(16 << 10);

    /// <summary>Forms of members, unless one of the following is stated: an answer, a name, a decision.</summary>
    public static readonly BodyLimit Member = new(64 << 10);

    /// <summary>The society's settings: many fields, one of them of 4,000 letters.</summary>
    public static readonly BodyLimit Settings = new(256 << 10);

    /// <summary>A list with ticks: a thousand may be ticked, and whoever ticks thousands is told so on the page.</summary>
    public static readonly BodyLimit Ticks = new(256 << 10);

    /// <summary>A list of new members as it was pasted: text of 300,000 characters.</summary>
    public static readonly BodyLimit MemberList = new(1 << 20);

    /// <summary>The same list, pasted or as a file.</summary>
    public static readonly BodyLimit MemberListFile = new(1 << 20, TakesFiles: true);

    /// <summary>
    /// A challenge being written: two texts of the greatest length, and lists for every part. A letter that is not English is sent
    /// as six or nine. What is longer than a field may be is explained on the page, with all of it kept, and not refused unread.
    /// </summary>
    public static readonly BodyLimit Challenge = new(8 << 20);

    /// <summary>A picture: the limit is so far above what is taken that a photograph from a camera is explained on the page.</summary>
    public static readonly BodyLimit Picture = new(8 << 20, TakesFiles: true);

    /// <summary>Files of challenges: text of two million letters, none of them English, and pictures as text.</summary>
    public static readonly BodyLimit ChallengeFiles = new(16 << 20, TakesFiles: true);

    // More fields than any page's form has; thousands of ticks are counted on the page.
    private const int MostFields = 8192, MostNameBytes = 256;

    // Up to this threshold the framework reserves a buffer as large as the threshold for each file, above it only what the file needs.
    private const int ReservedThreshold = 1 << 20;

    long? IRequestSizeLimitMetadata.MaxRequestBodySize => Bytes;

    /// <summary>The limit of a form that states none.</summary>
    public static BodyLimit For(Access access) => access is Access.Anyone or Access.Boards ? Anybody : Member;

    /// <summary>How the framework reads a form of this kind: files stay in memory, which the limit bounds.</summary>
    public FormOptions FormOptions { get; } = new()
    {
        ValueCountLimit = MostFields,
        KeyLengthLimit = MostNameBytes,
        ValueLengthLimit = Bytes,
        MultipartBodyLengthLimit = Bytes,
        MemoryBufferThreshold = Math.Max(Bytes, ReservedThreshold + 1),
    };
}
