// Converts another MathsSoc's society into what arrives here: its rows are this program's own, so nothing becomes something else.
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>As <see cref="EarlierArrivals"/>, which it is the counterpart of.</summary>
public static class OtherArrivals
{
    private const long MaxPoints = 1_000_000, Day = 86_400;

    /// <summary>As <see cref="EarlierArrivals.Convert"/>.</summary>
    public static EarlierConversion Convert(OtherSociety society, MovingSource source, MovingOptions options)
    {
        EarlierArrivals.GiveBackMemory();
        var notes = new List<string>
        {
            $"It is of another MathsSoc, “{EarlierMembers.Line(society.Name, EarlierMembers.MaxSchoolName)}”. Everybody keeps the password "
                + "and the name that others see. Settings other than the key stages, pages of its own, join codes, what was there before "
                + "changes of articles, and the record of who did what do not come.",
        };
        var arrivals = new Arrivals
        {
            FileHash = source.Database.Hash,
            Version = Arrivals.OfMathsSoc,
            Options = MovingWords.Record(options.Choices),
            Merge = options.Choices.Merge,
            Fingerprint = [MovedRows.Hash($"mathsoc {society.Mark}")],
            KeepsShownPoints = options.Choices.KeepsShown,
            KeyStages = Rules.Write(StagesOf(society)),
            UploadCapacity = options.UploadCapacity,
        };
        if (society.Competitions > 0)
            notes.Add((society.Competitions == 1
                ? "1 competition with the challenges and answers in it does not come; its points "
                : $"{society.Competitions} competitions with the challenges and answers in them do not come; their points ")
                + "come as far as they counted on the society’s boards.");
        OtherMembers.Convert(society, arrivals, options, notes);
        var files = new EarlierFiles(source);
        new OtherChallenges(society, files, arrivals, options).Convert();
        OtherTexts.Convert(society, files, arrivals, options);
        AddScores(society, arrivals, options);
        var newest = society.Attempts.Where(one => one.SubmittedAt <= options.Now).Select(static one => one.SubmittedAt)
            .DefaultIfEmpty(0).Max();
        if (newest > options.Now - Day) notes.Add(EarlierNotes.StillRuns(newest));
        EarlierNotes.AddFiles(files, notes);
        source.ForgetSociety();
        return new EarlierConversion(arrivals, files.Read(), notes, QuestionsOf(society, options)) { FileBytes = files.Bytes };
    }

    private static IReadOnlyList<KeyStage> StagesOf(OtherSociety society) =>
        society.KeyStages is { } text && LineText.FindProblem(text) is null && Rules.ParseKeyStages(text) is { } stages
            ? stages : Rules.Default.KeyStages;

    private static void AddScores(OtherSociety society, Arrivals arrivals, MovingOptions options)
    {
        var sums = society.Scores.ToDictionary(static score => score.MemberSourceId);
        foreach (var (member, _, _) in society.Members)
        {
            var sum = sums.GetValueOrDefault(member.Id) ?? new ArrivingScore(member.Id, 0, options.Now);
            arrivals.Scores.Add(sum with
            {
                Shown = Math.Clamp(sum.Shown, -MaxPoints, MaxPoints), At = Math.Min(new OtherValues().Time(sum.At), options.Now),
            });
        }
    }

    private static MovingQuestions QuestionsOf(OtherSociety society, MovingOptions options)
    {
        var newsletters = society.Articles.Count(static one => one.Article.Kind == ArticleKind.Newsletter);
        return new MovingQuestions
        {
            AsksZone = false,
            KnowsReaders = true,
            Zone = [],
            SchoolYear = SchoolTime.SchoolYear(options.Now),
            Years = [],
            Pupils = 0,
            OldAnswer = null,
            Articles = society.Articles.Count - newsletters,
            Newsletters = newsletters,
            OldAnnouncements = society.Announcements.Count(one => OtherTexts.IsOver(one, options)),
            Schools = [],
        };
    }
}
