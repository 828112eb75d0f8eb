// The settings page: one form with every setting of the society, which applies as soon as it is saved.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The settings page.</summary>
public sealed record SettingsModel(FormView Form, string? Notice);

/// <summary>Maps /admin/settings.</summary>
public static class SettingsEndpoints
{
    public static void Map(RouteGroup owner)
    {
        owner.Page("/admin/settings", "settings", Show);
        owner.Post("/admin/settings", "settings.save", Save).WithMetadata(BodyLimit.Settings, FilledForm.Shown);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var notice = visit.Query("said") switch
        {
            "saved" => "The settings are saved, and in force from now on.",
            "same" => "Nothing was different, so nothing was changed.",
            _ => null,
        };
        var form = SettingsForm.Fill(await visit.Read(Settings.Find));
        return visit.Page(new Pages_Settings { Frame = visit.Frame, Model = new SettingsModel(form, notice) });
    }

    private static async Task<IResult> Save(Visit visit)
    {
        var form = new FormReader(visit.Form);
        // The form sets the society's whole name and look, so only the current rules are needed to read it, and those are in memory.
        var values = SettingsForm.Read(form, SettingValues.Default with { Rules = visit.Rules });
        if (!form.IsGood)
        {
            var page = new Pages_Settings { Frame = visit.Frame, Model = new SettingsModel(form.View, null) };
            return visit.Page(page, StatusCodes.Status422UnprocessableEntity);
        }
        var changed = await visit.Write(sql =>
        {
            var lines = Settings.SetAll(sql, values, visit.Now);
            if (lines.Count > 0) Audit.Add(sql, visit.Actor, "settings.change", visit.Now, "settings", null, string.Join("; ", lines));
            return lines.Count;
        });
        return visit.SeeOther(changed > 0 ? "/admin/settings?said=saved" : "/admin/settings?said=same");
    }
}
