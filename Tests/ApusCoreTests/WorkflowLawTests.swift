import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

/// Every workflow of the catalog keeps the laws. A new one is one more line in `lawful`.
@Suite(.timeLimit(.minutes(1))) struct WorkflowLawTests {
    static let host = UUID()
    static let vm = UUID()
    static var key: HostedKey { HostedKey(host: host, id: vm) }

    static let lawful =
        [
            WorkflowLaws(creation(start: true), on: { scene(nil) }),
            WorkflowLaws(creation(start: false), on: { scene(nil) }),
            WorkflowLaws(StartVirtualMachineWorkflow(key: key), on: { scene(.off) }),
            WorkflowLaws(StopVirtualMachineWorkflow(key: key, graceSeconds: 2), on: { scene(.running) }),
            WorkflowLaws(StopVirtualMachineWorkflow(key: key, graceSeconds: 0), on: { scene(.running) }),
            WorkflowLaws(creation(start: true, severalDisks: true), on: { scene(nil) }),
            WorkflowLaws(TemplateVirtualMachineWorkflow(key: key, isTemplate: true), on: { scene(.off) }),
            WorkflowLaws(
                TemplateVirtualMachineWorkflow(key: key, isTemplate: false), on: { scene(.off, isTemplate: true) }),
            WorkflowLaws(RescueVirtualMachineWorkflow(key: key, disc: .file("/images/cd.iso")), on: { scene(.off) }),
            WorkflowLaws(
                RescueVirtualMachineWorkflow(key: key, disc: .volume(VolumeName(pool: "isos", volume: "cd.iso"))),
                on: { scene(.off) }),
            WorkflowLaws(creation(start: false, copy: copy), on: { sceneWithImage() }),
            WorkflowLaws(download, on: { scene(nil) }),
            WorkflowLaws(FreezeGuestWorkflow(key: key, seconds: 2, until: .distantFuture), on: { scene(.running) }),
            WorkflowLaws(DeleteVirtualMachineWorkflow(key: key, plan: plan), on: { scene(.running) }),
        ] + changeLaws + deviceLaws(key) + StorageScenes.lawful + NetworkLaws.lawful + snapshotLaws + cloneLaws
        + exportLaws
        + migrationLaws

    @Test func `every workflow of the catalog is in the list`() {
        #expect(Set(Self.lawful.map(\.kind)) == WorkflowCatalog().kinds)
    }

    @Test(arguments: lawful) func `a workflow does the steps it declares`(_ laws: WorkflowLaws) async {
        #expect(await laws.declaresItsSteps() == [])
    }

    @Test(arguments: lawful) func `a workflow survives the death of the process at every point`(_ laws: WorkflowLaws)
        async
    {
        #expect(await laws.survivesDeath() == [])
    }

    @Test(arguments: lawful) func `a workflow repeats steps that were never recorded`(_ laws: WorkflowLaws) async {
        #expect(await laws.repeatsUnrecordedSteps() == [])
    }

    @Test(arguments: lawful) func `a workflow unwinds clean before its commit and goes on after it`(
        _ laws: WorkflowLaws
    ) async {
        #expect(await laws.unwindsOrGoesOn() == [])
    }

    @Test(arguments: lawful) func `a workflow's undos may run twice`(_ laws: WorkflowLaws) async {
        #expect(await laws.undoesTwice() == [])
    }

    @Test(arguments: lawful) func `a workflow survives a death while it unwinds`(_ laws: WorkflowLaws) async {
        #expect(await laws.survivesDeathWhileUnwinding() == [])
    }

    static let definition = MachineDefinition.sample(id: vm, name: "web1", operation: UUID())
    private static let bystander = MachineDefinition.sample(name: "bystander")
    private static let plan = DeletionPlan(vm: vm, name: "web1", deletes: definition.ownership.volumes, keeps: [])

    static var change: ChangeVirtualMachine {
        var change = ChangeVirtualMachine()
        (change.name, change.cpus, change.tags) = ("web2", 4, ["prod"])
        return change
    }

    /// A host with a bystander, and the machine in `state` (nil: not there), whose guest does not hear a request to shut down.
    static func scene(_ state: VirtualMachineState?, managed: Bool = true, isTemplate: Bool = false) -> FakeHost {
        let fake = FakeHost(id: host)
        fake.obeysShutdown = false
        fake.settle(bystander, .running)
        fake.world.volumes["isos/cd.iso"] = "a disc"
        fake.world.volumes["isos/data.qcow2"] = "a disk of somebody"
        fake.place(image: "/images/debian.qcow2", .qcow2())
        if isTemplate { fake.world.other["template \(vm)"] = "yes" }
        if let state { fake.settle(definition, state, managed: managed) }
        return fake
    }

    private static let copy = ImageCopy(
        image: UUID(), source: host, from: .init(pool: "apus", volume: "image-1.qcow2"),
        to: .init(pool: "apus", volume: "image-2.qcow2"), size: 112, sha256: nil)

    private static let download = DownloadImageWorkflow(
        host: host,
        image: Image(
            id: UUID(), number: 1, name: "a", path: "", format: .qcow2, createdAt: Date(timeIntervalSince1970: 0)),
        volume: .init(pool: "apus", volume: "image-1.qcow2"), poolPath: nil, url: "https://example.org/a.qcow2")

    private static func sceneWithImage() -> FakeHost {
        let fake = scene(nil)
        fake.put(Array(ImageFacts.qcow2().header), copy.from)
        return fake
    }

    private static func creation(
        start: Bool, severalDisks: Bool = false, copy: ImageCopy? = nil
    ) -> CreateVirtualMachineWorkflow {
        let volume = CreationPlan.volumePrefix(vm)
        func request(_ name: String, image: String?, capacity: Int64 = 1 << 30) -> DiskRequest {
            DiskRequest(
                name: name, pool: "apus", capacity: capacity, image: image, imageFormat: .qcow2, clone: .linked)
        }
        var drives = [
            PlannedDrive(.new(request("\(volume).qcow2", image: "/images/debian.qcow2"))),
            PlannedDrive(.seed, readOnly: true),
        ]
        drives[0].copy = copy
        if severalDisks {
            drives += [
                PlannedDrive(.new(request("\(volume)-1.qcow2", image: nil))),
                PlannedDrive(.new(request("\(volume)-2.qcow2", image: "/images/debian.qcow2", capacity: 0))),
                PlannedDrive(.volume(VolumeName(pool: "isos", volume: "data.qcow2"))),
                PlannedDrive(.volume(VolumeName(pool: "isos", volume: "cd.iso")), device: .cdrom, readOnly: true),
            ]
        }
        return CreateVirtualMachineWorkflow(
            host: host, definition: definition, drives: drives, pools: [PlannedPool(name: "apus")],
            seedVolume: VolumeName(pool: "apus", volume: "\(volume)-seed.iso"),
            seed: GuestSeed(
                CreateVirtualMachine(name: "web1", image: "debian"), id: vm, createdAt: Date(timeIntervalSince1970: 0)),
            start: start)
    }
}
