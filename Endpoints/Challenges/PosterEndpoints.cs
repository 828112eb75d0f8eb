// A challenge as an A4 poster: the statement, a QR code, and strips with the address to tear off.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The poster page.</summary>
public sealed record PosterModel
{
    /// <summary>The number of strips to tear off.</summary>
    public const int Strips = 8;

    public required Challenge Challenge { get; init; }

    /// <summary><c>short</c>, <c>middle</c> or <c>long</c>, by the amount of text: the more, the smaller the print.</summary>
    public required string Size { get; init; }

    public required SafeHtml Statement { get; init; }

    /// <summary>The labels of the parts; empty if none has one, since the statement then asks the question.</summary>
    public required IReadOnlyList<SafeHtml> Questions { get; init; }

    public bool HasMaths { get; init; }
    public required string Audience { get; init; }

    /// <summary>The QR code of the challenge's page; null if the address is too long for one.</summary>
    public SafeHtml? Code { get; init; }

    /// <summary>The address to type by hand.</summary>
    public required string Typed { get; init; }

    /// <summary>Why the poster should not be put up, or not yet; null if it may.</summary>
    public string? Warning { get; init; }

    /// <summary>
    /// Whether the reader may print the poster: whoever writes challenges, and coordinators while their own pupils answer. With personal
    /// minutes a poster would show the challenge to those who have not started.
    /// </summary>
    public static bool MayPrint(Visit visit, Challenge challenge) => visit.Reader.Authors
        || (visit.Reader.EntryFor(challenge) is { TimeKind: not TimeKind.Personal }
            && ChallengeRules.For(challenge, visit.Reader, visit.Now) is { MaySee: true, State: ChallengeState.Open });
}

/// <summary>Maps /challenges/{id}/poster.</summary>
public sealed class PosterEndpoints(ChallengeCache challenges)
{
    private const int Short = 700, Middle = 1400, PictureLength = 800; // characters of statement and questions

    public void Map(RouteGroup admin) => admin.Page("/challenges/{id}/poster", "challenge.poster", Show);

    private async Task<IResult> Show(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var frame = visit.Frame;
        if (await challenges.Find(id, frame.Root) is not { } sheet) return visit.NotFound();
        var challenge = sheet.Challenge;
        if (!PosterModel.MayPrint(visit, challenge)) return visit.NotFound();
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
        var path = $"/challenges/{id}";
        // About as many lines as a picture takes; a browser with scripts measures instead.
        length += PictureLength * UploadTypes.HashesIn(challenge.Body, Uploads.MaxOfOwner).Count;
        var size = length <= Short ? "short" : length <= Middle ? "middle" : "long";
        var model = new PosterModel
        {
            Challenge = challenge,
            Size = size,
            Statement = sheet.Statement.Html,
            Questions = questions,
            HasMaths = hasMaths,
            Audience = ChallengeWords.Audience(challenge),
            Code = QrCode.Draw(visit.Absolute(path), "QR code of the challenge’s page"),
            Typed = visit.AddressToType(path),
            Warning = WarningOf(challenge, visit.Now),
        };
        return visit.Page(new Pages_Poster { Frame = frame, Model = model });
    }

    private static string? WarningOf(Challenge challenge, long now) => challenge.StateAt(now) switch
    {
        ChallengeState.Draft => "This is a draft: the address on the poster leads pupils nowhere until it is released.",
        ChallengeState.Scheduled =>
            $"Pupils cannot open this before {SchoolTime.Moment(challenge.ReleasedAt!.Value, now)}. Put the poster up then.",
        ChallengeState.Locked => "This challenge is closed: answers do not count any more.",
        ChallengeState.Archived => "This challenge is archived: answers do not count any more.",
        _ => null,
    };
}
