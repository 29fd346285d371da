import Testing

@testable import ApusClient

@Suite struct ServerAddressTests {
    @Test(arguments: [
        "http://127.0.0.1:8080", "http://localhost", "http://[::1]:8080/", "http://127.9.9.9",
        "https://apus.example.org",
    ])
    func `a token may go over TLS and to this machine`(text: String) throws {
        #expect(try ServerAddress(text).keepsSecrets)
    }

    @Test(arguments: [
        "http://10.0.0.1", "http://127.0.0.1.example.org", "http://localhost.example.org", "http://127.1",
        "http://[::2]",
    ])
    func `a token may not go elsewhere in clear text`(text: String) throws {
        #expect(try !ServerAddress(text).keepsSecrets)
    }

    @Test(arguments: [
        "", "127.0.0.1:8080", "ftp://host", "http://", "http://user:secret@host", "http://host/?a=b", "http://host/#a",
    ])
    func `what is no plain http address is refused`(text: String) {
        #expect(throws: ClientError.self) { try ServerAddress(text) }
    }

    @Test func `a password in an address is not repeated in the error`() throws {
        let error = try #require(throws: ClientError.self) { try ServerAddress("http://ada:secret@host") }
        #expect(!error.message.contains("secret"))
    }

    @Test func `slashes at the end are dropped and a path is kept`() throws {
        #expect(try ServerAddress("https://host/apus//").text == "https://host/apus")
    }

    @Test func `a client for an insecure address is refused unless that is allowed`() throws {
        var settings = ClientSettings(address: try ServerAddress("http://10.0.0.1"), token: try AccessToken("sesame"))
        #expect(throws: ClientError.self) { try settings.check() }
        settings.allowsInsecureHTTP = true
        try settings.check()
    }
}
