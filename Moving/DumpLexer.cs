// Splits the statements of a PostgreSQL dump into tokens: words, quoted names, texts, numbers and signs, with a bound for each.
using System.Text;

namespace MathsSoc.Moving;

internal enum DumpToken { End, Word, Name, Text, Number, Sign }

/// <summary>One token at a time, in <see cref="Kind"/> and <see cref="Value"/>. After a refusal there is only the end.</summary>
/// <remarks>The grammar is that of PostgreSQL's manual, chapter "Lexical Structure".</remarks>
internal sealed class DumpLexer(DumpBytes bytes)
{
    /// <summary>Of a value, in bytes; the rest is cut off.</summary>
    public const int MaxValue = 1 << 20;

    /// <summary>Of a row, in bytes.</summary>
    public const int MaxLine = 4 << 20;

    private const string Half = "it ends in the middle of a statement, so it is half a dump. Make it again, and copy all of it.";
    private const int MaxName = 256;
    private readonly ByteText text = new();

    public DumpToken Kind { get; private set; }

    /// <summary>A word in lower case, a name or text without its quotes, a number, or one sign.</summary>
    public string Value { get; private set; } = "";

    /// <summary>Whether a backslash in an ordinary text means something, as before PostgreSQL 9.1.</summary>
    public bool HasEscapes { get; set; }

    /// <summary>Whether texts are kept; those of statements that are passed over need not be.</summary>
    public bool KeepsTexts { get; set; } = true;

    /// <summary>Bytes of texts and signs since it was set to 0.</summary>
    public long Read { get; set; }

    /// <summary>Why the dump cannot be read, a sentence; null: nothing is wrong.</summary>
    public string? Refusal { get; private set; }

    public long Line => bytes.Line;

    /// <summary>The first refusal stays.</summary>
    public void Refuse(string sentence)
    {
        Refusal ??= sentence;
        (Kind, Value) = (DumpToken.End, "");
    }

    /// <summary>Refuses what stands here, or that nothing does.</summary>
    public void RefuseThis(string sentence) => Refuse(Kind == DumpToken.End || bytes.Peek() < 0 ? Half : sentence);

    public bool Is(string value) => Kind is DumpToken.Word or DumpToken.Sign && Value == value;

    public void Next()
    {
        if (Refusal is not null) return;
        SkipSpace();
        var one = bytes.Peek();
        if (one < 0) (Kind, Value) = (DumpToken.End, "");
        else if (one == '\'') ReadText(HasEscapes);
        else if (one is 'e' or 'E' && bytes.Peek(1) == '\'')
        {
            bytes.Next();
            ReadText(hasEscapes: true);
        }
        else if (one == '"') ReadName();
        else if (one == '$' && FindTag() is { } tag) ReadDollars(tag);
        else if (IsDigit(one)) ReadWhile(DumpToken.Number, static (letter, before) => IsDigit(letter) || letter is '.' or 'e' or 'E'
            || (letter is '+' or '-' && before is 'e' or 'E'));
        else if (IsLetter(one))
            ReadWhile(DumpToken.Word, static (letter, _) => IsLetter(letter) || IsDigit(letter) || letter == '$');
        else
        {
            bytes.Next();
            Read++;
            (Kind, Value) = (DumpToken.Sign, ((char)one).ToString());
        }
    }

    private void SkipSpace()
    {
        while (true)
        {
            var one = bytes.Peek();
            if (one is ' ' or '\t' or '\n' or '\r' or '\f' or '\v') bytes.Next();
            else if (one == '-' && bytes.Peek(1) == '-')
                while (bytes.Peek() is >= 0 and not '\n') bytes.Next();
            else if (one == '/' && bytes.Peek(1) == '*') SkipRemark();
            else return;
        }
    }

    /// <summary>Remarks may hold others.</summary>
    private void SkipRemark()
    {
        var depth = 0;
        do
        {
            var one = bytes.Next();
            if (one < 0) return;
            if (one == '/' && bytes.Peek() == '*') depth++;
            else if (one == '*' && bytes.Peek() == '/') depth--;
            else continue;
            bytes.Next();
        }
        while (depth > 0);
    }

    private void ReadText(bool hasEscapes)
    {
        text.Clear();
        bytes.Next();
        while (true)
        {
            var one = bytes.Next();
            if (one < 0)
            {
                Refuse(Half);
                return;
            }
            Read++;
            if (one == '\'')
            {
                if (bytes.Peek() != '\'') break;
                bytes.Next();
            }
            if (!KeepsTexts || text.Length >= MaxValue)
            {
                if (one == '\\' && hasEscapes) bytes.Next();
            }
            else if (one == '\\' && hasEscapes) ReadEscape();
            else text.Add((byte)one);
        }
        (Kind, Value) = (DumpToken.Text, text.ToString());
    }

    private void ReadEscape()
    {
        var one = bytes.Next();
        if (one is 'u' or 'U') text.AddRune(ReadNumber(0, 16, one == 'u' ? 4 : 8));
        else if (one == 'x' && DumpEscapes.Digit(bytes.Peek(), 16) >= 0) text.Add((byte)ReadNumber(0, 16, 2));
        else if (DumpEscapes.Digit(one, 8) is >= 0 and var digit) text.Add((byte)ReadNumber(digit, 8, 2));
        else if (one >= 0) text.Add(DumpEscapes.Letter((byte)one));
    }

    private int ReadNumber(int begun, int radix, int most)
    {
        var number = begun;
        for (; most > 0 && DumpEscapes.Digit(bytes.Peek(), radix) is >= 0 and var digit; most--)
        {
            number = unchecked(number * radix + digit);
            bytes.Next();
        }
        return number;
    }

    private void ReadName()
    {
        text.Clear();
        bytes.Next();
        while (true)
        {
            var one = bytes.Next();
            if (one < 0 || text.Length > MaxName)
            {
                Refuse(one < 0 ? Half : $"line {Line:N0} has a name that is too long for a database.");
                return;
            }
            if (one == '"')
            {
                if (bytes.Peek() != '"') break;
                bytes.Next();
            }
            text.Add((byte)one);
        }
        (Kind, Value) = (DumpToken.Name, text.ToString());
    }

    /// <summary>The tag at which a text between dollars begins, <c>$$</c> or <c>$name$</c>; null: the dollar is only a sign.</summary>
    private string? FindTag()
    {
        var tag = new StringBuilder("$");
        for (var i = 1; i < MaxName; i++)
        {
            var one = bytes.Peek(i);
            if (one == '$') return tag.Append('$').ToString();
            if (!IsLetter(one) && (i == 1 || !IsDigit(one)) || one > 0x7F) return null;
            tag.Append((char)one);
        }
        return null;
    }

    private void ReadDollars(string tag)
    {
        text.Clear();
        for (var i = 0; i < tag.Length; i++) bytes.Next();
        while (!IsAhead(tag))
        {
            var one = bytes.Next();
            if (one < 0)
            {
                Refuse(Half);
                return;
            }
            Read++;
            if (KeepsTexts && text.Length < MaxValue) text.Add((byte)one);
        }
        for (var i = 0; i < tag.Length; i++) bytes.Next();
        (Kind, Value) = (DumpToken.Text, text.ToString());
    }

    private bool IsAhead(string tag)
    {
        for (var i = 0; i < tag.Length; i++)
            if (bytes.Peek(i) != tag[i]) return false;
        return true;
    }

    /// <param name="belongs">Whether a byte does, after the one before it.</param>
    private void ReadWhile(DumpToken kind, Func<int, int, bool> belongs)
    {
        text.Clear();
        for (var one = 0; belongs(bytes.Peek(), one);)
        {
            one = bytes.Next();
            Read++;
            if (text.Length < MaxName) text.Add((byte)(kind == DumpToken.Word && one is >= 'A' and <= 'Z' ? one + 32 : one));
        }
        (Kind, Value) = (kind, text.ToString());
    }

    private static bool IsDigit(int one) => one is >= '0' and <= '9';

    private static bool IsLetter(int one) => one is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' or > 0x7F;
}
