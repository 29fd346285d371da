import ApusModel
import Testing

@testable import ApusServer

@Suite struct CourseFileTests {
    @Test(arguments: [
        ("root@10.1.36.68", "qemu+ssh://root@10.1.36.68/system", "10.1.36.68"),
        ("10.1.36.68", "qemu+ssh://10.1.36.68/system", "10.1.36.68"),
        ("node-1.lab.example", "qemu+ssh://node-1.lab.example/system", "node-1.lab.example"),
        ("fd00::7", "qemu+ssh://[fd00::7]/system", "fd00::7"),
        ("ada@[fd00::7]", "qemu+ssh://ada@[fd00::7]/system", "fd00::7"),
        ("localhost", "qemu:///system", "localhost"), ("root@127.0.0.1", "qemu:///system", "localhost"),
        ("::1", "qemu:///system", "localhost"), ("qemu:///session", "qemu:///session", "localhost"),
        ("qemu+tcp://u@node2:16509/system?x=1", "qemu+tcp://u@node2:16509/system?x=1", "node2"),
        ("test:///default", "test:///default", "localhost"),
    ])
    func `a physical machine is named in any of these ways`(text: String, address: String, host: String) throws {
        let line = try HostLine.parse(text).get()
        #expect((line.address, line.host) == (address, host))
        #expect(ResourceName.isValid(line.name))
    }

    @Test(arguments: [
        "~~~", "two words", "-oProxyCommand=x", "root@-oProxyCommand=x", "a@b@c", "@host", "user@", "host;reboot",
        "$(x)",
        "host/../x", "1.2.3.4:22", "häuser", String(repeating: "a", count: 600),
    ])
    func `what is no machine is refused`(text: String) {
        #expect((try? HostLine.parse(text).get()) == nil)
    }

    @Test func `lines end in any way, and empty ones and comments do not count`() {
        let files = CourseSite.files(
            hosts: "\u{FEFF}root@10.0.0.1\r\n\r\n  10.0.0.2  \n# a comment\n\t\nlocalhost", images: "")
        #expect(files.hosts.map(\.value.host) == ["10.0.0.1", "10.0.0.2", "localhost"])
        #expect(files.hosts.map(\.line) == [1, 3, 6])
        #expect(files.faults == [])
    }

    @Test func `the lists may be JSON`() {
        let files = CourseSite.files(
            hosts: "{\"pms\": [\"10.0.0.1\",\n \"10.0.0.2\",\n 7]}", images: #"{"images": ["/a/b.img"]}"#)
        #expect(files.hosts.map(\.value.host) == ["10.0.0.1", "10.0.0.2"])
        #expect(files.images.map(\.value.path) == ["/a/b.img"])
        #expect(files.faults.map(\.description) == ["pms:3: must be a string"])
    }

    @Test(
        arguments: [
            ("/home/ada/Fedora-17-x86_64.img", nil, "Fedora-17-x86_64", [Image.Format.qcow2, .raw]),
            ("ada@10.0.0.1:/img/Ubuntu-12.04-amd64.qcow2", "10.0.0.1", "Ubuntu-12.04-amd64", [.qcow2]),
            ("localhost:/img/x.iso", "localhost", "x", [.iso]), ("/img/plain", nil, "plain", [.qcow2, .raw]),
            ("/img/.hidden", nil, ".hidden", [.qcow2, .raw]),
        ] as [(String, String?, String, [Image.Format])])
    func `an image is named by its path, with or without its host`(
        text: String, host: String?, name: String, formats: [Image.Format]
    ) throws {
        let line = try ImageLine.parse(text).get()
        #expect((line.host, line.name) == (host, name))
        #expect(line.formats == formats)
    }

    @Test(arguments: [
        "x.img", "../x.img", "/x.img", "/a/../x.img", "/a//x.img", "/a/", "/", "ada@10.0.0.1", "-o@x:/a/b", "a b:/a/b",
        "/a,b/c.img",
    ])
    func `what is no full path is refused`(text: String) {
        #expect((try? ImageLine.parse(text).get()) == nil)
    }
}

@Suite struct FlavorFileTests {
    private func numbers(_ text: String) -> [[Int64]] {
        FlavorFile.read(text, of: "f").lines.map {
            [$0.value.number, Int64($0.value.cpus), $0.value.memory >> 20, ($0.value.disk ?? 0) >> 30]
        }
    }

    private func faults(_ text: String) -> [String] { FlavorFile.read(text, of: "f").faults.map(\.description) }

    @Test(arguments: [
        #"{"types": [{"tid": 1, "cpu": 1, "ram": 512, "disk": 1}]}"#, #"{"types":[{"cpu":1,"ram":512,"disk":1.0},],}"#,
        "{'types': [{'tid': 1, 'cpu': 1, 'ram': 512, 'disk': 1},],}",
        "\"types\": [\n {\n \"tid\": 1,\n \"cpu\": 1,\n \"ram\": 512,\n \"disk\": 1\n },\n ],\n",
        "# sizes\nflavors = {u'types': ({'cpu': 1L, 'ram': 512, 'disk': 1, 'x': None, 'y': True},)}",
        #"[{"cpu": 1, "ram": 512, "disk": 1}]"#,
    ])
    func `JSON and Python's literals are read`(text: String) {
        #expect(numbers(text) == [[1, 1, 512, 1]])
        #expect(faults(text) == [])
    }

    @Test(arguments: [
        (#""a\b\f\n\/ä""#, "a\u{8}\u{C}\n/ä"), (#"'\ud83d\ude00'"#, "\u{1F600}"), (#""\u0041""#, "A"),
    ]) func `strings have the escapes of JSON`(text: String, string: String) throws {
        #expect(try LiteralReader.document(text).text == string)
    }

    @Test(arguments: [#""\ud83d""#, #""\ude00\ud83d""#, #""\ud83dx""#, #""\u12""#, #""\u+123""#, #""\q""#])
    func `half a character and unknown escapes are faults`(text: String) {
        #expect(throws: LiteralFault.self) { try LiteralReader.document(text) }
    }

    @Test(arguments: [("+2", 2), ("-2", -2), ("2.0", 2), ("+2e0", 2), ("2L", 2)])
    func `numbers may have a sign`(text: String, number: Int64) throws {
        #expect(try LiteralReader.document(text).integer == number)
    }

    @Test(arguments: ["0x10", "nan", "inf", "+", "-", "1+1", "--1", "e", "."])
    func `what only looks like a number is a fault`(text: String) {
        #expect(throws: LiteralFault.self) { try LiteralReader.document(text) }
    }

    @Test func `a type without tid has its place as number`() {
        #expect(
            numbers("{'types': [{'cpu': 1, 'ram': 1}, {'tid': 9, 'cpu': 2, 'ram': 2}, {'cpu': 3, 'ram': 3}]}")
                == [[1, 1, 1, 0], [9, 2, 2, 0], [3, 3, 3, 0]])
    }

    @Test func `a type that cannot be used is reported with its line`() {
        let text =
            "{'types': [\n{'cpu': 0, 'ram': 1},\n{'cpu': 1,\n'ram': 'x'},\n{'cpu': 1, 'ram': 1},\n{'tid': 3, 'cpu': 1, 'ram': 1},\n7]}"
        #expect(numbers(text) == [[3, 1, 1, 0]])
        #expect(
            faults(text).map { $0.split(separator: " ").first.map(String.init) ?? "" }
                == ["f:2:", "f:4:", "f:6:", "f:7:"])
    }

    @Test(arguments: [
        "{'types': [{'cpu': 1, 'ram': 512*2}, {'tid': 2, 'cpu': 1, 'ram': 1}]}",
        "{'types': [{'cpu': __import__('os').system('x'), 'ram': 1}, {'tid': 2, 'cpu': 1, 'ram': 1}]}",
        "{'types': [{'cpu': 1 'ram': 1}, {'tid': 2, 'cpu': 1, 'ram': 1}",
        "{'types': [{'cpu': 1, 'ram': 1 for x in y}, {'tid': 2, 'cpu': 1, 'ram': 1}]}",
        "{'types': [{'cpu': 'x, 'ram': 1}, {'tid': 2, 'cpu': 1, 'ram': 1}]}",
    ])
    func `nothing is evaluated, and what is whole is still used`(text: String) {
        #expect(numbers(text) == [[2, 1, 1, 0]])
        #expect(faults(text).count == 1)
    }

    @Test(arguments: [
        "", "{", "[", "{'types': 3}", "types", "\u{0}", String(repeating: "[", count: 10_000), "\"", "{'a'",
    ])
    func `what is no list of types is one fault`(text: String) {
        #expect(numbers(text) == [])
        #expect(faults(text).count == 1)
    }
}

@Suite struct CourseSettingTests {
    @Test(arguments: [
        ("127.0.0.1:5000", "127.0.0.1", 5000), ("[::1]:8000", "::1", 8000), ("0.0.0.0:0", "0.0.0.0", 0),
        ("localhost:80", "localhost", 80),
    ])
    func `the course API listens where it is told to`(text: String, address: String, port: Int) throws {
        let flags = ["course.enabled": "true", "course.listen": text]
        let listener = try #require(try Configuration(flags: flags).courseSettings?.listener)
        #expect((listener.address, listener.port) == (address, port))
    }

    @Test(arguments: ["5000", ":5000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "[]:1", "a b:1"])
    func `what is no address and port is refused by its key`(text: String) throws {
        let configuration = try Configuration(flags: ["course.enabled": "true", "course.listen": text])
        #expect(throws: ConfigurationError.self) { try configuration.courseSettings }
    }

    @Test func `an IPv6 address stands in brackets in a URL`() throws {
        #expect(Listener("[::1]:0")?.authority(on: 5000) == "[::1]:5000")
        #expect(Listener("127.0.0.1:0")?.authority(on: 5000) == "127.0.0.1:5000")
    }

    @Test func `it is off unless it is switched on`() throws {
        let listener = try Configuration().courseSettings?.listener
        #expect(listener == nil)
    }
}
