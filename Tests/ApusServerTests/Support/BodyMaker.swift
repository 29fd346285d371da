import Foundation

@testable import Schema

/// Makes bodies from a schema: nearly right ones, and ones that are wrong in one named place.
struct BodyMaker {
    var random: SplitMix

    /// A body whose field at `pointer` holds what its schema does not take.
    struct Wrong {
        var body: JSONValue
        var pointer: String
    }

    /// Every field at every depth, with a value of each other type.
    static func confusions(of schema: Schema) -> [Wrong] {
        places(schema, "").flatMap { place in
            wrongTypes(place.schema).map { Wrong(body: place.wrap($0), pointer: place.pointer) }
        }
    }

    private struct Place {
        var pointer: String
        var schema: Schema
        /// Puts a value at this place of a body that has nothing else.
        var wrap: (JSONValue) -> JSONValue
    }

    private static func places(_ schema: Schema, _ pointer: String) -> [Place] {
        switch schema.shape {
        case .object(let shape):
            shape.fields.flatMap { field -> [Place] in
                let wrap: (JSONValue) -> JSONValue = { .object(JSONObject([(field.name, $0)])) }
                return below(field.schema, "\(pointer)/\(field.name)", wrap)
            }
        case .array(let shape): below(shape.item, pointer + "/0") { .array([$0]) }
        case .map(let shape): below(shape.value, pointer + "/key") { ["key": $0] }
        case .nullable(let inner): places(inner, pointer)
        case .reference(let reference): places(reference.target(), pointer)
        default: []
        }
    }

    private static func below(
        _ schema: Schema, _ pointer: String, _ wrap: @escaping (JSONValue) -> JSONValue
    ) -> [Place] {
        let inner = places(schema, pointer).map { place in
            Place(pointer: place.pointer, schema: place.schema) { wrap(place.wrap($0)) }
        }
        return [Place(pointer: pointer, schema: schema, wrap: wrap)] + inner
    }

    private static func wrongTypes(_ schema: Schema) -> [JSONValue] {
        let all: [JSONValue] = [
            .null, true, 1.5, .integer(.max), .integer(.min), .string(String(repeating: "x\u{202e}", count: 20_000)),
            "\u{1b}[2J", .array(Array(repeating: [], count: 10)), ["\u{feff}": ["a": [[]]]],
        ]
        return all.filter { !schema.validate($0).isEmpty }
    }

    /// Required fields and some others, each with a value that its own rule may take.
    mutating func likely(_ schema: Schema, depth: Int = 0) -> JSONValue {
        switch schema.shape {
        case .any, .boolean: return .bool(chance(2))
        case .integer(let shape):
            return .integer(pick([shape.range.lowerBound, shape.range.upperBound, shape.step, 2]))
        case .number(let range): return .number(range.lowerBound)
        case .string(let shape): return .string(text(shape))
        case .choice(let choices): return .string(pick(choices))
        case .array(let shape):
            let count = max(shape.count.lowerBound, min(shape.count.upperBound, random.below(3)))
            return .array((0..<count).map { _ in likely(shape.item, depth: depth + 1) })
        case .map(let shape): return ["key": likely(shape.value, depth: depth + 1)]
        case .nullable(let inner): return likely(inner, depth: depth)
        case .reference(let reference): return likely(reference.target(), depth: depth)
        case .object(let shape):
            let often = 1 + random.below(6)
            let fields = shape.fields.filter { $0.isRequired || chance(often) }
            return .object(
                JSONObject(
                    fields.map { field in
                        (
                            field.name,
                            field.example.flatMap { chance(2) ? $0 : nil } ?? likely(field.schema, depth: depth + 1)
                        )
                    }))
        }
    }

    /// The text of `words` that the rule takes, where there is one.
    private mutating func text(_ shape: StringShape) -> String {
        let taken = Self.words.filter { shape.fault(of: $0) == nil }
        return taken.isEmpty || chance(8) ? pick(Self.words) : pick(taken)
    }

    /// The body with one part of it replaced, dropped, doubled in depth or given a companion.
    mutating func spoiled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(var object) where !object.isEmpty && !chance(5):
            let key = pick(object.keys)
            if chance(6) {
                object[key] = nil
            } else if chance(8) {
                object[key + "x"] = true
            } else {
                object[key] = object[key].map { spoiled($0) }
            }
            return .object(object)
        case .array(var items) where !items.isEmpty && !chance(4):
            if chance(4) { return .array(items + items) }
            let place = random.below(items.count)
            items[place] = spoiled(items[place])
            return .array(items)
        default: return odd()
        }
    }

    private mutating func odd() -> JSONValue {
        switch random.below(4) {
        case 0: .integer(pick([0, -1, 1, 1 << 31, 1 << 53 + 1, .max, .min, 511, 1 << 46]))
        case 1: .string(pick(Self.words + Self.oddities))
        case 2: pick([.null, true, false, 1.5, -0.0, 1e300, [], [:], [[]], ["a": .null]])
        default: (0..<pick([3, 20, 27])).reduce(JSONValue.null) { inner, _ in [inner] }
        }
    }

    private mutating func chance(_ oneIn: Int) -> Bool { random.below(oneIn) == 0 }
    private mutating func pick<Element>(_ list: [Element]) -> Element { list[random.below(list.count)] }

    private static let words = [
        "a", "web", "tiny", "small", "node1", "node-1", "default", "apus", "apus/x", "apus/apus-1", "52:54:00:00:00:01",
        "10.10.0.1/24", "10.10.0.9", "fd00::1", "fd00::1/64", "vda", "vdb", "sda", "/images/tiny.qcow2", "/srv/pool",
        "x.qcow2",
        "virtio", "q35", "br0", "22", "80-90", "2030-01-01T00:00:00Z", "https://example.org/a.qcow2", "fake://x",
        "db.lab",
        "#cloud-config\na: 1\n", "#!/bin/sh\n", "version: 2", "0000:00:02.0", "<domain/>", "<filter name='web'/>",
        "web-{n}",
        "00000000-0000-4000-8000-000000000003", "ssh-ed25519 AAAA", "$6$salt$hash", "en_US.UTF-8", "Europe/Berlin",
        "0644",
        String(repeating: "a", count: 64),
    ]
    private static let oddities = [
        "", " ", "-", "--", "..", "../..", "/", "a/b", "a/../b", "%2e%2e", "\n", "\t", "\u{7f}", "\u{1b}[31m",
        "\u{202e}", "\u{200b}",
        "e\u{301}", "é", "😀", "\u{feff}", "$(x)", "`x`", ";", "'", "\"", "<", "]]>", "&x;", "{{x}}", "*a", "&a",
        "- - -", "0", "-1",
        "9223372036854775808", "1e9", "true", "null", "NaN", "json:{}", "nbd://x", "file:///etc/passwd", "::",
        "0.0.0.0/0", "::/0",
        "0.0.0.0", "255.255.255.255", "ff:ff:ff:ff:ff:ff", "#cloud-config\n[", "#cloud-config\n- a", "a\n: b", "<a",
        "<!DOCTYPE a>",
        String(repeating: "z", count: 5000), String(repeating: "é", count: 255),
    ]
}

/// Vigna's SplitMix64.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: next() % UInt64(max(1, bound))) }
}
