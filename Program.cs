// The process's first lines: build the command tree, run the verb, return its exit code.
return MathsSoc.Hosting.Commands.Run(args);
