import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ImageFetching

@Suite(.timeLimit(.minutes(1)), .enabled(if: KeyRing.isPossible, "needs gpg and gpgv")) struct SignatureTests {
    private let list = "\(String(repeating: "a", count: 64))  a.qcow2\n"

    @Test func `a detached and a clear signature of a trusted key are good`() async throws {
        try await KeyRing.with { ring in
            try ring.make("publisher")
            try ring.trust("publisher")
            let signature = try ring.sign(list, by: ["publisher"], "--detach-sign")
            let detached = try await verify(ring, .detached(text: Array(list.utf8), signature: signature))
            #expect(detached.text == Array(list.utf8))
            #expect(try detached.signer == ring.fingerprint(of: "publisher") && detached.signer.count == 40)
            let clear = try ring.sign(list, by: ["publisher"], "--clearsign")
            #expect(SignedFile.isClearSigned(clear))
            #expect(try await verify(ring, .clear(clear)).text == Array(list.utf8))
            // What stands outside the signed part is no part of the text.
            let framed = clear + Array("\(String(repeating: "b", count: 64))  a.qcow2\n".utf8)
            #expect(try await verify(ring, .clear(framed)).text == Array(list.utf8))
        }
    }

    @Test func `a changed file, an unknown key, an expired key and no signature are refused by name`() async throws {
        try await KeyRing.with { ring in
            try ring.make("publisher")
            try ring.make("stranger")
            try ring.make("old", expires: "1d", at: "20200101T000000")
            try ring.trust("publisher", "old")
            let text = Array(list.utf8)
            let good = try ring.sign(list, by: ["publisher"], "--detach-sign")
            #expect(await code(ring, .detached(text: text + [10], signature: good)) == "signature/bad")
            let clear = String(decoding: try ring.sign(list, by: ["publisher"], "--clearsign"), as: UTF8.self)
            #expect(await code(ring, .clear(Array(clear.replacing("aaaa", with: "bbbb").utf8))) == "signature/bad")
            let strange = try ring.sign(list, by: ["stranger"], "--detach-sign")
            #expect(await code(ring, .detached(text: text, signature: strange)) == "signature/unknown-key")
            let late = try ring.sign(list, by: ["old"], "--detach-sign", at: "20200101T010000")
            #expect(await code(ring, .detached(text: text, signature: late)) == "signature/expired")
            #expect(await code(ring, .detached(text: text, signature: text)) == "signature/unreadable")
            #expect(await code(ring, .detached(text: text, signature: [])) == "signature/unreadable")
            #expect(await code(ring, .clear(Array((clear + clear).utf8))) == "signature/unreadable")
        }
    }

    @Test func `one trusted signature among others suffices, as where a publisher changes keys`() async throws {
        try await KeyRing.with { ring in
            try ring.make("publisher")
            try ring.make("next")
            try ring.trust("publisher")
            for order in [["publisher", "next"], ["next", "publisher"]] {
                let both = try ring.sign(list, by: order, "--detach-sign")
                let signer = try await verify(ring, .detached(text: Array(list.utf8), signature: both)).signer
                #expect(try signer == ring.fingerprint(of: "publisher"))
            }
        }
    }

    @Test func `what is missing on the server is said with the next step`() async throws {
        #expect(await problem(GPGVerifier(keyring: ""))?.contains("images.keyring") == true)
        #expect(await problem(GPGVerifier(keyring: "/nonexistent/a.gpg"))?.contains("cannot be read") == true)
        try await KeyRing.with { ring in
            try ring.make("publisher")
            try ring.trust("publisher")
            #expect(await problem(GPGVerifier(keyring: ring.file)) == nil)
            #expect(
                await problem(GPGVerifier(keyring: ring.file, folders: ["/nonexistent"]))?.contains("install gpgv")
                    == true)
            let armored = ring.folder + "/trusted.asc"
            try "-----BEGIN PGP PUBLIC KEY BLOCK-----\n".write(toFile: armored, atomically: true, encoding: .utf8)
            #expect(await problem(GPGVerifier(keyring: armored))?.contains("gpg --dearmor") == true)
        }
    }

    private func verify(_ ring: KeyRing, _ file: SignedFile) async throws -> VerifiedText {
        try await GPGVerifier(keyring: ring.file).verify(file)
    }

    private func code(_ ring: KeyRing, _ file: SignedFile) async -> String? {
        do {
            _ = try await verify(ring, file)
            return nil
        } catch { return (error as? Problem)?.errors?.first?.code }
    }

    private func problem(_ verifier: GPGVerifier) async -> String? {
        do {
            try await verifier.requireReady()
            return nil
        } catch { return (error as? Problem)?.detail }
    }
}
