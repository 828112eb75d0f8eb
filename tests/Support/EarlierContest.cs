// The competition of a society that used the earlier site, played by that site's own rules.
namespace MathsSoc.Tests.Support;

/// <summary>A competition's challenge: open for some hours from when it was posted, to one key stage.</summary>
public sealed record EarlierRound(long Id, DateTime Posted, int Hours, int Boxes, string KeyStage);

/// <summary>The state that the rows mean. The numbers of its rows are those of weekly rows too: they are other tables.</summary>
public sealed class EarlierContest
{
    private readonly Random random;
    private readonly EarlierSociety society;

    public EarlierContest(int seed, EarlierSociety society, int challenges, int submissions)
    {
        this.society = society;
        random = new Random(seed);
        for (var id = 1; id <= challenges; id++)
            Rounds.Add(new EarlierRound(id, EarlierSociety.Begins.AddDays(30 + 3 * id), 24 * (1 + id % 5), 1 + random.Next(3),
                $"KS{3 + id % 3}"));
        Play(submissions);
    }

    public List<EarlierRound> Rounds { get; } = [];
    public List<EarlierAnswer> Answers { get; } = [];
    public List<EarlierCompletion> Completions { get; } = [];
    public Dictionary<long, int> Shown { get; } = [];

    public DateTime Opens => Rounds.Min(static one => one.Posted);
    public DateTime Closes => Rounds.Max(static one => one.Posted.AddHours(one.Hours));

    /// <summary>Whoever has a school is marked, and some who have none.</summary>
    public static bool IsMarked(EarlierPerson person) => person.School is not null || person.Id % 13 == 0;

    public IEnumerable<EarlierPerson> Competitors => society.People.Where(static person => person.School is not null);

    public void Write(EarlierSiteFile file, DateTime? until)
    {
        foreach (var one in Rounds)
        {
            file.Round(one.Id, $"Round {one.Id}", $"<p>What is {one.Id} + 1?</p>", one.Posted, one.Hours, one.KeyStage);
            for (var box = 0; box < one.Boxes; box++)
                file.RoundBox(EarlierSociety.BoxOf(one.Id, box), one.Id, $"Part {box + 1}", $"{one.Id + 1}", box);
        }
        foreach (var one in Answers.Where(one => until is null || one.At <= until))
            file.RoundSubmission(one.Id, one.User, SchoolOf(one.User), one.Challenge, one.Box, one.Answer, one.IsRight,
                EarlierSiteFile.Time(one.At));
        var shown = until is { } then ? Completions.Where(one => one.At <= then).GroupBy(one => one.User)
            .ToDictionary(of => of.Key, of => of.Sum(one => one.IsFirst ? 3 : 1)) : Shown;
        var entry = 0;
        foreach (var (user, points) in shown) file.RoundEntry(++entry, user, SchoolOf(user), points, EarlierSiteFile.Time(Closes));
    }

    private long SchoolOf(long user) => society.People[(int)user - 1].School ?? 1;

    private void Play(int submissions)
    {
        var right = new HashSet<(long User, long Box)>();
        var tries = new Dictionary<(long User, long Box), int>();
        foreach (var person in Competitors.ToList())
            foreach (var round in Rounds.Where(one => one.KeyStage == EarlierSociety.KeyStageOf(person.Year)))
                for (var i = random.Next(2, 9); i > 0 && Answers.Count < submissions; i--)
                {
                    var box = EarlierSociety.BoxOf(round.Id, random.Next(round.Boxes));
                    if (right.Contains((person.Id, box)) || tries.GetValueOrDefault((person.Id, box)) >= 3) continue;
                    var number = tries[(person.Id, box)] = tries.GetValueOrDefault((person.Id, box)) + 1;
                    var at = round.Posted.AddMinutes(60 * person.Id % 1400 + number).AddTicks(random.Next(10_000_000));
                    if (random.Next(2) == 0) right.Add((person.Id, box));
                    var isRight = right.Contains((person.Id, box));
                    Answers.Add(new EarlierAnswer(Answers.Count + 1, person.Id, round.Id, box,
                        isRight ? $"{round.Id + 1}" : $"{round.Id + 5 + number}", isRight, at, number));
                }
        Answers.Sort(static (one, other) => one.At.CompareTo(other.At));
        Complete();
    }

    private void Complete()
    {
        var right = new HashSet<(long User, long Box)>();
        foreach (var one in Answers.Where(static one => one.IsRight))
        {
            right.Add((one.User, one.Box));
            var boxes = Rounds[(int)one.Challenge - 1].Boxes;
            if (!Enumerable.Range(0, boxes).All(box => right.Contains((one.User, EarlierSociety.BoxOf(one.Challenge, box))))) continue;
            var isFirst = !Completions.Exists(other => other.Challenge == one.Challenge);
            Completions.Add(new EarlierCompletion(one.User, one.Challenge, one.At, isFirst));
            Shown[one.User] = Shown.GetValueOrDefault(one.User) + (isFirst ? 3 : 1);
        }
    }
}
