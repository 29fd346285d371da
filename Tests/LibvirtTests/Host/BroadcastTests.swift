import Testing

@testable import Libvirt

@Suite struct BroadcastTests {
    @Test func `a reader that is too slow gets the overflow marker for what it missed`() async {
        let broadcast = Broadcast<Int>(overflow: -1)
        let stream = broadcast.stream(limit: 4)
        for number in 1...10 { broadcast.send(number) }
        broadcast.finish()
        var seen: [Int] = []
        for await number in stream { seen.append(number) }
        #expect(seen == [-1, 8, 9, 10])
    }

    @Test func `without a marker the oldest go`() async {
        let broadcast = Broadcast<Int>(overflow: nil)
        let stream = broadcast.stream(limit: 2, first: 0)
        for number in 1...3 { broadcast.send(number) }
        broadcast.finish()
        var seen: [Int] = []
        for await number in stream { seen.append(number) }
        #expect(seen == [2, 3])
    }

    @Test func `a cancelled reader ends`() async {
        let broadcast = Broadcast<Int>(overflow: nil)
        let stream = broadcast.stream(limit: 2)
        let reader = Task { for await _ in stream {} }
        reader.cancel()
        await reader.value
        #expect(reader.isCancelled)
    }

    @Test func `every reader gets every element`() async {
        let broadcast = Broadcast<Int>(overflow: nil)
        let streams = (0..<3).map { _ in broadcast.stream(limit: 8) }
        for number in 1...3 { broadcast.send(number) }
        broadcast.finish()
        for stream in streams {
            var seen: [Int] = []
            for await number in stream { seen.append(number) }
            #expect(seen == [1, 2, 3])
        }
    }
}
