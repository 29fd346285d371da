import ApusModel
import Schema

/// The resources in answers, as the OpenAPI document shows them; checked against encoded samples too.
enum ResourceSchemas {
    static let problem = Schema.object([
        .required("type", .words, "A stable URN.", example: "urn:apus:problem:no-capacity"),
        .required("code", .oneOf(ProblemCode.allCases.map(\.rawValue)), "The stable code programs switch on."),
        .required("title", .words, "The same for every occurrence of the code."),
        .required("status", .integer(400...599), "The HTTP status."),
        .required("detail", .words, "What happened this time."),
        .optional("instance", .words, "The request's id."),
        .optional(
            "errors",
            .array(
                of: .object([
                    .required("pointer", .words, "JSON pointer of the field, or ?name of a parameter."),
                    .required("code", .words, "The rule."), .required("message", .words, "The rule in words."),
                ])), "Every faulty field."),
        .optional("operation", .uuid, "The operation that stands in the way."),
        .optional("candidates", .array(of: .words), "What an ambiguous name may mean."),
        .optional(
            "refusals",
            .array(
                of: .object([
                    .required("host", .words, "The host."), .required("reason", .words, "Why it was refused."),
                ]), maxCount: 100_000), "Why each host was refused."),
        .optional("retryAfter", .integer(0...3600), "Seconds after which a retry makes sense."),
    ])

    static let operation = Schema.object([
        .required("id", .uuid, "The operation's id."),
        .required("number", .integer(0...Int64.max), "A number for people."),
        .required("kind", .words, "Noun and verb: vm.create."),
        .required("state", .oneOf(ApusModel.Operation.State.self), "Where it stands."),
        .required(
            "target",
            .object([
                .required("kind", .words, "A noun."), .required("id", .uuid, "Its id."),
                .required("name", .words, "Its name."),
            ]), "What it changes."),
        .optional("host", .uuid, "The host it works on."), .required("actor", .words, "Who asked."),
        .required("createdAt", .time, "When it was accepted."), .optional("startedAt", .time, "When it began."),
        .optional("finishedAt", .time, "When it was settled."),
        .required(
            "progress",
            .object([
                .required("fraction", .number(0...1), "0 to 1."), .required("step", .words, "The step at work."),
            ]), "How far it is."),
        .required("cancelRequested", .boolean, "Whether its end was asked for."),
        .required("cancellable", .boolean, "False past the point of no return."),
        .optional("error", .reference("Problem", to: problem), "Why it did not succeed."),
        .optional("deleted", .reference("DeletionPlan", to: deletionPlan), "What a deletion took away."),
        .optional(
            "created",
            .object([
                .required("kind", .words, "A noun: vm."), .required("id", .uuid, "Its id."),
                .required("name", .words, "Its name."),
            ]), "What it made, where that is not its target."),
        .optional("notes", .array(of: .words), "What its reader should know."),
    ])

    static let deletionPlan = Schema.object([
        .required("vm", .uuid, "The VM."), .required("name", .words, "Its name."),
        .required("deletes", .array(of: .words), "Volumes that go with it."),
        .required("keeps", .array(of: .words), "Disks that stay."),
        .optional("notes", .array(of: .words), "Why a disk stays though all were to go."),
    ])

    static let virtualMachine = Schema.object([
        .required("id", .uuid, "libvirt's UUID."), .required("name", .words, "Its name."),
        .required("host", .uuid, "The host."), .required("hostName", .words, "The host's name."),
        .required("state", .oneOf(VirtualMachineState.self), "The state."),
        .required("nativeState", .words, "The hypervisor's own word."),
        .required("cpus", .integer(0...65_536), "Virtual CPUs."),
        .required("memory", .bytes, "Bytes of memory it may use now."),
        .required("maximumCPUs", .integer(0...65_536), "What it may get without a restart."),
        .required("maximumMemory", .bytes, "What it may get without a restart."),
        .optional("title", .words, "One line."), .optional("description", .words, "Free text."),
        .required("tags", .array(of: .words), "Words to find it by."),
        .optional("placement", placementRules, "What it asked of its host; it holds where it is placed again."),
        .optional("cpuModel", .words, "The mode or model of its CPU."), .optional("firmware", .words, "bios or uefi."),
        .required("graphics", .array(of: .words), "Kinds of displays."),
        .required("video", .array(of: .words), "Models of video cards."),
        .required("bootOrder", .array(of: .words), "Disks, NICs or kinds of devices."),
        .required("arch", .words, "Architecture."), .required("machine", .words, "Machine type."),
        .required("accelerator", .words, "kvm, tcg, or the driver's own word."),
        .required("disks", .array(of: disk), "Disks and drives."),
        .required("nics", .array(of: nic), "Network interfaces."),
        .required("hostDevices", .array(of: attachedHostDevice), "Devices of the host that it has."),
        .required("addresses", .array(of: guestAddress), "The guest's addresses and where they were learned."),
        .required("snapshots", .integer(0...Int64.max), "How many snapshots it has."),
        .required("autostart", .boolean, "Whether it starts with its host."),
        .required("persistent", .boolean, "Whether it outlives its power-off."),
        .optional("startOrder", .integer(0...Int64.max), "Its place among machines started together."),
        .optional("startDelay", .integer(0...Int64.max), "Seconds until the next one starts."),
        .required("deleteProtection", .boolean, "Whether deleting it is refused."),
        .required("startProtection", .boolean, "Whether starting it is refused."),
        .required("managed", .boolean, "Whether Apus made or adopted it."),
        .required("adopted", .boolean, "Whether others made it."),
        .optional("image", .words, "The image it was made from."),
        .optional("instanceType", .words, "Its named size."), .optional("createdAt", .time, "When Apus made it."),
        .optional("createdBy", .words, "Who asked for it."),
        .required("volumes", .array(of: .words), "Volumes made for it."),
        .optional("agent", .oneOf(GuestAgentState.self), "The guest's agent; absent while it does not run."),
        .required("template", .boolean, "Whether it is a template, which is never started."),
        .optional("linkedTo", .uuid, "The template whose disks its own are laid over."),
        .optional("clonedFrom", .uuid, "The VM that it was made as a full copy of."),
        .optional("operation", .uuid, "The operation that changes it now."),
        .optional("staleSince", .time, "Since when its host has not answered."),
    ])

    private static let guestAddress = Schema.object([
        .required("address", .words, "The address."), .optional("mac", .words, "Of which interface."),
        .required("source", .oneOf(GuestAddress.Source.self), "How it was learned."),
    ])
}
