/// Where libvirt's callbacks leave their events; libvirt holds one reference for each registration.
final class EventSink: Sendable {
    private let emit: @Sendable (HostEvent) -> Void

    init(_ emit: @escaping @Sendable (HostEvent) -> Void) {
        self.emit = emit
    }

    func take(_ event: HostEvent?) {
        if let event { emit(event) }
    }

    /// A reference for libvirt, given back by ``release``.
    func retained() -> UnsafeMutableRawPointer {
        unsafe Unmanaged.passRetained(self).toOpaque()
    }

    static let release: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
        unsafe context.map { unsafe Unmanaged<EventSink>.fromOpaque($0).release() }
    }
}

/// Hands an event to the sink behind a callback's context.
func deliver(_ context: UnsafeMutableRawPointer?, _ event: HostEvent?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<EventSink>.fromOpaque(context).takeUnretainedValue().take(event)
}
