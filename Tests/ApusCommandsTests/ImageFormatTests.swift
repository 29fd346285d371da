import ApusModel
import Testing

@testable import ApusCommands

@Suite struct ImageFormatTests {
    @Test(arguments: [
        ("/images/Win11.ISO", Image.Format.iso), ("https://example.org/a.raw?x=1", .raw), ("/images/debian.qcow2", nil),
        ("/images/ubuntu.img", nil), ("/iso", nil),
    ])
    func `the ending of a file says its format where it can`(_ path: String, _ format: Image.Format?) {
        #expect(Image.Format.ofEnding(path) == format)
    }
}
