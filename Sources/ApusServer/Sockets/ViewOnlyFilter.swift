import NIOCore

/// Lets through what a viewer needs to see a display and nothing that acts on it (RFC 6143, section 7.5, and the extensions
/// that QEMU knows). It follows the client's side of RFB over any cut of its bytes and holds a message's head at most.
struct ViewOnlyFilter: Sendable {
    /// Bytes that are no RFB as we know it: what follows them cannot be told any more.
    struct Fault: Error {}

    private enum Phase: Sendable { case version, security, initialization, messages }

    private var phase = Phase.version
    /// What has come of the present message, while its length is not known.
    private var head: [UInt8] = []
    /// The rest of the present message.
    private var rest = 0
    private var keeps = false

    /// - Parameter isLoggedIn: whether the client's next byte is its ClientInit.
    init(isLoggedIn: Bool = false) { phase = isLoggedIn ? .initialization : .version }

    /// The part of these bytes that may go on.
    mutating func pass(_ bytes: ByteBuffer) throws(Fault) -> ByteBuffer {
        var input = bytes
        var passed = ByteBuffer()
        while input.readableBytes > 0 {
            if rest > 0, let piece = input.readSlice(length: min(rest, input.readableBytes)) {
                rest -= piece.readableBytes
                if keeps { passed.writeImmutableBuffer(piece) }
            } else if let byte = input.readInteger(as: UInt8.self) {
                head.append(byte)
                try endHead(&passed)
            }
        }
        return passed
    }

    private mutating func endHead(_ passed: inout ByteBuffer) throws(Fault) {
        switch phase {
        case .version:
            guard head.count == 12 else { return }
            // The server chooses in 3.3, so such a client names no type.
            phase = head.elementsEqual("RFB 003.003\n".utf8) ? .initialization : .security
        case .security:
            guard head == [1] else { throw Fault() }
            phase = .initialization
        case .initialization:
            // Exclusive access would send the other viewers away.
            head = [1]
            phase = .messages
        case .messages:
            guard let message = try Self.message(head) else { return }
            (keeps, rest) = (message.keeps, message.length - head.count)
            if keeps { passed.writeBytes(head) }
            return head.removeAll(keepingCapacity: true)
        }
        passed.writeBytes(head)
        head.removeAll(keepingCapacity: true)
    }

    /// What the message is that begins so; nil while its length cannot be told.
    private static func message(_ head: [UInt8]) throws(Fault) -> (keeps: Bool, length: Int)? {
        switch head[0] {
        case 0: (true, 20)
        case 2: head.count < 4 ? nil : (true, 4 + 4 * number(head[2...3]))
        case 3, 150: (true, 10)
        case 248: head.count < 9 ? nil : (true, 9 + Int(head[8]))
        case 4: (false, 8)
        case 5: (false, 6)
        case 6: head.count < 8 ? nil : (false, 8 + textLength(head[4...7]))
        case 250: (false, 4)
        case 251: head.count < 8 ? nil : (false, 8 + 16 * Int(head[6]))
        case 255: try extended(head)
        default: throw Fault()
        }
    }

    /// QEMU's own messages: keys with scan codes, and sound.
    private static func extended(_ head: [UInt8]) throws(Fault) -> (keeps: Bool, length: Int)? {
        guard head.count >= 2 else { return nil }
        switch head[1] {
        case 0: return (false, 12)
        case 1:
            guard head.count >= 4 else { return nil }
            return (false, number(head[2...3]) == 2 ? 10 : 4)
        default: throw Fault()
        }
    }

    /// A negative length is an extended clipboard's (noVNC and QEMU): its amount is meant.
    private static func textLength(_ bytes: ArraySlice<UInt8>) -> Int {
        let length = Int32(bitPattern: UInt32(truncatingIfNeeded: number(bytes)))
        return Int(length.magnitude)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
