import ApusClient
import ApusModel
import ArgumentParser

struct VMSendKey: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "send-key", abstract: "Press keys at a virtual machine's keyboard, or type a text.",
        discussion: """
            Keys given together are pressed together. Names are short (ctrl, alt, delete, f1, a) or Linux's (KEY_SYSRQ).

            Examples:
              apus vm send-key web-1 ctrl alt delete
              apus vm send-key web-1 KEY_LEFTALT KEY_SYSRQ KEY_S
              apus vm send-key web-1 --text 'root' && apus vm send-key web-1 enter
            """, aliases: ["sendkey"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: ArgumentHelp("Keys by name.", valueName: "key"))
    var keys: [String] = []

    @Option(help: "Type this text, as on a US keyboard.")
    var text: String?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if keys.isEmpty == (text == nil) { throw ValidationError("Give either keys or --text.") }
    }

    func run(_ session: Session) async throws {
        try await session.client.press(PressKeys(keys: text == nil ? keys : nil, text: text), onVM: ref)
        try session.printResult(["vm": ref], name: ref, sentence: "the keys were pressed at \(ref)")
    }
}
