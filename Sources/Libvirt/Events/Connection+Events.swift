import CLibvirt

/// The callbacks of one connection. Each holds a reference to it, so they are taken back before it is closed.
struct EventRegistrations: Sendable {
    var domains: [Int32] = []
    var pools: [Int32] = []
    var networks: [Int32] = []

    /// Whether the driver sends events at all.
    var isSupported: Bool { !domains.isEmpty }
}

extension Connection {
    /// Registers for all events that the driver knows; a driver without events gives none.
    func registerEvents(_ sink: EventSink) -> EventRegistrations {
        var registrations = EventRegistrations()
        guard let lifecycle = registerLifecycle(sink) else { return registrations }
        registrations.domains = [lifecycle] + registerDomainEvents(sink)
        registrations.pools = [registerPoolLifecycle(sink), registerPoolRefresh(sink)].compactMap(\.self)
        registrations.networks = [registerNetworkLifecycle(sink)].compactMap(\.self)
        return registrations
    }

    /// Takes the callbacks back. On a dead connection libvirt reports an error, yet frees them.
    func deregister(_ registrations: EventRegistrations) {
        for id in registrations.domains { _ = unsafe virConnectDomainEventDeregisterAny(pointer, id) }
        for id in registrations.pools { _ = unsafe virConnectStoragePoolEventDeregisterAny(pointer, id) }
        for id in registrations.networks { _ = unsafe virConnectNetworkEventDeregisterAny(pointer, id) }
    }

    private func registerPoolLifecycle(_ sink: EventSink) -> Int32? {
        let context = unsafe sink.retained()
        let id = unsafe clibvirt_pool_event_lifecycle(
            pointer,
            { _, pool, kind, _, context in
                let event = StoragePoolEvent.lifecycle(StoragePoolLifecycle(rawValue: kind))
                unsafe deliver(context, poolEvent(pool, event))
            }, context, EventSink.release)
        return unsafe accept(id, context)
    }

    private func registerPoolRefresh(_ sink: EventSink) -> Int32? {
        let context = unsafe sink.retained()
        let id = unsafe virConnectStoragePoolEventRegisterAny(
            pointer, nil, Int32(VIR_STORAGE_POOL_EVENT_ID_REFRESH.rawValue),
            { _, pool, context in unsafe deliver(context, poolEvent(pool, .refreshed)) }, context,
            EventSink.release)
        return unsafe accept(id, context)
    }

    private func registerNetworkLifecycle(_ sink: EventSink) -> Int32? {
        let context = unsafe sink.retained()
        let id = unsafe clibvirt_network_event_lifecycle(
            pointer,
            { _, network, kind, _, context in
                let event = NetworkEvent.lifecycle(NetworkLifecycle(rawValue: kind))
                unsafe deliver(context, networkEvent(network, event))
            }, context, EventSink.release)
        return unsafe accept(id, context)
    }
}

/// A failed registration does not release its context.
private func accept(_ id: Int32, _ context: UnsafeMutableRawPointer) -> Int32? {
    guard id < 0 else { return id }
    unsafe EventSink.release(context)
    return nil
}

private func poolEvent(_ handle: OpaquePointer?, _ event: StoragePoolEvent) -> HostEvent? {
    guard let handle = unsafe handle,
        let uuid = try? unsafe readUUID("virStoragePoolGetUUID", { unsafe virStoragePoolGetUUID(handle, $0) }),
        let name = unsafe virStoragePoolGetName(handle)
    else { return nil }
    return unsafe .pool(NamedSummary(uuid: uuid, name: String(cString: name)), event)
}

private func networkEvent(_ handle: OpaquePointer?, _ event: NetworkEvent) -> HostEvent? {
    guard let handle = unsafe handle,
        let uuid = try? unsafe readUUID("virNetworkGetUUID", { unsafe virNetworkGetUUID(handle, $0) }),
        let name = unsafe virNetworkGetName(handle)
    else { return nil }
    return unsafe .network(NamedSummary(uuid: uuid, name: String(cString: name)), event)
}
