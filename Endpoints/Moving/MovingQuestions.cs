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

/// <summary>A school that may be the society's own.</summary>
/// <param name="Others">The pupils of the other schools, who would be guests then.</param>
public sealed record SchoolChoice(string Name, int Pupils, int Others);

/// <summary>The questions about one file.</summary>
public sealed record MovingQuestions
{
    private const int LastYear = 13, FirstYear = 7, MaxExamples = 3, MaxSchools = 10;

    /// <summary>Whether times are of a clock without a zone.</summary>
    public required bool AsksZone { get; init; }

    /// <summary>Whether it is said of each article who reads it; otherwise all are for everybody.</summary>
    public bool KnowsReaders { get; init; }

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

    /// <summary>By name; empty if there is nothing to ask: no competition came, or one school alone.</summary>
    public required IReadOnlyList<SchoolChoice> Schools { get; init; }

    public string ArticleWords => $"{Audit.Count(Articles, "article")} and {Audit.Count(Newsletters, "newsletter")}";

    public static MovingQuestions Of(EarlierSite site, MovingOptions options)
    {
        var current = SchoolTime.SchoolYear(options.Now);
        var newest = site.AllSubmissions.Select(one => options.Instant(one.At)).DefaultIfEmpty(options.Now).Max();
        // Year groups are those of sign-up and never moved on: the newest answer says for which year they most likely are.
        var chosen = options.Choices.SchoolYear ?? Math.Min(current, SchoolTime.SchoolYear(newest));
        var pupils = site.Users.Where(user => user.Year is >= FirstYear and <= LastYear).ToList();
        var youngest = pupils.OrderBy(static user => user.Year).ThenBy(static user => user.Id).Take(MaxExamples).ToList();
        var newsletters = site.Articles.Count(EarlierArticles.IsNewsletter);
        var years = new SortedSet<int> { current, current - 1, current - 2, chosen };
        var summer = site.Challenges.Concat(site.Competition.Challenges)
            .Where(one => !site.IsUtc && one.ReleaseAt is { } at && options.Instant(at) != options.OtherInstant(at))
            .OrderBy(static one => one.ReleaseAt!.Value.Local);
        return new MovingQuestions
        {
            AsksZone = !site.IsUtc,
            SchoolYear = chosen,
            Pupils = pupils.Count,
            OldAnswer = SchoolTime.SchoolYear(newest) < current ? newest : null,
            Articles = site.Articles.Count - newsletters,
            Newsletters = newsletters,
            Schools = ListSchools(site),
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
        if (Pupils > 0)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Year groups are taken to be those of the school year from September {SchoolYear}: {Pupils} pupils, of whom "
                + $"{Years.First(one => one.Year == SchoolYear).Left} would be past year 13 now and arrive archived.{(
                    options.Choices.SchoolYear is null ? " If they are another year’s, say so with --school-year." : "")}");
        if (OldAnswer is { } old)
        {
            var current = SchoolTime.SchoolYear(options.Now);
            var examples = Years.Where(one => one.Year == current || one.Year == SchoolYear)
                .Select(static one => $"{one.Year} has {string.Join(", ", one.Examples)}");
            yield return $"Some years look old: the newest answer is of {SchoolTime.Date(old)}. Of --school-year "
                + $"{string.Join("; ", examples)}.";
        }
        if (Articles + Newsletters > 0)
            yield return options.Choices.Articles switch
            {
                ArticleChoice.Members => $"{ArticleWords}: members read them, and visitors do not any more (--articles members).",
                ArticleChoice.Drafts => $"{ArticleWords} arrive as drafts, which nobody reads until staff publish each "
                    + "(--articles drafts).",
                _ when KnowsReaders => $"{ArticleWords}: who reads them there does so here. With --articles members only members do, "
                    + "and with --articles drafts nobody until staff publish each.",
                _ => $"{ArticleWords}: everybody on the web reads them, as on the earlier site. With --articles members only members do, "
                    + "and with --articles drafts nobody until staff publish each.",
            };
        if (OldAnnouncements > 0)
            yield return $"{Audit.Count(OldAnnouncements, "announcement")} of more than {EarlierAnnouncements.ShownDays} days ago: "
                + (options.Choices.KeepsOldAnnouncements ? "to be read among the earlier ones; with --announcements recent left behind."
                    : "left behind (--announcements recent).");
        var ifOwn = Schools.Take(MaxSchools).Select(static one => $"{Audit.Count(one.Others, "pupil")} if it is {one.Name}");
        if (Schools.Count > 0)
            yield return options.Choices.OwnSchool is { } own
                ? $"{Audit.Count(OthersOf(own), "pupil")} of other schools than {own} arrive as guests, who are on none of the society’s "
                    + "boards (--own-school)."
                : $"Which of the {Schools.Count} schools is the society’s own is not known, so all are. With --own-school NAME the others "
                    + "arrive as guests, who are on none of the society’s boards: "
                    + $"{string.Join(", ", ifOwn)}.";
        if (Zone.Count > 0)
        {
            var examples = Zone.Select(one => $"“{one.Title}” opened {SchoolTime.Time(options.Choices.IsUtc ? one.Utc : one.London)} "
                + $"(otherwise {SchoolTime.Time(options.Choices.IsUtc ? one.London : one.Utc)})");
            yield return $"Times are read as {options.Zone}; with --zone {(options.Choices.IsUtc ? "Europe/London" : "UTC")} those of "
                + $"summer time are an hour off: {string.Join("; ", examples)}.";
        }
        if (outcome.SameNames + outcome.OtherNames > 0)
            yield return $"{Audit.Count(outcome.SameNames + outcome.OtherNames, "member")} with a login that is here already: "
                + $"{outcome.SameNames} under the same name, {outcome.OtherNames} under another. {MovingWords.Of(options.Choices.Merge)} "
                + "--merge nobody, name or login says who is the same person.";
        var differences = MovingWords.CountDifferences(outcome);
        if (differences > 0 && options.Choices.KeepsShown)
            yield return $"{Audit.Count(differences, "member")} with other points on the board than their answers are worth here: "
                + "the difference is brought forward. With --points derived it is not.";
    }

    private int OthersOf(string name) =>
        Schools.FirstOrDefault(one => one.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))?.Others ?? 0;

    private static List<SchoolChoice> ListSchools(EarlierSite site)
    {
        if (site.Competition.IsEmpty) return [];
        // Two whose names differ only in the case of letters become one school.
        var schools = site.Schools.GroupBy(EarlierMembers.SchoolName, StringComparer.OrdinalIgnoreCase).ToList();
        if (schools.Count < 2) return [];
        var pupils = site.Users.Where(static user => !user.IsAdmin && user.SchoolId is not null)
            .CountBy(static user => user.SchoolId!.Value).ToDictionary();
        var counts = schools.ConvertAll(of => (Name: of.Key, Pupils: of.Sum(school => pupils.GetValueOrDefault(school.Id))));
        var all = counts.Sum(static one => one.Pupils);
        return [.. counts.OrderBy(static one => one.Name, StringComparer.OrdinalIgnoreCase)
            .Select(one => new SchoolChoice(one.Name, one.Pupils, all - one.Pupils))];
    }

    private static ZoneExample ExampleOf(SourceChallenge one, MovingOptions options)
    {
        var (own, other) = (options.Instant(one.ReleaseAt!.Value), options.OtherInstant(one.ReleaseAt!.Value));
        return options.Choices.IsUtc ? new ZoneExample(one.Title, other, own) : new ZoneExample(one.Title, own, other);
    }
}
