import Testing
@testable import Inventory
struct Tmp {
    @Test(arguments: [("(a+)+$", 10), ("(a+)+$", 12), ("(a+)+$", 14), ("(.*)(.*)(.*)=", 60), ("(.*)(.*)=", 150), ("([a-z]+)*=", 12), ("(\\w+\\s?)+=", 12), ("(?:[a-z]{0,9}){5}=", 30), (".*\\p{L}+.*=", 120)])
    func t(p: String, n: Int) throws {
        let m = Matcher(try Pattern(p))
        let s = String(repeating: "a", count: n) + "=!"
        let c = ContinuousClock.now
        _ = m.matches(s)
        print("TMP", p, n, m.isTooCostly, ContinuousClock.now - c)
    }
}
