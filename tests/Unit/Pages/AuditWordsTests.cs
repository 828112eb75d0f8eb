// The audit's words: one for every action the source writes, and an action without words is shown all the same.
using System.Text.RegularExpressions;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class AuditWordsTests
{
    [Fact]
    public void Every_action_that_the_source_names_has_words()
    {
        var actions = new[] { "Endpoints", "Data", "Hosting" }.SelectMany(folder => Repository.Files(folder, ".cs"))
            .SelectMany(path => Regex.Matches(Repository.Read(path), """Audit\.Add\([^;]*?"([a-z_]+\.[a-z_]+)","""))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToList();
        Assert.Contains("settings.change", actions);
        Assert.All(actions, action => Assert.True(AuditWords.Of(action) != action, $"Pages/AuditWords.cs has no words for {action}"));
    }

    [Fact]
    public void An_action_without_words_is_shown_by_its_own_name_and_can_be_filtered_by()
    {
        Assert.Equal("lunch.served", AuditWords.Of("lunch.served"));
        Assert.Equal("lunch.served", AuditWords.Choices("lunch.served")[^1].Value);
        Assert.DoesNotContain(AuditWords.Choices(""), choice => choice.Value == "lunch.served");
    }

    [Fact]
    public void Each_choice_is_there_once()
    {
        var choices = AuditWords.Choices("member.role");
        Assert.Equal(choices.Count, choices.Select(choice => choice.Value).Distinct().Count());
    }

    [Fact]
    public void People_are_named_as_long_as_they_are_here()
    {
        var line = new AuditLine
        {
            Id = 1,
            At = 1,
            ActorId = 7,
            ActorName = "Ada Seeded",
            Action = "member.role",
            Subject = "member",
            SubjectId = 8,
            SubjectName = "Bob Seeded",
            Client = "198.51.100.7",
        };
        Assert.Equal(("Ada Seeded", "Bob Seeded"), (AuditWords.Actor(line), AuditWords.Subject(line)));
        Assert.Equal("themselves", AuditWords.Subject(line with { SubjectId = 7 }));
        Assert.Equal("Former member 7", AuditWords.Actor(line with { ActorName = Members.FormerName }));
        Assert.Equal("Former member 8", AuditWords.Subject(line with { SubjectName = null }));
        Assert.Equal("", AuditWords.Subject(line with { Subject = "settings", SubjectId = null }));
        Assert.Equal("Command line", AuditWords.Actor(line with { ActorId = null, ActorName = null, Client = "command line" }));
    }
}
