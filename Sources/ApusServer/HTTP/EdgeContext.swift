import Hummingbird

/// What Hummingbird keeps for a request, and who is at the other end.
struct EdgeContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address, without the port.
    let peer: String

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
