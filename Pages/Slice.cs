// The base of every .cshtml: a template compiled without MVC that writes into a buffer and sends nothing itself.

namespace MathsSoc.Pages;

/// <summary>
/// A page or a part of one. A slice reads its model and writes; it never queries, waits, or looks at a clock.
/// Made with <c>new Pages_About { Frame = frame, Model = model }</c> and rendered once.
/// </summary>
public abstract partial class Slice
{
    /// <summary>The field by which a form names the member whose page it was sent from: another may have signed in since.</summary>
    public const string MemberField = "signed_in_as";

    private PageBuffer buffer = null!;

    /// <summary>The member whose page this is; 0 for a visitor's.</summary>
    internal long MemberId { get; set; }

    /// <summary>Whether a form on it was refused, which the page's title then says first.</summary>
    protected internal bool HasErrors { get; set; }

    /// <summary>The body, as the Razor compiler writes it.</summary>
    public abstract Task ExecuteAsync();

    /// <summary>
    /// Renders the slice with everything around it; the caller disposes the buffer. Exceptions of the template pass through.
    /// </summary>
    public PageBuffer Render()
    {
        var target = new PageBuffer();
        try
        {
            RenderInto(target);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Renders the slice into a buffer that the caller disposes; a page puts its layout around itself here.</summary>
    protected virtual void RenderInto(PageBuffer target) => Run(target);

    /// <summary>Runs the body alone.</summary>
    protected void Run(PageBuffer target)
    {
        buffer = target;
        var run = ExecuteAsync();
        // Waiting here would block a thread, and a page that waits would be querying: both belong to the endpoint.
        if (!run.IsCompleted) throw new InvalidOperationException($"{GetType().Name} awaits something; a slice only writes.");
        run.GetAwaiter().GetResult();
    }

    /// <summary>Writes another slice here: <c>@Part(new Pages__Steps { Model = steps })</c>.</summary>
    protected SafeHtml Part(Slice part)
    {
        part.MemberId = MemberId;
        part.Run(buffer);
        HasErrors |= part.HasErrors;
        return SafeHtml.Nothing;
    }

    /// <summary>The hidden field that every posted form ends with; a visitor's form names nobody.</summary>
    protected SafeHtml SignedInAs()
    {
        if (MemberId == 0) return SafeHtml.Nothing;
        buffer.Literal($"<input type=\"hidden\" name=\"{MemberField}\" value=\"");
        buffer.Formatted(MemberId);
        buffer.Literal("\">");
        return SafeHtml.Nothing;
    }
}

/// <summary>A slice that shows one record, declared in the endpoint that fills it.</summary>
public abstract class Slice<TModel> : Slice
{
    /// <summary>What is shown.</summary>
    public required TModel Model { get; init; }
}
