/// A size of machines from the `flavor_file`.
public struct Flavor: Hashable, Sendable {
    /// The `tid`.
    public var number: Int64
    public var cpus: Int
    /// Bytes.
    public var memory: Int64
    /// Bytes; nil for 0.
    public var disk: Int64?
}

/// The `flavor_file`: `{"types": [{"tid": 1, "cpu": 1, "ram": 512, "disk": 1}, …]}`, RAM in MiB and disk in GiB.
enum FlavorFile {
    static func read(_ text: String, of file: String) -> (lines: [CourseLine<Flavor>], faults: [CourseFault]) {
        var faults: [CourseFault] = []
        var lines: [CourseLine<Flavor>] = []
        for (place, literal) in zip(Int64(1)..., types(text, file, &faults)) {
            do throws(LiteralFault) {
                let flavor = try flavor(literal, place: place)
                guard !lines.contains(where: { $0.value.number == flavor.number }) else {
                    throw LiteralFault(line: literal.line, message: "there is a tid \(flavor.number) already")
                }
                lines.append(CourseLine(value: flavor, line: literal.line))
            } catch {
                faults.append(CourseFault(file: file, line: error.line, message: error.message))
            }
        }
        return (lines, faults)
    }

    private static func types(_ text: String, _ file: String, _ faults: inout [CourseFault]) -> [Literal] {
        do throws(LiteralFault) {
            let document = try LiteralReader.document(text)
            if let types = document["types"]?.list ?? document.list { return types }
            faults.append(CourseFault(file: file, line: document.line, message: "there is no list \"types\""))
            return []
        } catch {
            faults.append(CourseFault(file: file, line: error.line, message: error.message))
            return innermost(text)
        }
    }

    /// The dictionaries within a text that as a whole is no literal: those that are whole can still be used.
    private static func innermost(_ text: String) -> [Literal] {
        var found: [Literal] = []
        var opening: (place: Int, line: Int)?
        var line = 1
        let bytes = Array(text.utf8)
        for (place, byte) in bytes.enumerated() {
            switch byte {
            case 10: line += 1
            case UInt8(ascii: "{"): opening = (place, line)
            case UInt8(ascii: "}"):
                guard let begin = opening else { continue }
                opening = nil
                var reader = LiteralReader(bytes[begin.place...place], line: begin.line)
                if let literal = try? reader.value() { found.append(literal) }
            default: break
            }
        }
        return found
    }

    /// - Parameter place: the number of a type that has no `tid`.
    private static func flavor(_ literal: Literal, place: Int64) throws(LiteralFault) -> Flavor {
        let number = literal["tid"] == nil ? place : try value("tid", of: literal, 0...1_000_000_000)
        let cpus = try value("cpu", of: literal, 1...512)
        let memory = try value("ram", of: literal, 1...67_108_864)
        let disk = literal["disk"] == nil ? 0 : try value("disk", of: literal, 0...65_536)
        return Flavor(number: number, cpus: Int(cpus), memory: memory << 20, disk: disk == 0 ? nil : disk << 30)
    }

    private static func value(_ key: String, of literal: Literal, _ range: ClosedRange<Int64>) throws(LiteralFault)
        -> Int64
    {
        guard let value = literal[key]?.integer, range.contains(value) else {
            let line = literal[key]?.line ?? literal.line
            throw LiteralFault(
                line: line, message: "\(key) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}
