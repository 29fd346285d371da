import CLibvirt

// Callbacks run on the event loop's thread. They copy plain values and return: no blocking call of libvirt's here
// (name and UUID are read from the handle without a round trip).

private func domainEvent(_ handle: OpaquePointer?, _ event: DomainEvent) -> HostEvent? {
    guard let handle = unsafe handle,
        let uuid = try? unsafe readUUID("virDomainGetUUID", { unsafe virDomainGetUUID(handle, $0) }),
        let name = unsafe virDomainGetName(handle)
    else { return nil }
    return unsafe .domain(NamedSummary(uuid: uuid, name: String(cString: name)), event)
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String {
    unsafe pointer.map { unsafe String(cString: $0) } ?? ""
}

/// Registers one domain event; nil where the driver refuses it.
private func register(
    _ sink: EventSink, _ body: (UnsafeMutableRawPointer, virFreeCallback) -> Int32
) -> Int32? {
    let context = unsafe sink.retained()
    let id = unsafe body(context, EventSink.release)
    guard id >= 0 else {
        // A failed registration does not release its context.
        unsafe EventSink.release(context)
        return nil
    }
    return id
}

extension Connection {
    /// Registers the lifecycle event; nil where the driver has no events.
    func registerLifecycle(_ sink: EventSink) -> Int32? {
        unsafe register(sink) { context, release in
            unsafe clibvirt_domain_event_lifecycle(
                pointer, Int32(VIR_DOMAIN_EVENT_ID_LIFECYCLE.rawValue),
                { _, domain, kind, detail, context in
                    let event = DomainEvent.lifecycle(DomainLifecycle(rawValue: kind), detail: detail)
                    unsafe deliver(context, domainEvent(domain, event))
                    return 0
                }, context, release)
        }
    }

    /// Registers the other domain events, as far as the driver knows them.
    func registerDomainEvents(_ sink: EventSink) -> [Int32] {
        [
            registerReboot(sink), registerIOError(sink), registerBlockJob(sink), registerBalloon(sink),
            registerDeviceAdded(sink), registerDeviceRemoved(sink), registerDeviceRemovalFailed(sink),
            registerMetadata(sink), registerAgent(sink), registerJobCompleted(sink),
        ].compactMap(\.self)
    }

    private func registerReboot(_ sink: EventSink) -> Int32? {
        unsafe register(sink) { context, release in
            unsafe clibvirt_domain_event_plain(
                pointer, Int32(VIR_DOMAIN_EVENT_ID_REBOOT.rawValue),
                { _, domain, context in unsafe deliver(context, domainEvent(domain, .rebooted)) }, context, release)
        }
    }

    private func registerIOError(_ sink: EventSink) -> Int32? {
        unsafe register(sink) { context, release in
            unsafe clibvirt_domain_event_io_error(
                pointer, Int32(VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON.rawValue),
                { _, domain, path, alias, action, reason, context in
                    let event = unsafe DomainEvent.ioError(
                        path: text(path), alias: text(alias), action: action, reason: text(reason))
                    unsafe deliver(context, domainEvent(domain, event))
                }, context, release)
        }
    }

    private func registerBlockJob(_ sink: EventSink) -> Int32? {
        unsafe register(sink) { context, release in
            unsafe clibvirt_domain_event_block_job(
                pointer, Int32(VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2.rawValue),
                { _, domain, disk, kind, status, context in
                    let event = unsafe DomainEvent.blockJob(disk: text(disk), kind: kind, status: status)
                    unsafe deliver(context, domainEvent(domain, event))
                }, context, release)
        }
    }

    private func registerBalloon(_ sink: EventSink) -> Int32? {
        unsafe register(sink) { context, release in
            unsafe clibvirt_domain_event_balloon(
                pointer, Int32(VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE.rawValue),
                { _, domain, actual, context in
                    let event = DomainEvent.balloon(bytes: bytes(kibibytes: actual))
                    unsafe deliver(context, domainEvent(domain, event))
                }, context, release)
        }
    }

    private func registerDeviceAdded(_ sink: EventSink) -> Int32? {
        unsafe register(sink) { context, release in
            unsafe clibvirt_domain_event_device(
                pointer, Int32(VIR_DOMAIN_EVENT_ID_DEVICE_ADDED.rawValue),
                { _, domain, alias, context in
                    unsafe deliver(context, domainEvent(domain, .deviceAdded(alias: text(alias))))
                }, context, release)
        }
    }

    private func registerDeviceRemoved(_ sink: EventSink) -> Int32? {
        unsafe register(sink) { context, release in
            unsafe clibvirt_domain_event_device(
                pointer, Int32(VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED.rawValue),
                { _, domain, alias, context in
                    unsafe deliver(context, domainEvent(domain, .deviceRemoved(alias: text(alias))))
                }, context, release)
        }
    }

    private func registerDeviceRemovalFailed(_ sink: EventSink) -> Int32? {
        unsafe register(sink) { context, release in
            unsafe clibvirt_domain_event_device(
                pointer, Int32(VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED.rawValue),
                { _, domain, alias, context in
                    unsafe deliver(context, domainEvent(domain, .deviceRemovalFailed(alias: text(alias))))
                }, context, release)
        }
    }

    private func registerMetadata(_ sink: EventSink) -> Int32? {
        unsafe register(sink) { context, release in
            unsafe clibvirt_domain_event_metadata(
                pointer, Int32(VIR_DOMAIN_EVENT_ID_METADATA_CHANGE.rawValue),
                { _, domain, kind, uri, context in
                    let event = unsafe DomainEvent.metadataChanged(
                        kind: kind, uri: uri.map { unsafe String(cString: $0) })
                    unsafe deliver(context, domainEvent(domain, event))
                }, context, release)
        }
    }

    private func registerAgent(_ sink: EventSink) -> Int32? {
        unsafe register(sink) { context, release in
            unsafe clibvirt_domain_event_agent(
                pointer, Int32(VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE.rawValue),
                { _, domain, state, reason, context in
                    unsafe deliver(context, domainEvent(domain, .agent(isConnected: state == 1, reason: reason)))
                }, context, release)
        }
    }

    private func registerJobCompleted(_ sink: EventSink) -> Int32? {
        unsafe register(sink) { context, release in
            unsafe clibvirt_domain_event_job_completed(
                pointer, Int32(VIR_DOMAIN_EVENT_ID_JOB_COMPLETED.rawValue),
                { _, domain, parameters, count, context in
                    let fields = unsafe TypedParameter.copy(parameters, count: count)
                    unsafe deliver(context, domainEvent(domain, .jobCompleted(fields)))
                }, context, release)
        }
    }
}
