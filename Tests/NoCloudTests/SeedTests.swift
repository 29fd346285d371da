import Foundation
import NoCloud
import Testing

@Suite struct SeedTests {
    private func texts(_ seed: Seed) throws -> [String: String] {
        let pairs = try seed.files().map { ($0.name, String(decoding: $0.content, as: UTF8.self)) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test func `a seed of a name only has the two files that cloud-init wants`() throws {
        #expect(
            try texts(Seed(instanceID: "i-1", hostname: "web-1")) == [
                "meta-data": "instance-id: \"i-1\"\nlocal-hostname: \"web-1\"\n",
                "user-data": "#cloud-config\n{}\n",
            ])
    }

    @Test func `users, keys and packages become a cloud-config`() throws {
        var user = Seed.User(name: "ann", sshKeys: ["  \(Keys.ed25519)\n"])
        user.fullName = "Ann \"O\" \\ Müller # no comment"
        user.passwordHash = "$6$salt$hash"
        user.hasSudo = true
        user.groups = ["docker"]
        user.shell = "/bin/bash"
        var seed = Seed(instanceID: "i-1", hostname: "web-1.lab.test")
        seed.users = [user, Seed.User(name: "bob")]
        seed.packages = ["qemu-guest-agent", "g++"]
        seed.allowsSSHPasswords = false
        #expect(
            try texts(seed)["user-data"] == """
                #cloud-config
                ssh_pwauth: false
                users:
                  - name: "ann"
                    gecos: "Ann \\"O\\" \\\\ Müller # no comment"
                    shell: "/bin/bash"
                    groups:
                      - "docker"
                    sudo: "ALL=(ALL) NOPASSWD:ALL"
                    lock_passwd: false
                    passwd: "$6$salt$hash"
                    ssh_authorized_keys:
                      - "\(Keys.ed25519)"
                  - name: "bob"
                    lock_passwd: true
                package_update: true
                packages:
                  - "qemu-guest-agent"
                  - "g++"

                """)
    }

    @Test func `raw data are written as they are`() throws {
        var seed = Seed(instanceID: "i-1", hostname: "a")
        seed.rawUserData = "#!/bin/sh\necho 'é'\n"
        seed.rawVendorData = "#cloud-config\nx: 1\n"
        seed.rawNetworkConfig = "version: 2\n"
        let texts = try texts(seed)
        #expect(texts["user-data"] == seed.rawUserData)
        #expect(texts["vendor-data"] == seed.rawVendorData)
        #expect(texts["network-config"] == seed.rawNetworkConfig)
    }

    @Test func `printing a seed shows none of its secrets`() {
        var seed = Seed(instanceID: "i-1", hostname: "a")
        seed.rawUserData = "#!/bin/sh\nCANARY"
        seed.users = [Seed.User(name: "ann", sshKeys: ["CANARY"])]
        var dumped = ""
        dump(seed, to: &dumped)
        dump(seed.users, to: &dumped)
        #expect(!"\(seed) \(seed.users) \(String(reflecting: seed)) \(dumped)".contains("CANARY"))
    }
}
