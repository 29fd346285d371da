import ApusTesting
import Foundation

@testable import ApusCore

extension WorkflowLawTests {
    /// Power, changes of the definition, adoption.
    static let changeLaws = [
        WorkflowLaws(StartVirtualMachineWorkflow(key: key, paused: true), on: { scene(.off) }),
        // What was discarded is lost.
        WorkflowLaws(
            StartVirtualMachineWorkflow(key: key, discardSaved: true), mayKeepItsEffect: true, on: { scene(.saved) }),
        WorkflowLaws(SuspendVirtualMachineWorkflow(key: key), on: { scene(.running) }),
        WorkflowLaws(SuspendVirtualMachineWorkflow(key: key), on: { scene(.paused) }),
        WorkflowLaws(ResumeVirtualMachineWorkflow(key: key), on: { scene(.paused) }),
        WorkflowLaws(ResetVirtualMachineWorkflow(key: key), mayKeepItsEffect: true, on: { scene(.running) }),
        WorkflowLaws(
            RebootVirtualMachineWorkflow(key: key, graceSeconds: 20, force: true), mayKeepItsEffect: true,
            on: { scene(.running) }),
        WorkflowLaws(SaveVirtualMachineWorkflow(key: key), on: { scene(.running) }),
        WorkflowLaws(DiscardSavedStateWorkflow(key: key), mayKeepItsEffect: true, on: { scene(.saved) }),
        WorkflowLaws(ChangeVirtualMachineWorkflow(key: key, change: change), on: { scene(.off) }),
        WorkflowLaws(
            RedefineVirtualMachineWorkflow(key: key, request: .init(xml: "<domain>edited</domain>")),
            on: { scene(.running) }),
        WorkflowLaws(
            AdoptVirtualMachineWorkflow(key: key, actor: "ada", date: Date(timeIntervalSince1970: 0)),
            on: { scene(.running, managed: false) }),
        WorkflowLaws(ReleaseVirtualMachineWorkflow(key: key), on: { scene(.running) }),
    ]
}
