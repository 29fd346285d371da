import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// Pictures of displays, and keys for them.
    func screenRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            Route(
                method: .get, path: "/api/v1/vms/{ref}/screenshot", policy: .view, name: "screenshot-vm",
                tag: "Consoles", summary: "What a VM's display shows, at most a few seconds old",
                query: [.query("width", .integer(16...7680), "Scaled down to it, with the same shape.")],
                answers: [.init(status: 200, summary: "The picture.", schema: nil, contentType: "image/png")]
            ) { call in
                let vm = try listing.find(call.reference)
                let png = try await consoles.screenshot(of: vm, width: call.integer("width"))
                return Reply(status: 200, content: .bytes(Data(png), type: "image/png"))
                    .with(.cacheControl, "private, max-age=2")
            },
            Route(
                method: .post, path: "/api/v1/vms/{ref}/keys", policy: .use, name: "press-keys", tag: "Consoles",
                summary: "Press keys at a VM's keyboard, or type a text at it",
                body: .init(name: "PressKeys", schema: RequestSchemas.pressKeys),
                answers: [.init(status: 204, summary: "They are pressed.", schema: nil)]
            ) { call in
                try await consoles.press(try call.decode(PressKeys.self), on: try listing.find(call.reference))
                return .nothing
            },
        ]
    }
}
