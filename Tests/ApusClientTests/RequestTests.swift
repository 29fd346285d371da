import ApusModel
import FoundationEssentials
import Testing

@testable import ApusClient

@Suite struct RequestTests {
    @Test func `a name with a slash, a query or dots stays one segment`() {
        #expect(Request(.get, api: "vms", "a/b?c#d é").path == "/api/v1/vms/a%2Fb%3Fc%23d%20%C3%A9")
        #expect(Request(.get, api: "vms", "..").path == "/api/v1/vms/%2E%2E")
    }

    @Test func `query values are escaped and absent ones left out`() {
        let request = Request(.get, api: "vms").query("filter", "a = 'b&c'").query("sort", nil)
        #expect(request.target == "/api/v1/vms?filter=a%20%3D%20%27b%26c%27")
    }

    @Test func `only reading and keyed requests are sent again`() {
        #expect(Request(.get, "/").isRepeatable)
        #expect(!Request(.post, "/").isRepeatable)
        #expect(Request(.post, "/").key("k").isRepeatable)
    }

    @Test(arguments: [(-5, 0), (10, 10), (9999, 45)])
    func `a wait stays below the silence that ends a connection`(asked: Int, sent: Int) {
        #expect(Request(.get, "/").waiting(asked).target == "/?wait=\(sent)")
    }
}

@Suite struct ResponseTests {
    private func response(_ status: Int, _ type: String, _ body: String) -> Response {
        Response(status: status, contentType: type, body: Data(body.utf8))
    }

    @Test func `a refusal arrives as its problem`() throws {
        let problem = Problem(.notFound, "there is no vm 'x'")
        let body = String(decoding: try JSONCoding.encode(problem), as: UTF8.self)
        let thrown = #expect(throws: Problem.self) {
            try response(404, "application/problem+json; charset=utf-8", body).decode(VirtualMachine.self)
        }
        #expect(thrown == problem)
    }

    @Test(arguments: [(502, "text/html", "<h1>Bad Gateway</h1>"), (200, "text/html", "<h1>Hello</h1>"), (302, "", "")])
    func `the answer of something else than Apus is named as such`(status: Int, type: String, body: String) {
        let thrown = #expect(throws: ClientError.self) { try response(status, type, body).decode([Kind].self) }
        #expect(thrown?.code == .unexpectedAnswer)
    }
}

@Suite struct JSONValueTests {
    @Test func `every kind of value survives`() throws {
        let text = #"{"a":[1,2.5,true,null,"x"],"big":9007199254740993,"o":{}}"#
        let value = try JSONCoding.decode(JSONValue.self, from: Data(text.utf8))
        #expect(String(decoding: try JSONCoding.encode(value), as: UTF8.self) == text)
        #expect(value["big"] == .integer(9_007_199_254_740_993))
    }
}
