// The words, commands and signs that answers are written with, and what each means.

namespace MathsSoc.Marking;

/// <summary>
/// Nobody writes to these after the start. Frozen collections would make the binary larger by what their kinds need.
/// </summary>
internal static class Lexicon
{
    /// <summary>What a model without letters names.</summary>
    public static readonly IReadOnlySet<string> NoNames = new HashSet<string>();

    /// <summary>Function names as typed and as TeX has them.</summary>
    public static readonly Dictionary<string, Function> Functions = new()
    {
        ["sin"] = Function.Sin, ["cos"] = Function.Cos, ["tan"] = Function.Tan, ["sec"] = Function.Sec, ["cosec"] = Function.Cosec,
        ["csc"] = Function.Cosec, ["cot"] = Function.Cot, ["arcsin"] = Function.Arcsin, ["arccos"] = Function.Arccos,
        ["arctan"] = Function.Arctan, ["asin"] = Function.Arcsin, ["acos"] = Function.Arccos, ["atan"] = Function.Arctan,
        ["sinh"] = Function.Sinh, ["cosh"] = Function.Cosh, ["tanh"] = Function.Tanh, ["arsinh"] = Function.Arsinh,
        ["arcosh"] = Function.Arcosh, ["artanh"] = Function.Artanh, ["arcsinh"] = Function.Arsinh, ["arccosh"] = Function.Arcosh,
        ["arctanh"] = Function.Artanh, ["asinh"] = Function.Arsinh, ["acosh"] = Function.Arcosh, ["atanh"] = Function.Artanh,
        ["ln"] = Function.Ln, ["log"] = Function.Log, ["lg"] = Function.Log, ["exp"] = Function.Exp,
        ["abs"] = Function.Abs, ["mod"] = Function.Abs,
        ["sech"] = Function.Cosh, ["cosech"] = Function.Sinh, ["csch"] = Function.Sinh, ["coth"] = Function.Tanh,
        ["arsech"] = Function.Arcosh, ["arcosech"] = Function.Arsinh, ["arcoth"] = Function.Artanh, ["arcsec"] = Function.Arccos,
        ["arccosec"] = Function.Arcsin, ["arccsc"] = Function.Arcsin, ["asec"] = Function.Arccos, ["acosec"] = Function.Arcsin,
        ["acsc"] = Function.Arcsin, ["arccot"] = Function.Arccot, ["acot"] = Function.Arccot,
        ["arcsech"] = Function.Arcosh, ["arccosech"] = Function.Arsinh, ["arccsch"] = Function.Arsinh, ["arccoth"] = Function.Artanh,
        ["asech"] = Function.Arcosh, ["acosech"] = Function.Arsinh, ["acsch"] = Function.Arsinh, ["acoth"] = Function.Artanh,
    };

    /// <summary>Functions that are read as 1 over the one in <see cref="Functions"/>.</summary>
    public static readonly HashSet<string> Reciprocals = ["sech", "cosech", "csch", "coth"];

    /// <summary>Functions that are read as the one in <see cref="Functions"/> of 1 over the argument.</summary>
    public static readonly HashSet<string> OfReciprocals =
    [
        "arsech", "arcosech", "arcoth", "arcsech", "arccosech", "arccsch", "arccoth", "asech", "acosech", "acsch", "acoth", "arcsec",
        "arccosec", "arccsc", "asec", "acosec", "acsc",
    ];

    /// <summary>Greek letters by English name, with the letter MathML shows.</summary>
    public static readonly Dictionary<string, char> Greek = new()
    {
        ["alpha"] = 'α', ["beta"] = 'β', ["gamma"] = 'γ', ["delta"] = 'δ', ["epsilon"] = 'ε', ["zeta"] = 'ζ', ["eta"] = 'η',
        ["theta"] = 'θ', ["iota"] = 'ι', ["kappa"] = 'κ', ["lambda"] = 'λ', ["mu"] = 'μ', ["nu"] = 'ν', ["xi"] = 'ξ', ["rho"] = 'ρ',
        ["sigma"] = 'σ', ["tau"] = 'τ', ["upsilon"] = 'υ', ["phi"] = 'φ', ["chi"] = 'χ', ["psi"] = 'ψ', ["omega"] = 'ω',
        ["Gamma"] = 'Γ', ["Delta"] = 'Δ', ["Theta"] = 'Θ', ["Lambda"] = 'Λ', ["Xi"] = 'Ξ', ["Pi"] = 'Π', ["Sigma"] = 'Σ',
        ["Phi"] = 'Φ', ["Psi"] = 'Ψ', ["Omega"] = 'Ω',
    };

    private static readonly Dictionary<char, string> GreekByLetter =
        Greek.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The English name of a Greek letter or of a variant shape of one; null for any other character.</summary>
    public static string? GreekName(char letter) => letter switch
    {
        'ϑ' => "theta",
        'ϕ' => "phi",
        'ϵ' => "epsilon",
        'ς' => "sigma",
        'µ' => "mu",
        _ => GreekByLetter.GetValueOrDefault(letter),
    };

    /// <summary>Greek names short enough to be a product of letters: read as Greek only when they are a whole word.</summary>
    public static bool IsShortGreek(string name) =>
        name is "mu" or "nu" or "xi" or "eta" or "rho" or "tau" or "phi" or "chi" or "psi" or "iota" or "Pi" or "Xi";

    /// <summary>TeX commands that are one sign or word, as the keyboard spelling that means the same.</summary>
    public static readonly Dictionary<string, (TokenKind Kind, string Text)> Commands = new()
    {
        ["cdot"] = (TokenKind.Times, "*"), ["times"] = (TokenKind.Times, "*"), ["ast"] = (TokenKind.Times, "*"),
        ["bullet"] = (TokenKind.Times, "*"), ["div"] = (TokenKind.Divide, "÷"), ["pm"] = (TokenKind.PlusMinus, "±"),
        ["mp"] = (TokenKind.PlusMinus, "∓"), ["le"] = (TokenKind.Relation, "≤"), ["leq"] = (TokenKind.Relation, "≤"),
        ["leqslant"] = (TokenKind.Relation, "≤"), ["ge"] = (TokenKind.Relation, "≥"), ["geq"] = (TokenKind.Relation, "≥"),
        ["geqslant"] = (TokenKind.Relation, "≥"), ["lt"] = (TokenKind.Relation, "<"), ["gt"] = (TokenKind.Relation, ">"),
        ["ne"] = (TokenKind.Relation, "≠"), ["neq"] = (TokenKind.Relation, "≠"), ["approx"] = (TokenKind.Relation, "="),
        ["equiv"] = (TokenKind.Relation, "="), ["in"] = (TokenKind.Relation, "∈"), ["cup"] = (TokenKind.Union, "∪"),
        ["cap"] = (TokenKind.Intersection, "∩"), ["infty"] = (TokenKind.Constant, "infinity"), ["pi"] = (TokenKind.Constant, "pi"),
        ["exponentialE"] = (TokenKind.Constant, "e"), ["imaginaryI"] = (TokenKind.Letter, "i"), ["differentialD"] = (TokenKind.Letter, "d"),
        ["lor"] = (TokenKind.Or, "or"), ["vee"] = (TokenKind.Or, "or"), ["land"] = (TokenKind.And, "and"),
        ["wedge"] = (TokenKind.And, "and"), ["lbrace"] = (TokenKind.Open, "{"), ["rbrace"] = (TokenKind.Close, "}"),
        ["{"] = (TokenKind.Open, "{"), ["}"] = (TokenKind.Close, "}"), ["lbrack"] = (TokenKind.Open, "["),
        ["rbrack"] = (TokenKind.Close, "]"), ["lparen"] = (TokenKind.Open, "("), ["rparen"] = (TokenKind.Close, ")"),
        ["lvert"] = (TokenKind.BarOpen, "|"), ["rvert"] = (TokenKind.BarClose, "|"), ["vert"] = (TokenKind.Bar, "|"),
        ["mid"] = (TokenKind.Bar, "|"), ["|"] = (TokenKind.Bar, "|"), ["colon"] = (TokenKind.Colon, ":"),
        ["surd"] = (TokenKind.Root, "√"), ["%"] = (TokenKind.Percent, "%"), ["degree"] = (TokenKind.Degree, "°"),
        ["circ"] = (TokenKind.Degree, "°"), ["prime"] = (TokenKind.Prime, "'"), ["pounds"] = (TokenKind.Unit, "£"),
        ["euro"] = (TokenKind.Unit, "€"), ["$"] = (TokenKind.Unit, "$"), ["emptyset"] = (TokenKind.Empty, "∅"),
        ["varnothing"] = (TokenKind.Empty, "∅"), ["Rightarrow"] = (TokenKind.Then, "so"), ["implies"] = (TokenKind.Then, "so"),
        ["Longrightarrow"] = (TokenKind.Then, "so"), ["rightarrow"] = (TokenKind.Then, "so"), ["to"] = (TokenKind.Then, "so"),
        ["pmod"] = (TokenKind.Modulo, "mod"), ["bmod"] = (TokenKind.Modulo, "mod"), ["therefore"] = (TokenKind.Then, "so"),
        ["frac"] = (TokenKind.Fraction, "frac"), ["dfrac"] = (TokenKind.Fraction, "frac"), ["tfrac"] = (TokenKind.Fraction, "frac"),
        ["cfrac"] = (TokenKind.Fraction, "frac"), ["binom"] = (TokenKind.Fraction, "binom"), ["dbinom"] = (TokenKind.Fraction, "binom"),
        ["tbinom"] = (TokenKind.Fraction, "binom"), ["sqrt"] = (TokenKind.Root, "sqrt"), ["varphi"] = (TokenKind.Letter, "phi"),
        ["vartheta"] = (TokenKind.Letter, "theta"), ["varepsilon"] = (TokenKind.Letter, "epsilon"), ["ldots"] = (TokenKind.Ellipsis, "..."),
        ["dots"] = (TokenKind.Ellipsis, "..."), ["cdots"] = (TokenKind.Ellipsis, "..."),
    };

    /// <summary>TeX commands that change only how things look: skipped.</summary>
    public static readonly HashSet<string> Skipped = [
        ",", ":", ";", "!", " ", ">", "quad", "qquad", "thinspace", "displaystyle", "textstyle", "limits", "big", "Big", "bigl", "bigr",
        "Bigl", "Bigr", "bigg", "Bigg", "mathopen", "mathclose", "middle", "enspace", "enskip", "space", "nobreakspace"];

    /// <summary>TeX commands whose braces hold text set upright.</summary>
    public static readonly HashSet<string> TextCommands = [
        "text", "mathrm", "operatorname", "textrm", "textup", "mbox", "mathit", "mathbf", "textit", "textbf", "mathup", "mathsf", "rm",
        "mathbb", "vec", "overrightarrow", "underline", "boldsymbol", "bm", "boxed", "mathcal"];

    /// <summary>The token for a one-character sign; of kind End if the character is not a sign.</summary>
    public static (TokenKind Kind, string Text) Sign(char c) => c switch
    {
        '+' => (TokenKind.Plus, "+"),
        '-' or '−' => (TokenKind.Minus, "-"),
        '*' or '×' or '·' or '⋅' or '∙' or '•' or '∗' or '✕' or '✖' => (TokenKind.Times, "*"),
        '÷' => (TokenKind.Divide, "÷"),
        '/' or '∕' or '⁄' => (TokenKind.Slash, "/"),
        '±' => (TokenKind.PlusMinus, "±"),
        '∓' => (TokenKind.PlusMinus, "∓"),
        '=' or '≈' or '≡' => (TokenKind.Relation, "="),
        '<' => (TokenKind.Relation, "<"),
        '>' => (TokenKind.Relation, ">"),
        '≤' => (TokenKind.Relation, "≤"),
        '≥' => (TokenKind.Relation, "≥"),
        '≠' => (TokenKind.Relation, "≠"),
        '∈' => (TokenKind.Relation, "∈"),
        '∪' => (TokenKind.Union, "∪"),
        '∩' => (TokenKind.Intersection, "∩"),
        '∨' => (TokenKind.Or, "or"),
        '∧' or '&' => (TokenKind.And, "and"),
        '∞' => (TokenKind.Constant, "infinity"),
        'π' => (TokenKind.Constant, "pi"),
        'ℯ' => (TokenKind.Constant, "e"),
        '√' => (TokenKind.Root, "√"),
        '∛' => (TokenKind.Root, "∛"),
        '∜' => (TokenKind.Root, "∜"),
        '^' or 'ˆ' => (TokenKind.Caret, "^"),
        '_' => (TokenKind.Underscore, "_"),
        '(' or '[' => (TokenKind.Open, c.ToString()),
        ')' or ']' => (TokenKind.Close, c.ToString()),
        '|' or '∣' => (TokenKind.Bar, "|"),
        ',' => (TokenKind.Comma, ","),
        ';' => (TokenKind.Comma, ";"),
        ':' or '∶' => (TokenKind.Colon, ":"),
        '%' => (TokenKind.Percent, "%"),
        '°' or 'º' or '˚' => (TokenKind.Degree, "°"),
        '!' => (TokenKind.Factorial, "!"),
        '\'' => (TokenKind.Prime, "'"),
        '£' or '€' or '$' => (TokenKind.Unit, c.ToString()),
        '∅' or 'Ø' or '⌀' => (TokenKind.Empty, "∅"),
        '⇒' or '⟹' or '→' or '∴' => (TokenKind.Then, "so"),
        '…' => (TokenKind.Ellipsis, "..."),
        _ => (TokenKind.End, ""),
    };

    /// <summary>The fraction that a one-character fraction means; null for any other character.</summary>
    public static (int Top, int Bottom)? Vulgar(char c) => c switch
    {
        '½' => (1, 2), '⅓' => (1, 3), '⅔' => (2, 3), '¼' => (1, 4), '¾' => (3, 4), '⅕' => (1, 5), '⅖' => (2, 5), '⅗' => (3, 5),
        '⅘' => (4, 5), '⅙' => (1, 6), '⅚' => (5, 6), '⅐' => (1, 7), '⅛' => (1, 8), '⅜' => (3, 8), '⅝' => (5, 8),
        '⅞' => (7, 8), '⅑' => (1, 9), '⅒' => (1, 10),
        _ => null,
    };

    /// <summary>The plain character for a superscript one, or NUL.</summary>
    public static char Raised(char c) => c switch
    {
        '⁰' => '0', '¹' => '1', '²' => '2', '³' => '3', >= '⁴' and <= '⁹' => (char)('4' + (c - '⁴')),
        '⁺' => '+', '⁻' => '-', 'ⁿ' => 'n', 'ˣ' => 'x',
        _ => '\0',
    };

    /// <summary>The plain character for a subscript one, or NUL.</summary>
    public static char Lowered(char c) => c switch
    {
        >= '₀' and <= '₉' => (char)('0' + (c - '₀')), 'ₙ' => 'n', 'ₓ' => 'x', 'ᵣ' => 'r', 'ₖ' => 'k', 'ₘ' => 'm', '₊' => '+', '₋' => '-',
        _ => '\0',
    };
}
