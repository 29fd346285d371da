import CLibvirt
import Glibc
import NIOPosix

/// libvirt's state of the whole process: its initialisation and the event loop.
///
/// Keepalive and events work only while the loop runs, and the loop must be registered before the first connection
/// is opened. It cannot be unregistered, so it runs until the process ends.
/// Source: <https://libvirt.org/html/libvirt-libvirt-event.html>.
enum LibvirtRuntime {
    /// Starts libvirt and its event loop at the first call.
    static func start() throws(LibvirtError) {
        if let error = failure { throw error }
    }

    private static let failure: LibvirtError? = initialize()

    private static let thread = NIOThreadPool(numberOfThreads: 1)

    private static func initialize() -> LibvirtError? {
        do throws(LibvirtError) {
            try check(virInitialize(), "virInitialize")
            // Without this libvirt prints each error to standard error.
            unsafe virSetErrorFunc(nil) { _, _ in }
            try check(virEventRegisterDefaultImpl(), "virEventRegisterDefaultImpl")
            // A loop with nothing to watch would block for ever.
            try unsafe check(virEventAddTimeout(1_000, { _, _ in }, nil, nil), "virEventAddTimeout")
        } catch {
            return error
        }
        thread.start()
        thread.submit { _ in runEventLoop() }
        return nil
    }

    private static func runEventLoop() {
        unsafe clibvirt_name_thread("libvirt-events")
        clibvirt_block_sigpipe()
        while true {
            if virEventRunDefaultImpl() < 0 { usleep(100_000) }
        }
    }
}
