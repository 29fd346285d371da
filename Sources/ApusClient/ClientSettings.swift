/// All that a ``Client`` needs to know before its first request.
public struct ClientSettings: Sendable {
    public var address: ServerAddress
    /// Absent for the routes that are open to all.
    public var token: AccessToken?
    /// Sends the token even over unencrypted HTTP to another machine.
    public var allowsInsecureHTTP: Bool
    public var connectTimeout: Duration = .seconds(5)
    /// The longest wait for an answer, on top of the wait that a request itself asks the server for.
    public var answerTimeout: Duration = .seconds(60)
    /// The longest time without a byte in an answer; the event stream pings every 15 seconds.
    public var longestSilence: Duration = .seconds(60)
    /// Bytes; larger answers are refused.
    public var largestAnswer: Int = 64 << 20

    public init(address: ServerAddress, token: AccessToken?, allowsInsecureHTTP: Bool = false) {
        self.address = address
        self.token = token
        self.allowsInsecureHTTP = allowsInsecureHTTP
    }

    /// - Throws: ``ClientError`` `insecure-address` when the token would travel in clear text.
    func check() throws(ClientError) {
        guard token != nil, !allowsInsecureHTTP, !address.keepsSecrets else { return }
        throw ClientError(
            .insecureAddress, "The token would go to \(address) in clear text, which anyone between could read.",
            hint: "use https, a tunnel to a loopback address, or accept the risk with --insecure-http")
    }
}
