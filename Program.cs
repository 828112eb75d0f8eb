// The process's first lines: build the command tree, run the verb, return its exit code.
using System.CommandLine;
using MathsSoc.Hosting;

return new RootCommand("MathsSoc") { MarkCommand.Build() }.Parse(args).Invoke();
