// What a new society does once, found from what its database holds: nothing is kept about steps that were taken.
using Dapper;

namespace MathsSoc.Data;

/// <summary>How much there is of what an owner's first steps lead to.</summary>
/// <param name="Names">1 if the society has a name of its own, else 0.</param>
/// <param name="Challenges">1 if there is a challenge in any state, else 0.</param>
/// <param name="Published">1 if one of them is not a draft, else 0.</param>
/// <param name="Pupils">1 if there is a join code or a pupil, else 0.</param>
/// <param name="Owners">Active owners.</param>
public sealed record FirstSteps(long Names, long Challenges, long Published, long Pupils, long Owners)
{
    /// <summary>
    /// Whether the society is on its way. A second owner does not count: what needs attention says by itself when there is none.
    /// </summary>
    public bool AreTaken => Names > 0 && Published > 0 && Pupils > 0;

    /// <summary>What there is now.</summary>
    public static FirstSteps Find(Sql sql) => sql.QueryFirst<FirstSteps>($"""
        SELECT EXISTS (SELECT 1 FROM settings WHERE name = 'society.name' AND value NOT IN ('', @usual)) AS names,
            EXISTS (SELECT 1 FROM challenges) AS challenges, EXISTS (SELECT 1 FROM challenges WHERE is_draft = 0) AS published,
            (EXISTS (SELECT 1 FROM join_codes) OR EXISTS (SELECT 1 FROM members m WHERE {MemberRules.ActivePupil})) AS pupils,
            (SELECT count(*) FROM members m WHERE {MemberRules.ActiveOwner}) AS owners
        """, new { usual = Society.Default.Name });
}
