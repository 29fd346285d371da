import ApusCore
import Libvirt
import LibvirtXML

extension DriverError {
    /// Any error of this driver in the words that all drivers share. The host's own words stay in the message.
    init(_ error: any Error) {
        switch error {
        case let error as DriverError: self = error
        case let error as LibvirtError: self.init(error)
        case let error as DefinitionError: self.init(.refused, "The definition is not allowed: \(error)")
        case let error as XMLError: self.init(.refused, "The definition is not allowed: \(error)")
        case is CancellationError: self.init(.cancelled, "The call was cancelled.")
        default: self.init(.failed, "\(error)")
        }
    }

    private init(_ error: LibvirtError) {
        let code = Self.code(of: error)
        switch code {
        case .unreachable: self.init(code, error.plainReason)
        case .timedOut: self.init(code, "The host did not answer in time (\(error.call)).")
        default: self.init(code, error.message)
        }
    }

    /// The text decides before the number: libvirt reports much under its general numbers.
    private static func code(of error: LibvirtError) -> Code {
        if let code = bindingCodes[error.code] { return code }
        if error.saysDisconnected { return .unreachable }
        return texts.first { error.message.contains($0.text) }?.code ?? codes[error.code] ?? .failed
    }

    private static let bindingCodes: [LibvirtError.Code: Code] = [
        .timedOut: .timedOut, .disconnected: .unreachable, .cancelled: .cancelled, .shutDown: .unreachable,
        .tooManyCalls: .busy, .unusableArgument: .refused,
    ]

    private static let texts: [(text: String, code: Code)] = [
        ("No space left", .full), ("Disk quota exceeded", .full), ("Not enough free space", .full),
        ("asynchronous jobs running", .busy), ("still in use", .busy), ("being allocated", .busy),
        ("already in use by interface", .exists), ("File exists", .exists), ("Address already in use", .exists),
        ("already exists", .exists), ("Storage source conflict", .exists),
        ("guest agent is not", .agentMissing), ("Guest agent is not", .agentMissing),
        ("No such file or directory", .notFound), ("Permission denied", .refused),
    ]

    /// Source: `libvirt/virterror.h`.
    private static let codes: [LibvirtError.Code: Code] = [
        .noDomain: .notFound, .noNetwork: .notFound, .noStoragePool: .notFound, .noStorageVolume: .notFound,
        .noNodeDevice: .notFound, .noNetworkFilter: .notFound, .noSecret: .notFound, .noDomainSnapshot: .notFound,
        .noDomainMetadata: .notFound, .noDomainCheckpoint: .notFound, .deviceMissing: .notFound,
        .domainExists: .exists, .networkExists: .exists, .storageVolumeExists: .exists, .networkPortExists: .exists,
        .operationInvalid: .invalidState, .agentUnresponsive: .agentMissing, .agentUnsynced: .agentMissing,
        .migrationUnsafe: .invalidState,
        .resourceBusy: .busy, .operationTimeout: .busy, .blockCopyActive: .busy,
        .noSupport: .unsupported, .configurationUnsupported: .unsupported, .argumentUnsupported: .unsupported,
        .operationUnsupported: .unsupported,
        .operationDenied: .refused, .accessDenied: .refused, .authenticationFailed: .refused,
        .authenticationCancelled: .refused, .invalidArgument: .refused, .xmlError: .refused, .xmlDetail: .refused,
        .xmlInvalidSchema: .refused, .invalidMAC: .refused,
        .operationAborted: .cancelled,
    ]
}

/// Runs a body and throws what it throws as ``DriverError``.
func mappingErrors<Value>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
) async throws(DriverError) -> Value {
    do {
        return try await body()
    } catch {
        throw DriverError(error)
    }
}
