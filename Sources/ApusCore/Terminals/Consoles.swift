import ApusModel
import FoundationEssentials
import Pictures

/// What can be seen of machines and typed at them, beside their terminals.
public struct Consoles: Sendable {
    private let drivers: @Sendable (UUID) async throws -> HostDrivers
    private let pictures = PictureCache()

    init(drivers: @escaping @Sendable (UUID) async throws -> HostDrivers) { self.drivers = drivers }

    /// A new viewer of a machine's display.
    /// - Throws: ``Problem`` or ``DriverError`` with what stands against it.
    public func openDisplay(of vm: VirtualMachine) async throws -> LiveStream {
        try requireRunning(vm)
        return try await driver(of: vm).openDisplay(of: vm.id)
    }

    /// What a display shows, as PNG; at most a few seconds old.
    /// - Parameter width: scaled down to it; nil for its own.
    public func screenshot(of vm: VirtualMachine, width: Int?) async throws -> [UInt8] {
        try requireRunning(vm)
        let driver = try await driver(of: vm)
        let png = try await pictures.picture(of: vm.key) { try await driver.screenshot(of: vm.id) }
        guard let width else { return png }
        do throws(PictureFault) {
            return try Picture(reading: png).scaled(toWidth: width).png()
        } catch { throw Problem(.hostRefused, "The picture of the display cannot be read: \(error.words).") }
    }

    /// Presses keys together, or types a text.
    public func press(_ request: PressKeys, on vm: VirtualMachine) async throws {
        try requireRunning(vm)
        let chords = try Self.chords(request)
        guard let keyboard = try await drivers(vm.host).keyboard else {
            throw Problem(.invalid, "The driver of this VM's host cannot press keys.")
        }
        try await keyboard.press(chords, on: vm.id)
    }

    private static func chords(_ request: PressKeys) throws -> [[UInt32]] {
        switch (request.keys, request.text) {
        case (let keys?, nil):
            let chord = try keys.enumerated().map { place, name in
                guard let key = Keyboard.key(name) else {
                    throw fault("/keys/\(place)", "is no key; there are ctrl, alt, delete, f1, a, KEY_SYSRQ, …")
                }
                return key
            }
            return [chord]
        case (nil, let text?):
            guard let chords = Keyboard.chords(typing: text) else {
                throw fault("/text", "has a character that a US keyboard does not have")
            }
            return chords
        default: throw fault("", "needs either keys or text")
        }
    }

    private static func fault(_ pointer: String, _ message: String) -> Problem {
        Problem(
            .invalid, "The request has 1 fault(s).",
            errors: [.init(pointer: pointer, code: "keys", message: message)])
    }

    private func requireRunning(_ vm: VirtualMachine) throws {
        guard vm.state.isActive else {
            throw Problem(.invalidState, "The VM \(vm.name) is \(vm.state.rawValue): start it, then it has a display.")
        }
    }

    private func driver(of vm: VirtualMachine) async throws -> any ConsoleDriver {
        guard let driver = try await drivers(vm.host).consoles else {
            throw Problem(.invalid, "The driver of this VM's host has no displays.")
        }
        return driver
    }
}

/// The last pictures of displays: many who look at a list of machines at a time cost a host one picture each.
actor PictureCache {
    private static let age = Duration.seconds(3)
    private static let most = 256
    /// Those that are being taken have no time yet.
    private var pictures: [HostedKey: (taken: ContinuousClock.Instant?, task: Task<[UInt8], any Error>)] = [:]

    /// A picture that is not old, or else a new one. Everybody who asks meanwhile waits for the same.
    func picture(
        of key: HostedKey, _ take: @escaping @Sendable () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        let now = ContinuousClock.now
        pictures = pictures.filter { $0.value.taken.map { now - $0 < Self.age } ?? true }
        if let known = pictures[key] { return try await known.task.value }
        guard pictures.count < Self.most else { return try await take() }
        let task = Task { try await take() }
        pictures[key] = (nil, task)
        defer { pictures[key] = (.now, task) }
        return try await task.value
    }
}
