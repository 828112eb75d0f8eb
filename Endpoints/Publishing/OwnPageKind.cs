// The table of the pages whose text is the society's own: where each is, what it is for, and the text it has until it is edited.
using System.Reflection;

namespace MathsSoc.Endpoints;

/// <summary>One page.</summary>
/// <param name="Name">The last part of its address, and its name in the database.</param>
/// <param name="Title">What links call it.</param>
/// <param name="Heading">What the page itself is headed.</param>
/// <param name="Purpose">A sentence for whoever writes it.</param>
public sealed record OwnPageKind(string Name, string Title, string Heading, string Purpose)
{
    /// <summary>The longest text, in characters: some eight printed pages.</summary>
    public const int MaxText = 20_000;

    private static readonly OwnPageKind About = new("about", "About", "About the society",
        "What the society is, when and where it meets, who its officers are.");

    /// <summary>The page that is linked at the foot of every other.</summary>
    public static readonly OwnPageKind Contact = new("contact", "Contact and help", "Contact and help",
        "Who runs the society, and how to reach them. It is linked at the foot of every page.");

    private static readonly OwnPageKind TakingPart = new("taking-part", "How to take part", "How to take part",
        "How to join, what happens in a week, what counts as fair.");

    /// <summary>The page that every competition links to.</summary>
    public static readonly OwnPageKind CompetitionRules = new("competition-rules", "Competition rules", "Rules of competitions",
        "What holds in every competition between schools. Each competition’s own page can add to it.");

    /// <summary>Every page, in the order in which they are shown.</summary>
    public static readonly OwnPageKind[] All = [About, Contact, TakingPart, CompetitionRules];

    /// <summary>Where visitors read it.</summary>
    public string Path => $"/{Name}";

    /// <summary>Where it is edited.</summary>
    public string AdminPath => $"/admin/pages/{Name}";

    /// <summary>The program's own text, in Markdown.</summary>
    public string Original { get; } = Read(Name);

    /// <summary>Whether the page also says which program it is made with, and whose work that uses.</summary>
    public bool NamesProgram => this == About;

    /// <summary>The page of this name; null if there is none.</summary>
    public static OwnPageKind? Find(string? name) => Array.Find(All, kind => kind.Name == name);

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"pages/{name}.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    }
}
