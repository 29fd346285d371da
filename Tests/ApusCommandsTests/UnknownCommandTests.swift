import Testing

@testable import ApusCommands

@Suite struct UnknownCommandTests {
    @Test(
        arguments: [
            (["vm", "lst"], "did you mean 'apus vm list'?"), (["vms", "strat", "x"], "did you mean 'apus vm start'?"),
            (["vm", "destroy", "x"], "apus vm stop NAME --force"), (["start", "x"], "did you mean 'apus vm start'?"),
            (["nonsense"], "apus --help"), (["pool", "xyzzy"], "apus pool --help"),
        ])
    func `a word that is no command gets a hint and exit code 2`(_ arguments: [String], _ hint: String) async throws {
        let message = try #require(UnknownCommand.message(arguments))
        #expect(message.contains(hint), "\(message)")
        let stage = Stage()
        let code = await Surroundings.$current.withValue(stage.surroundings) { await Program.run(arguments) }
        #expect(code == 2 && stage.error.contains(hint) && stage.output.isEmpty)
    }

    @Test(arguments: [
        ["vm", "list"], ["ps"], ["ls"], ["vm", "ps"], ["vm", "create", "A_b"], ["--help"], ["help", "vm"],
    ])
    func `what is a command, or has another fault, is left alone`(_ arguments: [String]) {
        #expect(UnknownCommand.message(arguments) == nil)
    }
}
