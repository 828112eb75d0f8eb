// The size limit of each kind of form, all in one place.
using Microsoft.AspNetCore.Http.Features;

namespace MathsSoc.Web;

/// <summary>
/// Set on every form's route. <see cref="FormBody"/> enforces it while the body arrives, with or without a Content-Length. Only a form with
/// <paramref name="TakesFiles"/> may be sent as multipart/form-data: each part of such a body costs memory of its own, even an empty one.
/// It has at most <paramref name="Fields"/> fields and files together.
/// </summary>
public sealed record BodyLimit(int Bytes, int Fields, bool TakesFiles = false)
{
    /// <summary>
    /// Forms that visitors may send: a few lines, a password, a path to return to. Also the limit of requests that match no form.
    /// </summary>
    public static readonly BodyLimit Anybody = new(16 << 10, 64);

    /// <summary>Members' forms, unless one of the following is set: an answer, a name, a decision.</summary>
    public static readonly BodyLimit Member = new(64 << 10, 2048);

    /// <summary>The society's settings: many fields, one of them of 4,000 letters.</summary>
    public static readonly BodyLimit Settings = new(512 << 10, 512);

    /// <summary>
    /// A page of the society's own, or an announcement: 20,000 letters at most. A longer text is kept and explained on the page, instead
    /// of being refused unread.
    /// </summary>
    public static readonly BodyLimit OwnPage = new(1 << 20, 64);

    /// <summary>A list with tick boxes: a thousand may be ticked, and the page explains it to a member who ticks thousands.</summary>
    public static readonly BodyLimit Ticks = new(256 << 10, 8192);

    /// <summary>A pasted list of new members: text of 300,000 characters.</summary>
    public static readonly BodyLimit MemberList = new(1 << 20, 64);

    /// <summary>The same list, pasted or as a file.</summary>
    public static readonly BodyLimit MemberListFile = new(1 << 20, 64, TakesFiles: true);

    /// <summary>
    /// A challenge being written: two texts of the greatest length, and lists for every part. A letter outside ASCII is sent as six or
    /// nine bytes. A text that is too long for its field is kept and explained on the page, instead of being refused unread.
    /// </summary>
    public static readonly BodyLimit Challenge = new(8 << 20, 1024);

    /// <summary>
    /// A picture, with the challenge it is sent from: the limit is so far above the allowed size that the page can explain it for a
    /// camera's photograph.
    /// </summary>
    public static readonly BodyLimit Picture = new(8 << 20, 1024, TakesFiles: true) { Files = 64 };

    /// <summary>A crest: the page explains its limit for a picture that is a few times too large.</summary>
    public static readonly BodyLimit Crest = new(4 << 20, 64, TakesFiles: true) { Files = 4 };

    /// <summary>Challenge files: text of two million letters, none of them ASCII, and pictures as text.</summary>
    public static readonly BodyLimit ChallengeFiles = new(16 << 20, 256, TakesFiles: true);

    /// <summary>A newsletter's PDF, which is streamed: the page can explain its limit for one that is a little too large.</summary>
    public static readonly BodyLimit Newsletter = new(22 << 20, 64, TakesFiles: true) { Files = 1, FileBytes = 20 << 20 };

    /// <summary>
    /// The database of an earlier site, or a zip with its pictures, which is streamed: of all forms only this one is larger than
    /// <see cref="RestOfBody.MaxBytes"/>.
    /// </summary>
    public static readonly BodyLimit EarlierSite = new(210 << 20, 64, TakesFiles: true) { Files = 1, FileBytes = 200 << 20 };

    /// <summary>The most files; by default as many as fields.</summary>
    public int Files { get; init; } = Fields;

    /// <summary>
    /// The most bytes of a file that is written to the disk while it arrives, see <see cref="ArrivedFile"/>; beside it the form has at most
    /// as much text as <see cref="Member"/>. 0: files are held in memory, which <see cref="Bytes"/> bounds.
    /// </summary>
    public int FileBytes { get; init; }

    internal const int MaxNameBytes = 256;

    // Up to this threshold the framework reserves a buffer as large as the threshold for each file, above it only what the file needs.
    private const int ReservedThreshold = 1 << 20;

    /// <summary>The limit of a form whose route sets none.</summary>
    public static BodyLimit For(Access access) => access is Access.Anyone or Access.Boards ? Anybody : Member;

    /// <summary>How the framework reads a form of this kind: files stay in memory, which the limit bounds.</summary>
    public FormOptions FormOptions { get; } = new()
    {
        ValueCountLimit = Fields,
        KeyLengthLimit = MaxNameBytes,
        ValueLengthLimit = Bytes,
        MultipartBodyLengthLimit = Bytes,
        MemoryBufferThreshold = Math.Max(Bytes, ReservedThreshold + 1),
    };
}
