import ApusModel
import ArgumentParser

extension AttachNIC.Model: ExpressibleByArgument {}
extension AttachNIC.Mode: ExpressibleByArgument {}

/// What a card's traffic may be, and who guards it.
struct NICOptions: ParsableArguments {
    enum Link: String, ExpressibleByArgument, CaseIterable { case up, down }

    @Option(help: "Whether the cable is in.")
    var link: Link?

    @Option(help: ArgumentHelp("A network filter of libvirt; '' for none.", valueName: "name"))
    var filter: String?

    @Option(
        help: ArgumentHelp("To the guest, per second; 0 is no limit.", valueName: "size"), transform: ByteSize.parse)
    var inbound: Int64?

    @Option(
        help: ArgumentHelp("From the guest, per second; 0 is no limit.", valueName: "size"), transform: ByteSize.parse)
    var outbound: Int64?
}
