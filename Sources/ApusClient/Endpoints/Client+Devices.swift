import ApusModel

/// Disks, media, network cards and host devices of a VM; each change is an operation.
extension Client {
    /// Maps to `POST /api/v1/vms/{ref}/disks`.
    public func attachDisk(_ ref: String, _ disk: AttachDisk, key: String) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "disks").body(disk), key, nil)
    }

    /// Maps to `PATCH /api/v1/vms/{ref}/disks/{target}`.
    public func changeDisk(_ ref: String, _ target: String, _ change: ChangeDisk, key: String) async throws -> Operation
    {
        try await operation(Request(.patch, api: "vms", ref, "disks", target).body(change), key, nil)
    }

    /// Maps to `DELETE /api/v1/vms/{ref}/disks/{target}`.
    public func detachDisk(
        _ ref: String, _ target: String, deletesVolume: Bool, key: String
    ) async throws -> Operation {
        let request = Request(.delete, api: "vms", ref, "disks", target)
        return try await operation(request.query("deleteVolume", deletesVolume ? "true" : nil), key, nil)
    }

    /// Maps to `PUT /api/v1/vms/{ref}/disks/{target}/media`.
    public func insertMedia(
        _ ref: String, _ target: String, _ media: InsertMedia, key: String
    ) async throws -> Operation {
        try await operation(Request(.put, api: "vms", ref, "disks", target, "media").body(media), key, nil)
    }

    /// Maps to `DELETE /api/v1/vms/{ref}/disks/{target}/media`.
    public func ejectMedia(_ ref: String, _ target: String, force: Bool, key: String) async throws -> Operation {
        let request = Request(.delete, api: "vms", ref, "disks", target, "media")
        return try await operation(request.query("force", force ? "true" : nil), key, nil)
    }

    /// Maps to `POST /api/v1/vms/{ref}/nics`.
    public func attachNIC(_ ref: String, _ nic: AttachNIC, key: String) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "nics").body(nic), key, nil)
    }

    /// Maps to `PATCH /api/v1/vms/{ref}/nics/{mac}`.
    public func changeNIC(_ ref: String, _ mac: String, _ change: ChangeNIC, key: String) async throws -> Operation {
        try await operation(Request(.patch, api: "vms", ref, "nics", mac).body(change), key, nil)
    }

    /// Maps to `DELETE /api/v1/vms/{ref}/nics/{mac}`.
    public func detachNIC(_ ref: String, _ mac: String, key: String) async throws -> Operation {
        try await operation(Request(.delete, api: "vms", ref, "nics", mac), key, nil)
    }

    /// Maps to `POST /api/v1/vms/{ref}/devices`.
    public func attachDevice(_ ref: String, _ device: AttachHostDevice, key: String) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "devices").body(device), key, nil)
    }

    /// Maps to `DELETE /api/v1/vms/{ref}/devices/{address}`.
    public func detachDevice(_ ref: String, _ address: String, key: String) async throws -> Operation {
        try await operation(Request(.delete, api: "vms", ref, "devices", address), key, nil)
    }

    /// The USB and PCI devices of a host, as it has them now.
    ///
    /// Maps to `GET /api/v1/hosts/{ref}/devices`.
    public func devices(host ref: String) async throws -> [HostDevice] {
        struct Answer: Decodable { var devices: [HostDevice] }
        return try await transport.send(Request(.get, api: "hosts", ref, "devices")).decode(Answer.self).devices
    }
}
