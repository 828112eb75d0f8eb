// How many members one form may be for.
namespace MathsSoc.Endpoints;

/// <summary>The bounds; the pages show them before too many are ticked.</summary>
public static class MemberLimits
{
    /// <summary>The most members that one change may have.</summary>
    public const int MaxChanged = 1000;

    /// <summary>The most login slips made at once.</summary>
    public const int MaxSlips = 200;

    /// <summary>The most people who may join with one code, and the most days that it may work.</summary>
    public const int MaxCodeUses = 2000, MaxCodeDays = 365;

    /// <summary>What a form for a new code begins with.</summary>
    public const string UsualCodeUses = "40", UsualCodeDays = "14";
}
