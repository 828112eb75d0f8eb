// Units of measurement: their names, sizes and dimensions.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>
/// Powers of the base dimensions; each currency and each temperature scale counts as its own, because none converts to another.
/// </summary>
internal readonly record struct Dimension(
    int Length, int Mass, int Time, int Money, int Angle, int Temperature, int Current, int Currency = 0)
{
    public static Dimension operator +(Dimension a, Dimension b) => new(
        a.Length + b.Length, a.Mass + b.Mass, a.Time + b.Time, a.Money + b.Money,
        a.Angle + b.Angle, a.Temperature + b.Temperature, a.Current + b.Current, a.Currency + b.Currency);

    public static Dimension operator *(Dimension a, int n) => new(
        a.Length * n, a.Mass * n, a.Time * n, a.Money * n, a.Angle * n, a.Temperature * n, a.Current * n, a.Currency * n);
}

/// <summary>One unit: how it is written, its size in base units (m, kg, s, £), and its dimension.</summary>
internal sealed record Unit(string Symbol, Rational Size, Dimension Dimension);

/// <summary>Units multiplied together, each to a power.</summary>
internal sealed record UnitProduct((Unit Unit, int Power)[] Parts)
{
    public Dimension Dimension => Parts.Aggregate(default(Dimension), (sum, part) => sum + part.Unit.Dimension * part.Power);

    public Rational Size => Parts.Aggregate(Rational.One, (size, part) => size * part.Unit.Size.Pow(part.Power));
}

internal static class Units
{
    private static readonly Dictionary<string, Unit> Known = Build();

    /// <summary>The unit with that spelling (cm, centimetres, £), or null.</summary>
    public static Unit? Find(string spelling) =>
        Known.TryGetValue(spelling, out var unit) ? unit
        : spelling.Length > 1 && spelling.ToLowerInvariant() is var lower && (IsUnmistakable(lower) || IsTime(lower))
            && Known.TryGetValue(lower, out unit) ? unit
        : null;

    private static bool IsTime(string spelling) => spelling is "hr" or "hrs" or "min" or "sec";

    /// <summary>True for cm and its like, whose powers 2 and 3 are areas and volumes.</summary>
    public static bool IsLength(string spelling) => Find(spelling)?.Dimension == new Dimension(1, 0, 0, 0, 0, 0, 0);

    /// <summary>The sum of two measures in the unit of the first: 2 hours 30 minutes in hours.</summary>
    public static Measure Add(Measure larger, Measure smaller) =>
        new(Trees.Sum([larger.Value, Trees.Product([smaller.Value, Number.Of(smaller.Unit.Size / larger.Unit.Size)])]), larger.Unit);

    /// <summary>
    /// The number that a measure would be in the unit where it is not converted for the pupil: 68 °F in °C, and 15 m in minutes; null
    /// for any other pair.
    /// </summary>
    public static Node? InAnotherScale(Measure measure, UnitProduct unit) =>
        (measure.Unit.Parts, unit.Parts) is not ([({ Symbol: var from }, 1)], [({ Symbol: var to }, 1)]) ? null : (from, to) switch
        {
            ("m", "min" or "h") => Trees.Product([measure.Value, Number.Of(new Rational(60) / unit.Size)]),
            ("°F", "°C") => ToCelsius(measure.Value),
            ("°C", "°F") => FromCelsius(measure.Value),
            ("K", "°C") => Trees.Sum([measure.Value, Number.Of(-Nought)]),
            ("°C", "K") => Trees.Sum([measure.Value, Number.Of(Nought)]),
            ("°F", "K") => Trees.Sum([ToCelsius(measure.Value), Number.Of(Nought)]),
            ("K", "°F") => FromCelsius(Trees.Sum([measure.Value, Number.Of(-Nought)])),
            _ => null,
        };

    private static readonly Rational Nought = new(27315, 100); // 0 °C in K

    private static Node ToCelsius(Node value) => Trees.Product([Trees.Sum([value, Number.Of(-32)]), Number.Of(new Rational(5, 9))]);

    private static Node FromCelsius(Node value) => Trees.Sum([Trees.Product([value, Number.Of(new Rational(9, 5))]), Number.Of(32)]);

    /// <summary>Units that are seldom anything else, so that a plain model with one is a quantity.</summary>
    public static bool IsUnmistakable(string spelling) =>
        spelling is "cm" or "cms" or "mm" or "km" or "kg" or "ml" or "£" or "€" or "$" or "mph" or "kmh" or "kph" or "kmph" or "°C" or "°F"
        || spelling.Length > 3;

    private static Dictionary<string, Unit> Build()
    {
        var length = new Dimension(1, 0, 0, 0, 0, 0, 0);
        var mass = new Dimension(0, 1, 0, 0, 0, 0, 0);
        var time = new Dimension(0, 0, 1, 0, 0, 0, 0);
        var money = new Dimension(0, 0, 0, 1, 0, 0, 0);
        var force = length + mass + time * -2;
        var energy = force + length;
        var known = new Dictionary<string, Unit>();
        void Add(string size, Dimension dimension, params string[] spellings)
        {
            var slash = size.IndexOf('/');
            Rational.TryParseDecimal(slash < 0 ? size : size.AsSpan(0, slash), out var value);
            if (slash >= 0 && Rational.TryParseDecimal(size.AsSpan(slash + 1), out var bottom)) value /= bottom;
            foreach (var spelling in spellings) known[spelling] = new Unit(spellings[0], value, dimension);
        }
        Add("1", length, "m", "metre", "metres", "meter", "meters");
        Add("0.01", length, "cm", "cms", "centimetre", "centimetres", "centimeter", "centimeters");
        Add("0.001", length, "mm", "mms", "millimetre", "millimetres", "millimeter", "millimeters");
        Add("1000", length, "km", "kms", "kilometre", "kilometres", "kilometer", "kilometers");
        Add("0.0254", length, "in", "inch", "inches");
        Add("0.3048", length, "ft", "foot", "feet");
        Add("0.9144", length, "yd", "yard", "yards");
        Add("1609.344", length, "mile", "miles", "mi");
        Add("0.1", length, "dm", "decimetre", "decimetres");
        Add("0.000001", length, "micrometre", "micrometres", "micron", "microns");
        Add("0.000000001", length, "nm", "nanometre", "nanometres");
        Add("1", mass, "kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes");
        Add("0.001", mass, "g", "gram", "grams", "gramme", "grammes");
        Add("0.000001", mass, "mg", "milligram", "milligrams");
        Add("1000", mass, "t", "tonne", "tonnes");
        Add("0.45359237", mass, "lb", "lbs", "pound (mass)");
        Add("0.028349523125", mass, "oz", "ounce", "ounces");
        Add("1", time, "s", "sec", "secs", "second", "seconds");
        Add("0.001", time, "ms", "millisecond", "milliseconds");
        Add("60", time, "min", "mins", "minute", "minutes");
        Add("3600", time, "h", "hr", "hrs", "hour", "hours");
        Add("86400", time, "day", "days");
        Add("604800", time, "week", "weeks");
        var months = time with { Currency = 3 }; // a month has no fixed number of days
        Add("1", months, "month", "months");
        Add("12", months, "year", "years", "yr", "yrs");
        Add("0.001", length * 3, "l", "L", "litre", "litres", "liter", "liters");
        Add("0.000001", length * 3, "ml", "mL", "millilitre", "millilitres", "milliliter", "milliliters");
        Add("0.000001", length * 3, "cc");
        Add("0.00001", length * 3, "cl", "centilitre", "centilitres");
        Add("0.00056826125", length * 3, "pint", "pints");
        Add("0.00454609", length * 3, "gallon", "gallons");
        Add("10000", length * 2, "ha", "hectare", "hectares");
        Add("1609.344/3600", length + time * -1, "mph");
        Add("1", length + time * -1, "mps");
        Add("1000/3600", length + time * -1, "kmh");
        Add("1000/3600", length + time * -1, "kph", "kmph");
        Add("1", money, "£", "GBP", "pounds", "pound");
        Add("0.01", money, "p", "pence", "penny");
        Add("1", money with { Currency = 1 }, "$", "dollars", "dollar");
        Add("0.01", money with { Currency = 1 }, "cents", "cent");
        Add("1", money with { Currency = 2 }, "€", "euros", "euro");
        Add("1", force, "N", "newton", "newtons");
        Add("1000", force, "kN", "kilonewton", "kilonewtons");
        Add("1", energy, "J", "joule", "joules");
        Add("1", energy, "Nm");
        Add("1000", energy, "kJ", "kilojoule", "kilojoules");
        Add("1000000", energy, "MJ");
        Add("1000000000", energy, "GJ");
        Add("1", energy + time * -1, "W", "watt", "watts");
        Add("1000", energy + time * -1, "kW", "kilowatt", "kilowatts");
        Add("1000000", energy + time * -1, "MW", "megawatt", "megawatts");
        Add("3600", energy, "Wh");
        Add("3600000", energy, "kWh");
        Add("3600000000", energy, "MWh");
        Add("1", force + length * -2, "Pa", "pascal", "pascals");
        Add("1000", force + length * -2, "kPa");
        Add("1", time * -1, "Hz", "hertz");
        Add("1000", time * -1, "kHz");
        Add("1000000", time * -1, "MHz");
        Add("1", new Dimension(0, 0, 0, 0, 0, 0, 1), "A", "amp", "amps", "ampere", "amperes");
        Add("0.001", new Dimension(0, 0, 0, 0, 0, 0, 1), "mA", "milliamp", "milliamps", "milliampere", "milliamperes");
        Add("1000", energy + time * -1 + new Dimension(0, 0, 0, 0, 0, 0, -1), "kV");
        Add("1", energy + time * -1 + new Dimension(0, 0, 0, 0, 0, 0, -1), "V", "volt", "volts");
        Add("1", new Dimension(0, 0, 0, 0, 1, 0, 0), "rad", "radian", "radians");
        Add("1", new Dimension(0, 0, 0, 0, 0, 1, 0), "K", "kelvin");
        Add("1", new Dimension(0, 0, 0, 0, 0, 1, 0, 1), "°C", "celsius", "centigrade");
        Add("1", new Dimension(0, 0, 0, 0, 0, 1, 0, 2), "°F", "fahrenheit");
        known.Remove("pound (mass)");
        return known;
    }
}
