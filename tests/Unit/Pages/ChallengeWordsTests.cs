// How long, how many and how far, in the words a pupil reads.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class ChallengeWordsTests
{
    [Theory]
    [InlineData(59, "less than a minute")]
    [InlineData(60, "1 minute")]
    [InlineData(3599, "59 minutes")]
    [InlineData(3600, "1 hour")]
    [InlineData(3600 + 120, "1 hour 2 minutes")]
    [InlineData(86_400, "1 day")]
    [InlineData(3 * 86_400 + 4 * 3600 + 59, "3 days 4 hours")]
    [InlineData(30 * 86_400 + 3600, "30 days")]
    public void A_span_is_told_in_its_two_largest_units(long seconds, string words) => Assert.Equal(words, ChallengeWords.Span(seconds));

    [Theory]
    [InlineData(2, 3, "2 of 3 left.")]
    [InlineData(1, 3, "1 of 3 left: this is your last attempt.")]
    [InlineData(1, 1, "You have one attempt.")]
    public void What_is_left_is_told_before_every_sending(long left, long allowance, string words) =>
        Assert.Equal(words, ChallengeWords.Left(left, allowance));

    [Fact]
    public void Progress_tells_what_is_still_to_be_had()
    {
        var rules = ScoreRules.Default;
        Assert.Equal("Not tried yet. 3 parts.", ChallengeWords.ProgressOf(OwnProgress.None, 3, rules, true));
        Assert.Equal("1 of 3 parts right, 4 attempts left.", ChallengeWords.ProgressOf(new OwnProgress(1, 2, 1, null), 3, rules, true));
        Assert.Equal("2 of 3 parts right, no attempts left.", ChallengeWords.ProgressOf(new OwnProgress(2, 3, 0, null), 3, rules, true));
        Assert.Equal("2 of 3 parts right.", ChallengeWords.ProgressOf(new OwnProgress(2, 3, 0, null), 3, rules, false));
        Assert.Equal("Complete.", ChallengeWords.ProgressOf(new OwnProgress(3, 3, 0, 7), 3, rules, true));
    }
}
