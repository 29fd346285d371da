import ApusCore
import Foundation
import Testing

@testable import SSHTerminals

@Suite struct RefusalTests {
    @Test(arguments: [
        ("ssh: connect to host 10.0.0.9 port 22: Connection refused\r\n", SSHRefusal.connectionRefused),
        ("ssh: connect to host 10.0.0.9 port 22: Connection timed out\r\n", .timedOut),
        ("ssh: connect to host 10.0.0.9 port 22: No route to host\r\n", .noRoute),
        ("debug1: x\nann@10.0.0.9: Permission denied (publickey).\r\n", .permissionDenied),
        (
            "debug1: Server host key: ssh-ed25519 SHA256:abc\r\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\r\nHost key verification failed.\r\n",
            .hostKeyChanged(fingerprint: "SHA256:abc")
        ),
        (
            "debug1: Server host key: ssh-rsa SHA256:def\nNo RSA host key is known for apus-x and you have requested strict checking.\r\n",
            .hostKeyChanged(fingerprint: "SHA256:def")
        ),
        (
            "kex_exchange_identification: banner line contains invalid characters\r\n",
            .failed("kex_exchange_identification: banner line contains invalid characters")
        ),
        ("", .failed("it said nothing")),
    ])
    func `ssh's words become a reason`(_ text: String, _ refusal: SSHRefusal) {
        #expect(SSHLogin.refusal(text) == refusal)
    }
}
