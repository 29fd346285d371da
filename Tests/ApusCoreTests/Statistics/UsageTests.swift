import ApusModel
import Foundation
import Testing

@testable import ApusCore

@Suite struct UsageTests {
    private func counters(cpu: UInt64? = nil, disk: UInt64? = nil, memory: UInt64? = nil) -> Counters {
        var counters = Counters()
        (counters.cpuTime, counters.diskRead, counters.memoryUsed) = (cpu, disk, memory)
        return counters
    }

    @Test func `a rate is the growth of a counter for each second`() {
        let usage = Usage(
            from: counters(cpu: 1_000_000_000, disk: 1000), to: counters(cpu: 2_000_000_000, disk: 6000, memory: 77),
            seconds: 5, cpus: 2)
        #expect(usage[.cpu] == 10)
        #expect(usage[.diskRead] == 1000)
        #expect(usage[.memoryUsed] == 77)
        #expect(usage[.netReceive] == nil)
    }

    @Test func `a counter that was reset, began or ended gives nothing, and never less than zero`() {
        let reset = Usage(from: counters(cpu: 9, disk: 100), to: counters(cpu: 3, disk: 40), seconds: 1, cpus: 1)
        #expect(reset[.cpu] == nil && reset[.diskRead] == nil)
        #expect(Usage(from: counters(), to: counters(disk: 5), seconds: 1, cpus: 1)[.diskRead] == nil)
        #expect(Usage(from: counters(disk: 5), to: counters(), seconds: 1, cpus: 1)[.diskRead] == nil)
    }

    @Test(arguments: [0.0, -3.0]) func `no time between two looks gives no rate`(_ seconds: Double) {
        let usage = Usage(from: counters(disk: 1), to: counters(disk: 9, memory: 5), seconds: seconds, cpus: 1)
        #expect(usage[.diskRead] == nil)
        #expect(usage[.memoryUsed] == 5)
    }

    @Test func `more processor time than there was is all there was, also of senseless counters`() {
        #expect(Usage(from: counters(cpu: 0), to: counters(cpu: .max), seconds: 1, cpus: 0)[.cpu] == 100)
        var (old, new) = (counters(cpu: 10), counters(cpu: 20))
        (old.cpuCapacity, new.cpuCapacity) = (100, 140)
        #expect(Usage(from: old, to: new, seconds: 1, cpus: 64)[.cpu] == 25, "of the host's own sum of time")
        new.cpuCapacity = 100
        #expect(Usage(from: old, to: new, seconds: 1, cpus: 64)[.cpu] == nil)
    }

    @Test func `a packed number is off by less than a thousandth, from nothing to terabytes`() {
        var value: Float = 0.001
        while value < 1e14 {
            let back = PackedValue.unpack(PackedValue.pack(value))
            #expect(abs(back - value) <= value / 1000, "\(value)")
            value *= 1.37
        }
        #expect(PackedValue.unpack(PackedValue.pack(0)) == 0)
        #expect(PackedValue.unpack(PackedValue.pack(-5)) == 0)
        #expect(PackedValue.unpack(PackedValue.pack(1e-9)) == 0)
        #expect(PackedValue.unpack(PackedValue.pack(.nan)).isNaN)
        #expect(PackedValue.unpack(PackedValue.pack(.infinity)) > 1e15)
        #expect(PackedValue.unpack(PackedValue.pack(.greatestFiniteMagnitude)).isFinite)
    }

    @Test func `five minutes keep average and maximum of what was known`() {
        var rollup = Rollup()
        #expect(rollup.isEmpty)
        for cpu in [10, 30] as [Float] {
            var usage = Usage.unknown
            usage.values[Measure.cpu.rawValue] = cpu
            rollup.add(usage)
        }
        let (average, maximum) = Rollup.read(rollup.bytes)
        #expect(rollup.bytes.count == 32)
        #expect(average[.cpu] == 20 && maximum[.cpu] == 30)
        #expect(average[.memoryUsed] == nil && maximum[.memoryUsed] == nil)
    }

    @Test(arguments: [0, 1, 2, 7, 33]) func `stored bytes of any length are read without harm`(_ count: Int) {
        let (average, maximum) = Rollup.read(Data(repeating: 0xFE, count: count))
        #expect((average[.netTransmit] == nil) == (count < 32))
        #expect((maximum[.cpu] == nil) == (count < 2))
    }
}
