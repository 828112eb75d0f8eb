// The pictures in the forms of challenges and articles: the buttons beside them, and the line by which a text shows one.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>The part of an author's form with the pictures, as <c>_AuthorPictures.cshtml</c> writes it.</summary>
/// <param name="Picture">The form that sends one, with what is wrong with it.</param>
/// <param name="Form">The whole form, which keeps the words for a picture when another button is pressed.</param>
public sealed record AuthorPictures(IReadOnlyList<Upload> Pictures, FormView Picture, FormView Form)
{
    /// <summary>What buttons of the form are called, with the picture's hash behind it.</summary>
    public const string Place = "place-", Drop = "drop-";

    internal const string Here = "The picture is here. Paste its line into the text where you want it.", Gone = "The picture is removed.";

    /// <summary>The address of the form, with the site's root.</summary>
    public required string Path { get; init; }

    /// <summary>The address below which the files are, with the site's root and a slash at its end.</summary>
    public required string Files { get; init; }

    /// <summary>The id of the field at whose end a picture is put, and its name within a sentence: "the statement".</summary>
    public required string Field { get; init; }

    public required string FieldWords { get; init; }

    /// <summary>What may be sent.</summary>
    public required string Hint { get; init; }

    /// <summary>An example of what the words for a picture may be.</summary>
    public required string Example { get; init; }

    /// <summary>Whether a picture may be marked as one that only decorates.</summary>
    public bool MayDecorate { get; init; }

    /// <summary>The form in which the words are, with what is wrong with them.</summary>
    public FormView Words => Picture.HasErrors ? Picture : Form;

    /// <summary>What a picture is called on the page.</summary>
    public static string NameOf(Upload picture) => picture.IsDecorative ? "a picture that decorates"
        : picture.Alt.Length > 0 ? picture.Alt
        : IsSheet(picture) ? "a PDF sheet" : "a picture without words";

    public static bool IsSheet(Upload picture) => picture.ContentType == UploadTypes.Pdf;

    /// <summary>The file's name in addresses and in texts.</summary>
    public static string FileOf(Upload picture) => $"{picture.Hash}.{UploadTypes.EndingOf(picture.ContentType)}";

    /// <summary>The line of Markdown that shows a picture, or links to a sheet.</summary>
    public static string LineOf(Upload picture) =>
        IsSheet(picture) ? $"[{(picture.Alt.Length > 0 ? picture.Alt : "Sheet")}](/uploads/{FileOf(picture)})"
        : picture.IsDecorative ? $"![](upload:{FileOf(picture)} \"{Upload.Decorative}\")"
        : $"![{picture.Alt}](upload:{FileOf(picture)})";

    /// <summary>The text with the picture at its end.</summary>
    public static string With(string text, Upload picture) => $"{text.TrimEnd()}\n\n{LineOf(picture)}\n".TrimStart();
}
