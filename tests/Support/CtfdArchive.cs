// An export as CTFd makes it: a zip with the rows of each table as JSON, without spaces and with everything above ASCII escaped.
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MathsSoc.Tests.Support;

/// <summary>Gathers rows, with the columns of CTFd 3.7, and packs them.</summary>
public sealed class CtfdArchive
{
    private readonly Dictionary<string, JsonArray> tables = new(StringComparer.Ordinal)
    {
        ["alembic_version"] = [new JsonObject { ["version_num"] = "4fe3eeed9a9d" }],
    };

    private readonly List<(string Name, byte[] Content)> files = [];

    public void User(long id, string name, string email, string type = "user", bool isBanned = false) => Add("users", new JsonObject
    {
        ["id"] = id, ["oauth_id"] = null, ["name"] = name,
        ["password"] = "$bcrypt-sha256$v=2,t=2b,r=12$7RbmEJcF4XO6ImDyCDQOcO$DFRtXRKSQNSUbbgoFNUlsWmVJlG0GVa", ["email"] = email,
        ["type"] = type, ["secret"] = null, ["website"] = null, ["affiliation"] = "Mill Road", ["country"] = "GB", ["hidden"] = false,
        ["banned"] = isBanned, ["verified"] = true, ["language"] = null, ["team_id"] = null, ["created"] = "2026-09-01T08:00:00.123456",
    });

    public void Challenge(long id, string name, string description, long value = 100, string state = "visible") =>
        Add("challenges", new JsonObject
        {
            ["id"] = id, ["name"] = name, ["attribution"] = null, ["description"] = description, ["connection_info"] = null,
            ["next_id"] = null, ["max_attempts"] = 0, ["value"] = value, ["category"] = "Number", ["type"] = "standard", ["state"] = state,
            ["requirements"] = new JsonObject { ["prerequisites"] = new JsonArray(1) },
        });

    public void Flag(long id, long challenge, string content, string type = "static") => Add("flags", new JsonObject
    {
        ["id"] = id, ["challenge_id"] = challenge, ["type"] = type, ["content"] = content, ["data"] = "case_insensitive",
    });

    public void Submission(long id, long user, long challenge, string provided, string type, string date) =>
        Add("submissions", new JsonObject
        {
            ["id"] = id, ["challenge_id"] = challenge, ["user_id"] = user, ["team_id"] = null, ["ip"] = "203.0.113.7",
            ["provided"] = provided, ["type"] = type, ["date"] = date,
        });

    public void Award(long id, long user, long value) => Add("awards", new JsonObject
    {
        ["id"] = id, ["user_id"] = user, ["team_id"] = null, ["type"] = "standard", ["name"] = "Helping", ["description"] = "",
        ["date"] = "2026-09-20T10:00:00", ["value"] = value, ["category"] = "", ["icon"] = "", ["requirements"] = null,
    });

    public void File(string name, byte[] content) => files.Add((name, content));

    public void Add(string table, JsonObject row)
    {
        if (!tables.TryGetValue(table, out var rows)) tables[table] = rows = [];
        rows.Add(row);
    }

    public byte[] Pack() => Zips.Pack([.. tables.Select(static table =>
    {
        var count = table.Value.Count;
        var whole = new JsonObject { ["count"] = count, ["results"] = table.Value.DeepClone(), ["meta"] = new JsonObject() };
        return ($"db/{table.Key}.json", Encoding.ASCII.GetBytes(whole.ToJsonString(JsonSerializerOptions.Default)));
    }), .. files]);
}
