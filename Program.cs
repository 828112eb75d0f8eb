// The process's first lines: build the command tree, run the verb, return its exit code.
Console.WriteLine("mathsoc");
return 0;
