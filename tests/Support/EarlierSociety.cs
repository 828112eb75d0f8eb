// A society that used the earlier site for a term, played by that site's own rules, so that what must arrive here is known row by row.
namespace MathsSoc.Tests.Support;

/// <summary>A member as the earlier site knew them, and what must become of them here.</summary>
public sealed record EarlierPerson(long Id, string Email, string Name, int? Year, bool IsAdmin, long? School, string Password);

/// <summary>An answer: numbered as the attempts here must be, from 1 for each member and box.</summary>
public sealed record EarlierAnswer(
    long Id, long User, long Challenge, long Box, string Answer, bool IsRight, DateTime At, int Number);

/// <summary>Who completed what, when, and whether before everybody else.</summary>
public sealed record EarlierCompletion(long User, long Challenge, DateTime At, bool IsFirst);

/// <summary>The state that the rows mean. The same seed always gives the same society.</summary>
public sealed class EarlierSociety
{
    public static readonly DateTime Begins = new(2026, 9, 7, 9, 0, 0);

    private static readonly string[] FirstNames =
        ["Ada", "Ben", "Chi", "Dev", "Eve", "Fay", "Gus", "Hal", "Ivy", "Jon", "Kim", "Leo", "Mia", "Ned", "Ola", "Pia", "Raj", "Zoë"];

    private static readonly string[] LastNames = ["Ahmed", "Byron", "Cole", "Dunne", "Evans", "Faro", "Grant", "Hill", "Ito", "Jones"];

    private readonly Random random;

    public EarlierSociety(int seed, int people = 60, int challenges = 12, int submissions = 900)
    {
        random = new Random(seed);
        for (var id = 1; id <= people; id++)
        {
            var name = $"{FirstNames[random.Next(FirstNames.Length)]} {LastNames[random.Next(LastNames.Length)]}";
            var isAdmin = id <= 3;
            People.Add(new EarlierPerson(id, $"pupil{id}@lark.example", name, isAdmin ? null : 7 + random.Next(7), isAdmin,
                random.Next(4) == 0 ? 1 + random.Next(2) : null, $"pass phrase {id}"));
        }
        for (var id = 1; id <= challenges; id++) Challenges.Add((id, Begins.AddDays(7 * (id - 1) % 56), 1 + random.Next(3)));
        Play(submissions);
    }

    public List<EarlierPerson> People { get; } = [];
    public List<(long Id, DateTime Released, int Boxes)> Challenges { get; } = [];
    public List<EarlierAnswer> Answers { get; } = [];
    public List<EarlierCompletion> Completions { get; } = [];

    /// <summary>What each member's board showed.</summary>
    public Dictionary<long, int> Shown { get; } = [];

    /// <summary>Null: it has none.</summary>
    public EarlierContest? Contest { get; private set; }

    /// <summary>Adds a competition between its schools, of another seed, so that the rest of the society stays the same.</summary>
    public EarlierSociety WithContest(int seed, int challenges = 8, int submissions = 300)
    {
        Contest = new EarlierContest(seed, this, challenges, submissions);
        return this;
    }

    public static long BoxOf(long challenge, int box) => challenge * 10 + box;

    /// <summary>Writes it as the earlier site stored it: at its end, or at an instant with the board as it was then.</summary>
    public void Write(EarlierSiteFile file, DateTime? until = null)
    {
        file.School(1, "Larkhill School", "@lark.example");
        file.School(2, "Mill Road", "mill.example");
        foreach (var person in People)
            file.User(person.Id, person.Email, person.Name, person.Year, EarlierSiteFile.Hash(person.Password), person.IsAdmin,
                person.School, Contest is not null && EarlierContest.IsMarked(person),
                mathsClass: person.IsAdmin ? null : $"{person.Year}a", keyStage: KeyStageOf(person.Year));
        foreach (var (id, released, boxes) in Challenges)
        {
            file.Challenge(id, $"Puzzle {id}", $"<p>What is <strong>{id}</strong> + 1, for $5?</p>", released.AddDays(-1), released,
                lockHours: id % 3 == 0 ? 24 * 14 : null, keyStage: id % 2 == 0 ? "ks3" : "KS4");
            for (var box = 0; box < boxes; box++) file.Box(BoxOf(id, box), id, $"Part {box + 1}", $"{id + 1}", box);
        }
        foreach (var one in Answers.Where(one => until is null || one.At <= until))
            file.Submission(one.Id, one.User, one.Challenge, one.Box, one.Answer, one.IsRight, EarlierSiteFile.Time(one.At));
        var entry = 0;
        foreach (var (user, points) in until is { } then ? ShownAt(then) : Shown)
            file.Entry(++entry, user, points, EarlierSiteFile.Time(Begins.AddDays(60)));
        Contest?.Write(file, until);
    }

    /// <summary>
    /// The earlier site's own rules: three attempts at a box, no limit once any box of the challenge is right, 3 points for the first to
    /// have all boxes right and 1 for everybody after.
    /// </summary>
    private void Play(int submissions)
    {
        var tries = new Dictionary<(long User, long Box), int>();
        var right = new HashSet<(long User, long Box)>();
        var at = Begins.AddMinutes(1);
        while (Answers.Count < submissions)
        {
            at = at.AddMinutes(random.Next(1, 80)).AddTicks(random.Next(10_000_000));
            var user = People[random.Next(People.Count)].Id;
            var (challenge, released, boxes) = Challenges[random.Next(Challenges.Count)];
            var box = BoxOf(challenge, random.Next(boxes));
            var isFree = Enumerable.Range(0, boxes).Any(index => right.Contains((user, BoxOf(challenge, index))));
            var used = tries.GetValueOrDefault((user, box));
            // Two that were sent at one moment got through together.
            if (at < released && released > Begins.AddDays(7) && random.Next(3) > 0) continue;
            if (used >= 3 && !isFree && random.Next(20) > 0) continue;
            if (right.Contains((user, box)) && random.Next(10) > 0) continue;
            var isRight = random.Next(5) < 2;
            tries[(user, box)] = used + 1;
            Answers.Add(new EarlierAnswer(Answers.Count + 1, user, challenge, box, isRight ? $"{challenge + 1}" : $"{challenge + 7 + used}",
                isRight, at, used + 1));
            if (!isRight || !right.Add((user, box))) continue;
            if (Enumerable.Range(0, boxes).All(index => right.Contains((user, BoxOf(challenge, index))))) Complete(user, challenge, at);
        }
    }

    private Dictionary<long, int> ShownAt(DateTime then) => Completions.Where(one => one.At <= then).GroupBy(one => one.User)
        .ToDictionary(of => of.Key, of => of.Sum(one => one.IsFirst ? 3 : 1));

    private void Complete(long user, long challenge, DateTime at)
    {
        var isFirst = !Completions.Exists(one => one.Challenge == challenge);
        Completions.Add(new EarlierCompletion(user, challenge, at, isFirst));
        Shown[user] = Shown.GetValueOrDefault(user) + (isFirst ? 3 : 1);
    }

    public static string KeyStageOf(int? year) => year switch { <= 8 => "KS3", <= 11 => "KS4", null => "KS3", _ => "KS5" };
}
