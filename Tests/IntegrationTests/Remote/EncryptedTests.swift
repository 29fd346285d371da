import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// The command line over https and wss, with a certificate of an authority that the machine was told to trust.
    @Suite struct Encrypted {
        @Test func `lists and terminals work over TLS, and only with a certificate that is trusted and fits`()
            async throws
        {
            try await Site.with { site in
                let proxy = try await TLSProxy.start(in: site.server.folder, to: await site.server.port)
                defer { proxy.stop() }
                let good = "https://localhost:\(proxy.port)"
                let list = try await proxy.apus(site, good, "host list -o name", trusting: true)
                #expect(list.status == 0 && list.output.contains(Site.provider), "\(list)")
                // A socket that opens, and whose end says why: shells are off.
                let line = "host shell \(Site.provider)"
                for url in [good, "https://127.0.0.1:\(proxy.port)"] {
                    let shell = try await proxy.apus(site, url, line, trusting: true)
                    #expect(shell.status == 1 && shell.complaint.contains("terminals.hostShell"), "\(shell)")
                }
                for (url, isTrusting) in [(good, false), ("https://127.0.0.2:\(proxy.port)", true)] {
                    for words in ["host list", line] {
                        let refused = try await proxy.apus(site, url, words, trusting: isTrusting)
                        #expect(
                            refused.status == 1 && refused.complaint.lowercased().contains("certificate"), "\(refused)")
                    }
                }
            }
        }
    }
}

/// socat before a server, with a certificate for localhost and 127.0.0.1.
private struct TLSProxy {
    let port: Int
    private let folder: String
    private let process: ChildProcess

    static func start(in folder: String, to server: Int) async throws -> TLSProxy {
        let (key, certificate) = (folder + "/tls.key", folder + "/tls.crt")
        try await Tool.output(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out",
                certificate,
            ])
        let port = try freePort()
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        let process = try ChildProcess(
            "/usr/bin/socat",
            [
                "OPENSSL-LISTEN:\(port),reuseaddr,fork,cert=\(certificate),key=\(key),verify=0",
                "TCP4:127.0.0.1:\(server)",
            ], files: (null, null, null))
        try Ground.shared.get().note(server: process.number)
        return TLSProxy(port: port, folder: folder, process: process)
    }

    func stop() {
        process.signal(SIGKILL)
        try? Ground.shared.get().forget(server: process.number)
    }

    /// Runs the command line.
    /// - Parameter trusting: whether the machine's bundle of authorities, as the command sees it, has ours.
    func apus(
        _ site: Site, _ url: String, _ words: String, trusting: Bool
    ) async throws -> ToolResult {
        let environment = [
            "APUS_URL": url, "APUS_TOKEN_FILE": site.server.token, "HOME": folder, "PATH": "/usr/bin:/bin",
        ]
        let bundle = "/etc/ssl/certs/ca-certificates.crt"
        let mount = trusting ? "mount --bind \(folder)/tls.crt \(bundle) && " : ""
        let script = "\(mount)exec \(Places.apus) \(words)"
        return try await Tool.run(
            "/usr/bin/unshare", ["--mount", "/bin/sh", "-c", script], environment: environment,
            within: .seconds(30))
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
            }
        }
        guard result == 0 else { throw ToolFailure(description: "no port is free") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
