// What a list shows while nothing is in it: a picture, a sentence, and the one button that changes that.
namespace MathsSoc.Pages;

/// <summary>The picture of an empty list, drawn in _Empty.cshtml.</summary>
public enum EmptyPicture { Problem, People, Board, Page }

/// <summary>An empty list.</summary>
/// <param name="Sentence">What is not here yet, and what will fill it.</param>
public sealed record EmptyState(EmptyPicture Picture, string Sentence)
{
    /// <summary>The button's address, with the site's root; null: there is no button.</summary>
    public string? Path { get; init; }

    /// <summary>The button's words; null: there is no button.</summary>
    public string? Button { get; init; }
}
