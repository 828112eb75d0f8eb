// A real reverse proxy in front of a test's site: Debian's nginx, in the test's own folder, as the test's user, on its own port.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MathsSoc.Tests.Support;

/// <summary>Started with the proxy directives a test gives; stopped with the test.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx";
    private readonly TemporaryFolder folder;
    private readonly Process process;

    private Nginx(Process process, int port, TemporaryFolder folder)
    {
        (this.process, this.folder) = (process, folder);
        Address = new Uri($"http://127.0.0.1:{port}");
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Address };
    }

    public Uri Address { get; }
    public HttpClient Client { get; }

    /// <summary>Starts nginx in front of <paramref name="site"/>; skips the test, with the reason, if nginx is not installed.</summary>
    public static Task<Nginx> StartAsync(Site site, string directives) => StartServerAsync(port => $$"""
        server {
            listen 127.0.0.1:{{port}};
            location / { proxy_pass http://127.0.0.1:{{site.Address.Port}}; {{directives}} }
        }
        """);

    /// <summary>Starts nginx with the configuration that is delivered with the program, on the test's ports.</summary>
    public static Task<Nginx> StartDeliveredAsync(Site site) => StartServerAsync(port => Repository.Read("deploy/nginx.conf")
        .Replace("listen 80;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal)
        .Replace("listen [::]:80;", "", StringComparison.Ordinal)
        .Replace("127.0.0.1:8000;", $"127.0.0.1:{site.Address.Port};", StringComparison.Ordinal));

    private static async Task<Nginx> StartServerAsync(Func<int, string> server)
    {
        Assert.SkipUnless(File.Exists(Program), "nginx is not installed (package nginx-light).");
        var folder = new TemporaryFolder();
        var port = FreePort();
        File.WriteAllText(folder["nginx.conf"], $$"""
            daemon off;
            master_process off;
            pid {{folder["nginx.pid"]}};
            error_log {{folder["error.log"]}};
            events { worker_connections 64; }
            http {
                access_log off;
                client_body_temp_path {{folder["body"]}};
                proxy_temp_path {{folder["proxy"]}};
                fastcgi_temp_path {{folder["fastcgi"]}};
                uwsgi_temp_path {{folder["uwsgi"]}};
                scgi_temp_path {{folder["scgi"]}};
                {{server(port)}}
            }
            """);
        string[] args = ["-p", folder.Path, "-c", folder["nginx.conf"], "-e", folder["error.log"]];
        var process = Process.Start(new ProcessStartInfo(Program, args) { RedirectStandardError = true })!;
        var nginx = new Nginx(process, port, folder);
        try
        {
            await Eventually.TrueAsync(async () =>
            {
                if (process.HasExited) Assert.Fail("nginx did not start: " + await process.StandardError.ReadToEndAsync());
                try { return (await nginx.Client.GetAsync("/healthz")).IsSuccessStatusCode; }
                catch (HttpRequestException) { return false; }
            }, 15);
            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }
}
