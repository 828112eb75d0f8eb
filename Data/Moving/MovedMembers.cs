// Brings in members: those who are here already stay as they are, and their old answers and points become theirs.

namespace MathsSoc.Data;

internal static class MovedMembers
{
    private const string Kind = "members";

    /// <summary>The members' ids here by their ids there; those who are gone here since are left out.</summary>
    public static Dictionary<long, long> Bring(Move move, Dictionary<long, long> schools, Actor actor)
    {
        var ids = new Dictionary<long, long>();
        var added = new List<long>();
        var known = move.Known(MovedRows.Members);
        var logins = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in move.Arrivals.Members)
            if (member.Login is { } login) logins.Add(login);
        var schoolYear = SchoolTime.SchoolYear(move.Now);
        foreach (var member in move.Arrivals.Members)
        {
            if (known.TryGetValue(member.SourceId, out var row) && TakeKnown(move, member, row, ids)) continue;
            if (FindHere(move, member) is { } here)
            {
                ids[member.SourceId] = here.Id;
                move.Outcome.Add(Kind, MoveFate.New, member.SourceId, member.Name, "member-here",
                    "The login is here already and taken for the same person: the account stays as it is, and the old answers and points "
                    + "become its own.");
                move.Note(MovedRows.Members, member.SourceId, here.Id, member.Content);
            }
            else
            {
                var id = Add(move, member, schools, logins, schoolYear);
                if (member.IsQuiet) Members.SetQuiet(move.Sql, id, isQuiet: true);
                if (member.ExtraMinutes > 0) ExtraTime.Set(move.Sql, id, member.ExtraMinutes, actor, move.Now);
                ids[member.SourceId] = id;
                added.Add(id);
                move.Note(MovedRows.Members, member.SourceId, id, member.Content);
            }
        }
        if (added.Count > 0)
        {
            var change = Imports.Begin(move.Sql, actor.MemberId, added.Count, move.Now);
            foreach (var id in added) Imports.Note(move.Sql, change, id);
            move.Outcome.ChangeId = change;
        }
        return ids;
    }

    /// <summary>
    /// The content of a member's row: what it said, then the password's own hash, so that a password that was changed there is seen.
    /// </summary>
    public static string ContentOf(string row, string password) => $"{MovedRows.Hash(row)} {MovedRows.Hash(password)}";

    /// <summary>
    /// False if it is to be asked anew who this is: they were taken for somebody who is here, and that import was undone.
    /// </summary>
    private static bool TakeKnown(Move move, ArrivingMember member, MovedRow row, Dictionary<long, long> ids)
    {
        if (Members.FindCredentials(move.Sql, row.TargetId) is not { } here)
        {
            move.Outcome.Add(Kind, MoveFate.Skipped, member.SourceId, member.Name, "gone",
                "Came before, and was removed here since: stays removed.");
            return true;
        }
        if (row.Content.Length == 0) return false;
        TakeKnown(move, member, row, here, ids);
        return true;
    }

    private static void TakeKnown(Move move, ArrivingMember member, MovedRow row, Credentials here, Dictionary<long, long> ids)
    {
        ids[member.SourceId] = row.TargetId;
        if (IsArchivedByUndo(move, row.TargetId))
        {
            Members.SetState(move.Sql, row.TargetId, MemberState.Active, move.Now);
            move.Outcome.Add(Kind, MoveFate.Changed, member.SourceId, member.Name, "back",
                "Had signed in here before an import was undone, and was archived by that: is active again, with the password used here.");
            return;
        }
        if (row.Content == member.Content)
        {
            move.Outcome.Add(Kind, MoveFate.Same);
            return;
        }
        // A password in this program's own form is not hashed anew when somebody signs in.
        var isUntouched = row.Content.EndsWith(" " + MovedRows.Hash(here.PasswordHash), StringComparison.Ordinal)
            && Members.Find(move.Sql, row.TargetId) is { LastSignInAt: null };
        var isNewPassword = member.PasswordHash.Length > 0 && !row.Content.EndsWith(member.Content[^17..], StringComparison.Ordinal);
        var isOther = row.Content[..16] != member.Content[..16];
        if (isNewPassword && isUntouched)
        {
            Members.SetPassword(move.Sql, row.TargetId, member.PasswordHash);
            move.Outcome.Add(Kind, MoveFate.Changed, member.SourceId, member.Name, "password-changed",
                "Has another password on the earlier site since, and has not signed in here: it is taken.");
            if (isOther) SayOther(move, member);
            move.Note(MovedRows.Members, member.SourceId, row.TargetId, member.Content);
        }
        else
        {
            move.Outcome.Add(Kind, MoveFate.Same);
            SayOther(move, member);
        }
    }

    private static void SayOther(Move move, ArrivingMember member) =>
        move.Outcome.Say(Kind, MoveFate.Skipped, member.SourceId, member.Name, "changed-there",
            "The account was changed on the earlier site since it came: it is left as it is here. Change it by hand if that is wanted.");

    private static bool IsArchivedByUndo(Move move, long id) => move.UndoneTimes.Count > 0
        && Members.Find(move.Sql, id) is { State: MemberState.Archived } here && move.UndoneTimes.Contains(here.StateAt);

    /// <summary>Whoever here is taken for the same person, as was asked for.</summary>
    private static Member? FindHere(Move move, ArrivingMember member)
    {
        if (member.Login is null || Members.FindByLogin(move.Sql, member.Login) is not { } here || here.State == MemberState.Former)
            return null;
        var areStaff = member.Role != Role.Member && here.Role is Role.Teacher or Role.Owner or Role.Editor;
        var isSameName = areStaff || Latin.Fold(here.Name) == Latin.Fold(member.Name);
        if (isSameName) move.Outcome.SameNames++;
        else move.Outcome.OtherNames++;
        return move.Arrivals.Merge switch
        {
            MoveMerge.SameLogin => here,
            MoveMerge.SameName when isSameName => here,
            _ => null,
        };
    }

    private static long Add(
        Move move, ArrivingMember member, Dictionary<long, long> schools, HashSet<string> logins, int schoolYear)
    {
        var (sql, outcome) = (move.Sql, move.Outcome);
        var (login, hash, noPassword) = (member.Login, member.PasswordHash, member.NoPassword);
        if (login is not null && Members.FindByLogin(sql, login) is not null)
        {
            (login, hash, noPassword) = (null, "", "has a login that is somebody’s here");
            outcome.Say(Kind, MoveFate.Changed, member.SourceId, member.Name, "login-taken",
                "Somebody here has this login, so a new one is made. Whether both are one person is a question of the plan.");
        }
        login ??= Logins.Suggest(member.Name, wanted => logins.Contains(wanted) || Members.FindByLogin(sql, wanted) is not null);
        var hasLeft = member.StartYear is { } start && SchoolTime.YearGroup(start, schoolYear) > move.Rules.LastYear;
        var id = Members.Add(sql, new NewMember
        {
            Login = login,
            Name = member.Name,
            DisplayName = member.DisplayName ?? DisplayNames.Initials(member.Name),
            StartYear = member.StartYear,
            Class = member.Class,
            SchoolId = member.SchoolSourceId is { } school && schools.TryGetValue(school, out var here) ? here : null,
            Role = member.Role,
            State = hasLeft ? MemberState.Archived : member.State,
            PasswordHash = hash,
        }, move.Now) ?? throw new InvalidOperationException("A login that was free is taken.");
        outcome.Add(Kind, MoveFate.New);
        if (hasLeft && member.State != MemberState.Archived)
            outcome.Say(Kind, MoveFate.Changed, member.SourceId, member.Name, "left",
                "Would be past the last year group, so arrives archived.");
        if (hash.Length > 0) outcome.Passwords++;
        else
        {
            outcome.Slips++;
            outcome.Say(Kind, MoveFate.Changed, member.SourceId, member.Name, "slip", $"Needs a slip: {noPassword}. The login is {login}.");
        }
        if (member.SchoolSourceId is not null && !schools.ContainsKey(member.SchoolSourceId.Value))
            outcome.Say(Kind, MoveFate.Changed, member.SourceId, member.Name, "no-school", "The school is gone: arrives without one.");
        return id;
    }
}
