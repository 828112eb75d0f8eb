// A form that could not be accepted as it came: its session had ended, or somebody else is signed in. It is carried, or shown to copy.
using MathsSoc.Data;
using MathsSoc.Pages;
using Microsoft.Extensions.Primitives;

namespace MathsSoc.Web;

/// <summary>
/// The fields of such a form without passwords, codes and files. As <see cref="Visit.Form"/> it tells a handler to show its page filled in
/// like this, and to send nothing; <see cref="FormReader"/> sees to it.
/// </summary>
public sealed class KeptForm : FormCollection
{
    /// <summary>The sentence on the page that shows it filled in.</summary>
    public const string Notice = "You are signed in again. Nothing has been sent yet: look at what you typed, then send it.";

    // The fields of the page "You are signed out": the names of the kept ones begin with the prefix, the marker says which page it is.
    private const string Prefix = "kept.", Marker = "signing_in";

    /// <summary>More is not sent to and fro; it is still in the browser, on the page before.</summary>
    private const int MaxCharacters = 1_000_000;

    private const int MaxShown = 100;

    private static readonly string[] Secrets = ["password", "old", "new", "code", "token"];

    // Filled in by the pages themselves.
    private static readonly string[] Technical =
    [
        Slice.MemberField, "part", "key", "begun", "id", "member", "version", "seen", "given", "newest", "last", "parts", "waiting", "next",
        "then", "step", "do", "show", "sort", "q", "archived", "quiet", "picture", "release_shown", "ask",
    ];

    private KeptForm(Dictionary<string, StringValues> fields) : base(fields)
    {
    }

    /// <summary>Whether it came from the page "You are signed out", together with a login and password.</summary>
    public bool IsSigningIn { get; private init; }

    /// <summary>Whether something was left out because it is a secret: a password or a code.</summary>
    public bool HasSecrets { get; private init; }

    /// <summary>Whether it has more text than is kept.</summary>
    public bool IsTooLong { get; private init; }

    /// <summary>What is kept of a form that was sent, by its own page or by the page "You are signed out".</summary>
    public static KeptForm Of(IFormCollection sent)
    {
        var isSigningIn = sent.ContainsKey(Marker);
        var (fields, length) = (new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase), 0L);
        var hasSecrets = false;
        foreach (var (name, values) in sent)
        {
            if (isSigningIn && !name.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            var own = isSigningIn ? name[Prefix.Length..] : name;
            if (IsSecret(own))
            {
                hasSecrets = true;
                continue;
            }
            fields[own] = values;
            foreach (var value in values) length += own.Length + (value?.Length ?? 0);
        }
        return new KeptForm(fields) { IsSigningIn = isSigningIn, IsTooLong = length > MaxCharacters, HasSecrets = hasSecrets };
    }

    /// <summary>
    /// Whether a form names another member than this one: it was opened by them, before this one signed in in another tab. A form that
    /// names nobody, such as a program's own, is taken as it is.
    /// </summary>
    public static bool IsOfAnother(IFormCollection form, SignedIn member) =>
        form[Slice.MemberField].ToString() is { Length: > 0 } owner && FormReader.IdIn(owner) != member.MemberId;

    /// <summary>The page "You are signed out", with what was typed there and what is wrong with it.</summary>
    public IResult AskToSignIn(Visit visit, FormView form, int status) => visit.Page(new Pages_SignedOut
    {
        Frame = visit.Frame,
        Model = new SignedOutModel(
            new SignInFieldsModel(form, visit.Rules.LastingDays), AddressOf(visit), TakesFiles(visit), Fields(), Prefix, Marker),
    }, status);

    /// <summary>The page that shows the form as it was filled in, with a button that sends it.</summary>
    public IResult AskToSend(Visit visit) => Show(visit, AddressOf(visit), StatusCodes.Status200OK,
        "You are signed in again", "Nothing has been sent yet. Look at what it was, then send it.");

    /// <summary>The page for a form of another member than the one who is signed in.</summary>
    public IResult ShowAsAnothers(Visit visit) => Show(visit, null, StatusCodes.Status409Conflict, "This form is another member’s",
        "The page it was sent from was opened by another member, before you signed in on this browser. Nothing was sent, and nothing "
        + "counts for either of you. If you typed it, copy it, open the page again and send it from there; if not, leave it to them.");

    /// <summary>The page for a form that the member who has signed in may not send.</summary>
    public IResult ShowAsForbidden(Visit visit) => Show(visit, null, StatusCodes.Status403Forbidden, "You may not send this form",
        "You are signed in, and this form is for others in the society. Nothing was sent. If what was typed is yours, copy it.");

    /// <summary>The page for a form about something that somebody removed, or decided on, since it was opened.</summary>
    public IResult ShowAsGone(Visit visit, int status, string lead) => Show(visit, null, status, "Nothing was saved", lead);

    private PageResult Show(Visit visit, string? action, int status, string heading, string lead)
    {
        var (fields, shown) = (IsTooLong ? [] : FieldsToSend(), new List<KeptField>());
        foreach (var field in fields)
            if (shown.Count < MaxShown && field.Value.Length > 0 && !IsTechnical(field.Name)) shown.Add(field);
        if (IsTooLong) lead += " It is too long to be shown here, and is still in your browser: go back to it.";
        var model = new KeptFormModel(heading, lead, IsTooLong ? null : action, TakesFiles(visit), fields, shown);
        return new PageResult(new Pages_KeptForm { Frame = visit.Frame, Model = model }, status);
    }

    /// <summary>What is kept, one entry for each value, without whose form it was: the page it is sent from says that itself.</summary>
    public List<KeptField> FieldsToSend() => Fields().FindAll(field => field.Name != Slice.MemberField);

    private List<KeptField> Fields()
    {
        var fields = new List<KeptField>();
        foreach (var (name, values) in this)
            foreach (var value in values) fields.Add(new KeptField(name, value ?? ""));
        return fields;
    }

    private static bool IsSecret(string name) =>
        name.Contains("password", StringComparison.OrdinalIgnoreCase) || Secrets.Contains(name, StringComparer.OrdinalIgnoreCase);

    // The id of each part of a challenge is p0-id and so on.
    private static bool IsTechnical(string name) => Technical.Contains(name) || name.EndsWith("-id", StringComparison.Ordinal);

    private static string AddressOf(Visit visit)
    {
        var request = visit.Context.Request;
        return request.PathBase.Add(request.Path).ToUriComponent() + request.QueryString.ToUriComponent();
    }

    private static bool TakesFiles(Visit visit) =>
        visit.Context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() is { TakesFiles: true };
}
