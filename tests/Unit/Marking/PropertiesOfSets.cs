// Answers of several values, general solutions and blanks, against judges that know what was changed.
using FsCheck;
using FsCheck.Fluent;

namespace MathsSoc.Tests.Unit.Marking;

public sealed class PropertiesOfSets
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(1500).WithReplay(16_180, 33);

    /// <summary>Different whole numbers of thousandths, and places to round to; null for exact values.</summary>
    private sealed record Roots(int[] Thousandths, int? Places)
    {
        public IEnumerable<string> Exact =>
            Thousandths.Select(t => (t / 1000m).ToString(System.Globalization.CultureInfo.InvariantCulture));

        public IEnumerable<string> Written => Places is { } places
            ? Thousandths.Select(t => Math.Round(t / 1000m, places, MidpointRounding.AwayFromZero)
                .ToString($"F{places}", System.Globalization.CultureInfo.InvariantCulture))
            : Exact;

        public string Verdict(IEnumerable<string> answers, string before, string between) => Engine.Mark(new Pair(
            "x = " + string.Join(" or x = ", Exact), before + string.Join(between + before, answers), "", "auto", Places: Places)).Verdict;
    }

    private static readonly Gen<Roots> Several =
        from count in Gen.Choose(1, 4)
        from values in Gen.ListOf(Gen.Choose(-9_999, 9_999), count)
        from places in Gen.Elements<int?>(null, 0, 1, 2)
        select new Roots([.. values.DistinctBy(v => Math.Round(v / 1000m, places ?? 3, MidpointRounding.AwayFromZero))], places);

    private static readonly Gen<(string Before, string Between)> Ways =
        Gen.Elements(("x = ", " or "), ("", ", "), ("x=", ", "), ("x=", " or "), ("", " or "), ("", " and "), ("x = ", "; "));

    [Fact]
    public void Several_values_are_right_however_they_are_joined() => Prop.ForAll(
        Several.ToArbitrary(), Ways.ToArbitrary(), (roots, way) =>
            roots.Verdict(roots.Written.Reverse(), way.Before, way.Between) == "right").Check(Settings);

    [Fact]
    public void A_value_too_many_is_never_right_however_near_it_is() => Prop.ForAll(
        Several.ToArbitrary(), Ways.ToArbitrary(), Gen.Choose(-1500, 1500).ToArbitrary(), (roots, way, apart) =>
        {
            var extra = (roots.Thousandths[0] + apart) / 1000m;
            var text = Math.Round(extra, Math.Abs(apart) % 4).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var isOwn = roots.Written.Concat(roots.Exact).Any(w => decimal.Parse(w, System.Globalization.CultureInfo.InvariantCulture)
                == decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
            return isOwn || roots.Verdict(roots.Written.Append(text), way.Before, way.Between) != "right";
        }).Check(Settings);

    [Fact]
    public void A_value_too_few_is_never_right() => Prop.ForAll(
        Several.Where(r => r.Thousandths.Length > 1).ToArbitrary(), Ways.ToArbitrary(), (roots, way) =>
            roots.Verdict(roots.Written.Skip(1), way.Before, way.Between) == "wrong").Check(Settings);

    /// <summary>The numbers start + step × n, in twelfths of π, for every whole n.</summary>
    private sealed record Turns((int Start, int Step)[] Parts)
    {
        public bool Has(int twelfth) => Array.Exists(Parts, p => (twelfth - p.Start) % p.Step == 0);

        public string Text(string letter, bool degrees) => string.Join(" or ", Parts.Select(p =>
            "x = " + (p.Start == 0 ? "" : degrees ? $"{15 * p.Start}° + " : $"{p.Start}π/12 + ")
                + (degrees ? $"{15 * p.Step}{letter}°" : $"({p.Step}{letter}π)/12")));

        public override string ToString() => Text("n", degrees: false);
    }

    private static readonly Gen<Turns> General =
        from count in Gen.Choose(1, 2)
        from starts in Gen.ListOf(Gen.Choose(-24, 24), count)
        from steps in Gen.ListOf(Gen.Elements(6, 8, 12, 24, -24), count)
        select new Turns([.. starts.Zip(steps)]);

    [Fact]
    public void General_solutions_are_the_same_exactly_where_their_values_are() => Prop.ForAll(
        General.ToArbitrary(), General.ToArbitrary(), Gen.Choose(0, 3).ToArbitrary(), (model, other, change) =>
        {
            var (start, step) = model.Parts[0];
            other = change switch
            {
                0 => model with { Parts = [(start + 2 * step, -step), .. model.Parts[1..]] },
                1 => model with { Parts = [.. model.Parts[1..], (start, 2 * step), (start + step, 2 * step)] },
                2 => model with { Parts = [(start + 1, step), .. model.Parts[1..]] },
                _ => other,
            };
            var same = Enumerable.Range(0, 48).All(t => model.Has(t) == other.Has(t));
            foreach (var (letter, degrees) in new[] { ("n", false), ("k", false), ("k", true) })
                if ((Engine.Mark(model.Text("n", degrees), other.Text(letter, degrees)).Verdict == "right") != same) return false;
            return true;
        }).Check(Settings);

    [Fact]
    public void Blanks_inside_brackets_and_round_signs_change_no_verdict()
    {
        var faults = new List<string>();
        foreach (var pair in Samples.Corpus.Where(p => p.Kind is not ("text" or "choice") && p.Verdict != "unreadable"))
        {
            if (Spaced(pair.Answer) is not { } spaced) continue;
            var verdict = Engine.Mark(pair with { Answer = spaced }).Verdict;
            if (verdict != pair.Verdict) faults.Add($"{pair.Model}: {spaced}: {verdict}, not {pair.Verdict}");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    // Null where the answer has TeX, or signs that belong together.
    private static string? Spaced(string answer)
    {
        if (answer.Contains('\\') || answer.Contains('{')) return null;
        var text = new System.Text.StringBuilder(" ");
        for (var i = 0; i < answer.Length; i++)
        {
            var (before, c, after) = (i > 0 ? answer[i - 1] : ' ', answer[i], i + 1 < answer.Length ? answer[i + 1] : ' ');
            var beside = "<>=!+-/*.".Contains(before) || "<>=!+-/*.".Contains(after);
            var space = c is ')' || "=<>≤≥+".Contains(c) && !beside && before is not ('e' or 'E' or '^') ? " " : "";
            text.Append(space).Append(c).Append(c == '(' || space.Length > 0 && c != ')' ? " " : "");
        }
        return text.Append("  ").ToString();
    }
}
