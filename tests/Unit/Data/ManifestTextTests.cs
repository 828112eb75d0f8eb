// The JSON of a backup's manifest: its exact text, and what is refused of one that somebody changed.
using System.Text;
using System.Text.Json;
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.Data;

public sealed class ManifestTextTests
{
    private const string Text = """
        {
          "format": 1,
          "version": "0.1.0",
          "commit": "dd411797909c",
          "schema": 18,
          "reason": "manual",
          "number": 7,
          "started_at": "2026-11-28T01:07:14+00:00",
          "finished_at": "2026-11-28T01:07:15.25+00:00",
          "bytes": 794624,
          "sha256": "a385",
          "header": "5351",
          "mark": 1298821109,
          "counter": 19,
          "rows": {
            "attempts": 1430,
            "audit": 0
          },
          "uploads": [
            {
              "hash": "27f0",
              "bytes": 1674
            }
          ],
          "proven_at": null,
          "proof_seconds": 0.5,
          "proof_problem": "\u0022quoted\u0022 \u2013 <\n"
        }
        """;

    [Fact]
    public void The_text_is_the_same_in_every_version_of_the_program()
    {
        var text = Text.Replace("<", "\\u003C", StringComparison.Ordinal);
        var manifest = ManifestText.Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal("\"quoted\" – <\n", manifest.ProofProblem);
        Assert.Equal(text, Write(manifest));
    }

    [Theory]
    [InlineData("\"number\": 7,", "")]
    [InlineData("\"number\": 7,", "\"number\": null,")]
    [InlineData("\"number\": 7,", "\"number\": 7.5,")]
    [InlineData("\"mark\": 1298821109,", "\"mark\": -1,")]
    [InlineData("\"version\": \"0.1.0\"", "\"version\": 1")]
    [InlineData("\"2026-11-28T01:07:14+00:00\"", "\"yesterday\"")]
    [InlineData("\"attempts\": 1430", "\"attempts\": \"many\"")]
    [InlineData("\"hash\": \"27f0\",", "")]
    [InlineData("\"0.1.0\"", "\"\\ud800\"")]
    [InlineData("{\n  \"format\"", "[{\n  \"format\"")]
    public void What_the_program_would_not_have_written_is_refused(string part, string instead)
    {
        Assert.Contains(part, Text, StringComparison.Ordinal);
        var text = Text.Replace(part, instead, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => ManifestText.Read(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Something_after_the_object_is_refused_and_an_unknown_field_passed_over()
    {
        Assert.ThrowsAny<JsonException>(() => ManifestText.Read(Encoding.UTF8.GetBytes(Text + "{}")));
        var later = Text.Replace("\"format\": 1,", "\"format\": 1, \"new\": {\"number\": [8]},", StringComparison.Ordinal);
        Assert.Equal(7, ManifestText.Read(Encoding.UTF8.GetBytes(later)).Number);
    }

    private static string Write(BackupManifest manifest)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Json.Indented)) ManifestText.Write(manifest, json);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
