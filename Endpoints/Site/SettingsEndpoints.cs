// The settings: what the society is called and looks like, who may join, how long people stay signed in, what is kept for how long; one form, in force at once.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The settings page.</summary>
public sealed record SettingsModel(FormView Form, string? Notice)
{
    /// <summary>The most letters that the form's fields take; the page says so to the browser.</summary>
    public const int MaxName = 60, MaxMotto = 120, MaxAccent = 7, MaxStages = 160;
}

/// <summary>Maps /admin/settings.</summary>
public static class SettingsEndpoints
{
    public static void Map(RouteGroup owner)
    {
        owner.Page("/admin/settings", "settings", Show);
        owner.Post("/admin/settings", "settings.save", Save).WithMetadata(BodyLimit.Settings);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var notice = visit.Query("said") switch
        {
            "saved" => "The settings are saved, and in force from now on.",
            "same" => "Nothing was different, so nothing was changed.",
            _ => null,
        };
        var form = Fill(await visit.Read(Settings.FindSociety), visit.Rules);
        return visit.Page(new Pages_Settings { Frame = visit.Frame, Model = new SettingsModel(form, notice) });
    }

    private static async Task<IResult> Save(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var society = ReadSociety(form);
        var rules = ReadRules(form, visit.Rules.Scoring);
        if (!form.IsGood)
            return visit.Page(new Pages_Settings { Frame = visit.Frame, Model = new SettingsModel(form.View, null) }, StatusCodes.Status422UnprocessableEntity);
        var changed = await visit.Write(sql =>
        {
            var lines = Settings.SetAll(sql, society, rules, visit.Now);
            if (lines.Count > 0) Audit.Add(sql, visit.Actor, "settings.change", visit.Now, "settings", null, string.Join("; ", lines));
            return lines.Count;
        });
        return visit.SeeOther(changed > 0 ? "/admin/settings?said=saved" : "/admin/settings?said=same");
    }

    private static FormView Fill(Society society, Rules rules)
    {
        var form = FillOwn(society, rules);
        ScoreSettings.Fill(form, rules.Scoring);
        return form;
    }

    private static FormView FillOwn(Society society, Rules rules) => new()
    {
        ["name"] = society.Name, ["motto"] = society.Motto, ["accent"] = society.Accent,
        ["open"] = rules.IsOpen ? "1" : "", ["approval"] = Names.Of(rules.Approval), ["domain"] = rules.EmailDomain, ["names"] = rules.ModeratesNames ? "1" : "",
        ["idle"] = Number(rules.IdleMinutes), ["hours"] = Number(rules.SessionHours), ["lasting"] = Number(rules.LastingDays),
        ["stages"] = Rules.Write(rules.KeyStages), ["leavers"] = Number(rules.LeaverMonths), ["audit"] = Number(rules.AuditDays),
    };

    private static Society ReadSociety(FormReader form)
    {
        var name = form.Line("name", "Name", SettingsModel.MaxName);
        var motto = form.Line("motto", "Motto", SettingsModel.MaxMotto, isOptional: true);
        var accent = form.Line("accent", "Colour", SettingsModel.MaxAccent, isOptional: true).ToLowerInvariant();
        if (accent.Length > 0 && Theme.TryMake(accent, out var problem) is null) form.Fail("accent", $"Colour: {problem}");
        return new Society(name, motto, accent, 0);
    }

    /// <summary>
    /// The rules that the form asks for, read in the order of the page; where it is wrong, something stands in for what cannot be read, and is never saved.
    /// </summary>
    private static Rules ReadRules(FormReader form, ScoreRules scoring)
    {
        int Read(string field, string label, Bounds bounds) => form.Number(field, label, bounds.Least, bounds.Most) ?? bounds.Least;

        var isOpen = form.Ticked("open");
        var approval = form.One<Approval>("approval", "Who waits for a teacher’s yes") ?? Approval.Everybody;
        var domain = form.Line("domain", "E-mail domain", EmailDomains.MaxLength + 1, isOptional: true);
        if (domain.Length > 0)
        {
            (var parsed, var problem) = EmailDomains.Parse(domain);
            if (problem is not null) form.Fail("domain", $"E-mail domain: {problem}");
            domain = parsed ?? "";
        }
        var moderatesNames = form.Ticked("names");
        var newScoring = ScoreSettings.Read(form, scoring);
        var idle = Read("idle", "Minutes without a page, after which somebody is signed out", Rules.IdleBounds);
        var hours = Read("hours", "Hours after which somebody is signed out in any case", Rules.HoursBounds);
        var lasting = Read("lasting", "Days for those who tick “Stay signed in on this device”", Rules.LastingBounds);
        var stages = Rules.ParseKeyStages(form.Line("stages", "Key stages", SettingsModel.MaxStages));
        if (stages is null)
            form.Fail("stages", $"Key stages: one to eight names with their years, with commas, rising, none twice: {Rules.Write(Rules.Default.KeyStages)}. Years are from 0 to 14.");
        var leavers = Read("leavers", "Months after leaving, until what is known of somebody is removed", Rules.LeaverBounds);
        var audit = Read("audit", "Days the audit is kept", Rules.AuditBounds);
        return new Rules(isOpen, approval, domain, moderatesNames, idle, hours, lasting, stages ?? Rules.Default.KeyStages, leavers, audit) with { Scoring = newScoring };
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
