// The demo's people: made-up pupils of years 7 to 13 with their classes, two teachers and an editor.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>A pupil of the demo and how they play.</summary>
/// <param name="Skill">From 0 to 1: how often an answer is right.</param>
/// <param name="Keenness">From 0 to 1: how often a challenge is tried at all.</param>
internal sealed record DemoPupil(long Id, string KeyStage, double Skill, double Keenness);

/// <summary>Adds them as members.</summary>
internal static class DemoPeople
{
    public const string TeacherLogin = "teacher", PupilLogin = "pupil";

    /// <summary>The display name of the teacher who writes the challenges.</summary>
    public const string Author = "Ms Adeyemi";

    // One line a year, from 7 up: a society has more of the younger ones.
    private static readonly string[] Names =
    [
        "Amina Yusuf, Ben Whitlock, Chloe Ng, Dylan Pryce, Esme Hartnell, Farhan Malik, "
            + "Grace Oduya, Harvey Stubbs, Inaya Chaudhry, Jude Penrose, Kasia Wrona, Leo Fairweather",
        "Mabel Thorne, Nikhil Desai, Olivia Castellano, Poppy Ashdown, Quentin Mbeki, "
            + "Rosa Figueira, Samir Haddad, Tilly Broadbent, Umar Siddiqui, Violet Kerslake, Wen Jie Lau",
        "Maya Lindqvist, Xanthe Pappas, Yusuf Demir, Zara Coldwell, Arlo Finch, "
            + "Bronwen Rees, Caleb Osei, Daisy Holroyd, Eito Nakamura, Freya Sandison",
        "Gethin Maddox, Hana Kovar, Idris Bangura, Jasmine Tull, Kieran O'Shea, Lakshmi Raman, Milo Averill, Nadia Petrova, Oscar Blythe",
        "Priya Venkatesh, Rowan Tegg, Sofia Marchetti, Theo Abara, Una Gallagher, Vikram Sodhi, Willa Marsh, Yara Nassar",
        "Zach Feldman, Anneke Visser, Blessing Eze, Callum Drysdale, Divya Kulkarni, Elias Brandt",
        "Fatou Diallo, George Winterton, Hui Min Teo, Iona MacPhail",
    ];

    private static readonly string[] Aliases =
    [
        "Prime Suspect", "Root Two", "Surd Nerd", "Vector Victor", "Odd One Out", "Hypotenuse",
        "Zeno's Tortoise", "Seventeen", "Null Set", "Tangent",
        "Fourth Corner", "Epsilon", "Long Division", "The Remainder", "Half a Sphere",
    ];

    /// <summary>
    /// Adds everyone; returns the pupils who take part. The two who can sign in get <paramref name="passwordHash"/>, the rest no password.
    /// </summary>
    public static List<DemoPupil> Add(
        Sql sql, Rules rules, long school, string passwordHash, Random random, long joined, long now, out long authorId)
    {
        authorId = AddOne(
            sql,
            Blank(TeacherLogin, "Folake Adeyemi") with { DisplayName = Author, Role = Role.Owner, PasswordHash = passwordHash },
            joined);
        Audit.Add(sql, Actor.CommandLine, "member.add", joined, "member", authorId, "owner");
        AddOne(sql, Blank("r.kessler", "Robin Kessler") with { DisplayName = "Mr Kessler", Role = Role.Teacher }, joined);
        AddOne(sql, Blank("s.whitcombe", "Saskia Whitcombe") with { DisplayName = "Saskia W", Role = Role.Editor }, joined);

        var schoolYear = SchoolTime.SchoolYear(now);
        var pupils = new List<DemoPupil>();
        var number = 0;
        for (var year = 7; year < 7 + Names.Length; year++)
        {
            foreach (var name in Names[year - 7].Split(", "))
            {
                // The pupil who can sign in is in the middle of the school, so that their pages have people above and below.
                var login = name == "Maya Lindqvist" ? PupilLogin : Logins.Suggest(name, _ => false);
                var pupil = Blank(login, name) with
                {
                    DisplayName = DisplayOf(name, number),
                    WantedName = number is 18 or 41 ? (number == 18 ? "Googol" : "Half Angle") : null,
                    StartYear = SchoolTime.StartYear(year, schoolYear),
                    SchoolId = school,
                    // Two classes a year, for a class has a board of its own from five members on.
                    Class = year < 12 ? $"{year}{"AB"[number % 2]}" : $"{year}S",
                    PasswordHash = login == PupilLogin ? passwordHash : "",
                };
                // Some are skilled, some keen, and most neither very.
                var skill = login == PupilLogin ? 0.8 : 0.25 + 0.65 * random.NextDouble();
                var keenness = login == PupilLogin ? 0.8 : 0.15 + 0.8 * random.NextDouble();
                pupils.Add(new DemoPupil(AddOne(sql, pupil, joined), rules.KeyStageOf(year)?.Name ?? "", skill, keenness));
                number++;
            }
        }
        return pupils;
    }

    /// <summary>Adds a pupil of a guest school, who cannot sign in, and returns the id.</summary>
    public static long AddGuest(Sql sql, string name, long school, long startYear, long joined) => AddOne(sql,
        Blank(Logins.Suggest(name, _ => false), name) with
        {
            DisplayName = DisplayNames.Initials(name), SchoolId = school, StartYear = startYear,
        }, joined);

    private static string DisplayOf(string name, int number) => (number % 4) switch
    {
        0 => Aliases[number / 4 % Aliases.Length],
        1 => DisplayNames.Initials(name),
        // A first name and a letter, as most of them choose.
        _ => $"{name.Split(' ')[0]} {name.Split(' ')[^1][0]}",
    };

    private static NewMember Blank(string login, string name) => new()
    {
        Login = login,
        Name = name,
        DisplayName = name,
        Role = Role.Member,
        State = MemberState.Active,
        PasswordHash = "",
    };

    private static long AddOne(Sql sql, NewMember member, long joined) =>
        Members.Add(sql, member, joined) ?? throw new InvalidOperationException($"Two people of the demo have the login {member.Login}.");
}
