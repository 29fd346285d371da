import ApusCore
import FoundationEssentials
import Glibc

/// The client's side of RFB's handshake up to its security (RFC 6143, section 7.1), spoken to a display that wants a password.
/// It blocks, so it runs on a thread of its own.
struct VNCLogin {
    let descriptor: Int32
    let deadline: ContinuousClock.Instant

    /// - Returns: when ClientInit may follow.
    func run(password: String) throws(DriverError) {
        let banner = try take(12)
        guard banner.starts(with: Array("RFB 003.".utf8)) else {
            throw DriverError(.refused, "What listens there is no VNC display.")
        }
        let isOld = banner.elementsEqual("RFB 003.003\n".utf8)
        try send(isOld ? banner : Array("RFB 003.008\n".utf8))
        let types = isOld ? [try take(4)[3]] : try take(Int(try take(1)[0]))
        let type: UInt8 = types.contains(2) ? 2 : 1
        guard types.contains(type) else {
            throw DriverError(.unsupported, "The display wants a kind of login that Apus does not have.")
        }
        if !isOld { try send([type]) }
        if type == 2 { try send(DES.answer(try take(16), password: password)) }
        // Before 3.8 a login without a password has no result; we speak 3.8 or 3.3.
        guard type == 2 || !isOld else { return }
        guard try take(4) == [0, 0, 0, 0] else {
            throw DriverError(.refused, "The display does not accept the password of its definition.")
        }
    }

    private func take(_ count: Int) throws(DriverError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            try wait(POLLIN)
            var piece = [UInt8](repeating: 0, count: count - bytes.count)
            let got = recv(descriptor, &piece, piece.count, 0)
            if got < 0, errno == EAGAIN || errno == EINTR { continue }
            guard got > 0 else { throw DriverError(.refused, "The display closed the connection.") }
            bytes += piece.prefix(got)
        }
        return bytes
    }

    private func send(_ bytes: [UInt8]) throws(DriverError) {
        try wait(POLLOUT)
        let sent = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard sent == bytes.count else { throw DriverError(.refused, "The display closed the connection.") }
    }

    private func wait(_ events: Int32) throws(DriverError) {
        let left = (deadline - .now).components
        guard left.seconds >= 0, left.attoseconds >= 0 else {
            throw DriverError(.timedOut, "The display did not answer in time.")
        }
        var waiting = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
        guard poll(&waiting, 1, Int32(clamping: milliseconds + 1)) != 0 else {
            throw DriverError(.timedOut, "The display did not answer in time.")
        }
    }
}
