import ApusCore

extension FakeHost {
    /// All that this host can do; a new capability is one more line here.
    public var drivers: HostDrivers {
        var drivers = HostDrivers(machines: self)
        drivers.storage = self
        (drivers.consoles, drivers.keyboard) = (consoles, consoles)
        drivers.boot = self
        drivers.devices = self
        drivers.power = self
        drivers.definitions = self
        drivers.pools = fakeStorage
        drivers.volumes = fakeStorage
        drivers.diskMoves = fakeStorage
        drivers.guests = self
        drivers.networks = FakeNetworks(host: self)
        drivers.filters = FakeNetworks(host: self)
        drivers.hardware = self
        drivers.templates = self
        drivers.clones = self
        drivers.snapshots = self
        drivers.exports = self
        drivers.migrations = self
        if takesUploads { drivers.content = self }
        return drivers
    }
}
