// gunicorn's access-log atoms, compiled once into a list of steps that write bytes.
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace MathsSoc.Observability;

/// <summary>
/// A valid access-log format string. The atoms are those of gunicorn's <c>access_log_format</c>
/// (https://docs.gunicorn.org/en/stable/settings.html): <c>%(x)s</c> and <c>%({name}i)s</c>; <c>%%</c> is a percent sign.
/// </summary>
public sealed class AccessLogFormat
{
    private const int MaxFormatChars = 4096;
    private const string Letters = "hlutrmUqHsBbfaTMDLp";
    private readonly List<Step> steps;
    private readonly LogTime time;

    private AccessLogFormat(List<Step> steps, LogTime time) => (this.steps, this.time) = (steps, time);

    private enum Kind { Literal, Atom, RequestHeader, ResponseHeader }

    private readonly record struct Step(Kind Kind, char Letter, string Name, byte[] Literal);

    /// <summary>A sentence about the unknown or forbidden atom of <paramref name="format"/>; null if the format is valid.</summary>
    public static string? FindProblem(string format) => Parse(format).Problem;

    /// <summary>Compiles a format for which <see cref="FindProblem"/> returned null.</summary>
    internal static AccessLogFormat Compile(string format, LogTime time)
    {
        var (steps, problem) = Parse(format);
        return problem is null ? new AccessLogFormat(steps, time) : throw new FormatException(problem);
    }

    /// <summary>Adds the line for one finished request, without its newline.</summary>
    internal void Write(LineBuffer line, in AccessEntry entry)
    {
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case Kind.Literal: line.Add(step.Literal); break;
                case Kind.Atom: WriteAtom(line, step.Letter, entry); break;
                case Kind.RequestHeader: WriteHeader(line, entry.Context.Request.Headers, step.Name); break;
                default: WriteHeader(line, entry.Context.Response.Headers, step.Name); break;
            }
        }
    }

    private void WriteAtom(LineBuffer line, char letter, in AccessEntry entry)
    {
        var request = entry.Request;
        switch (letter)
        {
            case 'h': line.Add(entry.Context.Connection.RemoteIpAddress); break;
            case 'l': line.Add((byte)'-'); break;
            case 'u': line.AddEscaped(entry.MemberId); break;
            case 't': time.AddAccessTime(line); break;
            case 'r': WriteRequestLine(line, request); break;
            case 'm': line.AddEscaped(request.Method); break;
            case 'U': line.AddEscaped(entry.RawPath); break;
            case 'q': WriteQuery(line, request.RawTarget); break;
            case 'H': line.AddEscaped(request.Protocol); break;
            case 's': line.Add(entry.Status); break;
            case 'B': line.Add(entry.Bytes); break;
            case 'b' when entry.Bytes == 0: line.Add((byte)'-'); break;
            case 'b': line.Add(entry.Bytes); break;
            case 'f': WriteHeader(line, request.Headers, "Referer"); break;
            case 'a': WriteHeader(line, request.Headers, "User-Agent"); break;
            case 'T': line.Add((long)entry.Elapsed.TotalSeconds); break;
            case 'M': line.Add((long)entry.Elapsed.TotalMilliseconds); break;
            case 'D': line.Add(entry.Microseconds); break;
            case 'L': WriteSeconds(line, entry.Microseconds); break;
            default: line.Add((byte)'<'); line.Add(Environment.ProcessId); line.Add((byte)'>'); break;
        }
    }

    private static void WriteRequestLine(LineBuffer line, IHttpRequestFeature request)
    {
        line.AddEscaped(request.Method);
        line.Add((byte)' ');
        line.AddEscaped(Secrets.MaskField(request.RawTarget));
        line.Add((byte)' ');
        line.AddEscaped(request.Protocol);
    }

    private static void WriteQuery(LineBuffer line, string target)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        if (mark >= 0 && mark + 1 < target.Length) line.AddEscaped(Secrets.MaskField(target[(mark + 1)..]));
    }

    private static void WriteHeader(LineBuffer line, IHeaderDictionary headers, string name)
    {
        string? value = headers.TryGetValue(name, out var values) ? values : default;
        line.AddEscaped(value is null ? null : Secrets.MaskField(value));
    }

    private static void WriteSeconds(LineBuffer line, long microseconds)
    {
        line.Add(microseconds / 1_000_000);
        line.Add((byte)'.');
        Span<char> fraction = stackalloc char[6];
        (microseconds % 1_000_000).TryFormat(fraction, out _, "000000", CultureInfo.InvariantCulture);
        line.Add(fraction);
    }

    private static (List<Step> Steps, string? Problem) Parse(string format)
    {
        var steps = new List<Step>();
        if (format.Length > MaxFormatChars) return (steps, $"it is longer than {MaxFormatChars} characters. Shorten it.");
        if (format.Any(c => char.IsControl(c) && c != '\t'))
            return (steps, "it holds a control character; a line must stay one line. Remove it.");
        var literal = new StringBuilder();
        for (var at = 0; at < format.Length;)
        {
            if (format[at] != '%') { literal.Append(format[at++]); continue; }
            if (format.AsSpan(at).StartsWith("%%")) { literal.Append('%'); at += 2; continue; }
            var close = format.IndexOf(")s", at, StringComparison.Ordinal);
            if (!format.AsSpan(at).StartsWith("%(") || close < 0)
                return (steps, $"'{Excerpt(format, at)}' is not an atom. Atoms are written %(h)s; a percent sign is written %%.");
            var (step, problem) = ParseAtom(format[(at + 2)..close]);
            if (problem is not null) return (steps, problem);
            if (step.Kind == Kind.Literal) literal.Append(step.Name);
            else { AddLiteral(steps, literal); steps.Add(step); }
            at = close + 2;
        }
        AddLiteral(steps, literal);
        return (steps, null);
    }

    private static (Step Step, string? Problem) ParseAtom(string atom)
    {
        if (atom.Length == 1 && Letters.Contains(atom[0], StringComparison.Ordinal)) return (new Step(Kind.Atom, atom[0], "", []), null);
        if (atom.Length < 4 || atom[0] != '{' || atom[^2] != '}' || atom[^1] is not ('i' or 'o' or 'e'))
            return (default, $"%({atom})s is not an atom. Use h l u t r m U q H s B b f a T M D L p, {{name}}i, {{name}}o or {{name}}e.");
        var name = atom[1..^2];
        if (atom[^1] == 'e')
        {
            if (Secrets.IsSecretVariable(name)) return (default, $"%({atom})s could write a secret to the log. Leave it out.");
            // The environment of a process does not change, so its value is part of the format.
            var value = Environment.GetEnvironmentVariable(name);
            var text = new LineBuffer();
            text.AddEscaped(value is null ? null : Secrets.MaskField(value));
            return (new Step(Kind.Literal, 'e', Encoding.UTF8.GetString(text.Written), []), null);
        }
        if (Secrets.IsSecretHeader(name)) return (default, $"%({atom})s would write a secret to the log. Leave it out.");
        return (new Step(atom[^1] == 'i' ? Kind.RequestHeader : Kind.ResponseHeader, atom[^1], name, []), null);
    }

    private static void AddLiteral(List<Step> steps, StringBuilder literal)
    {
        if (literal.Length > 0) steps.Add(new Step(Kind.Literal, ' ', "", Encoding.UTF8.GetBytes(literal.ToString())));
        literal.Clear();
    }

    private static string Excerpt(string format, int at) => format.Substring(at, Math.Min(8, format.Length - at));
}
