// A large file of a form, on the disk under a temporary name until the handler gives it one that stays.
namespace MathsSoc.Web;

/// <summary>
/// In <see cref="Visit.Form"/> of a route whose <see cref="BodyLimit.FileBytes"/> is set, each file is one of these. Its type is not known
/// yet: only its first bytes tell. Disposed with the form when the request has been answered; a file that was not moved is then deleted.
/// </summary>
public sealed class ArrivedFile : IFormFile, IDisposable
{
    private const int MaxBeginning = 4096;

    private string? path;
    private FileStream? writing;
    private byte[] beginning = [];

    internal ArrivedFile(string name, string fileName) => (Name, FileName) = (name, fileName);

    public string Name { get; }

    /// <summary>As the browser says; for nothing but showing.</summary>
    public string FileName { get; }

    /// <summary>How many bytes came: more than are kept if it <see cref="IsTooLarge"/>.</summary>
    public long Length { get; internal set; }

    /// <summary>The SHA-256 of the bytes, in hexadecimal; empty if the file is not kept.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The first bytes, at most 4,096, which tell its type.</summary>
    public ReadOnlySpan<byte> Beginning => beginning;

    /// <summary>Whether it has more bytes than the form takes; then none are kept.</summary>
    public bool IsTooLarge => !IsKept && !IsUnstorable;

    /// <summary>Whether the disk did not take it.</summary>
    internal bool IsUnstorable { get; set; }

    internal bool IsKept { get; private set; } = true;

    /// <summary>
    /// Gives the file a name that stays, in place of a file that has it; does nothing if it was done before. On the same disk, so that the
    /// file is there whole or not at all.
    /// </summary>
    public void MoveTo(string target)
    {
        if (path is null) return;
        File.Move(path, target, overwrite: true);
        path = null;
    }

    public void Dispose() => GiveUp();

    internal FileStream OpenToWrite(Func<string> newPath)
    {
        path ??= newPath();
        return writing ??= new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
    }

    internal void Begin(ReadOnlySpan<byte> bytes)
    {
        var more = Math.Min(bytes.Length, MaxBeginning - beginning.Length);
        if (more > 0) beginning = [.. beginning, .. bytes[..more]];
    }

    internal void GiveUp()
    {
        IsKept = false;
        writing?.Dispose();
        writing = null;
        if (path is not null) File.Delete(path);
        path = null;
    }

    internal void End(byte[] hash)
    {
        writing?.Dispose();
        writing = null;
        if (IsKept) Hash = Convert.ToHexStringLower(hash);
    }

    // What else the framework's files have: this one is read from the disk, until it is moved.
    public string ContentType => "application/octet-stream";
    public string ContentDisposition => "";
    public IHeaderDictionary Headers { get; } = new HeaderDictionary();

    public Stream OpenReadStream() => path is null ? Stream.Null : File.OpenRead(path);

    public void CopyTo(Stream target)
    {
        using var from = OpenReadStream();
        from.CopyTo(target);
    }

    public async Task CopyToAsync(Stream target, CancellationToken cancellationToken = default)
    {
        await using var from = OpenReadStream();
        await from.CopyToAsync(target, cancellationToken);
    }
}
