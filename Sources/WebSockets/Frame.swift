import NIOCore

/// The parts of a WebSocket frame's head (RFC 6455, section 5.2).
public enum Opcode: UInt8, Hashable, Sendable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    /// Control frames are short, whole, and may stand between the fragments of a message.
    var isControl: Bool { rawValue >= 0x8 }
}

/// The code of a close frame: those of RFC 6455, section 7.4, and ours from 4000 on.
public struct CloseCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let normal = Self(rawValue: 1000)
    public static let goingAway = Self(rawValue: 1001)
    public static let protocolError = Self(rawValue: 1002)
    public static let unacceptable = Self(rawValue: 1003)
    /// Stands for a close frame without a code; never on the wire.
    public static let none = Self(rawValue: 1005)
    /// Stands for a connection that ended without a close frame; never on the wire.
    public static let lost = Self(rawValue: 1006)
    public static let badText = Self(rawValue: 1007)
    public static let policy = Self(rawValue: 1008)
    public static let tooBig = Self(rawValue: 1009)
    public static let internalError = Self(rawValue: 1011)
    public static let tooMany = Self(rawValue: 1013)
    /// The session ended, or its right was lost.
    public static let signedOut = Self(rawValue: 4401)
    /// The right is missing, or the configuration does not allow it.
    public static let forbidden = Self(rawValue: 4403)
    /// The machine or host is no more.
    public static let gone = Self(rawValue: 4404)
    /// The other side did not answer in time.
    public static let late = Self(rawValue: 4408)
    /// Somebody else holds it, or took it over.
    public static let taken = Self(rawValue: 4409)
    /// The other side refused.
    public static let refused = Self(rawValue: 4502)
    /// What must be recorded could not be.
    public static let unrecorded = Self(rawValue: 4507)

    /// Whether a close frame may carry it (RFC 6455, section 7.4.2).
    var mayTravel: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

/// Why a connection must be closed.
public struct SocketFault: Error, Hashable, Sendable {
    public var code: CloseCode
    public var reason: String

    public init(_ code: CloseCode, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}

/// Writes frames.
public enum FrameWriter {
    /// The most bytes that a head takes, mask included.
    static let longestHead = 14

    /// The head of an unmasked frame, as servers send them: the payload may follow without being copied.
    public static func writeHead(_ opcode: Opcode, length: Int, to buffer: inout ByteBuffer) {
        writeHead(opcode, length: length, isMasked: false, to: &buffer)
    }

    /// A whole frame.
    /// - Parameter mask: clients must give a random one, servers none.
    public static func frame(_ opcode: Opcode, _ payload: ByteBuffer, mask: UInt32? = nil) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(payload.readableBytes + longestHead)
        writeHead(opcode, length: payload.readableBytes, isMasked: mask != nil, to: &buffer)
        if let mask { buffer.writeInteger(mask) }
        let start = buffer.writerIndex
        buffer.writeImmutableBuffer(payload)
        if let mask { buffer.applyMask(mask, from: start, position: 0) }
        return buffer
    }

    /// A close frame. The reason is cut to what fits, between two characters.
    public static func close(_ code: CloseCode, _ reason: String, mask: UInt32? = nil) -> ByteBuffer {
        var payload = ByteBuffer()
        if code.mayTravel {
            payload.writeInteger(code.rawValue)
            payload.writeString(cut(reason))
        }
        return frame(.close, payload, mask: mask)
    }

    /// A control frame has 125 bytes, two of which are the code.
    static func cut(_ reason: String) -> String {
        var text = ""
        var length = 0
        for character in reason.unicodeScalars {
            length += UTF8.width(character)
            guard length <= 123 else { break }
            text.unicodeScalars.append(character)
        }
        return text
    }

    private static func writeHead(_ opcode: Opcode, length: Int, isMasked: Bool, to buffer: inout ByteBuffer) {
        let flag: UInt8 = isMasked ? 0x80 : 0
        buffer.writeInteger(0x80 | opcode.rawValue)
        switch length {
        case ..<126: buffer.writeInteger(flag | UInt8(truncatingIfNeeded: length))
        case ..<65_536:
            buffer.writeInteger(flag | 126)
            buffer.writeInteger(UInt16(truncatingIfNeeded: length))
        default:
            buffer.writeInteger(flag | 127)
            buffer.writeInteger(UInt64(length))
        }
    }
}

extension ByteBuffer {
    /// Exclusive-or with the mask (RFC 6455, section 5.3), eight bytes at a time.
    /// - Parameter position: how many bytes of the payload came before.
    mutating func applyMask(_ mask: UInt32, from start: Int, position: Int) {
        let turn = (position & 3) * 8
        let turned = mask << turn | mask >> (32 - turn)
        let wide = UInt64(turned.bigEndian) << 32 | UInt64(turned.bigEndian)
        let skip = start - readerIndex
        withUnsafeMutableReadableBytes { bytes in
            var place = skip
            while place + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                bytes.storeBytes(of: word ^ wide, toByteOffset: place, as: UInt64.self)
                place += 8
            }
            var shift: UInt64 = 0
            while place < bytes.count {
                bytes[place] ^= UInt8(truncatingIfNeeded: wide >> shift)
                shift += 8
                place += 1
            }
        }
    }
}
