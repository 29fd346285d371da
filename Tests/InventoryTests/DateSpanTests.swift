import FoundationEssentials
import Testing

@testable import Inventory

struct DateSpanTests {
    @Test(arguments: [
        ("1970-01-01", 0.0, 86400.0), ("2026-05-10T12:00:00Z", 1_778_414_400, 1_778_414_401),
        ("2026-05-10 12:00Z", 1_778_414_400, 1_778_414_460), ("2024-02-29T23:59:60Z", 1_709_251_200, 1_709_251_201),
        ("1969-12-31T23:59:59Z", -1, 0), ("2026-05-10t14:30:00+02:30", 1_778_414_400, 1_778_414_401),
    ])
    func `dates cover what is written out`(text: String, start: Double, end: Double) {
        #expect(DateSpan(text) == DateSpan(start: start, end: end))
    }

    @Test(arguments: [
        "", "2026", "2026-13-01", "2026-02-29", "2026-05-10T", "2026-05-10T24:00:00Z", "2026-05-10T12:00:00.Z",
        "２０２６-05-10",
    ])
    func `what is no date is refused`(text: String) {
        #expect(DateSpan(text) == nil)
    }

    @Test func `instants are written as they are read`() throws {
        var random = Seeded(state: 3)
        for _ in 0..<500 {
            let seconds = Double(Int.random(in: -62_167_219_200...253_402_300_799, using: &random))
            let span = try #require(DateSpan(Timestamp.text(Date(timeIntervalSince1970: seconds))))
            #expect(span.start == seconds)
        }
        #expect(Timestamp.text(Date(timeIntervalSince1970: 0.25)) == "1970-01-01T00:00:00.250Z")
        #expect(Timestamp.text(Date(timeIntervalSince1970: -0.25)) == "1969-12-31T23:59:59.750Z")
        #expect(Timestamp.text(Date(timeIntervalSince1970: .infinity)) == "9999-12-31T23:59:59Z")
    }
}
