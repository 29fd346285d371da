import ApusCore

extension FakeHost {
    /// All that this host can do; a new capability is one more line here.
    public var drivers: HostDrivers {
        HostDrivers(machines: self, storage: self, devices: self)
    }
}
