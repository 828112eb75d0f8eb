// QR codes: a camera must be able to read them. One matrix is known, and zbar, where it is installed, reads what we draw.
using System.Diagnostics;
using System.Text;
using System.Xml.Linq;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Pages;

public sealed class QrCodeTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static XElement Drawn(string text) => XElement.Parse(QrCode.Draw(text, "QR code for this page")!.Markup);

    /// <summary>The dark modules, read back from the path.</summary>
    private static bool[,] Modules(XElement svg)
    {
        var size = int.Parse(svg.Attribute("viewBox")!.Value.Split(' ')[2]);
        var modules = new bool[size, size];
        foreach (var bar in svg.Elements(Svg + "path").Last().Attribute("d")!.Value.Split('z', StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = bar[1..].Split(['h', 'v', 'H', ' ']).Select(int.Parse).ToArray();
            for (var x = 0; x < numbers[2]; x++) modules[numbers[1], numbers[0] + x] = true;
        }
        return modules;
    }

    [Fact]
    public void A_known_code_has_its_known_modules()
    {
        // Read by zbar as "https://m.example/c/7".
        string[] expected =
        [
            "#######....###....#######",
            "#.....#..#.######.#.....#",
            "#.###.#.###...###.#.###.#",
            "#.###.#.#....###..#.###.#",
            "#.###.#.#...#...#.#.###.#",
            "#.....#.#.#..#.#..#.....#",
            "#######.#.#.#.#.#.#######",
            "........#...#.###........",
            "#.#####......#....#####..",
            "#....#.#####.#..#......#.",
            "#.#.####..#..###.#.#.#.##",
            "#.#....#.##...##...##...#",
            "#..##.########.####.#.###",
            "#.##.#...##...#.#..#.#.#.",
            "#.#.#.#.##############.##",
            "#..###...#.#..#######...#",
            "#....##..#.#....#####.#..",
            "........##..##.##...##...",
            "#######..##..##.#.#.#.###",
            "#.....#.###.##..#...##.##",
            "#.###.#.##..#.#######.###",
            "#.###.#.###......##.#####",
            "#.###.#.##.##..#.#...##.#",
            "#.....#....#..###..###..#",
            "#######.##.#......#######",
        ];
        var modules = Modules(Drawn("https://m.example/c/7"));
        var size = modules.GetLength(0) - 8;
        var rows = Enumerable.Range(4, size)
            .Select(y => string.Concat(Enumerable.Range(4, size).Select(x => modules[y, x] ? '#' : '.')));
        Assert.Equal(expected, rows);
    }

    [Theory]
    [InlineData("a", 21)]
    [InlineData("https://maths.example.sch.uk/challenges/1234", 33)]
    public void The_picture_is_dark_on_white_has_a_quiet_zone_and_says_what_it_is(string text, int size)
    {
        var svg = Drawn(text);
        Assert.Equal($"0 0 {size + 8} {size + 8}", svg.Attribute("viewBox")!.Value);
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal("QR code for this page", svg.Attribute("aria-label")!.Value);
        Assert.Equal("crispEdges", svg.Attribute("shape-rendering")!.Value);
        Assert.Equal(["#fff", "#000"], svg.Elements(Svg + "path").Select(path => path.Attribute("fill")!.Value));
        Assert.Null(svg.Attribute("style"));
        var modules = Modules(svg);
        for (var i = 0; i < size + 8; i++)
            for (var border = 0; border < 4; border++)
                Assert.False(modules[i, border] || modules[border, i] || modules[i, size + 7 - border] || modules[size + 7 - border, i]);
        // The three corner squares.
        foreach (var (y, x) in new[] { (4, 4), (4, size - 3), (size - 3, 4) })
            for (var i = 0; i < 7; i++)
                Assert.True(modules[y, x + i] && modules[y + 6, x + i] && modules[y + i, x] && modules[y + i, x + 6]
                    && modules[y + 3, x + 3] && !modules[y + 1, x + 1]);
    }

    [Fact]
    public void What_does_not_fit_is_not_drawn()
    {
        Assert.NotNull(QrCode.Draw(new string('a', QrCode.MaxBytes), "x"));
        Assert.Null(QrCode.Draw(new string('a', QrCode.MaxBytes + 1), "x"));
        Assert.Null(QrCode.Draw(new string('é', QrCode.MaxBytes / 2 + 1), "x"));
        Assert.Null(QrCode.Draw("", "x"));
    }

    [Fact]
    public void A_label_is_encoded() => Assert.Contains(
        "aria-label=\"&quot;&gt;&lt;b&gt;\"", QrCode.Draw("a", "\"><b>")!.Markup, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://maths.example.sch.uk/challenges/1234")]
    [InlineData("a")]
    [InlineData("http://192.168.1.20:8000/join?code=ABCD-EFGH-JKLM")]
    [InlineData("https://maths.example.sch.uk/society/wall"
        + "?key=0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz&v=1")]
    public void A_reader_reads_it(string text)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zbarimg"), "Debian's zbar-tools are not installed.");
        using var folder = new TemporaryFolder();
        var modules = Modules(Drawn(text));
        var path = Path.Combine(folder.Path, "code.pbm");
        const int scale = 4;
        var size = modules.GetLength(0);
        var image = new StringBuilder($"P1\n{size * scale} {size * scale}\n");
        for (var y = 0; y < size * scale; y++)
        {
            for (var x = 0; x < size * scale; x++) image.Append(modules[y / scale, x / scale] ? "1 " : "0 ");
            image.Append('\n');
        }
        File.WriteAllText(path, image.ToString());
        var start = new ProcessStartInfo("/usr/bin/zbarimg", ["--quiet", "--raw", "--nodbus", path]) { RedirectStandardOutput = true };
        using var zbar = Process.Start(start)!;
        var read = zbar.StandardOutput.ReadToEnd();
        Assert.True(zbar.WaitForExit(10_000));
        Assert.Equal(text, read.TrimEnd('\n'));
    }
}
