import ApusClient
import Testing

@Suite struct EventStreamParserTests {
    private func events(_ chunks: String...) throws -> [ServerSentEvent] {
        var parser = EventStreamParser()
        return try chunks.flatMap { try parser.push($0.utf8) }
    }

    @Test func `an event has id, kind and data`() throws {
        let events = try events("id: e-1\nevent: vm\ndata: {\"a\":1}\n\n")
        #expect(events == [ServerSentEvent(id: "e-1", event: "vm", data: "{\"a\":1}")])
    }

    @Test func `bytes may come in any pieces and with any line ends`() throws {
        let text = "id: 7\r\nevent: vm\rdata: one\ndata:two\r\n\r\n"
        var parser = EventStreamParser()
        var events: [ServerSentEvent] = []
        for byte in text.utf8 { events += try parser.push([byte]) }
        #expect(events == [ServerSentEvent(id: "7", event: "vm", data: "one\ntwo")])
    }

    @Test func `comments, unknown fields and events without data give nothing`() throws {
        #expect(try events(": ping\n\n", "retry: 5\nwhat\n\n", "event: vm\n\n").isEmpty)
    }

    @Test func `an id stays in force, a kind does not`() throws {
        let events = try events("id: 1\nevent: vm\ndata: a\n\ndata: b\n\n")
        #expect(events.last == ServerSentEvent(id: "1", event: "message", data: "b"))
    }

    @Test func `a byte order mark at the beginning is skipped`() throws {
        #expect(try events("\u{FEFF}data: a\n\n") == [ServerSentEvent(data: "a")])
    }

    @Test func `an event without an end is given up at the limit`() {
        var parser = EventStreamParser(limit: 10)
        #expect(throws: EventStreamParser.TooLarge.self) { try parser.push("data: 0123456789".utf8) }
    }

    @Test func `many lines of one event are given up at the limit`() {
        var parser = EventStreamParser(limit: 10)
        #expect(throws: EventStreamParser.TooLarge.self) { try parser.push("data:abcd\ndata:abcd\ndata:abcd\n".utf8) }
    }
}
