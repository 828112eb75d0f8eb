// Converts enum values to and from the names that the database and forms use.
using System.Data.Common;
using Dapper;
using MathsSoc.Data;

// Every enum in a row or a parameter must be listed here; Dapper.AOT would otherwise store and read it as a number.
[module: TypeHandler(typeof(RolloverDecision), typeof(EnumTextHandler<RolloverDecision>))]
[module: TypeHandler(typeof(Role), typeof(EnumTextHandler<Role>))]
[module: TypeHandler(typeof(MemberState), typeof(EnumTextHandler<MemberState>))]
[module: TypeHandler(typeof(AnnouncementAudience), typeof(EnumTextHandler<AnnouncementAudience>))]
[module: TypeHandler(typeof(JudgedBy), typeof(EnumTextHandler<JudgedBy>))]
[module: TypeHandler(typeof(ArticleKind), typeof(EnumTextHandler<ArticleKind>))]
[module: TypeHandler(typeof(Audience), typeof(EnumTextHandler<Audience>))]
[module: TypeHandler(typeof(TimeKind), typeof(EnumTextHandler<TimeKind>))]
[module: TypeHandler(typeof(SchoolFormula), typeof(EnumTextHandler<SchoolFormula>))]
[module: TypeHandler(typeof(EnrolmentState), typeof(EnumTextHandler<EnrolmentState>))]
[module: TypeHandler(typeof(SchoolPart), typeof(EnumTextHandler<SchoolPart>))]

namespace MathsSoc.Data;

/// <summary>Makes Dapper read and write the values of an enum as <see cref="EnumText"/> does.</summary>
internal sealed class EnumTextHandler<T> : DbValueHandler<T> where T : struct, Enum
{
    protected override void SetValueCore(DbParameter parameter, T value) => parameter.Value = EnumText.Of(value);

    public override T Parse(DbDataReader reader, int ordinal, int token) => EnumText.Read<T>(reader.GetString(ordinal));

    protected override T Parse(object? value) => EnumText.Read<T>((string)value!);
}

/// <summary>An enum value is stored as its name in lower case.</summary>
public static class EnumText
{
    /// <summary>The stored form.</summary>
    public static string Of<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The value of a stored form; the table's CHECK has already refused any other text.</summary>
    internal static T Read<T>(string text) where T : struct, Enum =>
        Parse<T>(text) ?? throw new FormatException($"'{text}' is no {typeof(T).Name}.");

    /// <summary>The value of a text from a form or a file; null if it is not the name of a value. Numbers are not accepted.</summary>
    public static T? Parse<T>(string text) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }
}
