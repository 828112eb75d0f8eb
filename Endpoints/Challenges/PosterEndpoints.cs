// A challenge as a sheet of A4 for a wall: the statement, a code for a camera, and strips with the address to tear off.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The sheet.</summary>
/// <param name="Size"><c>short</c>, <c>middle</c> or <c>long</c>, by how much there is to read: the print gets smaller.</param>
/// <param name="Questions">What is asked for, part by part; empty where the statement says it.</param>
/// <param name="Code">Leads a camera to the challenge; null: the address is too long to draw.</param>
/// <param name="Typed">The address as one types it.</param>
/// <param name="Warning">Why it should not be put up yet, or any more; null: it may.</param>
public sealed record PosterModel(Challenge Challenge, string Size, SafeHtml Statement, IReadOnlyList<SafeHtml> Questions, bool HasMaths, string Audience, SafeHtml? Code,
    string Typed, string? Warning)
{
    /// <summary>Strips across a sheet.</summary>
    public const int Strips = 8;
}

/// <summary>Maps /challenges/{id}/poster.</summary>
public sealed class PosterEndpoints(ChallengeCache challenges)
{
    private const int Short = 700, Middle = 1400; // characters of statement and questions

    public void Map(RouteGroup content) => content.Page("/challenges/{id}/poster", "challenge.poster", Show);

    private IResult Show(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var frame = visit.Frame;
        if (challenges.Find(id, frame.Root) is not { } sheet) return visit.NotFound();
        var challenge = sheet.Challenge;
        var questions = new List<SafeHtml>();
        var (hasMaths, length) = (sheet.Statement.HasMaths, challenge.Body.Length);
        foreach (var part in sheet.Parts)
        {
            if (part.Label.Length == 0) continue;
            var label = Markdown.Render(part.Label, new MarkdownSettings { Link = frame.Link });
            questions.Add(label.Html);
            hasMaths |= label.HasMaths;
            length += part.Label.Length;
        }
        var path = FormattableString.Invariant($"/challenges/{id}");
        var size = length <= Short ? "short" : length <= Middle ? "middle" : "long";
        var code = QrCode.Draw(visit.Absolute(path), "QR code of the challenge’s page");
        var model = new PosterModel(challenge, size, sheet.Statement.Html, questions, hasMaths, ChallengeWords.Audience(challenge), code,
            visit.AddressToType(path), WarningOf(challenge, visit.Now));
        return visit.Page(new Pages_Poster { Frame = frame, Model = model });
    }

    private static string? WarningOf(Challenge challenge, long now) => challenge.StateAt(now) switch
    {
        ChallengeState.Draft => "This is a draft: the address on the poster leads pupils nowhere until it is released.",
        ChallengeState.Scheduled => $"Pupils cannot open this before {SchoolTime.Time(challenge.ReleasedAt!.Value)}. Put the poster up then.",
        ChallengeState.Locked => "This challenge is locked: answers do not count any more.",
        ChallengeState.Archived => "This challenge was put away: answers do not count any more.",
        _ => null,
    };
}
