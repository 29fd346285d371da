import ApusModel
import ApusTesting
import Foundation

@testable import ApusCore

/// The workflows of networks and packet filters, with the hosts they find.
enum NetworkLaws {
    static let network = UUID()
    static let filter = UUID()
    private static let bystander = UUID()
    static var key: HostedKey { HostedKey(host: WorkflowLawTests.host, id: network) }

    static let lawful = [
        WorkflowLaws(creation(start: true), on: { scene() }),
        WorkflowLaws(creation(start: false), on: { scene() }),
        WorkflowLaws(
            UpdateNetworkWorkflow(key: key, change: .fix(StaticHost(mac: "52:54:00:00:00:07", ip: "10.10.0.7"))),
            on: { scene(isActive: true) }),
        WorkflowLaws(StartNetworkWorkflow(key: key), on: { scene(isActive: false) }),
        WorkflowLaws(StopNetworkWorkflow(key: key), on: { scene(isActive: true) }),
        WorkflowLaws(DeleteNetworkWorkflow(key: key), mayKeepItsEffect: true, on: { scene(isActive: true) }),
        WorkflowLaws(
            CreateNetworkFilterWorkflow(host: key.host, id: filter, filter: CreateNetworkFilter(name: "web-only")),
            on: { scene() }),
        WorkflowLaws(
            DeleteNetworkFilterWorkflow(host: key.host, id: filter), mayKeepItsEffect: true,
            on: {
                let host = scene()
                host.world.other["filter \(filter)"] = "web-only"
                return host
            }),
    ]

    static var settings: NetworkSettings {
        var settings = NetworkSettings(forward: .nat)
        settings.address = "10.10.0.1/24"
        return settings
    }

    private static func creation(start: Bool) -> CreateNetworkWorkflow {
        CreateNetworkWorkflow(key: key, name: "lab", settings: settings, start: start)
    }

    /// A host with another network, and this one in a state (nil: not there).
    private static func scene(isActive: Bool? = nil) -> FakeHost {
        let fake = FakeHost(id: key.host)
        fake.settle(network: bystander, "bystander", NetworkSettings(forward: .isolated), isActive: true)
        if let isActive { fake.settle(network: network, "lab", settings, isActive: isActive) }
        return fake
    }
}
