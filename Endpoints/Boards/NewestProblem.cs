// The problem of the week for those who are not signed in: its title and first lines, on the corridor's wall and on the front page.
using System.Text;
using System.Text.RegularExpressions;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The challenge that visitors are shown: on the wall, and on the front page.</summary>
public sealed record WallProblem
{
    public required string Title { get; init; }
    public required string Audience { get; init; }

    /// <summary>The first lines of the statement, with their pictures.</summary>
    public required RenderedText Beginning { get; init; }

    /// <summary>Whether <see cref="Beginning"/> is the whole statement.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>The titles of challenges that opened at the same time.</summary>
    public required IReadOnlyList<string> Also { get; init; }

    /// <summary>Null if it never locks.</summary>
    public long? LocksAt { get; init; }

    /// <summary>Seconds until it locks; null if it never does.</summary>
    public long? Left { get; init; }

    /// <summary>The QR code of the challenge's page; null if the address is too long for one.</summary>
    public SafeHtml? Code { get; init; }

    /// <summary>The challenge's address, without the site's root.</summary>
    public required string Path { get; init; }

    /// <summary>The address to type without a camera.</summary>
    public required string Address { get; init; }
}

/// <summary>Finds the newest open challenge, and the part of it that visitors see.</summary>
internal static partial class NewestProblem
{
    private const int MaxAlso = 3, MaxText = 420;

    /// <summary>The open challenge that was released last, with its texts; null if none is open.</summary>
    public static async Task<RenderedChallenge?> Find(Visit visit, ChallengeCache challenges)
    {
        foreach (var line in await challenges.Lines())
            if (line.Challenge.StateAt(visit.Now) == ChallengeState.Open) return await challenges.Find(line.Challenge.Id, visit.Root);
        return null;
    }

    /// <summary>
    /// What visitors see of one of <see cref="ChallengeCache.Lines"/>: its first lines, or with <paramref name="isWhole"/> all of its
    /// statement.
    /// </summary>
    public static WallProblem For(Visit visit, RenderedChallenge sheet, IReadOnlyList<ChallengeSummary> lines, bool isWhole = false)
    {
        var (challenge, shown) = (sheet.Challenge, sheet.ForVisitors(isWhole));
        var also = new List<string>();
        foreach (var line in lines)
        {
            var other = line.Challenge;
            if (also.Count == MaxAlso || other.ReleasedAt < challenge.ReleasedAt) break;
            if (other.Id != challenge.Id && other.ReleasedAt == challenge.ReleasedAt && other.StateAt(visit.Now) == ChallengeState.Open)
                also.Add(other.Title);
        }
        var path = $"/challenges/{challenge.Id}";
        return new WallProblem
        {
            Title = challenge.Title,
            Audience = ChallengeWords.Audience(challenge),
            Beginning = shown.Text,
            IsWhole = shown.IsWhole,
            Also = also,
            LocksAt = challenge.LockedAt,
            Left = challenge.LockedAt - visit.Now,
            Path = path,
            Address = visit.AddressToType(path),
        };
    }

    /// <summary>A statement as visitors see it, with the addresses at which they get its pictures, and whether it is all of it.</summary>
    public static (RenderedText Text, bool IsWhole) Render(string body, bool isWhole, string root)
    {
        var text = isWhole ? body : Begin(body);
        var settings = new MarkdownSettings
        {
            FirstHeading = 3,
            Link = path => root + path,
            Image = name => UploadTypes.HashIn(name) is null ? null : $"{root}/wall/{name[(name.IndexOf(':') + 1)..]}",
        };
        return (Markdown.Render(text, settings), text.Trim().Length == body.Trim().Length);
    }

    /// <summary>
    /// The first paragraphs of a text, as many as fit on the screen; pictures take no part of their length. A first paragraph that is too
    /// long is cut between words, without its formatting.
    /// </summary>
    public static string Begin(string body)
    {
        const StringSplitOptions Clean = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var (text, length) = (new StringBuilder(), 0);
        foreach (var paragraph in body.ReplaceLineEndings("\n").Trim().Split("\n\n", Clean))
        {
            var own = Picture().Replace(paragraph, _ => "").Length;
            if (text.Length > 0 && length + own > MaxText) break;
            if (text.Length > 0) text.Append("\n\n");
            text.Append(paragraph);
            length += own;
        }
        return length <= 2 * MaxText ? text.ToString() : Markdown.Excerpt(text.ToString(), MaxText);
    }

    [GeneratedRegex(@"!\[[^\]]*\]\(upload:[^)]*\)", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Picture();
}
