// Brings in schools: by name into those that are here, otherwise as new ones.
using Dapper;

namespace MathsSoc.Data;

internal static class MovedSchools
{
    private const string Kind = "schools";

    /// <summary>The schools' ids here by their ids there.</summary>
    public static Dictionary<long, long> Bring(Move move)
    {
        var ids = new Dictionary<long, long>();
        var known = move.Known(MovedRows.Schools);
        foreach (var school in move.Arrivals.Schools)
        {
            if (known.TryGetValue(school.SourceId, out var row))
            {
                ids[school.SourceId] = row.TargetId;
                move.Outcome.Add(Kind, MoveFate.Same);
                continue;
            }
            var present = Find(move.Sql, school.Name);
            if (present is { } joined)
            {
                ids[school.SourceId] = joined;
                move.Outcome.Add(Kind, MoveFate.New, school.SourceId, school.Name, "school-here",
                    "A school of this name is here already: its pupils join that one.");
            }
            else ids[school.SourceId] = Add(move, school);
            // Without content it is a school that was here before, which no undo removes.
            move.Note(MovedRows.Schools, school.SourceId, ids[school.SourceId], present is null ? school.Content : "");
        }
        return ids;
    }

    private static long? Find(Sql sql, string name) =>
        sql.ExecuteScalar<long?>("SELECT id FROM schools WHERE name = @name", new { name });

    private static long Add(Move move, ArrivingSchool school)
    {
        var id = Schools.Add(move.Sql, school.Name, school.EmailDomain, school.JoinedAt, school.Town);
        if (id is null)
        {
            // The name is free, so it is the domain that another school has.
            id = Schools.Add(move.Sql, school.Name, null, school.JoinedAt, school.Town);
            move.Outcome.Say(Kind, MoveFate.Changed, school.SourceId, school.Name, "domain-taken",
                "Another school has its e-mail domain, so it arrives without one.");
        }
        move.Outcome.Add(Kind, MoveFate.New);
        if (school.IsGuest && id is { } added) Schools.SetGuest(move.Sql, added, isGuest: true, move.Now);
        return id ?? throw new InvalidOperationException("A school whose name is free was not added.");
    }
}
