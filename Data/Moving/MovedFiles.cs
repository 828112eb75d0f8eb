// Gives a file that arrives to its challenge or article, if there is room for it.
namespace MathsSoc.Data;

internal static class MovedFiles
{
    /// <summary>
    /// Stores the file and its use; false, and nothing is done, if there is no room, which <paramref name="tell"/> then says.
    /// </summary>
    public static bool Give(Move move, UploadOwner owner, Upload file, Action<string, string> tell)
    {
        var sql = move.Sql;
        var isNew = Uploads.FindType(sql, file.Hash) is null;
        if (isNew && Uploads.Total(sql) + file.Bytes > move.Arrivals.UploadCapacity)
        {
            tell("file-room", "There is no room left for one of its files (UPLOADS_CAPACITY): it arrives without.");
            return false;
        }
        if (Uploads.List(sql, owner) is { Count: >= Uploads.MaxOfOwner } all && !all.Exists(one => one.Hash == file.Hash))
        {
            tell("files", $"It has more than {Uploads.MaxOfOwner} files, which is the most: one of them does not arrive.");
            return false;
        }
        move.Arrivals.KeepFile(file.Hash);
        Uploads.Add(sql, owner, file, null, move.Now);
        if (!isNew) return true;
        move.Outcome.Uploads++;
        move.Outcome.UploadBytes += file.Bytes;
        return true;
    }
}
