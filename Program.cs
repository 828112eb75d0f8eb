// The process's first lines: read the settings, build the server, run it.
using MathsSoc.Hosting;

var (options, errors) = AppOptions.Load(SettingSources.FromProcess(new Dictionary<string, string>(), null));
foreach (var error in errors) Console.Error.WriteLine(error);
if (errors.Count > 0) return 78;
Directory.CreateDirectory(options.DataDir);
Server.Build(options, TimeProvider.System).Run();
return 0;
