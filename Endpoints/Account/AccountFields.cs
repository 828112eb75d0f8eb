// The fields by which somebody makes an account of their own: read in the same way on every page that has them.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Reads the fields of a new account; each leaves its mistakes in the form.</summary>
internal static class AccountFields
{
    /// <summary>The full name.</summary>
    public static string ReadName(FormReader form) => form.Line("name", "Your name", DisplayNames.MaxFullName);

    /// <summary>The name that others are to see; empty: initials are made.</summary>
    public static string ReadAlias(FormReader form, string name)
    {
        var alias = form.Line("display", "What others see", DisplayNames.MaxLength, isOptional: true);
        if (alias.Length > 0 && DisplayNames.FindProblem(alias, name) is { } bad) form.Fail("display", bad);
        return alias;
    }

    /// <summary>The login in the form in which it is stored; empty if it cannot be one.</summary>
    public static string ReadLogin(FormReader form)
    {
        var (login, problem) = Logins.Parse(form.Line("login", "Login", Logins.MaxLength));
        if (problem is not null) form.Fail("login", problem);
        return login ?? "";
    }

    /// <summary>The password, checked as one for this login.</summary>
    public static string ReadPassword(FormReader form, string login)
    {
        var password = form.Secret("password");
        if (password.Length == 0) form.Fail("password", "Password: please think of one.");
        else if (Passwords.FindProblem(password, login) is { } weak) form.Fail("password", weak);
        return password;
    }
}
