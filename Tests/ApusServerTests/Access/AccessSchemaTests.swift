import ApusModel
import Foundation
import Schema
import Testing

@testable import ApusServer

/// What the schemas say against what the types encode to.
@Suite struct AccessSchemaTests {
    @Test func `tokens, sessions and tickets encode to what their schemas show`() throws {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let token = Token(id: UUID(), name: "ada", role: .operator, createdAt: now, expires: now, sessions: 1)
        try agree(ResourceSchemas.tokenList, TokenList(items: [token]))
        try agree(ResourceSchemas.createdToken, CreatedToken(token, secret: "apus_x"))
        try agree(ResourceSchemas.signedIn, SignedIn(name: "ada", role: .user, expires: now))
        let ticket = IssuedTicket(ticket: "x", path: "/x", expires: now, page: "https://apus.example.org/")
        try agree(ResourceSchemas.issuedTicket, ticket)
        try agree(RequestSchemas.createToken, CreateToken(name: "ada", role: .viewer, expires: now))
        try agree(RequestSchemas.signIn, SignIn(token: "x"), complete: false)
        try agree(RequestSchemas.signIn, SignIn(ticket: "x"), complete: false)
        try agree(RequestSchemas.createTicket, CreateTicket(for: .display, vm: "web", viewOnly: true), complete: false)
        try agree(RequestSchemas.createTicket, CreateTicket(for: .shell, host: "1"), complete: false)
        try agree(RequestSchemas.createTicket, CreateTicket(for: .session), complete: false)
    }

    private func agree(_ schema: Schema, _ sample: some Encodable, complete: Bool = true) throws {
        let faults = try schema.faults(ofSample: sample, complete: complete)
        #expect(faults.isEmpty, "\(type(of: sample)): \(faults)")
        #expect(schema.declarationFaults().isEmpty)
    }
}
