// Converts schools and members by the same rules for names, logins and classes as the forms have.
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

internal static class EarlierMembers
{
    private const string Schools = "schools", Members = "members";
    private const int MostNamed = 20;

    /// <summary>The longest name of a school, in characters.</summary>
    public const int MaxSchoolName = 100;

    /// <returns>The school that each school's id means.</returns>
    public static Dictionary<long, long> Convert(EarlierSite site, Arrivals arrivals, MovingOptions options, int schoolYear)
    {
        var folded = ConvertSchools(site, arrivals, options);
        var answers = new Dictionary<long, int>();
        foreach (var one in site.AllSubmissions) answers[one.UserId] = answers.GetValueOrDefault(one.UserId) + 1;
        // Of two addresses that are one login here, the account that was used more keeps it.
        var owners = new Dictionary<string, SourceUser>(StringComparer.Ordinal);
        foreach (var user in site.Users)
            if (Logins.Parse(user.Email).Login is { } login
                && (!owners.TryGetValue(login, out var other) || answers.GetValueOrDefault(user.Id) > answers.GetValueOrDefault(other.Id)))
                owners[login] = user;
        foreach (var user in site.Users)
            arrivals.Members.Add(Convert(user, arrivals, owners, folded, schoolYear));
        return folded;
    }

    /// <summary>The name that a school has here.</summary>
    public static string SchoolName(SourceSchool school) =>
        Line(school.Name, MaxSchoolName) is { Length: > 0 } name ? name : $"School {school.Id}";

    /// <summary>A clause if no school of the site has this name; null if one has.</summary>
    public static string? FindSchoolProblem(IEnumerable<string> schools, string name) =>
        schools.Any(school => IsSame(school, name)) ? null
        : $"it has no school called {LineText.Tidy(name)}. Its schools are: {string.Join(", ", schools.Take(MostNamed))}.";

    /// <summary>Whether somebody who writes <paramref name="other"/> means the school of this name.</summary>
    public static bool IsSame(string name, string other) => name.Equals(other.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Which school each school's id means: two whose names differ only in the case of letters are one here.</summary>
    private static Dictionary<long, long> ConvertSchools(EarlierSite site, Arrivals arrivals, MovingOptions options)
    {
        var (folded, names, domains) = (new Dictionary<long, long>(), new Dictionary<string, long>(), new HashSet<string>());
        foreach (var school in site.Schools)
        {
            var name = SchoolName(school);
            if (names.TryGetValue(name.ToLowerInvariant(), out var same))
            {
                folded[school.Id] = same;
                arrivals.Lines.Add(new MoveLine(Schools, school.Id, name, MoveFate.Skipped, "same-name",
                    $"Has the name of school {same}, but for its case: its pupils join that one."));
                continue;
            }
            names[name.ToLowerInvariant()] = folded[school.Id] = school.Id;
            var domain = school.EmailDomain.Trim().Length == 0 ? null : EmailDomains.Parse(school.EmailDomain).Domain;
            if (domain is null && school.EmailDomain.Trim().Length > 0)
                Say(arrivals, Schools, school.Id, name, "domain", "What it has for an e-mail domain is none: it is left out.");
            if (domain is not null && !domains.Add(domain))
            {
                Say(arrivals, Schools, school.Id, name, "domain-twice",
                    "Another school of the file has the same e-mail domain: it is left out.");
                domain = null;
            }
            var joined = school.Joined is { } at ? Math.Min(options.Instant(at), options.Now) : options.Now;
            var content = MovedRows.Hash($"{school.Name}|{school.EmailDomain}");
            arrivals.Schools.Add(new ArrivingSchool(school.Id, name, domain, joined, content)
            {
                IsGuest = options.Choices.OwnSchool is { } own && !IsSame(name, own),
            });
        }
        return folded;
    }

    private static ArrivingMember Convert(
        SourceUser user, Arrivals arrivals, Dictionary<string, SourceUser> owners, Dictionary<long, long> schools, int schoolYear)
    {
        var name = Line(user.FullName, DisplayNames.MaxFullName);
        void Tell(string code, string sentence) => Say(arrivals, Members, user.Id, name, code, sentence);
        if (name.Length == 0) name = $"Member {user.Id}";
        if (name != user.FullName && name != LineText.Tidy(user.FullName))
            Tell("name", "The name was empty or too long, or had characters that cannot be shown.");
        var (login, problem) = Logins.Parse(user.Email);
        var (hash, reason) = WerkzeugHash.Repack(user.PasswordHash);
        if (login is null)
        {
            Tell("login", $"The e-mail address cannot be a login ({problem!.TrimEnd('.')}): one is made from the name.");
            (hash, reason) = (null, "has a new login");
        }
        else if (owners[login].Id != user.Id)
        {
            Tell("login-twice",
                $"Account {owners[login].Id} has the same e-mail address and more answers: this one gets a login from the name.");
            (login, hash, reason) = (null, null, "has a new login");
        }
        var isPupil = user.Year is >= 7 and <= 13;
        if (!isPupil && user.Year is not null) Tell("year", $"{user.Year} is no year group: it is left out.");
        else if (!isPupil && !user.IsAdmin) Tell("year", "Has no year group.");
        var (folded, isWhole) = ClassOf(user.Class);
        if (!isWhole) Tell("class", "The name of the class was cut, or could not be shown and is left out.");
        return new ArrivingMember
        {
            SourceId = user.Id,
            Login = login,
            Name = name,
            StartYear = isPupil ? SchoolTime.StartYear((int)user.Year!.Value, schoolYear) : null,
            Class = folded,
            SchoolSourceId = user.SchoolId is { } school ? schools.GetValueOrDefault(school, school) : null,
            Role = user.IsAdmin ? Role.Teacher : Role.Member,
            PasswordHash = hash ?? "",
            NoPassword = reason,
            Content = MovedMembers.ContentOf(
                $"{user.Email}|{user.FullName}|{user.Year}|{user.Class}|{user.SchoolId}|{user.IsAdmin}", hash ?? ""),
        };
    }

    /// <summary>A class as it is written here, and whether it could be written so.</summary>
    public static (string Name, bool IsWhole) ClassOf(string text)
    {
        var folded = LineText.FindProblem(LineText.Tidy(text)) is null ? ClassNames.Fold(LineText.Tidy(text)) : "";
        if (folded.Length > ClassNames.MaxLength) folded = folded[..ClassNames.MaxLength].TrimEnd();
        return (folded, folded == ClassNames.Fold(text));
    }

    /// <summary>A line as forms would take it: characters that cannot be shown are left out, and what is too long is cut.</summary>
    public static string Line(string text, int most)
    {
        var line = LineText.Tidy(text);
        if (LineText.FindProblem(line) is not null)
            line = LineText.Tidy(string.Concat(line.EnumerateRunes().Where(rune => LineText.FindProblem(rune.ToString()) is null)));
        if (line.Length <= most) return line;
        return line[..(char.IsHighSurrogate(line[most - 1]) ? most - 1 : most)].TrimEnd();
    }

    private static void Say(Arrivals arrivals, string kind, long id, string name, string code, string sentence) =>
        arrivals.Lines.Add(new MoveLine(kind, id, name, MoveFate.Changed, code, sentence));
}
