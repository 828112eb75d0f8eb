// Root works on a site as the user whom its folder belongs to: no file in it becomes root's, which the site could not use afterwards.
using System.Globalization;
using System.Runtime.InteropServices;

namespace MathsSoc.Hosting;

/// <summary>Gives up root's rights, for good.</summary>
internal static partial class FolderUser
{
    /// <summary>
    /// If this process is root's and <paramref name="folder"/> another user's, the process becomes that user, with that user's group only.
    /// Otherwise, and for a folder that is not there, nothing happens. A sentence if the system refuses it.
    /// </summary>
    public static string? Become(string folder)
    {
        if (folder.Length == 0 || FileOwner.CurrentUser != 0 || FileOwner.Of(folder) is not { User: not 0 } owner) return null;
        var group = GroupOf(owner.User) ?? owner.Group;
        // In this order: who is no longer root may change no groups. The C library changes all threads.
        if (setgroups(1, ref group) == 0 && setgid(group) == 0 && setuid(owner.User) == 0) return null;
        var name = FileOwner.NameOf(owner.User);
        return $"the folder {folder} belongs to {name}, and this process may not become that user. Run the command as {name}.";
    }

    /// <summary>The user's own group; null if the machine does not know the user.</summary>
    private static uint? GroupOf(uint user)
    {
        var fields = FileOwner.FindUser(user);
        return fields is { Length: > 3 } && uint.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            ? group
            : null;
    }

    [LibraryImport("libc")]
    private static partial int setgroups(nint count, ref uint groups);

    [LibraryImport("libc")]
    private static partial int setgid(uint group);

    [LibraryImport("libc")]
    private static partial int setuid(uint user);
}
