/// A failure on this side of the wire: no connection, no usable token, an answer that is none. What the server refuses
/// arrives as `ApusModel.Problem` instead.
public struct ClientError: Error, Hashable, Sendable {
    /// An open list, so that a caller's `switch` survives new codes.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        /// The address is no `http` or `https` URL.
        public static let badAddress = Code(rawValue: "bad-address")
        /// The token would travel in clear text over a network.
        public static let insecureAddress = Code(rawValue: "insecure-address")
        /// The token file is missing, unreadable or holds no token.
        public static let badToken = Code(rawValue: "bad-token")
        public static let cannotConnect = Code(rawValue: "cannot-connect")
        /// The connection ended before the answer did.
        public static let connectionLost = Code(rawValue: "connection-lost")
        /// Somebody else has the only place there is, or has taken it.
        public static let taken = Code(rawValue: "taken")
        public static let timeout = Code(rawValue: "timeout")
        /// The answer is larger than the client takes.
        public static let answerTooLarge = Code(rawValue: "answer-too-large")
        /// The answer is not what the HTTP contract says; perhaps the address is not an Apus server.
        public static let unexpectedAnswer = Code(rawValue: "unexpected-answer")
    }

    public var code: Code
    /// What happened, in words for people; never holds the token.
    public var message: String
    /// What to do about it, where that is known.
    public var hint: String?

    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}

extension ClientError: CustomStringConvertible {
    public var description: String { "\(code.rawValue): \(message)" }
}
