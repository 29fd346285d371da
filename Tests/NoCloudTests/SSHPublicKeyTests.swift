import NoCloud
import Testing

@Suite struct SSHPublicKeyTests {
    @Test(arguments: Keys.all)
    func `keys of every type read back as their line`(key: String) throws {
        #expect(try SSHPublicKey(" \(key) \n").line == key)
    }

    @Test func `a comment may hold spaces`() throws {
        #expect(try SSHPublicKey(Keys.ecdsa256).comment == "e c d")
        #expect(try SSHPublicKey(Keys.ecdsa521).comment == nil)
    }

    private static let data = Keys.ed25519.split(separator: " ")[1]

    @Test(arguments: [
        ("", SeedFault.Rule.grammar),
        ("ssh-ed25519", .grammar),
        ("command=\"reboot\" \(Keys.ed25519)", .keyType),
        ("ssh-dss \(data)", .keyType),
        ("ssh-rsa \(data)", .keyData),
        ("ssh-ed25519 \(data.dropLast(4))", .keyData),
        ("ssh-ed25519 \(data)AAAA", .keyData),
        ("ssh-ed25519 !!!!", .keyData),
        ("ssh-ed25519 AAAA/////w==", .keyData),
        ("\(Keys.ed25519)\n\(Keys.rsa)", .character),
        ("\(Keys.ed25519)\u{2028}x", .character),
        ("\(Keys.ed25519) \u{1B}[2J", .character),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbg==\n-----END OPENSSH PRIVATE KEY-----", .privateKey),
        ("ssh-ed25519 " + String(repeating: "A", count: 16 << 10), .tooLarge),
    ])
    func `other texts are refused`(text: String, rule: SeedFault.Rule) {
        do throws(SSHPublicKey.Fault) {
            Issue.record("taken: \(try SSHPublicKey(text))")
        } catch { #expect(error.rule == rule) }
    }
}
