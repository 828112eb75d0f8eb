// What the pages show of a form that could not be accepted as it came: its fields, and where it was to go.
namespace MathsSoc.Pages;

/// <summary>A field of a form that was kept, as it was sent; a name with several values has several of them.</summary>
public sealed record KeptField(string Name, string Value)
{
    /// <summary>The field's name as words: "first_bonus" is "First bonus".</summary>
    public string Label => Name.Length == 0 ? "" : char.ToUpperInvariant(Name[0]) + Name[1..].Replace('_', ' ').Replace('-', ' ');

    /// <summary>The rows of a text area that shows it.</summary>
    public int Rows => Math.Min(12, 1 + Value.Length / 80 + Value.AsSpan().Count('\n'));
}

/// <summary>The two fields and the box of every form that signs in, as <c>_SignInFields.cshtml</c> writes them.</summary>
public sealed record SignInFieldsModel(FormView Form, int LastingDays);

/// <summary>The page for a form that arrived after its session had ended.</summary>
/// <param name="SignIn">What was typed to sign in again.</param>
/// <param name="Action">Where the form was to go, with the site's root.</param>
/// <param name="TakesFiles">Whether that address takes forms with files, which are encoded in another way.</param>
/// <param name="Prefix">Comes before the names of the kept fields, so that they are not those of the sign-in.</param>
/// <param name="Marker">The field that tells the form of this page from the one that was kept.</param>
public sealed record SignedOutModel(
    SignInFieldsModel SignIn, string Action, bool TakesFiles, IReadOnlyList<KeptField> Fields, string Prefix, string Marker);

/// <summary>The page that shows a form that was kept.</summary>
/// <param name="Action">Where it can be sent now, with the site's root; null: it is there to be copied only.</param>
/// <param name="Fields">Every field that is sent again.</param>
/// <param name="Shown">Those that a person filled in.</param>
public sealed record KeptFormModel(
    string Heading, string Lead, string? Action, bool TakesFiles, IReadOnlyList<KeptField> Fields, IReadOnlyList<KeptField> Shown);
