// Converts another MathsSoc's schools and members: their passwords and the names that others see stay; nobody arrives as an owner.
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

internal static class OtherMembers
{
    private const string Schools = "schools", Members = "members";
    private const int FirstStartYear = 1990, LastStartYear = 2200, MaxMinutes = 10_080, MaxNames = 10;

    public static void Convert(OtherSociety society, Arrivals arrivals, MovingOptions options, List<string> notes)
    {
        foreach (var school in society.Schools) arrivals.Schools.Add(Convert(school, arrivals, options));
        var logins = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in society.Members) arrivals.Members.Add(Convert(member, logins, arrivals));
        foreach (var role in new[] { Role.Teacher, Role.Editor, Role.Coordinator })
        {
            var staff = arrivals.Members.FindAll(member => member.Role == role).ConvertAll(static member => member.Name);
            if (staff.Count > 0)
                notes.Add($"{Audit.Count(staff.Count, EnumText.Of(role))}: {string.Join(", ", staff.Take(MaxNames))}"
                    + $"{(staff.Count > MaxNames ? " and others" : "")}. Nobody arrives as an owner: owners of there are teachers.");
        }
        if (society.Leaving > 0)
            notes.Add($"{Audit.Count(society.Leaving, "member")} who have asked there to be deleted stay behind.");
    }

    private static ArrivingSchool Convert(School school, Arrivals arrivals, MovingOptions options)
    {
        var values = new OtherValues();
        var name = values.Line(school.Name, Data.Schools.MaxName) is { Length: > 0 } known ? known : $"School {school.Id}";
        var domain = school.EmailDomain is { } of ? EmailDomains.Parse(of).Domain : null;
        if (values.HasChanged) Say(arrivals, Schools, school.Id, name);
        return new ArrivingSchool(school.Id, name, domain, options.Now, MovedRows.Hash($"{school.Name}|{school.EmailDomain}"))
        {
            Town = values.Line(school.Town, Data.Schools.MaxTown),
            IsGuest = options.Choices.OwnSchool is { } own ? !EarlierMembers.IsSame(name, own) : school.IsGuest,
        };
    }

    private static ArrivingMember Convert(OtherMember from, HashSet<string> logins, Arrivals arrivals)
    {
        var (member, values) = (from.Member, new OtherValues());
        var name = values.Line(member.Name, DisplayNames.MaxFullName) is { Length: > 0 } known ? known : $"Member {member.Id}";
        var login = Logins.Parse(member.Login).Login;
        // Two that are one here: the first keeps it.
        if (login is not null && !logins.Add(login)) login = null;
        var hash = from.PasswordHash.Length == 0 || login is null || !Passwords.IsHash(from.PasswordHash) ? "" : from.PasswordHash;
        var shown = values.Line(member.DisplayName, DisplayNames.MaxLength);
        var start = (int?)values.Whole(member.StartYear, FirstStartYear, LastStartYear);
        var (group, isWhole) = EarlierMembers.ClassOf(member.Class);
        if (values.HasChanged || !isWhole) Say(arrivals, Members, member.Id, name);
        var role = member.Role == Role.Owner ? Role.Teacher : member.Role;
        return new ArrivingMember
        {
            SourceId = member.Id,
            Login = login,
            Name = name,
            DisplayName = DisplayNames.FindProblem(shown, name) is null ? shown : null,
            StartYear = start,
            Class = group,
            SchoolSourceId = member.SchoolId,
            Role = role,
            State = member.State,
            IsQuiet = member.IsQuiet,
            ExtraMinutes = (int)Math.Clamp(from.Minutes, 0, MaxMinutes),
            PasswordHash = hash,
            NoPassword = login is null ? "has a new login" : from.PasswordHash.Length == 0 ? "has chosen no password there"
                : "has a password in a form that this program does not know",
            Content = MovedMembers.ContentOf(
                $"{member.Login}|{member.Name}|{start}|{member.Class}|{member.SchoolId}|{role}|{member.State}", hash),
        };
    }

    private static void Say(Arrivals arrivals, string kind, long id, string name) =>
        arrivals.Lines.Add(new MoveLine(kind, id, name, MoveFate.Changed, "bounds", OtherTexts.Bounded));
}
