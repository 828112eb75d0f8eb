// Takes what the compiler writes to print a record out of the compiled program: dotnet run --file Trimming/RecordTexts.cs -- FILE.dll
// A record's ToString lists its members with their values. The native compiler cannot know that nobody prints one, and keeps it for
// each of them (0.4 MB). Here it becomes object's own, which gives the type's name. It stays where the program puts the record into a text,
// and where it is written by hand.
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
byte[] body = [0x02, 0x28, .. BitConverter.GetBytes(MetadataTokens.GetToken(callsObject)), 0x2A];

var changed = 0;
foreach (var handle in metadata.TypeDefinitions)
{
    // Only a record that is a class has a clone; one that is a structure would have to be copied to the heap for object's ToString.
    var methods = metadata.GetTypeDefinition(handle).GetMethods().Select(metadata.GetMethodDefinition).ToList();
    if (printed.Contains(handle) || !methods.Exists(method => IsNamed(method.Name, "<Clone>$")))
        continue;
    foreach (var method in methods.Where(method => IsNamed(method.Name, "ToString") && IsWrittenByTheCompiler(method)))
    {
        // What is left of the longer old body is never reached.
        body.CopyTo(bytes, FindCode(method.RelativeVirtualAddress));
        changed++;
    }
}
File.WriteAllBytes(path, bytes);
Console.WriteLine($"{changed} records are printed as their type's name, and {printed.Count} with their members.");

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

// Where in the file the instructions of a body begin: behind a header of one byte, or of twelve.
int FindCode(int address)
{
    var section = file.PEHeaders.SectionHeaders[file.PEHeaders.GetContainingSectionIndex(address)];
    var start = address - section.VirtualAddress + section.PointerToRawData;
    return start + ((bytes[start] & 3) == 2 ? 1 : 12);
}
