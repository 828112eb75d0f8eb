// Saves the file of the alerts on a thread of its own: while the disk hangs, messages are sent all the same.
namespace MathsSoc.Observability;

/// <summary>One saving at a time; what changes during it is saved after it.</summary>
/// <param name="read">The content as it is now; called on any thread.</param>
internal sealed class AlertSaver(string path, Func<byte[]> read, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private Task saving = Task.CompletedTask;
    private bool isSaving, mustSave;

    // Used by the one thread that saves.
    private byte[]? last;
    private bool hasFailed;

    /// <summary>Saves the content if it has changed. Waits a second at most, and then it is saved later.</summary>
    public async Task SaveAsync()
    {
        Task running;
        lock (gate)
        {
            mustSave = true;
            if (!isSaving) saving = Task.Run(SaveChanges);
            isSaving = true;
            running = saving;
        }
        await running.WaitAsync(Patience, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void SaveChanges()
    {
        while (true)
        {
            lock (gate)
            {
                isSaving = mustSave;
                if (!isSaving) return;
                mustSave = false;
            }
            var content = read();
            if (last is null || !content.AsSpan().SequenceEqual(last)) Save(content);
        }
    }

    private void Save(byte[] content)
    {
        try
        {
            AlertMemory.Write(path, content);
            (last, hasFailed) = (content, false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (!hasFailed) log.LogWarning("{Path} cannot be written, so a restart forgets the alerts: {Problem}", path, problem.Message);
            hasFailed = true;
        }
    }
}
