// Takes methods that the compiler writes and nobody calls out of the compiled program:
// dotnet run --file Trimming/CompilerMethods.cs -- FILE.dll
// The native compiler cannot know that nobody calls them, and keeps them for each type (0.5 MB).
// A record's ToString lists its members with their values. Here it becomes object's own, which gives the type's name. It stays where the
// program puts the record into a text, and where it is written by hand.
// An anonymous object is what a statement's parameters are, and nothing else (tests/Unit/ArchitectureTests.cs): nobody prints or
// compares it.
#:property PublishAot=false
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

var path = args[0];
var bytes = File.ReadAllBytes(path);
using var file = new PEReader(new MemoryStream(bytes, writable: false));
var metadata = file.GetMetadataReader();
var printed = FindPrinted();

// ldarg.0, call instance string object::ToString(), ret
var callsObject = metadata.MemberReferences.First(handle => IsMember(handle, "ToString", "Object"));
byte[] typeName = [0x02, 0x28, .. BitConverter.GetBytes(MetadataTokens.GetToken(callsObject)), 0x2A];
// ldarg.0, ldarg.1, ceq, ret; and ldc.i4.0, ret
byte[] isSame = [0x02, 0x03, 0xFE, 0x01, 0x2A], nought = [0x16, 0x2A];

var (changed, anonymous) = (0, 0);
foreach (var handle in metadata.TypeDefinitions)
{
    var type = metadata.GetTypeDefinition(handle);
    var methods = type.GetMethods().Select(metadata.GetMethodDefinition).ToList();
    if (metadata.GetString(type.Name).StartsWith("<>f__AnonymousType", StringComparison.Ordinal))
    {
        Replace(methods, "ToString", typeName);
        Replace(methods, "Equals", isSame);
        Replace(methods, "GetHashCode", nought);
        anonymous++;
        continue;
    }
    // Only a record that is a class has a clone; one that is a structure would have to be copied to the heap for object's ToString.
    if (printed.Contains(handle) || !methods.Exists(method => IsNamed(method.Name, "<Clone>$")))
        continue;
    foreach (var method in methods.Where(method => IsNamed(method.Name, "ToString") && IsWrittenByTheCompiler(method)))
    {
        Write(typeName, method);
        changed++;
    }
}
File.WriteAllBytes(path, bytes);
Console.WriteLine($"{changed} records are printed as their type's name, and {printed.Count} with their members; "
    + $"{anonymous} anonymous types are neither printed nor compared.");

void Replace(List<MethodDefinition> methods, string name, byte[] body) => Write(body, methods.Single(method => IsNamed(method.Name, name)));

// What is left of the longer old body is never reached, but read: it becomes nop.
void Write(byte[] body, MethodDefinition method)
{
    var code = FindCode(method.RelativeVirtualAddress);
    code.Clear();
    body.CopyTo(code);
}

bool IsNamed(StringHandle name, string expected) => metadata.StringComparer.Equals(name, expected);

bool IsMember(EntityHandle handle, string name, params string[] types) =>
    handle.Kind == HandleKind.MemberReference && metadata.GetMemberReference((MemberReferenceHandle)handle) is var member
        && IsNamed(member.Name, name) && member.Parent.Kind == HandleKind.TypeReference
        && types.Any(type => IsNamed(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name, type));

bool IsWrittenByTheCompiler(MethodDefinition method) => method.GetCustomAttributes().Select(metadata.GetCustomAttribute)
    .Any(attribute => IsMember(attribute.Constructor, ".ctor", "CompilerGeneratedAttribute"));

// Those that are written into an interpolated string or joined to one; a call of their own ToString cannot be seen here.
HashSet<EntityHandle> FindPrinted()
{
    var found = new HashSet<EntityHandle>();
    for (var row = 1; row <= metadata.GetTableRowCount(TableIndex.MethodSpec); row++)
    {
        var call = metadata.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row));
        if (!IsMember(call.Method, "AppendFormatted", "DefaultInterpolatedStringHandler", "AppendInterpolatedStringHandler")
            && !IsMember(call.Method, "Join", "String") && !IsMember(call.Method, "AppendJoin", "StringBuilder"))
            continue;
        // The signature: that it is of a generic method, with one argument, which is a class, and which.
        var signature = metadata.GetBlobReader(call.Signature);
        signature.ReadByte();
        if (signature.ReadCompressedInteger() == 1 && signature.ReadSignatureTypeCode() == SignatureTypeCode.TypeHandle)
            found.Add(signature.ReadTypeHandle());
    }
    return [.. found.Where(handle => handle.Kind == HandleKind.TypeDefinition)];
}

// The instructions of a body in the file: behind a header of one byte with their length in its upper six bits, or of twelve with it in
// four.
Span<byte> FindCode(int address)
{
    var section = file.PEHeaders.SectionHeaders[file.PEHeaders.GetContainingSectionIndex(address)];
    var start = address - section.VirtualAddress + section.PointerToRawData;
    return (bytes[start] & 3) == 2
        ? bytes.AsSpan(start + 1, bytes[start] >> 2)
        : bytes.AsSpan(start + 12, BitConverter.ToInt32(bytes, start + 4));
}
