// The handover pack: what the next person needs who looks after the site, as one zip file without a password and without a pupil.
using System.Globalization;
using System.IO.Compression;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Three short texts and the list of owners.</summary>
internal static class HandoverPack
{
    /// <param name="owners">The active owners.</param>
    public static IResult Make(Visit visit, StatusReport report, IReadOnlyList<Member> owners)
    {
        (string Name, string Text)[] files =
        [
            ("1-read-this-first.md", Introduce(visit, report)),
            ("2-the-year.md", Calendar(visit)),
            ("3-backups.md", Backups(visit, report)),
            ("4-owners.csv", Owners(owners)),
        ];
        var time = SchoolTime.Local(visit.Now);
        return new ZipDownload($"handover-{time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.zip", async zip =>
        {
            foreach (var (name, text) in files)
                await zip.Add(name, time, new MemoryStream(Encoding.UTF8.GetBytes(text)), CompressionLevel.Optimal);
        });
    }

    private static string Introduce(Visit visit, StatusReport report) => $"""
        # {visit.Frame.SocietyName}: running the website

        Made on {SchoolTime.Time(visit.Now)} by version {report.Program.Version} ({report.Program.Commit}), schema {report.Program.Schema}.
        There is no password in this pack: whoever hands over makes you an owner, and you choose your own.

        ## Becoming an owner

        1. Sign in with your own account, or join with a code.
        2. An owner opens your page under Members and chooses the role Owner.
        3. If nobody can sign in, whoever has the computer types: mathsoc create-admin --login YOUR-LOGIN
        4. When the one before you has left, archive their account: {visit.Absolute("/admin/members")}

        ## Addresses

        - The site: {visit.Absolute("/")}
        - Running it: {visit.Absolute("/admin")}
        - How it is: {visit.Absolute("/admin/status")}
        - Who did what: {visit.Absolute("/admin/audit")}
        - Settings: {visit.Absolute("/admin/settings")}

        ## On the computer

        - mathsoc check: says what is wrong, and what to do about it
        - systemctl status mathsoc, systemctl restart mathsoc
        - /etc/mathsoc/env: the settings of the program (address, folders, tokens); mathsoc config prints them without the secrets
        - apt install ./mathsoc_*.deb: puts a newer version in place of this one

        ## Five minutes a week

        1. Open {visit.Absolute("/admin")}: what needs attention is at the top.
        2. Open {visit.Absolute("/admin/status")}: the worst is at the top.
        3. Once a term, take a backup away from the computer (3-backups.md).

        """;

    private static string Calendar(Visit visit)
    {
        var text = new StringBuilder("# The year\n\n");
        foreach (var year in new[] { visit.SchoolYear, visit.SchoolYear + 1 })
        {
            text.Append(CultureInfo.InvariantCulture, $"## {year}/{(year + 1) % 100:00}\n\n");
            text.Append(CultureInfo.InvariantCulture,
                $"- 1 September {year}: year groups move up by themselves. Before it, look at {visit.Absolute("/admin/rollover")}\n");
            foreach (var term in Terms.Of(visit.Rules.Scoring.TermDates, year))
                text.Append(CultureInfo.InvariantCulture, $"- {term.Name}: {term.First:d MMMM yyyy} to {term.Last:d MMMM yyyy}\n");
            text.Append('\n');
        }
        return text.Append($"""
            ## What comes round

            - September: new join codes ({visit.Absolute("/admin/codes")}), import the new class, archive those who left.
            - The end of each term: certificates ({visit.Absolute("/admin/certificates")}).
            - Each term: restore a backup on another computer, with the sheet in docs/backups.md.
            - July: two owners who stay next year; this pack made anew.

            """).ToString();
    }

    private static string Backups(Visit visit, StatusReport report)
    {
        var last = report.Facts.FirstOrDefault(fact => fact.Name == "backup")?.Sentence ?? "Nothing is known of backups at this moment.";
        var places = report.Backups.Lines.SelectMany(line => line.Places).Where(place => place != BackupLine.Here).Distinct();
        return $"""
            # Backups

            {last}

            - They are made every night, and kept in {report.Backups.Folder} for {visit.BackupDays} days at most.
            - Other places: {string.Join(", ", places.DefaultIfEmpty("none. Set BACKUP_DIR to a folder on another disk."))}
            - To take one away: the button Download on {visit.Absolute("/admin/status")}, or mathsoc backup --to /media/STICK
            - A backup holds everybody's data: keep it on an encrypted stick, and locked away.
            - To put one back, with the site stopped: {report.Backups.RestoreCommand}

            """;
    }

    private static string Owners(IReadOnlyList<Member> owners)
    {
        var text = new StringBuilder();
        Csv.AppendRow(text, "name", "login", "signed in last");
        foreach (var owner in owners)
            Csv.AppendRow(text, owner.Name, owner.Login, owner.LastSignInAt is { } at ? SchoolTime.Date(at) : "never");
        return text.ToString();
    }
}
