import ApusModel
import FoundationEssentials
import Schema

extension ClonePlan {
    /// The copy's seed. Its instance-id is the copy's id, so that cloud-init runs again: host name, SSH host keys and machine id
    /// become new. Users stay, since the disk has them. A source without a seed gets one only where the request says something.
    func guestSeed(_ createdAt: Date) throws -> GuestSeed? {
        var fields = CreateVirtualMachine(name: request.name)
        (fields.cloudInit, fields.userData) = (request.cloudInit, request.userData)
        (fields.networkConfig, fields.vendorData) = (request.networkConfig, request.vendorData)
        let isAsked = request.cloudInit != nil || GuestSeed(fields, id: id, createdAt: createdAt).isWanted
        guard source.seedDisk != nil || isAsked else { return nil }
        fields.vendorData = request.vendorData ?? Self.newMachineID
        let seed = GuestSeed(fields, id: id, createdAt: createdAt)
        let faults = seed.faults()
        guard faults.isEmpty else {
            throw Problem(.invalid, "The request has \(faults.count) fault(s).", errors: faults)
        }
        return seed
    }

    /// cloud-init makes new SSH host keys by itself, but no machine id (machine-id(5)); two guests of one id would be one to
    /// their DHCP server and to systemd.
    private static let newMachineID = """
        #cloud-config
        bootcmd:
          - [cloud-init-per, instance, new-machine-id, sh, -c, "command -v systemd-machine-id-setup && rm -f /etc/machine-id && systemd-machine-id-setup || true"]

        """
}
