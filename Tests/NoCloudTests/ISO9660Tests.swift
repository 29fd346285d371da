import Foundation
import NoCloud
import Testing

@Suite struct ISO9660Tests {
    private let date = Date(timeIntervalSince1970: 1_709_210_096)  // 2024-02-29 12:34:56

    private func seed() -> Seed {
        var seed = Seed(instanceID: "i-1", hostname: "web-1")
        seed.rawUserData = "#!/bin/sh\n" + String(repeating: "x", count: 3000)
        seed.rawNetworkConfig = "version: 2\n"
        return seed
    }

    @Test func `an image has whole sectors, its label and its size`() throws {
        let image = try seed().image(date: date)
        #expect(image.count == (26 + 4) * 2048)
        #expect(image[16 * 2048..<16 * 2048 + 6].elementsEqual([1] + "CD001".utf8))
        #expect(String(decoding: image[16 * 2048 + 40..<16 * 2048 + 46], as: UTF8.self) == "cidata")
        #expect(image[16 * 2048 + 80..<16 * 2048 + 88].elementsEqual([30, 0, 0, 0, 0, 0, 0, 30]))
        #expect(String(decoding: image[16 * 2048 + 813..<16 * 2048 + 829], as: UTF8.self) == "2024022912345600")
    }

    @Test func `the same seed and date give the same bytes`() throws {
        #expect(try seed().image(date: date) == seed().image(date: date))
        #expect(try seed().image(date: date) != seed().image(date: date.addingTimeInterval(1)))
    }

    @Test(arguments: [
        (0.0, "1970010100000000"), (951_782_400, "2000022900000000"), (4_107_542_399, "2100022823595900"),
        (-1e300, "1970010100000000"), (1e300, "2155123123595900"), (.infinity, "2155123123595900"),
        (.nan, "1970010100000000"),
    ])
    func `dates are written from 1970 to 2155, whatever comes in`(seconds: Double, digits: String) throws {
        let image = try seed().image(date: Date(timeIntervalSince1970: seconds))
        #expect(String(decoding: image[16 * 2048 + 813..<16 * 2048 + 829], as: UTF8.self) == digits)
    }

    @Test(arguments: [
        ("cidata!", ["a"]), ("", ["a"]), (String(repeating: "a", count: 17), ["a"]), ("x", ["A"]), ("x", [""]),
        ("x", ["a/b"]), ("x", [".."]), ("x", ["a", "a"]), ("x", ["a-b", "a_b"]), ("x", ["é"]),
        ("x", [String(repeating: "a", count: 31)]), ("x", ["a", "b", "c", "d", "e", "f", "g", "h", "i"]),
    ])
    func `labels and names that a volume cannot hold are refused`(volume: String, names: [String]) {
        #expect(throws: ISO9660Image.Fault.self) {
            try ISO9660Image(volume: volume, files: names.map { SeedFile(name: $0, content: []) }, date: date)
        }
    }
}
