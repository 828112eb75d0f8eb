// Removes what is personal from a former member: the rule of every table in one place; a table with something personal adds its line here.
using Dapper;

namespace MathsSoc.Data;

/// <summary>
/// Makes former members. <see cref="PersonalData"/> lists what was held about them; <see cref="Retention"/> decides when this happens.
/// </summary>
public static class Anonymisation
{
    /// <summary>
    /// Removes what is personal: names, login, password, class, school, sessions, links, the members' lines of changes. Points and
    /// completed challenges stay, under the name <see cref="Members.FormerName"/>. False if this is the last owner.
    /// </summary>
    public static bool Apply(Sql sql, long id, long now)
    {
        if (!Members.SetState(sql, id, MemberState.Former, now)) return false;
        Articles.Forget(sql, id);
        sql.Execute("""
            UPDATE members SET login = 'former ' || id, name = @former, display_name = @former, display_key = NULL, wanted_name = NULL,
                start_year = NULL, class = '', school_id = NULL, role = 'member', password_hash = '', notice_version = NULL,
                join_code_id = NULL, search_text = '', last_sign_in_at = NULL, news_seen_at = NULL, news_hidden_at = NULL,
                coordinator_at = NULL
            WHERE id = @id
            """, new { former = Members.FormerName, id });
        Sessions.EndAll(sql, id);
        PasswordLinks.RemoveAll(sql, id);
        Changes.Forget(sql, id);
        Invitations.Forget(sql, id);
        CompetitionSchools.Forget(sql, id);
        Attempts.Forget(sql, id);
        ExtraTime.Remove(sql, id);
        Allowances.Forget(sql, id);
        Challenges.Forget(sql, id);
        OwnPages.Forget(sql, id);
        OwnParts.Forget(sql, id);
        Audit.Forget(sql, id);
        return true;
    }
}
