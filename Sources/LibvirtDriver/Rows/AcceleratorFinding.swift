import ApusModel
import Libvirt
import LibvirtXML
import Synchronization

/// The accelerators that truly work on a QEMU host, and what to say where KVM looks usable and is not.
struct AcceleratorFinding: Hashable, Sendable {
    var accelerators: [Accelerator]
    var warning: String?
    /// Whether KVM is offered by the host and its processor cannot keep the promise.
    var isKVMBroken = false

    init(_ state: CapabilitiesBox.State, arch: String) {
        switch state {
        case .known(let capabilities): self.init(capabilities, arch: arch)
        case .missing: self.init(accelerators: [])
        case .late:
            self.init(
                accelerators: [.tcg], warning: "libvirt takes long to tell what QEMU can do there. \(Self.advice)")
        }
    }

    private init(accelerators: [Accelerator], warning: String? = nil) {
        self.accelerators = accelerators
        self.warning = warning
    }

    init(_ capabilities: HostCapabilities, arch: String) {
        let offersKVM = !capabilities.guests(architecture: arch, domainType: "kvm").isEmpty
        let offersTCG = !capabilities.guests(architecture: arch, domainType: "qemu").isEmpty
        let hasFeature = !Self.isX86(arch) || capabilities.hasHardwareVirtualization
        isKVMBroken = offersKVM && !hasFeature
        accelerators = (offersKVM && hasFeature ? [.kvm] : []) + (offersTCG ? [.tcg] : [])
        if isKVMBroken {
            warning =
                "KVM is offered, but the processor shows neither vmx nor svm, so guests would hang: "
                + "QEMU's emulation (tcg) is used. \(Self.advice)"
        }
    }

    /// The case of libvirt 9: a /dev/kvm that does not work makes it probe QEMU for 36 to 72 seconds at every define.
    static let advice =
        "If /dev/kvm exists there and KVM does not work, libvirt probes QEMU for a minute at each define and start: "
        + "switch on nested virtualization, or let libvirtd run without /dev/kvm in its /dev."

    private static func isX86(_ arch: String) -> Bool { arch == "x86_64" || arch == "i686" }
}

/// The capabilities of a host, which may come late.
final class CapabilitiesBox: Sendable {
    enum State: Sendable {
        /// Not read, or the driver has none.
        case missing
        case late
        case known(HostCapabilities)
    }
    private let content = Mutex(State.missing)

    var state: State { content.withLock { $0 } }

    /// - Returns: whether the wait had been given up before.
    func finish(_ capabilities: HostCapabilities?) -> Bool {
        content.withLock { content in
            let wasLate = if case .late = content { true } else { false }
            content = capabilities.map { .known($0) } ?? .missing
            return wasLate
        }
    }

    func markLate() {
        content.withLock { content in
            if case .missing = content { content = .late }
        }
    }
}

extension Connection {
    /// nil where the driver tells none.
    func capabilitiesIfAny() -> HostCapabilities? {
        guard let xml = try? capabilities() else { return nil }
        return try? HostCapabilities(xml: xml)
    }
}
