// Converts between a competition and the fields of its form.
using MathsSoc.Data;
using MathsSoc.Web;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>Fills, reads and compares the form.</summary>
internal static class CompetitionForm
{
    /// <summary>The buttons.</summary>
    public const string Save = "save", Preview = "preview";

    /// <summary>A competition that is not stored yet, with the society's key stages as its divisions.</summary>
    public static Competition Blank(Rules rules) => new()
    {
        OpensAt = 0, ClosesAt = 0, EnrolFrom = 0, EnrolUntil = 0, Divisions = Rules.Write(rules.KeyStages), LeastPupils = 3,
    };

    /// <summary>The form of a new competition, with a key of its own.</summary>
    public static FormView Empty(Rules rules, long now)
    {
        var form = Fill(Blank(rules));
        (form["opens"], form["closes"], form["enrol_until"]) = ("", "", "");
        form["enrol_from"] = FormReader.InstantText(now);
        form["key"] = FormKey.New();
        return form;
    }

    /// <summary>The form of a competition as it is stored.</summary>
    public static FormView Fill(Competition one) => new()
    {
        ["title"] = one.Title,
        ["body"] = one.Body,
        ["fairness"] = one.Fairness,
        ["opens"] = FormReader.InstantText(one.OpensAt),
        ["closes"] = FormReader.InstantText(one.ClosesAt),
        ["enrol_from"] = FormReader.InstantText(one.EnrolFrom),
        ["enrol_until"] = FormReader.InstantText(one.EnrolUntil),
        ["time_kind"] = EnumText.Of(one.TimeKind),
        ["minutes"] = $"{one.Minutes}",
        ["divisions"] = one.Divisions,
        ["formula"] = EnumText.Of(one.Formula),
        ["best_of"] = $"{one.BestOf}",
        ["least_pupils"] = $"{one.LeastPupils}",
        ["formula_reason"] = one.FormulaReason,
        ["holds_verdicts"] = one.HoldsVerdicts ? "1" : "",
        ["counts"] = one.CountsForSociety ? "1" : "",
        ["public"] = one.IsPublic ? "1" : "",
        ["version"] = $"{one.Version}",
    };

    /// <summary>Reads the sent form; what it has no field for stays as in <paramref name="stored"/>.</summary>
    public static (Competition One, FormReader Form) Read(IFormCollection sent, Competition stored)
    {
        var form = new FormReader(sent);
        form.View["key"] = FormKey.Of(sent);
        form.View["version"] = sent["version"].ToString();
        long? Stored(long at) => stored.Id > 0 ? at : null;
        var one = stored with
        {
            Title = form.Line("title", "Title", CompetitionChanges.MaxTitle),
            Body = form.Text("body", "About", CompetitionChanges.MaxText, isOptional: true),
            Fairness = form.Text("fairness", "Fairness", CompetitionChanges.MaxText, isOptional: true),
        };
        var opens = form.Instant("opens", "Opens", stored: Stored(stored.OpensAt));
        var closes = form.Instant("closes", "Closes", stored: Stored(stored.ClosesAt));
        var enrolFrom = form.Instant("enrol_from", "Enrolment begins", stored: Stored(stored.EnrolFrom));
        var enrolUntil = form.Instant("enrol_until", "Enrolment ends", stored: Stored(stored.EnrolUntil));
        one = ReadWindow(form, one) with
        {
            OpensAt = opens ?? stored.OpensAt,
            ClosesAt = closes ?? stored.ClosesAt,
            EnrolFrom = enrolFrom ?? stored.EnrolFrom,
            EnrolUntil = enrolUntil ?? stored.EnrolUntil,
        };
        var divisions = form.Line("divisions", "Divisions", 200);
        if (divisions.Length > 0 && Rules.ParseKeyStages(divisions) is null)
        {
            form.Fail("divisions", "Divisions: one to eight names with their year groups, ascending and without overlap, "
                + "such as Junior 7-9, Senior 10-13.");
        }
        one = one with
        {
            Divisions = Rules.ParseKeyStages(divisions) is { } list ? Rules.Write(list) : stored.Divisions,
            Formula = form.One<SchoolFormula>("formula", "Score of a school") ?? stored.Formula,
            BestOf = form.Number("best_of", "How many count", 1, CompetitionChanges.MaxCounted) ?? stored.BestOf,
            LeastPupils = form.Number("least_pupils", "Fewest pupils", 1, CompetitionChanges.MaxCounted) ?? stored.LeastPupils,
            FormulaReason = form.Line("formula_reason", "Why the formula changes", CompetitionChanges.MaxReason, isOptional: true),
            HoldsVerdicts = form.Ticked("holds_verdicts"),
            CountsForSociety = form.Ticked("counts"),
            IsPublic = form.Ticked("public"),
            Version = FormReader.IdIn(form.View["version"]) ?? -1,
        };
        return (one, form);
    }

    private static Competition ReadWindow(FormReader form, Competition one)
    {
        var kind = form.One<TimeKind>("time_kind", "Window") ?? one.TimeKind;
        // Read whatever the kind, so that the field keeps its text.
        var minutes = form.Line("minutes", "Minutes", 5, isOptional: true);
        if (kind != TimeKind.Personal) return one with { TimeKind = kind, Minutes = null };
        var whole = Rules.Whole(minutes, 1, CompetitionChanges.MaxMinutes);
        if (whole is null) form.Fail("minutes", $"Minutes: a whole number from 1 to {CompetitionChanges.MaxMinutes}, please.");
        return one with { TimeKind = kind, Minutes = whole ?? one.Minutes ?? 60 };
    }

    /// <summary>
    /// What saving <paramref name="typed"/> now would change of what somebody else has saved as <paramref name="stored"/>.
    /// </summary>
    public static List<string> Differences(Competition stored, Competition typed)
    {
        var (theirs, yours) = (Fill(stored), Fill(typed));
        var list = new List<string>();
        foreach (var (field, label) in Labels)
        {
            if (theirs[field] == yours[field]) continue;
            list.Add(field is "body" or "fairness" ? $"{label}: the text differs"
                : field is "holds_verdicts" or "counts" or "public" ? $"{label}: {(yours.IsTicked(field) ? "ticked" : "not ticked")}"
                : $"{label}: {Shown(theirs[field])} becomes {Shown(yours[field])}");
        }
        return list;
    }

    private static string Shown(string text) => text.Length == 0 ? "nothing" : $"“{text}”";

    private static readonly (string Field, string Label)[] Labels =
    [
        ("title", "Title"), ("body", "About"), ("fairness", "Fairness"), ("opens", "Opens"), ("closes", "Closes"),
        ("enrol_from", "Enrolment begins"), ("enrol_until", "Enrolment ends"), ("time_kind", "Window"), ("minutes", "Minutes"),
        ("divisions", "Divisions"), ("formula", "Score of a school"), ("best_of", "How many count"), ("least_pupils", "Fewest pupils"),
        ("formula_reason", "Why the formula changes"), ("holds_verdicts", "Right or wrong is shown at the close"),
        ("counts", "Counts for the society"), ("public", "Visitors may read the tables"),
    ];
}
