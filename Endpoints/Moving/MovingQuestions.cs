// What a plan asks, with what each answer means in numbers: the page shows them as fields, the command as sentences with its flags.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

/// <summary>A release time in summer, which is another instant in each of the two zones. Unix seconds.</summary>
public sealed record ZoneExample(string Title, long London, long Utc);

/// <summary>A school year for which the year groups may be right, by the calendar year in which it began.</summary>
/// <param name="Left">Pupils who would be past year 13 now.</param>
/// <param name="Examples">In which year three pupils would be now, with their names: for owners only.</param>
public sealed record YearChoice(int Year, int Left, IReadOnlyList<string> Examples);

/// <summary>The questions about one file.</summary>
public sealed record MovingQuestions
{
    private const int LastYear = 13, FirstYear = 7, MaxExamples = 3;

    /// <summary>The latest first; empty if all times are winter's, when the zones are the same.</summary>
    public required IReadOnlyList<ZoneExample> Zone { get; init; }

    /// <summary>The school year that the plan takes.</summary>
    public required int SchoolYear { get; init; }

    /// <summary>This school year, the two before it, and the one that was asked for; the latest first.</summary>
    public required IReadOnlyList<YearChoice> Years { get; init; }

    public required int Pupils { get; init; }

    /// <summary>When the newest answer was given, in unix seconds; null: there is none, or it is of this school year.</summary>
    public required long? OldAnswer { get; init; }

    public required int Articles { get; init; }
    public required int Newsletters { get; init; }

    /// <summary>Announcements that are over by now.</summary>
    public required int OldAnnouncements { get; init; }

    public string ArticleWords => $"{Audit.Count(Articles, "article")} and {Audit.Count(Newsletters, "newsletter")}";

    public static MovingQuestions Of(EarlierSite site, MovingOptions options)
    {
        var current = SchoolTime.SchoolYear(options.Now);
        var newest = site.Submissions.Count == 0 ? options.Now : site.Submissions.Max(one => options.Instant(one.At));
        // Year groups are those of sign-up and never moved on: the newest answer says for which year they most likely are.
        var chosen = options.SchoolYear ?? Math.Min(current, SchoolTime.SchoolYear(newest));
        var pupils = site.Users.Where(user => user.Year is >= FirstYear and <= LastYear).ToList();
        var youngest = pupils.OrderBy(static user => user.Year).ThenBy(static user => user.Id).Take(MaxExamples).ToList();
        var newsletters = site.Articles.Count(EarlierArticles.IsNewsletter);
        var years = new SortedSet<int> { current, current - 1, current - 2, chosen };
        var summer = site.Challenges.Where(one => one.ReleaseAt is { } at && options.Instant(at) != options.OtherInstant(at));
        return new MovingQuestions
        {
            SchoolYear = chosen,
            Pupils = pupils.Count,
            OldAnswer = SchoolTime.SchoolYear(newest) < current ? newest : null,
            Articles = site.Articles.Count - newsletters,
            Newsletters = newsletters,
            OldAnnouncements = site.Announcements.Count(one => EarlierAnnouncements.IsOver(one, options)),
            Years = [.. years.Reverse().Select(year => new YearChoice(year, pupils.Count(user => user.Year + current - year > LastYear),
                [.. youngest.Select(user =>
                    $"{EarlierMembers.Line(user.FullName, DisplayNames.MaxFullName)} in year {user.Year + current - year}")]))],
            Zone = [.. summer.TakeLast(MaxExamples).Reverse().Select(one => ExampleOf(one, options))],
        };
    }

    /// <summary>The questions as sentences for whoever types the command.</summary>
    public IEnumerable<string> Write(MovingOptions options, MoveOutcome outcome)
    {
        var left = Years.First(one => one.Year == SchoolYear).Left;
        yield return string.Create(CultureInfo.InvariantCulture,
            $"Year groups are taken to be those of the school year from September {SchoolYear}: {Pupils} pupils, of whom {left} would be "
            + $"past year 13 now and arrive archived.{(options.SchoolYear is null ? " If they are another year’s, say so with "
            + "--school-year." : "")}");
        if (OldAnswer is { } old)
        {
            var current = SchoolTime.SchoolYear(options.Now);
            var examples = Years.Where(one => one.Year == current || one.Year == SchoolYear)
                .Select(static one => $"{one.Year} has {string.Join(", ", one.Examples)}");
            yield return $"Some years look old: the newest answer is of {SchoolTime.Date(old)}. Of --school-year "
                + $"{string.Join("; ", examples)}.";
        }
        if (Articles + Newsletters > 0)
            yield return options.Articles switch
            {
                ArticleChoice.Members => $"{ArticleWords}: members read them, and visitors do not any more (--articles members).",
                ArticleChoice.Drafts => $"{ArticleWords} arrive as drafts, which nobody reads until staff publish each "
                    + "(--articles drafts).",
                _ => $"{ArticleWords}: everybody on the web reads them, as on the earlier site. With --articles members only members do, "
                    + "and with --articles drafts nobody until staff publish each.",
            };
        if (OldAnnouncements > 0)
            yield return $"{Audit.Count(OldAnnouncements, "announcement")} of more than {EarlierAnnouncements.ShownDays} days ago: "
                + (options.KeepsOldAnnouncements ? "to be read among the earlier ones; with --announcements recent left behind."
                    : "left behind (--announcements recent).");
        if (Zone.Count > 0)
        {
            var examples = Zone.Select(one => $"“{one.Title}” opened {SchoolTime.Time(options.IsUtc ? one.Utc : one.London)} "
                + $"(otherwise {SchoolTime.Time(options.IsUtc ? one.London : one.Utc)})");
            yield return $"Times are read as {options.Zone}; with --zone {(options.IsUtc ? "Europe/London" : "UTC")} those of summer time "
                + $"are an hour off: {string.Join("; ", examples)}.";
        }
        if (outcome.SameNames + outcome.OtherNames > 0)
            yield return $"{Audit.Count(outcome.SameNames + outcome.OtherNames, "member")} with a login that is here already: "
                + $"{outcome.SameNames} under the same name, {outcome.OtherNames} under another. {MovingWords.Of(options.Merge)} "
                + "--merge nobody, name or login says who is the same person.";
        var differences = MovingWords.CountDifferences(outcome);
        if (differences > 0 && options.KeepsShown)
            yield return $"{Audit.Count(differences, "member")} with other points on the board than their answers are worth here: "
                + "the difference is brought forward. With --points derived it is not.";
    }

    private static ZoneExample ExampleOf(SourceChallenge one, MovingOptions options)
    {
        var (own, other) = (options.Instant(one.ReleaseAt!.Value), options.OtherInstant(one.ReleaseAt!.Value));
        return options.IsUtc ? new ZoneExample(one.Title, other, own) : new ZoneExample(one.Title, own, other);
    }
}
