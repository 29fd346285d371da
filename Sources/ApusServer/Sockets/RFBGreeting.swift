import NIOCore

/// The server's side of RFB's handshake up to its security (RFC 6143, section 7.1), for a display that the server has logged in
/// to already: the client is offered no login at all.
struct RFBGreeting: Sendable {
    /// The client speaks no RFB that we do.
    struct Fault: Error {}

    private enum Step: Sendable { case version, choice, done }

    private var step = Step.version
    private var came: [UInt8] = []

    /// What a server says first.
    static let banner = ByteBuffer(string: "RFB 003.008\n")

    var isDone: Bool { step == .done }

    /// Takes of the client's bytes what belongs to the handshake, and returns what to answer.
    mutating func answer(_ input: inout ByteBuffer) throws(Fault) -> ByteBuffer {
        var answer = ByteBuffer()
        while step != .done, let byte = input.readInteger(as: UInt8.self) {
            came.append(byte)
            if step == .version, came.count == 12 {
                try choose(&answer)
            } else if step == .choice {
                guard byte == 1 else { throw Fault() }
                // SecurityResult: in 3.7 there is none after the type None.
                if came.starts(with: Array("RFB 003.008\n".utf8)) { answer.writeInteger(UInt32(0)) }
                step = .done
            }
        }
        return answer
    }

    private mutating func choose(_ answer: inout ByteBuffer) throws(Fault) {
        switch String(decoding: came, as: UTF8.self) {
        case "RFB 003.003\n":
            answer.writeInteger(UInt32(1))
            step = .done
        case "RFB 003.007\n", "RFB 003.008\n":
            answer.writeBytes([1, 1])
            step = .choice
        default: throw Fault()
        }
    }
}
