// A change to many members is undone, and one member is looked at, straight in the database.
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

public static class ChangedMembers
{
    public static readonly Actor Somebody = new(null, "a test");

    public static UndoOutcome? Undo(this Db db, ChangeOutcome outcome, long now = 200) =>
        db.Write(sql => MemberChanges.Undo(sql, Somebody, outcome.ChangeId!.Value, now));

    public static Member Get(this Db db, long id) => db.Read(sql => Members.Find(sql, id))!;
}
