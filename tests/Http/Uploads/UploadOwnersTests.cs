// Who sees a file: whoever may see something that shows it, over the kinds of owner, their states and all viewers; and how long it stays.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class UploadOwnersTests
{
    // In Seen stands who sees the file: V(isitor), L(eaving member), P(upil), C(oordinator), E(ditor), T(eacher).
    [Fact]
    public async Task A_file_is_there_for_those_who_may_see_what_shows_it_and_for_nobody_else()
    {
        await using var site = await Site.StartAsync();
        var now = site.Now;
        var open = Challenge.Draft(ScoreRules.Default, null, "Ed") with { IsDraft = false, ReleasedAt = now - 100 };
        var published = Newsletters.Draft with { IsDraft = false, PublishedAt = now - 100 };
        var members = published with { Audience = Audience.Members };
        (string Name, Challenge? Challenge, Article? Article, Place Place, string Seen)[] cases =
        [
            ("draft challenge", open with { IsDraft = true }, null, Place.Text, "ET"),
            ("scheduled challenge", open with { ReleasedAt = now + 3600 }, null, Place.Text, "ET"),
            ("open challenge", open, null, Place.Text, "PCET"),
            ("open challenge that does not show it", open, null, Place.None, "ET"),
            ("hidden solution", open, null, Place.Other, "ET"),
            ("shown solution", open with { SolutionShownAt = now - 10 }, null, Place.Other, "PCET"),
            ("locked challenge", open with { LockedAt = now - 10 }, null, Place.Text, "PCET"),
            ("draft article", null, published with { IsDraft = true }, Place.Text, "ET"),
            ("scheduled article", null, published with { PublishedAt = now + 3600 }, Place.Text, "ET"),
            ("article", null, published with { Kind = ArticleKind.Article }, Place.Text, "VLPCET"),
            ("article that does not show it", null, published, Place.None, "ET"),
            ("unlisted article", null, published with { UnlistedAt = now - 10 }, Place.Text, "VLPCET"),
            ("members' article", null, members, Place.Text, "PCET"),
            ("members' scheduled article", null, members with { PublishedAt = now + 3600 }, Place.Text, "ET"),
            ("draft newsletter", null, published with { IsDraft = true }, Place.Other, "ET"),
            ("scheduled newsletter", null, published with { PublishedAt = now + 3600 }, Place.Other, "ET"),
            ("newsletter", null, published, Place.Other, "VLPCET"),
            ("members' newsletter", null, members, Place.Other, "PCET"),
            ("draft challenge and newsletter", open with { IsDraft = true }, published, Place.Text, "VLPCET"),
            ("open challenge and scheduled article", open, published with { PublishedAt = now + 3600 }, Place.Text, "PCET"),
        ];
        var folder = Directory.CreateDirectory(Path.Combine(site.Folder, "uploads")).FullName;
        var files = new List<(string Name, string Hash, string Seen)>();
        using (var db = site.OpenDatabase())
            foreach (var (name, challenge, article, place, seen) in cases)
            {
                var bytes = System.Text.Encoding.UTF8.GetBytes($"%PDF-1.7\n{name}");
                var hash = UploadFolder.HashOf(bytes);
                File.WriteAllBytes(Path.Combine(folder, hash), bytes);
                db.Write(sql => Add(sql, name, hash, bytes.Length, challenge, article, place, now));
                files.Add((name, hash, seen));
            }

        var leaving = site.Visit(Seed.Pupil("lee"));
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute("UPDATE members SET state = 'leaving', state_at = @now WHERE id = @id",
                new { now, id = leaving.MemberId }));
        (char Letter, Person Person)[] viewers =
        [
            ('V', new Person(site)), ('L', leaving), ('P', site.Visit(Seed.Pupil("ada"))),
            ('C', site.Visit(Seed.Person("co", Role.Coordinator))), ('E', site.Visit(Seed.Person("ed", Role.Editor))),
            ('T', site.Visit(Seed.Person("tea", Role.Teacher))),
        ];
        foreach (var (name, hash, seen) in files)
            foreach (var (letter, viewer) in viewers)
            {
                var answer = await viewer.SendAsync(HttpMethod.Get, $"/uploads/{hash}.pdf");
                var status = answer.Status;
                var expected = seen.Contains(letter, StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.NotFound;
                Assert.True(expected == status, $"{name} for {letter}: {status}");
                // What is for everybody is shown in the pages of others too, such as those of a feed reader; all else is not.
                var isForAll = status == HttpStatusCode.OK && letter is 'V' or 'L';
                Assert.Equal(isForAll ? "cross-origin" : "same-origin",
                    Assert.Single(answer.Response.Headers.GetValues("Cross-Origin-Resource-Policy")));
            }
    }

    [Fact]
    public async Task A_newsletters_file_stays_when_a_challenges_picture_is_removed()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var page = site.AddNewsletter();
        var pdf = Newsletters.Pdf(5000);
        Assert.Equal(HttpStatusCode.SeeOther, (await editor.SendPdfAsync(page, pdf)).Status);
        var hash = UploadFolder.HashOf(pdf);
        var (challenge, picture) = (await editor.BeginAsync("Triangles"), Pictures.Png(3));
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(picture), "file", "x.png" }, { new StringContent("A triangle."), "alt" },
        };
        Assert.Equal(HttpStatusCode.SeeOther, (await editor.PostFormAsync($"{challenge}/uploads", form)).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await editor.PostFileAsync($"{challenge}/uploads", "same.pdf", pdf)).Status);
        foreach (var removed in new[] { UploadFolder.HashOf(picture), hash })
            await editor.WriteAsync(challenge, $"drop-{removed}");
        Assert.Equal([hash], site.Uploads());
        Assert.Equal(pdf, await (await editor.GetAsync($"/uploads/{hash}.pdf")).Response.Content.ReadAsByteArrayAsync());
        await editor.PostAsync($"{challenge}/delete");
        Assert.Equal([hash], site.Uploads());

        await editor.PostAsync($"{page}/remove");
        Assert.Empty(site.Uploads());
        Assert.Equal(0, site.Count("SELECT count(*) FROM uploads"));
    }

    [Fact]
    public async Task What_an_earlier_text_of_a_newsletter_shows_is_kept_and_is_for_its_authors_alone()
    {
        await using var site = await Site.StartAsync();
        var (teacher, editor) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.Visit(Seed.Person("ed", Role.Editor)));
        var page = site.AddNewsletter(Newsletters.Draft with
        {
            IsDraft = false, PublishedAt = site.Now - 10, Summary = "What the society did in the summer, and what comes.",
        });
        var (first, second) = (Newsletters.Pdf(5000), Newsletters.Pdf(6000));
        await teacher.SendPdfAsync(page, first);
        await teacher.SendPdfAsync(page, second);
        var visitor = new Person(site);
        var newest = await visitor.GetAsync($"/uploads/{UploadFolder.HashOf(second)}.pdf");
        Assert.Equal(HttpStatusCode.OK, newest.Status);
        var month = SchoolTime.Local(site.Now).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            $"inline; filename=\"newsletter-{month}-ete-primes.pdf\"; filename*=UTF-8''newsletter-{month}-%C3%A9t%C3%A9-primes.pdf",
            newest.Response.Content.Headers.NonValidated["Content-Disposition"].ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/uploads/{UploadFolder.HashOf(first)}.pdf")).Status);
        Assert.Equal(HttpStatusCode.OK, (await editor.GetAsync($"/uploads/{UploadFolder.HashOf(first)}.pdf")).Status);

        // It is out: an editor's change is a teacher's to make.
        var refused = await editor.SendPdfAsync(page, Newsletters.Pdf(7000));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("A teacher can change its PDF", refused.Text, StringComparison.Ordinal);
        Assert.Equal(2, site.Uploads().Length);
    }

    [Fact]
    public async Task What_only_a_text_showed_that_is_no_longer_kept_goes_within_the_hour()
    {
        await using var site = await Site.StartWithClockAsync();
        Assert.SkipWhen(Site.IsBinary, "Its jobs are run by the test, which the published binary does not let it do.");
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var page = site.AddNewsletter(Newsletters.Draft with
        {
            IsDraft = false, PublishedAt = site.Now - 10, Summary = "What the society did in the summer, and what comes.",
        });
        await teacher.SendPdfAsync(page, Newsletters.Pdf(5000));
        await teacher.SendPdfAsync(page, Newsletters.Pdf(6000));
        void Write(int texts)
        {
            using var db = site.OpenDatabase();
            for (var i = 0; i < texts; i++)
                db.Write(sql =>
                {
                    var one = Articles.Find(sql, Articles.ListIds(sql, 1)[0])!;
                    Assert.True(ArticleDesk.Save(sql, one, one with { Body = one.Body + "!" }, site.Now));
                });
        }

        Write(ArticleVersions.MaxKept - 1);
        site.Jobs.RunOnce(site.Now);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(site.Folder, "uploads")).Length);
        Write(1);
        site.Jobs.RunOnce(site.Now + 3600);
        Assert.Equal(UploadFolder.HashOf(Newsletters.Pdf(6000)),
            Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "uploads")))));
    }

    /// <summary>Where a file is: in the text, in the solution or as the PDF, or in nothing that people read.</summary>
    private enum Place { None, Text, Other }

    private static void Add(Sql sql, string name, string hash, int bytes, Challenge? challenge, Article? article, Place place, long now)
    {
        var (file, text) = (new Upload(hash, UploadTypes.Pdf, bytes, ""), $"[Sheet](/uploads/{hash}.pdf)");
        if (challenge is not null)
        {
            var id = Challenges.Add(sql, challenge with
            {
                Title = name, Body = place == Place.Text ? text : "", Solution = place == Place.Other ? text : "",
            }, now);
            sql.Execute("UPDATE challenges SET solution_shown_at = @SolutionShownAt WHERE id = @id", new { challenge.SolutionShownAt, id });
            Uploads.Add(sql, UploadOwner.Challenge(id), file, null, now);
        }
        if (article is null) return;
        var added = Articles.Add(sql, article with { Body = place == Place.Text ? text : "" }, now);
        Uploads.Add(sql, UploadOwner.Article(added), file, null, now);
        if (place == Place.Other) sql.Execute("UPDATE articles SET pdf_hash = @hash WHERE id = @added", new { hash, added });
    }
}
