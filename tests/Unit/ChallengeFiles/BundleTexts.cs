// A challenge file that uses everything, and how tests read one that has no mistake.
using MathsSoc.ChallengeFiles;

namespace MathsSoc.Tests.Unit.ChallengeFiles;

public static class BundleTexts
{
    public const string Whole = """
        ---
        # a comment
        id: lazy-caterer
        title: The Lazy Caterer
        key-stage: KS3
        points: 1
        first-bonus: 2
        release: 2026-11-30 12:30
        lock-after: 96 hours
        solution-after: 24 hours
        source: after Steiner, 1826
        parts:
          - id: a
            label: (a) How many pieces do $n=4$ cuts make?
            answer: 11
            kind: auto
            accept: 11.0 | 22/2
            reject: 10
            wrong: 10 -> Count the piece you started with.

          - id: b
            answer: \frac{1}{2}
            kind: decimal
            angle: radians
            tolerance: 0.05
            places: 2
            figures: 3
            complex: true
            names: n | k
            accept:
              - '|x|'
              - "a\tb"
            wrong:
              - 10 -> Count: the piece | you started with.
              - '[1, 2] -> No -> not that.'
          - id: c
            answer: pear | apple
            kind: text
            also: quince
        ---

        A *cake* is cut $n$ times.

        - one

        ## Solution

        Each cut adds one more.
        """;

    public static BundleChallenge Read(string text)
    {
        var (challenge, errors) = Bundle.Read(text);
        Assert.Empty(errors);
        return challenge!;
    }
}
