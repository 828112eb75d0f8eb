// Puts people into a test's database: members of every role and state, and sessions without the cost of checking a password.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Tests.Support;

/// <summary>Builds members. A test that needs another value writes it: <c>Seed.Pupil("ada") with { Class = "9B" }</c>.</summary>
public static class Seed
{
    /// <summary>The password of every seeded member.</summary>
    public const string Password = "a long pass phrase";

    /// <summary>Its hash, computed once for all tests of a run.</summary>
    private static readonly Lazy<string> Hash = new(() => Passwords.Hash(Password));

    /// <summary>An active pupil in year 9 of the school year 2026, whose name is the login with a capital and a surname.</summary>
    public static NewMember Pupil(string login) => Person(login, Role.Member) with { StartYear = 2024 };

    /// <summary>An active member of any role.</summary>
    public static NewMember Person(string login, Role role) => new()
    {
        Login = login,
        Name = $"{char.ToUpperInvariant(login[0])}{login[1..]} Seeded",
        DisplayName = DisplayNames.Initials($"{char.ToUpperInvariant(login[0])} Seeded"),
        Role = role,
        State = MemberState.Active,
        PasswordHash = Hash.Value,
    };

    /// <summary>Adds a member and returns the id.</summary>
    public static long Add(this Db db, NewMember member, long now = 1) => db.Write(sql => Members.Add(sql, member, now))
        ?? throw new InvalidOperationException($"The login {member.Login} is taken.");

    /// <summary>Begins a session at <paramref name="now"/> and returns the cookie's token.</summary>
    public static string SignIn(this Db db, long memberId, long now) =>
        db.Write(sql => Sessions.Begin(sql, memberId, "A test", false, now + 12 * 3600, now));

    /// <summary>A site with an owner ("head"); the home page is then the society's.</summary>
    public static void Owner(this Site site)
    {
        using var db = site.OpenDatabase();
        db.Add(Person("head", Role.Owner));
    }

    /// <summary>Adds a member and visits as them: signed in, without the cost of checking a password.</summary>
    public static Person Visit(this Site site, NewMember member)
    {
        using var db = site.OpenDatabase();
        return site.VisitAs(db.Add(member));
    }

    /// <summary>The start year of a pupil who is in a year group now, by the site's own clock.</summary>
    public static long StartYear(this Site site, int yearGroup) => SchoolTime.StartYear(yearGroup, SchoolTime.SchoolYear(site.Now));

    /// <summary>Visits as a member who exists already.</summary>
    public static Person VisitAs(this Site site, long memberId)
    {
        using var db = site.OpenDatabase();
        return new Person(site, db.SignIn(memberId, site.Now), memberId);
    }

    /// <summary>Makes the site itself write once, so that it reads again at once what a test has put into its database.</summary>
    public static async Task WakeAsync(this Site site) => Assert.Equal(HttpStatusCode.OK,
        (await site.Visit(Person($"wake{Guid.NewGuid():N}", Role.Teacher)).PostAsync("/logout")).Status);
}
