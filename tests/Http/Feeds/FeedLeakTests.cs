// What nobody may learn too early, or at all: things in every state, looked for in every place that shows such things.
using System.Net;
using System.Security.Cryptography;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

/// <summary>
/// A new kind or state is a line in <see cref="Things"/>, a new place a line in <see cref="Places"/>. A thing is found nowhere but where
/// its line names the place, and it is found in each that is named, so that a test that looks in the wrong place fails too.
/// </summary>
public sealed class FeedLeakTests
{
    private const long Hour = 3600, Day = 24 * Hour;

    /// <summary>Addresses that may show several things; one that is not there yet answers 404 and shows nothing.</summary>
    private static readonly string[] Places =
    [
        "/", "/about", "/wall", "/feed.xml", "/calendar.ics", "/sitemap.xml", "/robots.txt", "/challenges", "/challenges?page=2",
        "/articles", "/newsletters", "/announcements", "/leaderboard", "/competitions", "/search?q=zebra", "/search?q=okapi",
        "/no-such-page",
    ];

    /// <summary>Addresses of one thing, with its {id} or the {hash} of its picture.</summary>
    private static readonly string[] OwnPlaces =
    [
        "/challenges/{id}", "/challenges/{id}/calendar.ics", "/challenges/{id}/poster", "/articles/{id}", "/newsletters/{id}",
        "/announcements/{id}", "/competitions/{id}", "/uploads/{hash}.png", "/wall/{hash}.png",
    ];

    /// <summary>One thing in one state.</summary>
    /// <param name="Add">Puts it into the database at a time, and returns its id.</param>
    private sealed record Thing(string Name, Func<Sql, Words, long, long> Add)
    {
        /// <summary>Where visitors find its title; places with a question mark may show it and need not.</summary>
        public string Visitors { get; init; } = "";

        /// <summary>Where members find its title.</summary>
        public string Members { get; init; } = "";

        /// <summary>Where visitors find its text or its picture.</summary>
        public string VisitorsText { get; init; } = "";

        /// <summary>Where members find its text or its picture.</summary>
        public string MembersText { get; init; } = "";
    }

    /// <summary>What one thing has that nothing else has.</summary>
    private sealed record Words(int Number)
    {
        public string Title => $"Zebra quagga{Number}x";
        public string Marker => $"wombat{Number}x";
        public byte[] Picture => [.. Pictures.Png(1), (byte)Number];
        public string Hash => Convert.ToHexStringLower(SHA256.HashData(Picture));
        public string Text => $"Okapi {Marker} ![A thing.](upload:{Hash}.png)";
    }

    private const string OwnChallenge = "/challenges/{id} /challenges/{id}/calendar.ics";

    private static readonly Thing[] Things =
    [
        new("a draft", Challenge((one, _) => one with { IsDraft = true })),
        new("a draft with a time that is over", Challenge((one, now) => one.ReleasedOn(now - Day, 168, null) with { IsDraft = true })),
        new("a planned challenge", Challenge((one, now) => one.ReleasedOn(now + Hour, 168, null))),
        new("a planned challenge that is archived", Challenge((one, now) => one.ReleasedOn(now + Hour, 168, null), isArchived: true)),
        new("an archived draft", Challenge((one, _) => one with { IsDraft = true }, isArchived: true)),
        new("an open challenge", Challenge((one, now) => one.ReleasedOn(now - Hour, 168, null)))
        {
            Visitors = "/ /wall /feed.xml /calendar.ics", VisitorsText = "/ /wall /wall/{hash}.png",
            Members = $"/ /feed.xml /calendar.ics /wall /challenges /search?q=zebra /search?q=okapi {OwnChallenge}",
            MembersText = "/? /wall /challenges? /challenges/{id} /uploads/{hash}.png /wall/{hash}.png /search?q=zebra? /search?q=okapi?",
        },
        new("a locked challenge", Challenge((one, now) => one.ReleasedOn(now - 9 * Day, 168, null)))
        {
            Visitors = "/feed.xml /calendar.ics",
            Members = $"/? /feed.xml /calendar.ics /challenges /search?q=zebra /search?q=okapi? {OwnChallenge}",
            MembersText = "/challenges/{id} /uploads/{hash}.png /search?q=zebra? /search?q=okapi?",
        },
        // Its address stays good for members who have it; the calendar calls it cancelled for thirty days.
        new("an archived challenge", Challenge((one, now) => one.ReleasedOn(now - 9 * Day, 168, null), isArchived: true))
        {
            Visitors = "/calendar.ics", Members = $"/calendar.ics {OwnChallenge}", MembersText = "/challenges/{id} /uploads/{hash}.png",
        },
        Contest("a draft", (one, _) => one with { IsDraft = true, IsPublic = true }),
        Contest("an archived one", (one, now) => one with { IsPublic = true, ArchivedAt = now - Hour }),
        Contest("one for members", (one, _) => one) with
        {
            Members = "/competitions /competitions/{id} /?", MembersText = "/competitions/{id}",
        },
        Contest("one for everybody", (one, _) => one with { IsPublic = true }) with
        {
            Visitors = "/competitions /competitions/{id} /feed.xml /calendar.ics /?", VisitorsText = "/competitions/{id}",
            Members = "/competitions /competitions/{id} /feed.xml /calendar.ics /?", MembersText = "/competitions/{id}",
        },
        // Its slots, its challenges and the day on which pupils may enrol give nothing away before.
        Contest("one for everybody that takes nobody in yet", (one, now) =>
            one with { IsPublic = true, OpensAt = now + 2 * Hour, EnrolFrom = now + Hour }) with
        {
            Visitors = "/competitions /competitions/{id} /calendar.ics /?", VisitorsText = "/competitions/{id}",
            Members = "/competitions /competitions/{id} /calendar.ics /?", MembersText = "/competitions/{id}",
        },
        .. ArticlesOf(ArticleKind.Article),
        .. ArticlesOf(ArticleKind.Newsletter),
        News("a draft", (one, _) => one with { IsDraft = true }),
        News("a planned one", (one, now) => one with { ShownFrom = now + Hour, ShownUntil = now + Day }),
        News("one to a class", (one, _) => one with { Audience = AnnouncementAudience.Class, Class = "9B" }),
        News("one to another key stage", (one, _) => one with { Audience = AnnouncementAudience.Stage, KeyStage = "KS5" }),
        News("one to the key stage", (one, _) => one with { Audience = AnnouncementAudience.Stage, KeyStage = "KS3" }) with
        {
            Members = "/announcements /?", MembersText = "/announcements /?",
        },
        News("one to members", (one, _) => one with { Audience = AnnouncementAudience.Members }) with
        {
            Members = "/announcements /?", MembersText = "/announcements /?",
        },
        News("one to everybody", (one, _) => one) with
        {
            Visitors = "/announcements /feed.xml /?", VisitorsText = "/announcements /feed.xml /?",
            Members = "/announcements /feed.xml /?", MembersText = "/announcements /feed.xml /?",
        },
        News("one that is over", (one, now) => one with { ShownUntil = now - 60 }) with
        {
            Visitors = "/announcements", VisitorsText = "/announcements", Members = "/announcements", MembersText = "/announcements",
        },
    ];

    /// <summary>A competition that is open, with a change.</summary>
    private static Thing Contest(string name, Func<Competition, long, Competition> with) =>
        new($"competition: {name}", (sql, words, now) =>
        {
            var wanted = with(CompetitionSeed.Open(now) with { Title = words.Title, Body = words.Marker }, now);
            var id = Competitions.Add(sql, wanted, words.Title, now);
            Assert.True(Competitions.Update(sql, wanted with { Id = id, Version = Competitions.Find(sql, id)!.Version }, now));
            return id;
        });

    /// <summary>An announcement to everybody that is shown, with a change.</summary>
    private static Thing News(string name, Func<Announcement, long, Announcement> with) =>
        new($"announcement: {name}", (sql, words, now) => Announcements.Add(sql, with(new Announcement
        {
            Title = words.Title, Body = words.Marker, ShownFrom = now - Hour, ShownUntil = now + Day,
        }, now), words.Title, now).Id);

    /// <summary>Every state of one kind, for each audience.</summary>
    private static IEnumerable<Thing> ArticlesOf(ArticleKind kind)
    {
        var list = Article.ListPath(kind);
        var lists = $"{list} /? /search?q=zebra /search?q=okapi?";
        // Its summary is part of its text here, and lists show that.
        var texts = $"{list} /? {list}/{{id}} /uploads/{{hash}}.png? /search?q=zebra? /search?q=okapi?";
        foreach (var audience in Enum.GetValues<Audience>())
        {
            var isForAll = audience == Audience.Everyone;
            Thing New(string state, Func<Article, long, Article> with, bool isArchived = false) =>
                new($"{kind} for {audience}: {state}", Text(one => one with { Kind = kind, Audience = audience }, with, isArchived));
            yield return New("draft", (one, _) => one with { IsDraft = true, PublishedAt = null });
            yield return New("draft with a time that is over", (one, _) => one with { IsDraft = true });
            yield return New("waits for a teacher", (one, now) => one with { IsDraft = true, WaitsAt = now - Hour });
            yield return New("planned", (one, now) => one with { PublishedAt = now + Hour });
            yield return New("archived", (one, _) => one, isArchived: true);
            yield return New("planned and archived", (one, now) => one with { PublishedAt = now + Hour }, isArchived: true);
            yield return New("unlisted", (one, now) => one with { UnlistedAt = now - Hour }) with
            {
                Visitors = isForAll ? $"{list}/{{id}}" : "", VisitorsText = isForAll ? $"{list}/{{id}} /uploads/{{hash}}.png?" : "",
                Members = $"{list}/{{id}}", MembersText = $"{list}/{{id}} /uploads/{{hash}}.png?",
            };
            yield return New("published", (one, _) => one) with
            {
                Visitors = isForAll ? $"{lists} /feed.xml /sitemap.xml? {list}/{{id}}" : "",
                VisitorsText = isForAll ? $"/feed.xml {list} {texts}" : "",
                Members = $"{lists} {(isForAll ? "/feed.xml /sitemap.xml?" : "")} {list}/{{id}}",
                MembersText = $"{(isForAll ? "/feed.xml" : "")} {list} {texts}",
            };
        }
    }

    private static Func<Sql, Words, long, long> Challenge(Func<Challenge, long, Challenge> with, bool isArchived = false) =>
        (sql, words, now) =>
        {
            var draft = MathsSoc.Data.Challenge.Draft(ScoreRules.Default, null, "A. Teacher") with
            {
                Title = words.Title, Body = words.Text, Solution = words.Text, IsDraft = false,
            };
            var id = Challenges.Add(sql, with(draft, now), now);
            Parts.Save(sql, id, [Part.New("", "21")], now);
            Own(sql, UploadOwner.Challenge(id), words, now);
            if (isArchived) Challenges.SetArchived(sql, id, true, now);
            return id;
        };

    private static Func<Sql, Words, long, long> Text(
        Func<Article, Article> kind, Func<Article, long, Article> with, bool isArchived) => (sql, words, now) =>
        {
            var article = kind(new Article
            {
                Kind = ArticleKind.Article, Title = words.Title, Summary = words.Marker, Body = words.Text, AuthorName = "Noor",
                IsDraft = false, PublishedAt = now - Day,
            });
            var id = Articles.Add(sql, with(article, now), now);
            Own(sql, UploadOwner.Article(id), words, now);
            if (isArchived) Articles.SetArchived(sql, id, true, now);
            return id;
        };

    private static void Own(Sql sql, UploadOwner owner, Words words, long now) =>
        Uploads.Add(sql, owner, new Upload(words.Hash, "image/png", words.Picture.Length, "A thing."), null, now);

    [Fact]
    public async Task Everything_is_found_where_it_may_be_and_nowhere_else()
    {
        await using var site = await Site.StartWithClockAsync(("RATELIMIT_ENABLED", "false"));
        site.Owner();
        var planted = Plant(site);
        var wrong = new List<string>();
        foreach (var (who, isMember) in new[] { (new Person(site), false), (site.Visit(Seed.Pupil("ada")), true) })
        {
            foreach (var place in Places)
            {
                var shown = await LookAsync(who, place);
                foreach (var (thing, words, id) in planted)
                    wrong.AddRange(Judge(thing, isMember, place, shown, words, id, isOwn: false));
            }
            foreach (var (thing, words, id) in planted)
                foreach (var place in OwnPlaces)
                {
                    var address = place.Replace("{id}", $"{id}", StringComparison.Ordinal)
                        .Replace("{hash}", words.Hash, StringComparison.Ordinal);
                    wrong.AddRange(Judge(thing, isMember, place, await LookAsync(who, address), words, id, isOwn: true));
                }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Puts everything into the site's database and folder; the ids are numbers that occur nowhere by chance.</summary>
    private static List<(Thing Thing, Words Words, long Id)> Plant(Site site)
    {
        var planted = new List<(Thing, Words, long)>();
        var folder = Directory.CreateDirectory(Path.Combine(site.Folder, "uploads")).FullName;
        using var db = site.OpenDatabase();
        db.Write(sql => sql.Execute("""
            INSERT INTO sqlite_sequence (name, seq)
            VALUES ('challenges', 71000), ('articles', 72000), ('announcements', 73000), ('competitions', 74000)
            """));
        for (var i = 0; i < Things.Length; i++)
        {
            var words = new Words(100 + i);
            planted.Add((Things[i], words, db.Write(sql => Things[planted.Count].Add(sql, words, site.Now))));
            File.WriteAllBytes(Path.Combine(folder, words.Hash), words.Picture);
        }
        return planted;
    }

    /// <summary>What is at an address, a refusal too.</summary>
    private sealed record Shown(HttpStatusCode Status, string Body)
    {
        public bool Holds(string words) =>
            Body.Replace("\r\n ", "", StringComparison.Ordinal).Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<Shown> LookAsync(Person who, string address)
    {
        var answer = await who.SendAsync(HttpMethod.Get, address);
        return new Shown(answer.Status, await answer.Response.Content.ReadAsStringAsync());
    }

    private static IEnumerable<string> Judge(Thing thing, bool isMember, string place, Shown shown, Words words, long id, bool isOwn)
    {
        var isFile = place.Contains("{hash}", StringComparison.Ordinal);
        var isThere = shown.Status == HttpStatusCode.OK;
        // On an address of its own a thing's id says nothing.
        var hasTitle = !isFile && (shown.Holds(words.Title) || (!isOwn && shown.Holds($"/{id}")));
        var hasText = isFile ? isThere : shown.Holds(words.Marker) || shown.Holds(words.Hash);
        foreach (var (what, has, places) in new[]
        {
            ("title", hasTitle, isMember ? thing.Members : thing.Visitors),
            ("text", hasText, isMember ? thing.MembersText : thing.VisitorsText),
        })
        {
            var named = places.Split(' ');
            var may = named.Contains(place + "?");
            var must = named.Contains(place);
            var whom = isMember ? "a member" : "a visitor";
            if (has && !may && !must) yield return $"{place} shows {whom} the {what} of {thing.Name}";
            // Pages that are not there yet show nothing to anybody.
            if (!has && must && shown.Status != HttpStatusCode.NotFound)
                yield return $"{place} does not show {whom} the {what} of {thing.Name}";
        }
    }
}
