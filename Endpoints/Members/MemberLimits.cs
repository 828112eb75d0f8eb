// How many members one form may be about.
namespace MathsSoc.Endpoints;

/// <summary>The bounds; the pages name them before anybody ticks too many.</summary>
public static class MemberLimits
{
    /// <summary>The most members that one change may be about.</summary>
    public const int MaxChanged = 1000;

    /// <summary>The most login slips made at once.</summary>
    public const int MaxSlips = 200;
}
