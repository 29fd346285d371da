import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ApusServer

@Suite struct AccessTests {
    @Test(arguments: [
        "", "Authorization:\r\n", "Authorization: Bearer\r\n", "Authorization: Bearer \r\n",
        "Authorization: Basic YTpi\r\n",
        "Authorization: Bearer wrong\r\n", "Authorization: apus_administrator\r\n",
        "Authorization: Bearer apus_administrator x\r\n",
        "Authorization: Bearer \(String(repeating: "a", count: 10_000))\r\n",
        "Authorization: Bearer apus_administrator\r\nAuthorization: Bearer apus_administrator\r\n",
        "Authorization: Bearer apus_administrator, Bearer apus_viewer\r\n",
    ])
    func `no token, or none that is known, is 401`(_ header: String) async throws {
        try await TestServer.run { server in
            let (answer, _) = try await server.raw("GET /api/v1/vms HTTP/1.1\r\nHost: apus\r\n\(header)\r\n")
            #expect(answer?.status == 401, "\(header.prefix(60)): \(answer?.text ?? "")")
            #expect(answer?["WWW-Authenticate"] == "Bearer")
            #expect(answer?.code == "unauthenticated")
        }
    }

    @Test func `the scheme's name may be in any case`() async throws {
        try await TestServer.run { server in
            let (answer, _) = try await server.raw(
                "GET /api/v1/vms HTTP/1.1\r\nHost: apus\r\nAuthorization: bEARER apus_viewer\r\n\r\n")
            #expect(answer?.status == 200)
        }
    }

    @Test(arguments: ["token", "access_token", "api_key", "Token"])
    func `a token in the URL is refused, also a right one`(_ name: String) async throws {
        try await TestServer.run { server in
            for path in ["/api/v1/vms", "/healthz"] {
                let answer = try await server.ask("GET", "\(path)?\(name)=apus_administrator", as: nil, [:])
                #expect(answer.status == 400)
                #expect(!answer.text.contains("apus_administrator"))
            }
            #expect(!server.log.text.contains("apus_administrator"))
        }
    }

    /// What each role may do, by route. It changes only when somebody means it to.
    static let golden = """
        GET /api/v1/vms | viewer
        GET /api/v1/vms/{ref} | viewer
        POST /api/v1/vms | user
        POST /api/v1/vms/{ref}/start | user
        POST /api/v1/vms/{ref}/stop | user
        DELETE /api/v1/vms/{ref} | user
        POST /api/v1/vms/{ref}/clone | user
        POST /api/v1/vms/{ref}/suspend | user
        POST /api/v1/vms/{ref}/resume | user
        POST /api/v1/vms/{ref}/reset | user
        POST /api/v1/vms/{ref}/save | user
        POST /api/v1/vms/{ref}/restore | user
        POST /api/v1/vms/{ref}/reboot | user
        DELETE /api/v1/vms/{ref}/saved-state | user
        PATCH /api/v1/vms/{ref} | user
        POST /api/v1/vms/{ref}/adopt | user
        POST /api/v1/vms/{ref}/release | user
        GET /api/v1/vms/{ref}/xml | viewer
        PUT /api/v1/vms/{ref}/xml | administrator
        POST /api/v1/vms/{ref}/template | user
        DELETE /api/v1/vms/{ref}/template | user
        POST /api/v1/vms/{ref}/rescue | user
        POST /api/v1/vms/{ref}/export | user
        GET /api/v1/vms/{ref}/export | user
        GET /api/v1/vms/{ref}/export/{file} | user
        DELETE /api/v1/vms/{ref}/export | user
        POST /api/v1/vms/{ref}/disks | user
        PATCH /api/v1/vms/{ref}/disks/{target} | user
        DELETE /api/v1/vms/{ref}/disks/{target} | user
        PUT /api/v1/vms/{ref}/disks/{target}/media | user
        DELETE /api/v1/vms/{ref}/disks/{target}/media | user
        POST /api/v1/vms/{ref}/nics | user
        PATCH /api/v1/vms/{ref}/nics/{mac} | user
        DELETE /api/v1/vms/{ref}/nics/{mac} | user
        POST /api/v1/vms/{ref}/devices | operator
        DELETE /api/v1/vms/{ref}/devices/{address} | operator
        POST /api/v1/vms/{ref}/migrate | operator
        POST /api/v1/hosts/{ref}/maintenance | operator
        POST /api/v1/hosts/{ref}/disable | operator
        POST /api/v1/hosts/{ref}/enable | operator
        GET /api/v1/rebalance/plan | viewer
        POST /api/v1/rebalance | operator
        GET /api/v1/hosts | viewer
        GET /api/v1/hosts/{ref} | viewer
        PATCH /api/v1/hosts/{ref} | operator
        GET /api/v1/hosts/{ref}/doctor | operator
        GET /api/v1/hosts/{ref}/capabilities | viewer
        GET /api/v1/hosts/{ref}/devices | viewer
        GET /api/v1/hosts/{ref}/interfaces | viewer
        GET /api/v1/hosts/{ref}/filters | viewer
        GET /api/v1/hosts/{ref}/filters/{name} | viewer
        POST /api/v1/hosts/{ref}/filters | administrator
        DELETE /api/v1/hosts/{ref}/filters/{name} | administrator
        PUT /api/v1/hosts/{ref}/pools/{pool}/volumes/{volume}/content | operator
        GET /api/v1/hosts/{ref}/pools/{pool}/volumes/{volume}/content | operator
        GET /api/v1/providers | viewer
        GET /api/v1/providers/{ref} | viewer
        POST /api/v1/providers | administrator
        DELETE /api/v1/providers/{ref} | administrator
        GET /api/v1/images | viewer
        GET /api/v1/images/{ref} | viewer
        POST /api/v1/images | operator
        PUT /api/v1/images/{ref}/content | operator
        GET /api/v1/images/{ref}/content | operator
        DELETE /api/v1/images/{ref} | operator
        GET /api/v1/instance-types | viewer
        GET /api/v1/instance-types/{ref} | viewer
        POST /api/v1/instance-types | operator
        DELETE /api/v1/instance-types/{ref} | operator
        GET /api/v1/pools | viewer
        GET /api/v1/pools/{ref} | viewer
        POST /api/v1/pools | operator
        GET /api/v1/pools/{ref}/usage | viewer
        POST /api/v1/pools/{ref}/start | operator
        POST /api/v1/pools/{ref}/stop | operator
        POST /api/v1/pools/{ref}/refresh | operator
        PATCH /api/v1/pools/{ref} | operator
        DELETE /api/v1/pools/{ref} | operator
        GET /api/v1/volumes | viewer
        GET /api/v1/volumes/{ref} | viewer
        POST /api/v1/volumes | operator
        POST /api/v1/volumes/{ref}/grow | operator
        POST /api/v1/volumes/{ref}/clone | operator
        POST /api/v1/volumes/{ref}/move | operator
        POST /api/v1/volumes/{ref}/wipe | operator
        DELETE /api/v1/volumes/{ref} | operator
        GET /api/v1/networks | viewer
        GET /api/v1/networks/{ref} | viewer
        POST /api/v1/networks | operator
        PATCH /api/v1/networks/{ref} | operator
        POST /api/v1/networks/{ref}/start | operator
        POST /api/v1/networks/{ref}/stop | operator
        DELETE /api/v1/networks/{ref} | operator
        GET /api/v1/networks/{ref}/leases | viewer
        POST /api/v1/networks/{ref}/leases/{mac} | operator
        DELETE /api/v1/networks/{ref}/leases/{mac} | operator
        POST /api/v1/networks/{ref}/dns/{name} | operator
        DELETE /api/v1/networks/{ref}/dns/{name} | operator
        GET /api/v1/snapshots | viewer
        GET /api/v1/snapshots/{ref} | viewer
        GET /api/v1/vms/{ref}/snapshots | viewer
        GET /api/v1/vms/{ref}/snapshots/{name} | viewer
        POST /api/v1/vms/{ref}/snapshots | user
        POST /api/v1/vms/{ref}/snapshots/{name}/revert | user
        DELETE /api/v1/vms/{ref}/snapshots/{name} | user
        GET /api/v1/operations | viewer
        GET /api/v1/operations/{ref} | viewer
        DELETE /api/v1/operations/{ref} | user
        POST /api/v1/operations/{ref}/retry | operator
        POST /api/v1/placement/explain | user
        GET /api/v1/placement/decisions | viewer
        GET /api/v1/placement/decisions/{ref} | viewer
        GET /api/v1/capacity | viewer
        GET /api/v1/vms/{ref}/stats | viewer
        GET /api/v1/hosts/{ref}/stats | viewer
        GET /api/v1/vms/{ref}/guest | viewer
        GET /api/v1/vms/{ref}/guest/ssh-keys | viewer
        POST /api/v1/vms/{ref}/guest/password | operator
        POST /api/v1/vms/{ref}/guest/ssh-keys | operator
        POST /api/v1/vms/{ref}/guest/time | user
        POST /api/v1/vms/{ref}/guest/exec | operator
        POST /api/v1/vms/{ref}/guest/freeze | user
        POST /api/v1/vms/{ref}/guest/thaw | user
        GET /api/v1/vms/{ref}/display | viewer
        GET /api/v1/vms/{ref}/console | user
        GET /api/v1/vms/{ref}/ssh | user
        GET /api/v1/hosts/{ref}/shell | administrator
        GET /api/v1/vms/{ref}/screenshot | viewer
        POST /api/v1/vms/{ref}/keys | user
        GET /api/v1/sd/prometheus | viewer
        GET /api/v1/ssh-key | viewer
        GET /api/v1/vms/{ref}/ssh-access | viewer
        PUT /api/v1/vms/{ref}/ssh-access | operator
        DELETE /api/v1/vms/{ref}/ssh-access/host-key | administrator
        GET /api/v1/recordings/search | user
        GET /api/v1/recordings | viewer
        GET /api/v1/recordings/{ref} | viewer
        GET /api/v1/recordings/{ref}/content | user
        DELETE /api/v1/recordings/{ref} | administrator
        GET /api/v1/events | viewer
        GET /api/v1/kinds | viewer
        POST /api/v1/session | anybody
        GET /api/v1/session | viewer
        DELETE /api/v1/session | viewer
        GET /api/v1/tokens | administrator
        POST /api/v1/tokens | administrator
        DELETE /api/v1/tokens/{ref} | administrator
        POST /api/v1/tickets | viewer
        GET /healthz | anybody
        GET /readyz | anybody
        GET /metrics | viewer
        GET /openapi.json | anybody
        GET /docs | anybody
        GET /docs/start.js | anybody
        GET /docs/files/{name} | anybody
        """

    @Test func `every route lets in the roles of the golden table, tried one by one`() async throws {
        try await TestServer.run(docs: "/nonexistent") { server in
            var table: [String] = []
            for route in server.server.routes(HTTPMetrics()) {
                let path = route.path.replacing("{ref}", with: "none").replacing("{name}", with: "none.css")
                    .replacing("{mac}", with: "none")
                var least: String?
                for role in [nil] + Role.allCases.map(Optional.some) {
                    // HEAD would do for GET, and ends the stream of events.
                    let method = route.method == .get ? "HEAD" : route.method.rawValue
                    let answer = try await server.ask(method, path, nil, as: role, [:])
                    let isLetIn = answer.status != 401 && answer.status != 403
                    #expect(isLetIn || answer.status == (role == nil ? 401 : 403))
                    if isLetIn, least == nil { least = role?.rawValue ?? "anybody" }
                    #expect(isLetIn == (least != nil), "\(route.path): a higher role may less")
                }
                table.append("\(route.method.rawValue) \(route.path) | \(least ?? "nobody")")
            }
            #expect(table.joined(separator: "\n") == Self.golden)
        }
    }

    @Test func `tokens are random and stored as hashes`() {
        let token = Gate.newToken()
        #expect(token.hasPrefix("apus_") && token.count == 69)
        #expect(token != Gate.newToken())
        #expect(Gate.hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
