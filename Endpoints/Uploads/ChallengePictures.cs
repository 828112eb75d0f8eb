// What authors do with the pictures and PDF sheets of a challenge; what is typed in its form stays typed meanwhile.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Takes in, places and removes pictures. Their buttons are in the challenge's form, so nothing typed in it is lost.</summary>
public sealed class ChallengePictures(OwnedPictures pictures)
{
    private const string Used = "That picture is in the text. Take it out there and save, then remove it.";

    /// <summary>Takes in a picture: recognised by its content, and kept once.</summary>
    public async Task<IResult> Send(Visit visit)
    {
        if (await ChallengeEditor.Find(visit) is not { } desk) return visit.NotFound();
        var form = new FormReader(visit.Form);
        // A program's form has the picture alone.
        var typed = visit.Form.ContainsKey("title")
            ? ChallengeForm.Unjudged(ChallengeForm.Read(visit.Form, desk.Challenge, desk.AllParts, desk.Stages).View) : null;
        if (visit.Form is KeptForm)
            return await Again(desk, form.View, typed, $"{KeptForm.Notice} The picture has to be chosen once more.",
                StatusCodes.Status200OK);
        if (SentUpload.Read(visit.Form, form) is not { } sent) return await Again(desk, form.View, typed);

        // Another may have deleted it since it was read, and a file belongs to something.
        var id = desk.Challenge.Id;
        var problem = await pictures.Add(visit, UploadOwner.Challenge(id), sent.Upload, sent.Bytes,
            sql => Challenges.Find(sql, id) is not null ? null
                : "Picture: somebody has deleted this challenge. Copy what you typed into a new one, and send the picture there.");
        if (problem is var (status, sentence))
        {
            form.Fail("file", sentence);
            return await Again(desk, form.View, typed, status: status);
        }
        if (typed is null) return visit.SeeOther($"{ChallengeEditor.PathOf(id)}?said=picture#pictures");
        typed["alt"] = "";
        return await Shown(visit, typed, $"{AuthorPictures.Here} Your text is below, and not saved yet.");
    }

    /// <summary>What a button beside a picture does, the form as it was typed; null if <paramref name="wish"/> is no such button.</summary>
    public async Task<IResult?> Act(Visit visit, FormView sent, string wish)
    {
        var typed = ChallengeForm.Unjudged(sent);
        if (wish.StartsWith(AuthorPictures.Drop, StringComparison.Ordinal))
            return await Shown(visit, typed, await Take(visit, wish[AuthorPictures.Drop.Length..]));
        if (!wish.StartsWith(AuthorPictures.Place, StringComparison.Ordinal)) return null;
        if (await ChallengeEditor.Find(visit) is not { } desk) return visit.NotFound();
        foreach (var picture in desk.Pictures)
        {
            if (picture.Hash != wish[AuthorPictures.Place.Length..]) continue;
            typed["statement"] = AuthorPictures.With(typed["statement"], picture);
            return await desk.Page(typed, "The picture is at the end of the statement. Nothing is saved yet.", isUnsaved: true);
        }
        return null;
    }

    /// <summary>Removes a picture, unless the stored statement or solution shows it. What came of it; null if there is none.</summary>
    private async Task<string?> Take(Visit visit, string hash) => visit.Id() is not { } id ? null
        : await pictures.Remove(visit, UploadOwner.Challenge(id), hash, sql => Challenges.Find(sql, id) is { } challenge
            && (challenge.Body.Contains(hash, StringComparison.Ordinal) || challenge.Solution.Contains(hash, StringComparison.Ordinal))
                ? Used : null);

    /// <summary>The page with the pictures as they are now, and the form as it was typed.</summary>
    private static async Task<IResult> Shown(Visit visit, FormView typed, string? notice) =>
        await ChallengeEditor.Find(visit) is { } desk ? await desk.Page(typed, notice, isUnsaved: true) : visit.NotFound();

    /// <summary>The page with what is wrong with the picture, and the form as it was typed.</summary>
    private static Task<IResult> Again(ChallengeEditor desk, FormView picture, FormView? typed, string? notice = null,
        int status = StatusCodes.Status422UnprocessableEntity) =>
        desk.Page(typed ?? ChallengeForm.Fill(desk.Challenge, desk.Parts), notice, picture: picture, isUnsaved: typed is not null,
            status: status);
}
