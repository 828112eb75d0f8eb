// Finds challenges and articles by the beginnings of words in them, among those that the reader's lists show.
using System.Globalization;
using System.Text;
using Dapper;

namespace MathsSoc.Data;

/// <summary>
/// Searches SQLite's full-text index (FTS5), in which letters have neither case nor accents. The solution of a challenge is not in the
/// index.
/// </summary>
public static class TextSearch
{
    /// <summary>The most characters of a search.</summary>
    public const int MaxTyped = 100;

    /// <summary>The most words of it that count.</summary>
    private const int MaxWords = 8;

    /// <summary>The last letter of the Latin alphabets, with their accents.</summary>
    private const char MaxLatin = '\u024F';

    /// <summary>How many are found of each kind; one more tells that there are others.</summary>
    public const int MaxFound = 20;

    /// <summary>
    /// What was typed in the index's own language: each word in quotation marks, of which it holds none, as the beginning of a word. One
    /// Latin letter or digit is a whole word, such as the x of an equation: it would begin a large part of all words, and take long. Null
    /// if there is no letter or digit in it.
    /// </summary>
    public static string? Parse(string typed)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in (Latin.Compose(typed) + " ").EnumerateRunes())
        {
            // A mark belongs to the letter before it.
            var isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            var isInWord = Rune.IsLetterOrDigit(rune) || (isMark && word.Length > 0);
            if (isInWord) word.Append(rune);
            else if (word.Length > 0)
            {
                words.Add(word.Length == 1 && word[0] <= MaxLatin ? $"\"{word}\"" : $"\"{word}\"*");
                word.Clear();
                if (words.Count == MaxWords) break;
            }
        }
        return words.Count == 0 ? null : string.Join(' ', words);
    }

    /// <summary>
    /// Challenges in whose title or statement every word begins one of theirs, the best first, without their texts; for members only.
    /// </summary>
    /// <param name="match">From <see cref="Parse"/>.</param>
    public static List<Challenge> FindChallenges(Sql sql, string match, Viewer viewer, long now)
    {
        if (viewer.Role is null) return [];
        var rows = sql.Query<ChallengeListRow>($"""
            SELECT {ChallengeListRow.Columns} FROM challenge_texts t JOIN challenges h ON h.id = t.rowid
            WHERE challenge_texts MATCH @match AND {ChallengeRules.IsOnShelf} AND h.released_at <= @now
            ORDER BY bm25(challenge_texts, 5.0, 1.0), h.id DESC LIMIT @most
            """, new { match, now, most = MaxFound + 1 });
        return [.. rows.Where(row => ChallengeRules.For(row, viewer, now).MaySee)];
    }

    /// <summary>Articles and newsletters, in the same way: those that everybody may read, and for members also theirs.</summary>
    public static List<Article> FindArticles(Sql sql, string match, Viewer viewer, long now)
    {
        var rows = sql.Query<Article>($"""
            SELECT {Articles.LineColumns} FROM article_texts t JOIN articles a ON a.id = t.rowid
            WHERE article_texts MATCH @match AND {ArticleRules.IsListed}
            ORDER BY bm25(article_texts, 5.0, 2.0, 1.0), a.id DESC LIMIT @most
            """, new { match, now, isMember = viewer.Role is not null, most = MaxFound + 1 });
        return [.. rows.Where(row => ArticleRules.For(row, viewer, now).IsListed)];
    }
}
