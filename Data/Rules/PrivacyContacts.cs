// What the privacy page says of the people behind the site: who decides, whom to ask, and on which ground data is kept.
namespace MathsSoc.Data;

/// <summary>The owner fills these in under Settings; each is empty until then.</summary>
/// <param name="Controller">The school or society that decides what data is kept and used for.</param>
/// <param name="Contact">How to reach it about data: an address, a telephone number.</param>
/// <param name="Officer">Its data protection officer, and how to reach them.</param>
/// <param name="Basis">The lawful basis, in the owner's words.</param>
public sealed record PrivacyContacts(string Controller, string Contact, string Officer, string Basis)
{
    public static readonly PrivacyContacts None = new("", "", "", "");

    /// <summary>What is not filled in yet, in words that end a sentence; empty if all of it is.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            var missing = new List<string>();
            if (Controller.Length == 0) missing.Add("the controller");
            if (Contact.Length == 0) missing.Add("how to reach it");
            if (Officer.Length == 0) missing.Add("the data protection officer");
            if (Basis.Length == 0) missing.Add("the lawful basis");
            return missing;
        }
    }
}
