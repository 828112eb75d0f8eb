// Writes statements as MathML: comparisons, lists, points, sets, matrices.
using System.Text;

namespace MathsSoc.Marking;

internal static partial class MathMl
{
    private static void WriteStatement(StringBuilder text, Node node)
    {
        text.Append("<mrow>");
        switch (node)
        {
            case Relation r:
                for (var i = 0; i < r.Sides.Length; i++)
                {
                    if (i > 0) Operator(text, Printer.Sign(r.Signs[i - 1]));
                    Write(text, r.Sides[i], false);
                }
                break;
            case Either e:
                List(text, e.Items, "<mtext>&#160;or&#160;</mtext>");
                break;
            case Listing l:
                List(text, l.Items, l.And ? "<mtext>&#160;and&#160;</mtext>" : "<mo>,</mo>");
                break;
            case Bracketed b:
                Operator(text, b.Open.ToString());
                List(text, b.Items, "<mo>,</mo>");
                Operator(text, b.Close.ToString());
                break;
            case Braced { Items.Length: 0 }:
                text.Append("<mi>∅</mi>");
                break;
            case Braced b:
                Operator(text, "{");
                List(text, b.Items, "<mo>,</mo>");
                Operator(text, "}");
                break;
            case Builder b:
                Operator(text, "{");
                Write(text, b.Variable, false);
                Operator(text, ":");
                Write(text, b.Condition, false);
                Operator(text, "}");
                break;
            case Ratio r:
                List(text, r.Parts, "<mo>:</mo>");
                break;
            case Matrix m:
                Operator(text, "(");
                text.Append("<mtable>");
                for (var i = 0; i < m.Entries.Length; i++)
                {
                    if (i % m.Columns == 0) text.Append(i == 0 ? "<mtr>" : "</mtr><mtr>");
                    text.Append("<mtd>");
                    Write(text, m.Entries[i], false);
                    text.Append("</mtd>");
                }
                text.Append("</mtr></mtable>");
                Operator(text, ")");
                break;
            case Congruence c:
                Write(text, c.Statement, false);
                text.Append("<mspace width=\"0.5em\"/><mo>(</mo><mi>mod</mi><mspace width=\"0.3em\"/>");
                Write(text, c.Modulus, false);
                text.Append("<mo>)</mo>");
                break;
            case Joined j:
                List(text, j.Sets, j.Meet ? "<mo>∩</mo>" : "<mo>∪</mo>");
                break;
        }
        text.Append("</mrow>");
    }
}
