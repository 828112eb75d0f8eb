// Razor features that need MVC, or that would bypass the encoder: using one is a build error with the alternative.
using System.ComponentModel;
using Microsoft.AspNetCore.Html;

namespace MathsSoc.Pages;

public abstract partial class Slice
{
    private const string NoMvcHtml =
        "Only SafeHtml is written unencoded, and only a renderer that encodes makes one: no Html.Raw, no IHtmlContent.";
    private const string NoSections = "A slice has no sections: give the layout a property, or write a partial slice with Part(...).";
    private const string NoTagHelpers = "Tag helpers need MVC: write the HTML.";
    private const string NoPages = "@page needs MVC: an endpoint maps the address and returns the slice.";
    private const string NoUnknowns = "Write a string, a number, or something with a format of its own; say .ToString() of what you mean.";

    [Obsolete(NoMvcHtml, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    protected void Write(IHtmlContent? content) => throw new NotSupportedException(NoMvcHtml);

    [Obsolete(NoUnknowns, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    protected void Write(object? value) => throw new NotSupportedException(NoUnknowns);

    [Obsolete(NoUnknowns, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    protected void Write(bool value) => throw new NotSupportedException(NoUnknowns);

    [Obsolete(NoUnknowns, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    protected void WriteAttributeValue(string prefix, int prefixOffset, object? value, int valueOffset, int valueLength, bool isLiteral) =>
        throw new NotSupportedException(NoUnknowns);

    [Obsolete(NoSections, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    protected void DefineSection(string name, Func<Task> section) => throw new NotSupportedException(NoSections);

    [Obsolete(NoTagHelpers, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    protected T CreateTagHelper<T>() => throw new NotSupportedException(NoTagHelpers);

    [Obsolete(NoTagHelpers, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    protected void StartTagHelperWritingScope(object? encoder) => throw new NotSupportedException(NoTagHelpers);

    [Obsolete(NoPages, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    protected object PageContext => throw new NotSupportedException(NoPages);
}
