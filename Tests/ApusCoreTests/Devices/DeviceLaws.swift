import ApusModel
import ApusTesting
import Foundation

@testable import ApusCore

/// The workflows of devices, each on a host where a machine runs that has a disk and a card beside its first ones.
func deviceLaws(_ key: HostedKey) -> [WorkflowLaws] {
    let disk = DeviceReference.disk(target: "vdc")
    let nic = NICAttachment(.network("default"), mac: "52:54:00:00:00:99")
    let volume = DiskVolume(name: "", pool: "apus", capacity: 1 << 30, format: .qcow2)
    let own = "apus/apus-\(key.id.uuidString.lowercased())-7.qcow2"
    let scene: @Sendable () -> FakeHost = { deviceScene(key, disk, own) }
    return [
        WorkflowLaws(
            AttachDeviceWorkflow(
                key: key, device: .disk(DiskAttachment(.empty)), volume: volume, makesPool: true, images: []),
            on: scene),
        WorkflowLaws(AttachDeviceWorkflow(key: key, device: .nic(nic), images: []), on: scene),
        WorkflowLaws(
            DetachDeviceWorkflow(key: key, device: disk, ownVolume: own, deletesVolume: true), on: scene),
        WorkflowLaws(
            DetachDeviceWorkflow(key: key, device: disk, ownVolume: own, deletesVolume: false), on: scene),
        WorkflowLaws(ChangeDeviceWorkflow(key: key, device: disk, changes: [.serial("one")]), on: scene),
        WorkflowLaws(
            ChangeDeviceWorkflow(key: key, device: disk, changes: [], size: 2 << 30), mayKeepItsEffect: true, on: scene),
    ]
}

private func deviceScene(_ key: HostedKey, _ disk: DeviceReference, _ own: String) -> FakeHost {
    let fake = FakeHost(id: key.host)
    var definition = MachineDefinition.sample(id: key.id, operation: key.host)
    definition.ownership.volumes.append(own)
    fake.settle(.sample(id: key.host, name: "bystander", operation: key.host), .running)
    fake.settle(definition, .running)
    fake.world.other[FakeHost.device(disk, of: key.id)] = "as it was"
    return fake
}
