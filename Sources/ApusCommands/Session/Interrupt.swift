import Dispatch
import Glibc

/// While one lives, Ctrl-C says something before it ends the program with code 130.
struct Interrupt {
    private let source: any DispatchSourceSignal

    init(_ terminal: Terminal, _ message: String) {
        signal(SIGINT, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler {
            // The program ends here, told or not.
            try? terminal.note("\n" + message)
            exit(130)
        }
        source.activate()
    }

    func end() {
        source.cancel()
        signal(SIGINT, SIG_DFL)
    }
}
