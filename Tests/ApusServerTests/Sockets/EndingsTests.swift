import ApusTesting
import Testing

@testable import ApusServer

@Suite(.timeLimit(.minutes(1))) struct EndingsTests {
    @Test func `what was begun is waited for, and no longer than the limit`() async {
        let (endings, gate) = (Endings(), ApusTesting.Gate())
        endings.run { try? await gate.wait() }
        let began = ContinuousClock.now
        await endings.settle(within: .milliseconds(50))
        #expect(ContinuousClock.now - began < .seconds(5))
        gate.open()
        await endings.settle(within: .seconds(30))
        #expect(ContinuousClock.now - began < .seconds(20), "all was done")
    }
}
