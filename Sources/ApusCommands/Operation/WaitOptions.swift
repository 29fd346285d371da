import ArgumentParser

/// The flags of every command that starts an operation.
struct WaitOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Follow the operation to its end.")
    var wait = true

    @Option(help: ArgumentHelp("Stop following after so many seconds; the operation goes on.", valueName: "seconds"))
    var waitLimit: Int = 3600

    func validate() throws {
        guard waitLimit >= 1 else { throw ValidationError("--wait-limit must be at least 1.") }
    }
}
