import ApusCore
import ApusModel
import FoundationEssentials
import Schema

/// The answer of a host's devices.
struct HostDevices: Codable, Sendable {
    var devices: [HostDevice]
}

/// What a device route does with the VM that its path names.
private typealias DeviceChangeAct = @Sendable (VirtualMachine, Call, Caller) async throws -> ApusModel.Operation

extension ControlPlane {
    /// Disks, media, network cards and host devices of a VM.
    func deviceRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        diskRoutes(listing) + mediaRoutes(listing) + nicRoutes(listing) + hostDeviceRoutes(listing)
    }

    private func diskRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            route(
                .post, "disks", "attach-disk", "Attach a new disk, a volume or a CD-ROM drive",
                .init(name: "AttachDisk", schema: RequestSchemas.attachDisk), listing
            ) { try await machines.attachDisk($0, try $1.decode(AttachDisk.self), $2) },
            route(
                .patch, "disks/{target}", "change-disk", "Grow a disk, limit it, or set its serial",
                .init(name: "ChangeDisk", schema: RequestSchemas.changeDisk), listing
            ) { try await machines.changeDisk($0, $1.part, try $1.decode(ChangeDisk.self), $2) },
            route(
                .delete, "disks/{target}", "detach-disk", "Detach a disk; ?deleteVolume=true deletes its volume too",
                nil, listing, query: [.query("deleteVolume", .boolean, "Delete the volume made for this VM.")]
            ) {
                try await machines.detachDisk($0, $1.part, deletesVolume: $1.flag("deleteVolume"), $2)
            },
        ]
    }

    private func mediaRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            route(
                .put, "disks/{target}/media", "insert-media", "Put an image or a volume into a CD-ROM drive",
                .init(name: "InsertMedia", schema: RequestSchemas.insertMedia), listing
            ) { try await machines.insertMedia($0, $1.part, try $1.decode(InsertMedia.self), $2) },
            route(
                .delete, "disks/{target}/media", "eject-media", "Take the medium out of a CD-ROM drive", nil, listing,
                query: [.query("force", .boolean, "Also where the guest has locked the tray.")]
            ) { try await machines.ejectMedia($0, $1.part, force: $1.flag("force"), $2) },
        ]
    }

    private func nicRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            route(
                .post, "nics", "attach-nic", "Attach a network card",
                .init(name: "AttachNIC", schema: RequestSchemas.attachNIC), listing
            ) { try await machines.attachNIC($0, try $1.decode(AttachNIC.self), $2) },
            route(
                .patch, "nics/{mac}", "change-nic", "Change a network card's cable, network, filter or bandwidth",
                .init(name: "ChangeNIC", schema: RequestSchemas.changeNIC), listing
            ) { try await machines.changeNIC($0, $1.part, try $1.decode(ChangeNIC.self), $2) },
            route(.delete, "nics/{mac}", "detach-nic", "Detach a network card", nil, listing) {
                try await machines.detachNIC($0, $1.part, $2)
            },
        ]
    }

    private func hostDeviceRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            route(
                .post, "devices", "attach-device", "Give a VM a USB or PCI device of its host",
                .init(name: "AttachHostDevice", schema: RequestSchemas.attachHostDevice), listing, policy: .operate
            ) { try await machines.attachHostDevice($0, try $1.decode(AttachHostDevice.self), $2) },
            route(
                .delete, "devices/{address}", "detach-device",
                "Take a device of the host from a VM, by address or alias",
                nil, listing, policy: .operate
            ) { try await machines.detachHostDevice($0, $1.part, $2) },
        ]
    }

    private func route(
        _ method: Route.Method, _ path: String, _ name: String, _ summary: String, _ body: Route.Body?,
        _ listing: TableRoutes<HostedKey, VirtualMachine>, policy: Policy = .use,
        query: [APIOperation.Parameter] = [], _ act: @escaping DeviceChangeAct
    ) -> Route {
        Route(
            method: method, path: "/api/v1/vms/{ref}/\(path)", policy: policy, name: name, tag: "Virtual machines",
            summary: summary, query: [.wait] + query, body: body, answers: Route.Answer.operation
        ) { call in
            try await change(call) { try await act(try listing.matching(call), call, $0) }
        }
    }

    /// What a host could give to its VMs, read from it now.
    func hostDeviceRoute(_ listing: TableRoutes<UUID, Host>) -> Route {
        Route(
            method: .get, path: "/api/v1/hosts/{ref}/devices", policy: .view, name: "host-devices", tag: "Hosts",
            summary: "The USB and PCI devices of a host, and which VM has them",
            answers: [
                .init(
                    status: 200, summary: "The devices.",
                    schema: .reference("HostDevices", to: ResourceSchemas.hostDevices))
            ]
        ) { call in
            let host = try listing.find(call.reference)
            do {
                guard let devices = try await providers.drivers(for: host.id).devices else {
                    throw DriverError(.unsupported, "This kind of host does not list its devices.")
                }
                return try .json(HostDevices(devices: try await devices.hostDevices()))
            } catch let error as DriverError {
                throw error.problem
            }
        }
    }
}
