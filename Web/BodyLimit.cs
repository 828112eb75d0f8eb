// How large the form of a route may be.
using Microsoft.AspNetCore.Http.Metadata;

namespace MathsSoc.Web;

/// <summary>Stated on a route whose form may be larger than others, in bytes.</summary>
public sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
