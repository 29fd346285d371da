import FoundationEssentials
import Testing

@testable import ApusClient

@Suite struct AccessTokenTests {
    @Test func `blanks and line ends around a token are dropped`() throws {
        #expect(try AccessToken("  sesame\r\n").secret == "sesame")
    }

    @Test(arguments: ["", " \n", "two words", "two\nlines", "umläut", String(repeating: "x", count: 4097)])
    func `what cannot stand in a header is no token`(text: String) {
        #expect(throws: ClientError.self) { try AccessToken(text) }
    }

    @Test func `printing and dumping a token shows no secret`() throws {
        let token = try AccessToken("sesame")
        var dumped = ""
        dump(ClientSettings(address: try ServerAddress(ServerAddress.standard), token: token), to: &dumped)
        #expect(!"\(token) \(String(reflecting: token))".contains("sesame"))
        #expect(!dumped.contains("sesame"))
    }

    @Test func `a missing file is named`() throws {
        let error = try #require(throws: ClientError.self) { try AccessToken(file: "/nonexistent/token") }
        #expect(error.code == .badToken)
        #expect(error.message.contains("/nonexistent/token"))
    }
}
