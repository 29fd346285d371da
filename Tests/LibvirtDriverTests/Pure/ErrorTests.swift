import ApusCore
import Libvirt
import Testing

@testable import LibvirtDriver

@Suite struct ErrorTests {
    @Test(arguments: [
        (LibvirtError.Code.noDomain, LibvirtError.Domain.qemu, "Domain not found", DriverError.Code.notFound),
        (.operationFailed, .none, "domain 'a' already exists with uuid 1", .exists),
        (.storageVolumeExists, .storage, "storage vol 'a' exists already", .exists),
        (.operationInvalid, .qemu, "domain is not running", .invalidState),
        (.internalError, .storage, "pool 'x' has asynchronous jobs running", .busy),
        (.operationTimeout, .none, "Timed out during operation: cannot acquire state change lock", .busy),
        (.systemError, .storage, "cannot write: No space left on device", .full),
        (.internalError, .storage, "qemu-img: error while writing: No space left on device", .full),
        (.systemError, .storage, "Cannot access '/x': No such file or directory", .notFound),
        (.systemError, .rpc, "Failed to connect socket: Connection refused", .unreachable),
        (.internalError, .rpc, "client socket is closed", .unreachable),
        (.operationDenied, .remote, "read only access prevents this", .refused),
        (.xmlError, .domain, "missing name", .refused),
        (.configurationUnsupported, .qemu, "no such CPU", .unsupported),
        (.operationAborted, .qemu, "canceled by client", .cancelled),
        (.internalError, .qemu, "process exited", .failed),
        (.timedOut, .binding, "no result", .timedOut), (.disconnected, .binding, "gone", .unreachable),
        (.tooManyCalls, .binding, "too many", .busy), (.shutDown, .binding, "shut down", .unreachable),
    ])
    func `a libvirt error has one meaning for all drivers and keeps the host's words`(
        _ code: LibvirtError.Code, _ domain: LibvirtError.Domain, _ message: String, _ expected: DriverError.Code
    ) {
        let error = DriverError(LibvirtError(code, domain: domain, message: message, call: "call"))
        #expect(error.code == expected)
        #expect(error.code == .timedOut || error.message.contains(message))
    }

    @Test func `why a host cannot be reached is said in plain words`() {
        let error = LibvirtError(
            .systemError, domain: .rpc, message: "unable to connect to server at 'a:16509': Connection refused",
            call: "open")
        #expect(error.plainReason.hasPrefix("No libvirt daemon listens there. (unable to connect"))
    }
}
