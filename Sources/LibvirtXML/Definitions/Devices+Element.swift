extension DomainDefinition.Devices {
    var element: Element {
        var children: [Element?] = [emulator.map { Element("emulator", text: $0) }]
        if rootPorts > 0 { children.append(Self.controller("pcie-root", index: "0")) }
        children += (0..<max(0, rootPorts)).map { _ in Self.controller("pcie-root-port", index: nil) }
        children += disks.map(\.element)
        children.append(hasVirtioSCSI ? Element("controller", ["type": "scsi", "model": "virtio-scsi"]) : nil)
        children += interfaces.map(\.element)
        children += serials.map(\.element)
        children.append(hasAgentChannel ? Self.agentChannel : nil)
        children.append(hasTablet ? Element("input", ["type": "tablet", "bus": "usb"]) : nil)
        children.append(tpm?.element)
        children += graphics.map(\.element)
        children.append(video.map { Element("video", [:], [Element("model", ["type": $0])]) })
        children.append(balloon?.element)
        children.append(hasRandomSource ? Self.randomSource : nil)
        return Element("devices", [:], children)
    }

    private static func controller(_ model: String, index: String?) -> Element {
        Element("controller", ["type": "pci", "index": index, "model": model])
    }

    private static var agentChannel: Element {
        Element(
            "channel", ["type": "unix"],
            [
                Element("target", ["type": "virtio", "name": "org.qemu.guest_agent.0"])
            ])
    }

    private static var randomSource: Element {
        Element("rng", ["model": "virtio"], [Element("backend", ["model": "random"], text: "/dev/urandom")])
    }
}

extension DomainDefinition.Disk {
    /// The `<disk>` element, also for attaching a disk to a domain.
    public var element: Element {
        Element(
            "disk", ["type": source.type, "device": device.rawValue],
            [
                driver,
                source.element,
                Element("target", ["dev": target, "bus": bus]),
                isReadOnly ? Element("readonly") : nil,
                serial.map { Element("serial", text: $0) },
                bootOrder.map { Element("boot", ["order": "\($0)"]) },
            ])
    }

    private var driver: Element? {
        guard format != nil || discardsUnused || cache != nil else { return nil }
        return Element(
            "driver",
            [
                "name": "qemu", "type": format, "cache": cache, "discard": discardsUnused ? "unmap" : nil,
            ])
    }
}

extension ImageSource {
    /// The `type` of the element that holds this source.
    var type: String {
        switch self {
        case .file, .empty: "file"
        case .block: "block"
        case .directory: "dir"
        case .volume: "volume"
        case .network: "network"
        case .other(let type): type
        }
    }

    /// The `<source>` element; nil where there is none to write.
    var element: Element? {
        switch self {
        case .file(let path): Element("source", ["file": path])
        case .block(let path): Element("source", ["dev": path])
        case .directory(let path): Element("source", ["dir": path])
        case .volume(let pool, let volume): Element("source", ["pool": pool, "volume": volume])
        case .network(let proto, let name): Element("source", ["protocol": proto, "name": name])
        case .other, .empty: nil
        }
    }
}

extension DomainDefinition.Interface {
    /// The `<interface>` element, also for attaching a card to a domain.
    public var element: Element {
        Element(
            "interface", ["type": type],
            [
                mac.map { Element("mac", ["address": $0]) },
                sourceElement,
                virtualPort.map { Element("virtualport", ["type": $0]) },
                Element("model", ["type": model]),
                filter.map { Element("filterref", ["filter": $0]) },
                isLinkUp ? nil : Element("link", ["state": "down"]),
                bandwidth,
                bootOrder.map { Element("boot", ["order": "\($0)"]) },
            ])
    }

    private var bandwidth: Element? {
        guard inbound != nil || outbound != nil else { return nil }
        return Element("bandwidth", [:], [inbound?.element("inbound"), outbound?.element("outbound")])
    }

    private var type: String {
        switch source {
        case .network: "network"
        case .bridge: "bridge"
        case .direct: "direct"
        case .user: "user"
        }
    }

    private var sourceElement: Element? {
        switch source {
        case .network(let name): Element("source", ["network": name])
        case .bridge(let name, _): Element("source", ["bridge": name])
        case .direct(let device, let mode): Element("source", ["dev": device, "mode": mode])
        case .user: nil
        }
    }

    private var virtualPort: String? {
        if case .bridge(_, let kind) = source { kind } else { nil }
    }
}

extension DomainDefinition.Serial {
    fileprivate var element: Element {
        Element("serial", ["type": "pty"], [logPath.map { Element("log", ["file": $0, "append": "on"]) }])
    }
}

extension DomainDefinition.Balloon {
    fileprivate var element: Element {
        Element("memballoon", ["model": model], [statisticsPeriod.map { Element("stats", ["period": "\($0)"]) }])
    }
}

extension DomainDefinition.Graphics {
    fileprivate var element: Element {
        switch self {
        case .socket(let path):
            Element("graphics", ["type": "vnc"], [Element("listen", ["type": "socket", "socket": path])])
        case .nowhere:
            Element("graphics", ["type": "vnc"], [Element("listen", ["type": "none"])])
        case .tcp(let address): Self.listener("vnc", address)
        case .spice(let address): Self.listener("spice", address)
        }
    }

    private static func listener(_ type: String, _ address: String) -> Element {
        Element(
            "graphics", ["type": type, "port": "-1", "autoport": "yes"],
            [
                Element("listen", ["type": "address", "address": address])
            ])
    }
}

extension DomainDefinition.TPM {
    fileprivate var element: Element {
        Element("tpm", ["model": model], [Element("backend", ["type": "emulator", "version": version])])
    }
}
