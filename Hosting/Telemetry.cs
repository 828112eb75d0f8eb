// Sends spans and metrics to a collector by OpenTelemetry's protocol over HTTP, when OTEL_EXPORTER_OTLP_ENDPOINT is set.
using MathsSoc.Observability;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MathsSoc.Hosting;

/// <summary>
/// The exporters of one server. They work on threads of their own with bounded queues: a collector that is slow or gone costs what it
/// was not sent, and no request waits for it.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    /// <summary>The first words of the settings that OpenTelemetry itself reads.</summary>
    public const string Prefix = "OTEL_";

    private const int FlushMilliseconds = 2000;
    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    private Telemetry(AppOptions options)
    {
        // Its own names, and its own reading of them, from wherever they were set. The environment has the many that are not ours to check.
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(
            from value in options.Values
            where value.Setting.Name.StartsWith(Prefix, StringComparison.Ordinal) && value.Text.Length > 0
            select KeyValuePair.Create(value.Setting.Name, (string?)value.Text)).Build();
        void Configure(IServiceCollection services) => services.AddSingleton<IConfiguration>(settings);
        static void Describe(ResourceBuilder resource) =>
            resource.AddAttributes([new("service.version", BuildVersion.Number), new("service.instance.id", Environment.MachineName)]);
        traces = Sdk.CreateTracerProviderBuilder().ConfigureServices(Configure).ConfigureResource(Describe)
            .AddSource(Metrics.MeterName).AddOtlpExporter().Build();
        metrics = Sdk.CreateMeterProviderBuilder().ConfigureServices(Configure).ConfigureResource(Describe)
            .AddMeter(Metrics.MeterName, "Microsoft.AspNetCore.Hosting").AddOtlpExporter().Build();
    }

    /// <summary>Null if no collector is named.</summary>
    public static Telemetry? Start(AppOptions options) => options.HasCollector ? new Telemetry(options) : null;

    /// <summary>Sends what is queued, for at most two seconds each.</summary>
    public void Dispose()
    {
        traces.Shutdown(FlushMilliseconds);
        metrics.Shutdown(FlushMilliseconds);
        traces.Dispose();
        metrics.Dispose();
    }
}
