// Reads the rows of an import one after the other: what their cells mean, and whether they clash with members or with earlier rows.
using System.Text.RegularExpressions;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The cells of a row, by their meaning; empty if the row has none.</summary>
internal sealed record ImportCells(
    int Line, string Name, string Login, string DisplayName, string Year, string Class, string School, string Role);

/// <summary>Reads the rows of one list in their order.</summary>
internal sealed partial class ImportReading
{
    // Nothing longer was meant as a year group.
    private const int MaxYearShown = 12;

    private readonly SignedIn actor;
    private readonly List<SchoolName> schools;
    private readonly Rules rules;
    private readonly int schoolYear;
    private readonly Dictionary<string, KnownMember> byLogin = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KnownMember> byPerson = new(StringComparer.Ordinal);
    private readonly HashSet<string> shown = new(StringComparer.Ordinal);
    private readonly HashSet<string> reserved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> lineOfLogin = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> lineOfPerson = new(StringComparer.Ordinal);

    public ImportReading(SignedIn actor, List<KnownMember> known, List<SchoolName> schools, Rules rules, int schoolYear)
    {
        (this.actor, this.schools, this.rules, this.schoolYear) = (actor, schools, rules, schoolYear);
        foreach (var member in known)
        {
            byLogin[member.Login] = member;
            shown.Add(Members.Fold(member.DisplayName));
            byPerson[PersonKey(member.Name, member.StartYear, member.SchoolId)] = member;
        }
    }

    /// <summary>Reserves a login that the list names, so that it is not made for a member without one.</summary>
    public void Reserve(string login)
    {
        if (login.Length > 0 && Logins.Parse(login).Login is { } parsed) reserved.Add(parsed);
    }

    /// <summary>What happens to a row.</summary>
    public ImportRow Read(ImportCells cells)
    {
        var year = ReadYear(cells.Year);
        var school = cells.School.Length == 0
            ? null
            : schools.Find(one => one.IsCalled(cells.School));
        var role = cells.Role.Length == 0 ? Role.Member : ReadRole(cells.Role);
        var startYear = year is { } group ? (long?)SchoolTime.StartYear(group, schoolYear) : null;
        var (login, loginProblem) = cells.Login.Length == 0 ? ("", null) : Logins.Parse(cells.Login);
        // A coordinator's list is for their own school, whether or not it names it. Without a school, an e-mail address decides it.
        var schoolId = MemberPermissions.SchoolOf(actor) ?? school?.Id ?? (cells.School.Length == 0 ? FindByDomain(login) : null);
        var row = new ImportRow
        {
            Line = cells.Line,
            Name = cells.Name,
            Login = login ?? cells.Login,
            DisplayName = cells.DisplayName,
            StartYear = startYear,
            Class = ClassNames.Fold(cells.Class),
            SchoolId = schoolId,
            School = schools.Find(one => one.Id == schoolId)?.Name ?? cells.School,
            Role = role ?? Role.Member,
            Fate = ImportAction.Add,
        };

        if (FindMistake(cells, year, schoolId, school, role) is { } mistake) return Refuse(row, mistake);
        if (loginProblem is not null) return Refuse(row, loginProblem);
        var line = $"{cells.Line}";
        var person = PersonKey(row.Name, row.StartYear, row.SchoolId);
        var read = row.Login.Length > 0 ? ReadWithLogin(row, person, line) : ReadWithoutLogin(row, person, line);
        if (read.Fate != ImportAction.Add) return read;
        var note = read.Reason;
        if (Csv.IsFormula(read.Name)) note += " The name begins like a formula: is it right?";
        foreach (var sentence in FindRewritten(cells)) note += $" {sentence}";
        var wanted = read.DisplayName.Length > 0 ? read.DisplayName : DisplayNames.Initials(read.Name);
        return read with { DisplayName = FreeDisplayName(wanted), Reason = note.TrimStart() };
    }

    /// <summary>The name that <see cref="Members.Add"/> will give: with a number if a member or a row above has it already.</summary>
    private string FreeDisplayName(string wish)
    {
        var free = wish;
        for (var number = 2; !shown.Add(Members.Fold(free)); number++) free = $"{wish}{number}";
        return free;
    }

    private ImportRow ReadWithLogin(ImportRow row, string person, string line)
    {
        if (byLogin.TryGetValue(row.Login, out var known))
        {
            var isSeen = MemberPermissions.SchoolOf(actor) is not { } only || known.SchoolId == only;
            return isSeen && Members.Fold(known.Name) == Members.Fold(row.Name) ? Skip(row, known)
                : Refuse(row, "Somebody with another name has this login already. Choose another, or correct the name.");
        }
        if (!lineOfLogin.TryAdd(row.Login, line)) return Refuse(row, $"Line {lineOfLogin[row.Login]} has the same login. Choose another.");
        lineOfPerson.TryAdd(person, line);
        return byPerson.ContainsKey(person)
            ? row with { Reason = "Look twice: somebody of this name and year is there already, with another login." }
            : row;
    }

    /// <summary>Without a login, name, year and school identify a member, so that sending the same list again adds no one twice.</summary>
    private ImportRow ReadWithoutLogin(ImportRow row, string person, string line)
    {
        if (byPerson.TryGetValue(person, out var known))
        {
            const string How = " Known by name and year; if this is somebody else, give them a login.";
            return Skip(row with { Login = known.Login }, known, How);
        }
        if (!lineOfPerson.TryAdd(person, line))
        {
            return Refuse(row, $"Line {lineOfPerson[person]} has the same name and year. "
                + "If these are two people, give each of them a login.");
        }
        var login = Logins.Suggest(row.Name, wish => byLogin.ContainsKey(wish) || reserved.Contains(wish) || lineOfLogin.ContainsKey(wish));
        lineOfLogin[login] = line;
        return row with { Login = login, IsLoginMade = true };
    }

    private long? FindByDomain(string? login) =>
        login is not null && Logins.DomainOf(login) is { } domain ? schools.Find(one => one.EmailDomain == domain)?.Id : null;

    private string? FindMistake(ImportCells cells, int? year, long? schoolId, SchoolName? school, Role? role)
    {
        foreach (var cell in (ReadOnlySpan<string>)[cells.Name, cells.Login, cells.DisplayName, cells.Class, cells.Year])
            if (LineText.FindProblem(cell) is { } problem) return problem;
        if (cells.Name.Length == 0) return "The name is missing.";
        if (cells.Name.Length > DisplayNames.MaxFullName) return $"The name has more than {DisplayNames.MaxFullName} characters.";
        if (cells.Class.Length > ClassNames.MaxLength) return $"The class has more than {ClassNames.MaxLength} characters.";
        if (cells.Year.Length > 0 && year is null)
            return $"The year group has to be a number from {rules.FirstYear} to {rules.LastYear}, or empty"
                + (cells.Year.Length <= MaxYearShown ? $": the list has “{cells.Year}”." : ".");
        if (cells.School.Length > 0 && school is null) return "There is no school of this name. Add the school first, or correct the name.";
        if (school is not null && school.Id != schoolId) return "You can add members of your own school only.";
        if (role is null) return "The role has to be member, coordinator, editor, teacher or owner, or empty.";
        if (!MemberPermissions.MayGive(actor, role.Value)) return "You cannot add somebody in this role.";
        if (MemberPermissions.NeedsSchool(role.Value, schoolId))
            return "A coordinator looks after the pupils of one school: name it in a column “school”.";
        return cells.DisplayName.Length > 0 && DisplayNames.FindProblem(cells.DisplayName, cells.Name) is { } bad
            ? "Display name: " + bad
            : null;
    }

    /// <summary>
    /// A sentence about each cell that looks as if a spreadsheet had changed it: the class 9-10 into 09-Oct, a long number into 1.23E+11.
    /// </summary>
    private static IEnumerable<string> FindRewritten(ImportCells cells)
    {
        const string What = "If it is not right, make the column text there and type it again.";
        if (DateCell().IsMatch(cells.Class))
            yield return $"The class “{cells.Class}” looks like a date that a spreadsheet made of it. {What}";
        foreach (var cell in (string[])[cells.Name, cells.Login, cells.Class])
            if (ShortenedNumber().IsMatch(cell)) yield return $"“{cell}” looks like a long number that a spreadsheet shortened. {What}";
    }

    private const string Month = "(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?"
        + "|nov(ember)?|dec(ember)?)";

    // 09-Oct, Oct-26, 9 October, 10-Sep-2026, 10/09/2026, 10.09.26, 2026-09-10, with a time after it or without.
    [GeneratedRegex(
        "^([0-9]{1,2}[-/ .])?" + Month + "[-/ .][0-9]{1,4}$|^[0-9]{1,2}[-/ .]" + Month + "$"
        + "|^[0-9]{1,2}([-/.])[0-9]{1,2}[-/.][0-9]{2,4}( [0-9].*)?$|^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}([ T][0-9].*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DateCell();

    [GeneratedRegex(@"^[0-9]([.,][0-9]+)?E\+[0-9]{1,3}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ShortenedNumber();

    /// <summary>A year group as lists write it: 9, Year 9, Y9, Yr 9, 9.0.</summary>
    private int? ReadYear(string text)
    {
        var digits = text.AsSpan();
        foreach (var word in (ReadOnlySpan<string>)["year", "yr", "y"])
        {
            if (!digits.StartsWith(word, StringComparison.OrdinalIgnoreCase)) continue;
            digits = digits[word.Length..].TrimStart(" .");
            break;
        }
        // A spreadsheet that takes the column for numbers with decimals.
        if (digits.EndsWith(".0") || digits.EndsWith(",0")) digits = digits[..^2];
        return Rules.Whole(digits.ToString(), rules.FirstYear, rules.LastYear);
    }

    /// <summary>A role by its stored name, or by its name on the pages.</summary>
    private static Role? ReadRole(string text)
    {
        foreach (var role in Enum.GetValues<Role>())
            if (text.Equals(MemberWords.Of(role), StringComparison.OrdinalIgnoreCase)) return role;
        return EnumText.Parse<Role>(text);
    }

    private static string PersonKey(string name, long? startYear, long? schoolId) =>
        $"{Members.Fold(name)}\n{startYear}\n{schoolId}";

    private static ImportRow Skip(ImportRow row, KnownMember known, string how = "") => row with
    {
        Fate = ImportAction.Skip,
        Reason = (known.State == MemberState.Active
            ? "There already."
            : $"There already ({MemberWords.Of(known.State).ToLowerInvariant()}).") + how,
    };

    private static ImportRow Refuse(ImportRow row, string reason) => row with { Fate = ImportAction.Refuse, Reason = reason };
}
