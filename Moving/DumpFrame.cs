// What stands between the statements of a dump: remarks, of which the first and the last tell whether it is whole, and psql's commands.
using System.Text;

namespace MathsSoc.Moving;

/// <summary>Passes over it, up to each statement.</summary>
internal sealed class DumpFrame(DumpBytes bytes)
{
    private const string Begins = "-- PostgreSQL database dump", Ends = "-- PostgreSQL database dump complete", Connect = "\\connect ";
    private const int MaxRemark = 300;
    private readonly ByteText line = new();
    private int open;

    /// <summary>Whether each beginning that was met has its end; a text that was put together by hand has neither.</summary>
    public bool IsWhole => open == 0;

    /// <summary>False: there is no statement any more. <paramref name="database"/> is the one that psql was told to connect to.</summary>
    public bool SkipToStatement(ref string database)
    {
        while (true)
        {
            var one = bytes.Peek();
            if (one < 0) return false;
            if (one is ' ' or '\t' or '\n' or '\r' or ';') bytes.Next();
            else if (one == '-' && bytes.Peek(1) == '-')
            {
                var text = ReadLine();
                if (text == Begins) open++;
                else if (text == Ends) open--;
            }
            else if (one == '\\' && bytes.IsLineStart)
            {
                var text = ReadLine();
                if (text.StartsWith(Connect, StringComparison.Ordinal)) database = text[Connect.Length..].Trim('"');
            }
            else return true;
        }
    }

    private string ReadLine()
    {
        bytes.ReadLine(line, MaxRemark);
        return Encoding.UTF8.GetString(line.Span).TrimEnd();
    }
}
