// Which board an address means: key stage, period, class, page, and for staff whether to see a frozen board live.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The current periods; <c>Term</c> is null in the holidays.</summary>
public sealed record Periods(Period Week, Period? Term, Period Year)
{
    /// <summary>The periods that contain this instant.</summary>
    public static Periods At(ScoreRules rules, long now)
    {
        var day = DateOnly.FromDateTime(SchoolTime.Local(now));
        return new Periods(Period.Week(day), rules.TermOf(day)?.Period, Period.Year(SchoolTime.SchoolYear(now)));
    }
}

/// <summary>A board as an address names it: <c>/leaderboard?stage=KS3&amp;period=week&amp;class=9B&amp;page=2</c>.</summary>
/// <param name="PeriodName"><c>week</c>, <c>term</c>, <c>year</c>, <c>all</c>, or the key of an earlier period, such as 20251.</param>
/// <param name="Class">Staff choose among all classes, pupils see that of <see cref="Leaderboard.FindClass"/>; empty for everybody.</param>
/// <param name="IsLive">Whether to show a frozen board as it is now; only for staff.</param>
public sealed record BoardChoice(string Stage, string PeriodName, Period Period, string Class, bool IsLive, int Page)
{
    private const int MaxPages = 2000, MaxClass = 40;
    private const string Year = "year";

    /// <summary>The school that the class is of; null: of every school.</summary>
    public long? SchoolId { get; init; }

    /// <summary>Reads the query of a page, or the fields of a form. Invalid values are ignored and the default is used.</summary>
    /// <param name="own">The class whose board the reader may see, if they are not staff.</param>
    public static BoardChoice Read(Visit visit, Periods now, bool isStaff, BoardClass own)
    {
        string Value(string name)
        {
            var text = (visit.IsView ? visit.Context.Request.Query[name] : visit.Form[name]).ToString().Trim();
            return text.Length <= MaxClass ? text : text[..MaxClass];
        }

        var stage = "";
        foreach (var known in visit.Rules.KeyStages)
            if (known.Name.Equals(Value("stage"), StringComparison.OrdinalIgnoreCase)) stage = known.Name;
        var name = Value("period");
        Period? period = name switch
        {
            "week" => now.Week,
            "term" => now.Term,
            "all" => Period.AllTime,
            _ => Period.Parse(name),
        };
        if (period is null || period == now.Year) name = Year;
        var className = ClassNames.Fold(Latin.Compose(Value("class")));
        if (!isStaff && className != own.Name) className = "";
        var isLive = isStaff && Value("view") == "live";
        return new BoardChoice(stage, name, period ?? now.Year, className, isLive, Rules.Whole(Value("page"), 1, MaxPages) ?? 1)
        {
            SchoolId = isStaff || className.Length == 0 ? null : own.SchoolId,
        };
    }

    /// <summary>The board; <paramref name="frozen"/> is when boards were frozen, null if they are not.</summary>
    public Board Board(long? frozen) => new(Period, Stage, Class, IsLive ? null : frozen, SchoolId);

    /// <summary>The address of the page that shows this choice.</summary>
    public string Path
    {
        get
        {
            var path = new System.Text.StringBuilder("/leaderboard");
            var mark = '?';
            foreach (var (name, value) in Fields)
            {
                path.Append(mark).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                mark = '&';
            }
            if (Page > 1) path.Append(mark).Append("page=").Append(Page);
            return path.ToString();
        }
    }

    /// <summary>The choice as form fields, without the page number.</summary>
    public List<(string Name, string Value)> Fields
    {
        get
        {
            var fields = new List<(string, string)>();
            if (Stage.Length > 0) fields.Add(("stage", Stage));
            if (PeriodName != Year) fields.Add(("period", PeriodName));
            if (Class.Length > 0) fields.Add(("class", Class));
            if (IsLive) fields.Add(("view", "live"));
            return fields;
        }
    }

    /// <summary>The classes that staff choose from: those in <paramref name="known"/>, and the one that the address names.</summary>
    public List<Choice> Classes(List<string> known)
    {
        var classes = new List<Choice> { new("", "Every class") };
        foreach (var name in known) classes.Add(new Choice(name, name));
        if (!classes.Exists(one => one.Value == Class)) classes.Add(new Choice(Class, Class));
        return classes;
    }

    /// <summary>
    /// The previous period of the same kind; null if there is none, or it is before the earliest year the society can have.
    /// </summary>
    public Period? Earlier(ScoreRules rules)
    {
        switch (Period.Kind)
        {
            case PeriodKind.Week: return Data.Period.Week(Period.Monday!.Value.AddDays(-7));
            case PeriodKind.Year: return Data.Period.Year((int)Period.Key - 1);
            case PeriodKind.Term:
                var (year, index) = ((int)(Period.Key / 10), (int)(Period.Key % 10));
                if (index > 1) return Data.Period.Term(year, index - 1);
                return Terms.Of(rules.TermDates, year - 1) is { Count: > 0 } terms ? terms[^1].Period : null;
            default: return null;
        }
    }
}
