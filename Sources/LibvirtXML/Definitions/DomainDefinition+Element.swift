extension DomainDefinition {
    /// The `<domain>` element, ready for `virDomainDefineXMLFlags`.
    ///
    /// - Throws: `DefinitionError` for what libvirt would refuse or round silently. Texts that XML cannot hold are
    ///   refused when the element is written.
    public func element() throws(DefinitionError) -> Element {
        try validate()
        return Element(
            "domain", ["type": type.rawValue],
            [
                Element("name", text: name),
                uuid.map { Element("uuid", text: $0) },
                title.map { Element("title", text: $0) },
                description.map { Element("description", text: $0) },
                metadata.isEmpty ? nil : Element("metadata", [:], metadata),
                Self.memory("memory", maximumMemory),
                currentMemory.map { Self.memory("currentMemory", $0) },
                Element("vcpu", ["current": currentVCPUs.map { "\($0)" }], text: "\(maximumVCPUs)"),
                os.element,
                features.isEmpty && !hasHyperV
                    ? nil
                    : Element("features", [:], features.map { Element($0.rawValue) } + [hasHyperV ? Self.hyperV : nil]),
                cpu?.element,
                clock.map { clock in
                    Element(
                        "clock", ["offset": clock.rawValue],
                        [hasHyperV ? Element("timer", ["name": "hypervclock", "present": "yes"]) : nil])
                },
                onPowerOff.map { Element("on_poweroff", text: $0.rawValue) },
                onReboot.map { Element("on_reboot", text: $0.rawValue) },
                onCrash.map { Element("on_crash", text: $0.rawValue) },
                devices.element,
            ])
    }

    /// Those that virt-install gives to Windows (libvirt's formatdomain, "Hypervisor features").
    private static var hyperV: Element {
        Element(
            "hyperv", ["mode": "custom"],
            [
                Element("relaxed", ["state": "on"]), Element("vapic", ["state": "on"]),
                Element("spinlocks", ["state": "on", "retries": "8191"]),
            ])
    }

    private static func memory(_ name: String, _ bytes: Int64) -> Element {
        Element(name, ["unit": "KiB"], text: "\(bytes / 1024)")
    }
}

extension DomainDefinition.OperatingSystem {
    fileprivate var element: Element {
        Element(
            "os", ["firmware": firmware.map { $0 == .bios ? "bios" : "efi" }],
            [
                Element("type", ["arch": architecture, "machine": machine], text: type),
                secureBoot.map { enabled in
                    Element(
                        "firmware", [:],
                        [
                            Element("feature", ["enabled": enabled ? "yes" : "no", "name": "secure-boot"])
                        ])
                },
                kernel.map { Element("kernel", text: $0.path) },
                kernel?.initialRAMDisk.map { Element("initrd", text: $0) },
                kernel?.commandLine.map { Element("cmdline", text: $0) },
            ] + boot.map { Element("boot", ["dev": $0.rawValue]) })
    }

    private var secureBoot: Bool? {
        if case .uefi(let secureBoot)? = firmware { secureBoot } else { nil }
    }
}

extension DomainDefinition.CPU {
    fileprivate var element: Element {
        let topology = topology.map {
            Element(
                "topology",
                [
                    "sockets": "\($0.sockets)", "dies": "\($0.dies)", "cores": "\($0.cores)",
                    "threads": "\($0.threads)",
                ])
        }
        return switch mode {
        case .hostPassthrough: Element("cpu", ["mode": "host-passthrough"], [topology])
        case .hostModel: Element("cpu", ["mode": "host-model"], [topology])
        case .maximum: Element("cpu", ["mode": "maximum"], [topology])
        case .custom(let model):
            Element("cpu", ["mode": "custom", "match": "exact"], [Element("model", text: model), topology])
        }
    }
}
