import ApusModel
import Foundation
import Testing

@Suite struct NameUUIDTests {
    /// RFC 9562, appendix A.4.
    @Test func `it is the UUID of the RFC's example`() throws {
        let dns = try #require(UUID(uuidString: "6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        #expect(NameUUID.of("www.example.com", in: dns) == UUID(uuidString: "2ed6657d-e927-568b-95e1-2665a8aea6a2"))
    }

    /// Around the borders of SHA-1's blocks, where padding goes wrong first; by Python's `uuid.uuid5`.
    @Test(arguments: [
        (0, "e129f27c-5103-5c5c-844b-cdf0a15e160d"),
        (1, "35b65f33-a679-5e76-af3c-273ea349ede4"),
        (38, "1754987c-224f-50cd-96fb-5df1dc37b0c7"),
        (39, "dc686a18-7bf4-5967-b173-266ea970f49a"),
        (40, "9bf8dbd7-9ff0-5bbf-af07-1b279168fbfa"),
        (47, "53aa9004-1128-50bc-b15a-e5273c178998"),
        (48, "367210b0-e8c5-59db-8dc7-fa4c699b9f4d"),
        (49, "4fe661a1-c898-5d2b-bb89-32f4ba690501"),
        (103, "341b378e-0687-5cbe-a54f-50c3b0b857c6"),
        (104, "d0c8b2b4-fc24-5988-aa4d-a9c2b21e4095"),
        (111, "b98a4d83-b824-506c-98be-c19f7f9001d1"),
        (112, "bc4b2486-e3c2-5527-93de-2daee54d0cf2"),
        (500, "1d30c680-388f-5ab5-89e9-8bcb5d227708"),
    ])
    func `names of any length are hashed as others do`(_ length: Int, _ expected: String) throws {
        let zero = try #require(UUID(uuidString: "00000000-0000-0000-0000-000000000000"))
        #expect(NameUUID.of(String(repeating: "a", count: length), in: zero) == UUID(uuidString: expected))
    }
}
