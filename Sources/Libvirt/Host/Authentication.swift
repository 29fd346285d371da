import CLibvirt
import Glibc

/// How libvirt's questions for credentials are answered while a connection is opened.
public struct Authentication: Sendable {
    /// One question (`virConnectCredential`).
    public struct Request: Sendable {
        public var kind: Kind
        public var prompt: String
        public var challenge: String?
    }

    /// What is asked for (`virConnectCredentialType`).
    public struct Kind: OpenEnumeration {
        public var rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
        public static let userName = Self(rawValue: 1)
        public static let authenticationName = Self(rawValue: 2)
        /// Entered openly.
        public static let echoPrompt = Self(rawValue: 5)
        /// Entered hidden.
        public static let noEchoPrompt = Self(rawValue: 7)
        public static let passphrase = Self(rawValue: 6)
    }

    let answer: (@Sendable (Request) -> String?)?

    /// No credentials: a host that asks for some is not connected.
    public static let refuse = Authentication(answer: nil)

    /// Answers by a closure, called on a lane thread; nil refuses.
    public static func answer(_ answer: @escaping @Sendable (Request) -> String?) -> Self {
        Authentication(answer: answer)
    }
}

extension Authentication {
    private final class Box: Sendable {
        let answer: @Sendable (Request) -> String?
        init(_ answer: @escaping @Sendable (Request) -> String?) { self.answer = answer }
    }

    /// Opens a connection; blocks.
    func open(_ uri: String) throws(LibvirtError) -> Connection {
        let call = "virConnectOpenAuth"
        guard let answer else {
            return try unsafe Connection(owning: check(virConnectOpenAuth(uri, nil, 0), call))
        }
        let box = Box(answer)
        var kinds = [
            VIR_CRED_USERNAME, VIR_CRED_AUTHNAME, VIR_CRED_ECHOPROMPT, VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT,
        ].map { Int32($0.rawValue) }
        // `kinds` and `box` live until the call has returned, and libvirt keeps neither.
        let opened = unsafe kinds.withUnsafeMutableBufferPointer { kinds -> OpaquePointer? in
            var auth = unsafe virConnectAuth(
                credtype: kinds.baseAddress, ncredtype: UInt32(kinds.count), cb: Self.answerCredentials,
                cbdata: Unmanaged.passUnretained(box).toOpaque())
            return unsafe withExtendedLifetime(box) { unsafe virConnectOpenAuth(uri, &auth, 0) }
        }
        return try unsafe Connection(owning: check(opened, call))
    }

    private static let answerCredentials: virConnectAuthCallbackPtr = { credentials, count, context in
        guard let credentials = unsafe credentials, let context = unsafe context else { return -1 }
        let box = unsafe Unmanaged<Box>.fromOpaque(context).takeUnretainedValue()
        for index in 0..<Int(count) {
            let credential = unsafe credentials + index
            let request = unsafe Request(
                kind: Kind(rawValue: credential.pointee.type),
                prompt: credential.pointee.prompt.map { unsafe String(cString: $0) } ?? "",
                challenge: credential.pointee.challenge.map { unsafe String(cString: $0) })
            guard let answer = box.answer(request), let length = UInt32(exactly: answer.utf8.count) else { return -1 }
            // libvirt frees the result.
            unsafe credential.pointee.result = unsafe strdup(answer)
            unsafe credential.pointee.resultlen = length
        }
        return 0
    }
}
