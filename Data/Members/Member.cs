// One member as the members table has it, a member to be added, and the words for roles and states.
namespace MathsSoc.Data;

/// <summary>What a member may do; the database has its name in lower case. Each role may do more than the one before it.</summary>
public enum Role { Member, Coordinator, Editor, Teacher, Owner }

/// <summary>
/// From waiting for a teacher's approval, through active, to archived (left the society), leaving (has asked to be deleted, may still come
/// back) and former (nothing personal is left). Only active members take part; leaving members may sign in to change their mind.
/// </summary>
public enum MemberState { Waiting, Active, Archived, Leaving, Former }

/// <summary>One member. Times are unix seconds.</summary>
public sealed record Member
{
    public required long Id { get; init; }

    /// <summary>In lower case; see <see cref="Logins"/>.</summary>
    public required string Login { get; init; }

    /// <summary>The full name, for staff only.</summary>
    public required string Name { get; init; }

    /// <summary>The only name that other members see.</summary>
    public required string DisplayName { get; init; }

    /// <summary>An alias that waits for approval; null: none.</summary>
    public required string? WantedName { get; init; }

    /// <summary>The year whose September began year 7; null: not a pupil. See <see cref="SchoolTime"/>.</summary>
    public required long? StartYear { get; init; }

    /// <summary>Empty: none.</summary>
    public required string Class { get; init; }

    /// <summary>Null: none.</summary>
    public required long? SchoolId { get; init; }

    /// <summary>Whether the school is a guest; false without a school.</summary>
    public bool IsOfGuestSchool { get; init; }

    public required Role Role { get; init; }
    public required MemberState State { get; init; }

    /// <summary>When the state began.</summary>
    public required long StateAt { get; init; }

    /// <summary>Not on the boards, but still earning points.</summary>
    public required bool IsQuiet { get; init; }

    /// <summary>False until a first password is set by a one-time link.</summary>
    public required bool HasPassword { get; init; }

    /// <summary>The privacy notice that the member has seen; null: none.</summary>
    public required long? NoticeVersion { get; init; }

    public required long CreatedAt { get; init; }

    /// <summary>Null: never signed in.</summary>
    public required long? LastSignInAt { get; init; }
}

/// <summary>A member to be added.</summary>
public sealed record NewMember
{
    public required string Login { get; init; }
    public required string Name { get; init; }

    /// <summary>A wish: if it is taken the next free name is used ("AB", "AB2").</summary>
    public required string DisplayName { get; init; }

    /// <summary>An alias that waits for approval; null: none.</summary>
    public string? WantedName { get; init; }

    /// <summary>Null: not a pupil.</summary>
    public long? StartYear { get; init; }

    /// <summary>Empty: none.</summary>
    public string Class { get; init; } = "";

    /// <summary>Null: none.</summary>
    public long? SchoolId { get; init; }

    public required Role Role { get; init; }
    public required MemberState State { get; init; }

    /// <summary>Empty: the member cannot sign in until a one-time link has been used.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>Null: the member has not seen the privacy notice.</summary>
    public long? NoticeVersion { get; init; }

    /// <summary>Null: the member joined without a code.</summary>
    public long? JoinCodeId { get; init; }

    /// <summary>An owner, whose display name are the initials.</summary>
    public static NewMember Owner(string login, string name, string passwordHash) => new()
    {
        Login = login,
        Name = name,
        DisplayName = DisplayNames.Initials(name),
        Role = Role.Owner,
        State = MemberState.Active,
        PasswordHash = passwordHash,
    };
}

/// <summary>What is needed to check a password.</summary>
public sealed record Credentials(long MemberId, string PasswordHash, MemberState State);
