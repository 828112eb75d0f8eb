// Challenges for tests that go through pages: stored as an author would have left them, and answered through their own forms.
using System.Globalization;
using AngleSharp.Dom;
using Dapper;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

/// <summary>A challenge in a site's database, with the ids of its parts in order.</summary>
public sealed record Problem(long Id, IReadOnlyList<long> Parts)
{
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/challenges/{Id}");
}

/// <summary>Builds challenges and answers them.</summary>
public static class Problems
{
    /// <summary>A challenge with one part whose answer is 21, open since an hour ago, without an end.</summary>
    public static Problem AddProblem(this Site site, Func<Challenge, Challenge>? with = null, params Part[] parts)
    {
        using var db = site.OpenDatabase();
        return db.Write(sql =>
        {
            var draft = Challenge.Draft(ScoreRules.Default, null, "A. Teacher") with
            {
                Title = "Handshakes", Body = "How many are there among $7$ guests?", IsDraft = false,
            };
            var challenge = (with ?? (one => one))(draft.ReleasedOn(site.Now - 3600, null, null));
            var id = Challenges.Add(sql, challenge, site.Now, Endpoints.ChallengeBundles.Slug(challenge.Title));
            var ids = Parts.Save(sql, id, parts.Length > 0 ? parts : [Part.New("", "21")], site.Now);
            if (challenge.SolutionShownAt is { } shown) Challenges.ShowSolution(sql, id, shown);
            return new Problem(id, ids);
        });
    }

    /// <summary>Loads the challenge's page and sends an answer through the part's form.</summary>
    public static async Task<PageResponse> AnswerAsync(this Person who, Problem problem, int part, string text)
    {
        var page = await who.GetAsync(problem.Path);
        return await who.PostAsync($"{problem.Path}/answer", page.FormOf(problem.Parts[part], text));
    }

    /// <summary>The fields that a part's form sends with this text; the test fails if the part has no form.</summary>
    public static (string Name, string Value)[] FormOf(this PageResponse page, long part, string text)
    {
        var form = page.PartOf(part).QuerySelector("form.answer");
        Assert.True(form is not null, $"There is no form for part {part}: {page.Text}");
        var hidden = form.QuerySelectorAll("input[type=hidden]").
            Select(input => (input.GetAttribute("name")!, input.GetAttribute("value")!));
        return [.. hidden, ("answer", text)];
    }

    public static IElement PartOf(this PageResponse page, long part) =>
        page.Page.QuerySelector($"#part-{part}")
        ?? throw new InvalidOperationException($"There is no part {part} on {page.Path}: {page.Status}");

    /// <summary>The text of a part's section, with runs of white space made one space.</summary>
    public static string TextOf(this PageResponse page, long part) =>
        string.Join(' ', page.PartOf(part).TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// Shows the solution as an author's button would, and makes the site itself write once, so that it reads again at once.
    /// </summary>
    public static async Task ShowSolutionAsync(this Site site, Problem problem)
    {
        using (var db = site.OpenDatabase()) Assert.True(db.Write(sql => Challenges.ShowSolution(sql, problem.Id, site.Now)));
        await site.Visit(Seed.Pupil($"passer-by {problem.Id}")).PostAsync("/logout");
    }

    /// <summary>The one value that a query of text has.</summary>
    public static string? Read(this Site site, string query)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => sql.ExecuteScalar<string>(query));
    }

    public static long Count(this Site site, string query)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => sql.ExecuteScalar<long>(query));
    }
}
