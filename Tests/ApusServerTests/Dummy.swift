import Testing
@testable import ApusServer
@Test func `it builds`() { }
