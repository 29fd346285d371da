import CLibvirt
import FoundationEssentials

extension Connection {
    /// Identity, name and running number of each domain, in one call.
    public func listDomains(_ filter: DomainFilter = []) throws -> [DomainSummary] {
        try listDomains(filter) { domain in try domain.summary() }
    }

    /// Hands each domain to `body`.
    public func listDomains<Element>(
        _ filter: DomainFilter = [], _ body: (borrowing Domain) throws -> Element
    ) throws -> [Element] {
        try unsafe collect("virConnectListAllDomains") {
            unsafe virConnectListAllDomains(pointer, $0, filter.rawValue)
        } free: {
            _ = unsafe virDomainFree($0)
        } _: {
            let domain = unsafe Domain(owning: $0)
            return try body(domain)
        }
    }

    /// The domain of an identity. Throws `.noDomain`.
    public func domain(_ uuid: UUID) throws(LibvirtError) -> Domain {
        try unsafe Domain(
            owning: lookUp(uuid, "virDomainLookupByUUID") { unsafe virDomainLookupByUUID(pointer, $0) })
    }

    /// The domain of a name. Throws `.noDomain`.
    public func domain(named name: String) throws(LibvirtError) -> Domain {
        let call = "virDomainLookupByName"
        return try unsafe Domain(owning: check(virDomainLookupByName(pointer, whole(name, call)), call))
    }

    /// Makes or replaces a definition.
    public func defineDomain(_ xml: String, _ flags: Domain.DefineFlags = []) throws(LibvirtError) -> Domain {
        let call = "virDomainDefineXMLFlags"
        return try unsafe Domain(
            owning: check(virDomainDefineXMLFlags(pointer, whole(xml, call), flags.rawValue), call))
    }

    /// Starts a transient domain, which is gone when it ends.
    public func createDomain(_ xml: String, _ flags: Domain.StartFlags = []) throws(LibvirtError) -> Domain {
        let call = "virDomainCreateXML"
        return try unsafe Domain(owning: check(virDomainCreateXML(pointer, whole(xml, call), flags.rawValue), call))
    }

    /// Measures all domains in one call.
    ///
    /// Missing fields are normal: they depend on driver, guest and state.
    public func allDomainStatistics(
        _ groups: StatisticsGroups = [], _ flags: StatisticsFlags = [.noWait]
    ) throws(LibvirtError) -> [UUID: TypedParameters] {
        let call = "virConnectGetAllDomainStats"
        var records: UnsafeMutablePointer<UnsafeMutablePointer<virDomainStatsRecord>?>?
        let count = try unsafe check(
            virConnectGetAllDomainStats(pointer, groups.rawValue, &records, flags.rawValue), call)
        defer { unsafe virDomainStatsRecordListFree(records) }
        var statistics: [UUID: TypedParameters] = [:]
        for index in 0..<Int(count) {
            guard let record = unsafe records?[index] else { continue }
            let uuid = try unsafe readUUID("virDomainGetUUID") { unsafe virDomainGetUUID(record.pointee.dom, $0) }
            statistics[uuid] = unsafe TypedParameter.copy(record.pointee.params, count: record.pointee.nparams)
        }
        return statistics
    }
}
