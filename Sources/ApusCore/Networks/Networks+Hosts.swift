import ApusModel
import FoundationEssentials
import Schema

/// What hosts have for networks: their own interfaces and packet filters, read when asked for.
extension Networks {
    /// The host's interfaces, each with the libvirt network whose bridge it is.
    public func interfaces(of host: Host) async throws -> [HostInterface] {
        let bridges = Dictionary(
            estate.networks.rows(in: host.id).compactMap { row in row.bridge.map { ($0, row.name) } },
            uniquingKeysWith: { first, _ in first })
        return try await reading { try await context.networks(host.id).interfaces() }.map { interface in
            var shown = interface
            shown.network = bridges[interface.name]
            return shown
        }
    }

    public func filters(of host: Host) async throws -> [NetworkFilter] {
        try await reading { try await context.filters(host.id).filters() }
    }

    /// One filter with its XML.
    public func filter(_ name: String, of host: Host) async throws -> NetworkFilter {
        guard let filter = try await reading({ try await context.filters(host.id).filter(name) }) else {
            throw Problem(
                .notFound, "The host \(Echo.quoted(host.name)) has no packet filter \(Echo.quoted(name)).")
        }
        return filter
    }

    /// Makes a packet filter of rules, or of libvirt's own XML.
    public func createFilter(
        _ request: CreateNetworkFilter, on host: Host, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        let request = try request.checked()
        guard try await reading({ try await context.filters(host.id).filter(request.name) }) == nil else {
            throw Problem(.nameTaken, "The host has a packet filter \(Echo.quoted(request.name)) already.")
        }
        let id = ambient.uuid()
        return try await operations.submit(
            "filter.create", of: .init(kind: "filter", id: id, name: request.name), on: host.id,
            CreateNetworkFilterWorkflow(host: host.id, id: id, filter: request),
            locks: [Lock.filter(host.id, request.name)], caller)
    }

    /// Takes a packet filter away that somebody made.
    public func deleteFilter(_ name: String, on host: Host, _ caller: Caller) async throws -> ApusModel.Operation {
        let filter = try await filter(name, of: host)
        guard !filter.builtIn else {
            throw Problem(.notManaged, "The packet filter \(Echo.quoted(name)) came with libvirt and stays.")
        }
        return try await operations.submit(
            "filter.delete", of: .init(kind: "filter", id: filter.id, name: name), on: host.id,
            DeleteNetworkFilterWorkflow(host: host.id, id: filter.id), locks: [Lock.filter(host.id, name)], caller)
    }

    private func reading<Value>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as DriverError { throw error.problem }
    }
}

extension CreateNetworkFilter {
    /// - Throws: a ``Problem`` `invalid` with all faults of the rules.
    func checked() throws -> CreateNetworkFilter {
        var faults: [Problem.Fault] = []
        for (index, rule) in (rules ?? []).enumerated() {
            faults += rule.faults(at: "/rules/\(index)")
        }
        guard faults.isEmpty else { throw Problem(.invalid, "The filter cannot be like this.", errors: faults) }
        return self
    }
}

extension CreateNetworkFilter.Rule {
    /// An address, or a network, of one family.
    public static func network(_ text: String) -> CIDR? {
        CIDR(text) ?? IPAddress(text).map { CIDR($0, prefix: 128) }
    }

    /// `22` or `8000-8080`.
    public static func ports(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { part in
            Int(part).flatMap { String($0) == part && (1...65_535).contains($0) ? $0 : nil }
        }
        guard (1...2).contains(ends.count), let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last
        else { return nil }
        return first...last
    }

    fileprivate func faults(at place: String) -> [Problem.Fault] {
        var faults: [Problem.Fault] = []
        let networks = [("source", source), ("destination", destination)]
        for case (let field, let text?) in networks where Self.network(text) == nil {
            faults.append(
                .init(
                    pointer: "\(place)/\(field)", code: "cidr",
                    message: "must be an address or a network such as 10.0.0.0/8"))
        }
        let families = Set([source, destination].compactMap { $0.flatMap(Self.network)?.address.family })
        if families.count > 1 {
            faults.append(.init(pointer: place, code: "fields", message: "must not mix IPv4 and IPv6"))
        }
        guard let ports else { return faults }
        if Self.ports(ports) == nil {
            faults.append(
                .init(
                    pointer: "\(place)/ports", code: "range", message: "must be a port or two, such as 22 or 8000-8080")
            )
        } else if self.protocol != .tcp, self.protocol != .udp {
            faults.append(.init(pointer: "\(place)/ports", code: "fields", message: "are for tcp and udp"))
        }
        return faults
    }
}
