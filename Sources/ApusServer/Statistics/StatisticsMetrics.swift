import ApusCore
import ApusModel
import FoundationEssentials

extension Statistics {
    /// What was last counted of each machine, under the names that exporters of libvirt use, and of each host.
    func write(to page: inout MetricsPage, _ estate: Estate) {
        let counters = counters()
        guard !counters.isEmpty else { return }
        let machines = machines(counters, estate)
        for family in Self.families { family.write(machines, to: &page) }
        let hosts = estate.hosts.rows().sorted { $0.number < $1.number }.filter {
            counters[HostedKey(host: $0.id, id: $0.id)] != nil
        }
        write(hosts, to: &page, "apus_host_cpu_usage_ratio", "Use of all processors of a host.") {
            usage(of: $0)?[.cpu].map { $0 / 100 }
        }
        write(hosts, to: &page, "apus_host_memory_used_bytes", "Memory of a host in use.") {
            usage(of: $0)?[.memoryUsed]
        }
        let durations = durations
        write(hosts, to: &page, "apus_host_measure_duration_seconds", "How long the last look at a host took.") {
            durations[$0.id]
        }
    }

    private func write(
        _ hosts: [Host], to page: inout MetricsPage, _ name: String, _ help: String, _ value: (Host) -> Double?
    ) {
        page.family(name, .gauge, help) { page in
            for host in hosts {
                guard let value = value(host) else { continue }
                page.sample(value, ["host": host.name, "number": String(host.number)])
            }
        }
    }

    /// By labels, each once: a machine and its twin on another host differ by the host's number.
    private func machines(_ counters: [HostedKey: Counters], _ estate: Estate) -> [MeasuredMachine] {
        counters.compactMap { key, counters in
            guard let row = estate.machines.row(key), let host = estate.hosts.row(key.host) else { return nil }
            let labels = MetricsPage.labels([
                "domain": String(row.name.prefix(128)), "uuid": row.id.uuidString.lowercased(),
                "host": String(host.name.prefix(128)), "number": String(host.number),
            ])
            return MeasuredMachine(labels: labels, row: row, counters: counters)
        }.sorted { $0.labels < $1.labels }
    }

    private static let families = [
        MachineFamily("libvirt_domain_info_maximum_memory_bytes", .gauge, "Memory a VM may have.") {
            Double($0.row.memory)
        },
        MachineFamily("libvirt_domain_info_virtual_cpus", .gauge, "Processors of a VM.") { Double($0.row.cpus) },
        MachineFamily("libvirt_domain_info_memory_usage_bytes", .gauge, "Memory a VM uses.", \.memoryUsed),
        MachineFamily("libvirt_domain_info_cpu_time_seconds_total", .counter, "Processor time a VM used.") {
            $0.counters.cpuTime.map { Double($0) / 1e9 }
        },
        MachineFamily("libvirt_domain_block_stats_read_bytes_total", .counter, "Read from disks.", \.diskRead),
        MachineFamily("libvirt_domain_block_stats_write_bytes_total", .counter, "Written to disks.", \.diskWrite),
        MachineFamily("libvirt_domain_block_stats_read_requests_total", .counter, "Reads.", \.diskReadOps),
        MachineFamily("libvirt_domain_block_stats_write_requests_total", .counter, "Writes.", \.diskWriteOps),
        MachineFamily(
            "libvirt_domain_interface_stats_receive_bytes_total", .counter, "Received by a VM.", \.netReceive),
        MachineFamily(
            "libvirt_domain_interface_stats_transmit_bytes_total", .counter, "Sent by a VM.", \.netTransmit),
    ]
}

/// A machine with its labels, which are written once for all its families.
private struct MeasuredMachine {
    var labels: String
    var row: VirtualMachine
    var counters: Counters
}

private struct MachineFamily: Sendable {
    let name: String
    let kind: MetricsPage.Kind
    let help: String
    let value: @Sendable (MeasuredMachine) -> Double?

    init(
        _ name: String, _ kind: MetricsPage.Kind, _ help: String,
        _ value: @escaping @Sendable (MeasuredMachine) -> Double?
    ) {
        (self.name, self.kind, self.help, self.value) = (name, kind, help, value)
    }

    init(
        _ name: String, _ kind: MetricsPage.Kind, _ help: String,
        _ counter: any KeyPath<Counters, UInt64?> & Sendable
    ) {
        self.init(name, kind, help) { $0.counters[keyPath: counter].map { Double($0) } }
    }

    func write(_ machines: [MeasuredMachine], to page: inout MetricsPage) {
        page.family(name, kind, help) { page in
            for machine in machines {
                if let value = value(machine) { page.sample(value, labels: machine.labels) }
            }
        }
    }
}
