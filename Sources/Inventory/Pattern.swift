import CPCRE2
import Glibc

/// A regular expression that must match a whole cell, whatever the case, by PCRE2 (pcre2api(3)).
///
/// Compiled once, just in time to machine code where the library can, and shared by threads; each use has a ``Matcher``.
// @unchecked: `code` is set once in `init` and freed in `deinit`; in between PCRE2 only reads it (pcre2api, MULTITHREADING).
final class Pattern: @unchecked Sendable {
    fileprivate let code: OpaquePointer

    /// What is wrong with an expression: PCRE2's words, and where, in bytes.
    struct Fault: Error {
        let message: String
        let offset: Int
    }

    /// Steps of one match of `length` bytes, at most about 0.3 ms: a step over a long cell is a long step. The library's
    /// own limit is fifty times higher.
    static func matchLimit(_ length: Int) -> UInt32 { UInt32(max(1000, 200_000 / max(1, length / 1024))) }
    /// What many matches may take together: this at once, and this for each. It stops an expression that stays below the
    /// limit of steps on each of many cells.
    static let grace = Duration.milliseconds(100)
    static let share = Duration.microseconds(10)
    /// Memory of the interpreter, in KiB, for patterns that go without machine code.
    static let heapLimit: UInt32 = 1024
    /// Patterns that compile to more bytes than this go without machine code, which would take long to make.
    static let largestJIT = 16_384

    init(_ text: String) throws(Fault) {
        var (number, offset) = (Int32(0), 0)
        let options =
            PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP | PCRE2_DOTALL
            | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK
        let bytes = Array(text.utf8)
        guard let code = pcre2_compile_8(bytes, bytes.count, options, &number, &offset, nil) else {
            throw Fault(message: Self.message(number), offset: min(offset, bytes.count))
        }
        self.code = code
        var size = 0
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_SIZE), &size)
        if size <= Self.largestJIT { pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE) }
    }

    deinit { pcre2_code_free_8(code) }

    private static func message(_ number: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(number, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
    }
}

/// What one match needs and no two threads may share. Make one for each evaluation.
final class Matcher {
    /// Whether a text took more steps than ``Pattern/matchLimit(_:)``, or all together too long.
    private(set) var isTooCostly = false
    private var count = 0
    private let start = processorTime
    private let pattern: Pattern
    private let data: OpaquePointer?
    private let context: OpaquePointer?
    private var stack: OpaquePointer?

    init(_ pattern: Pattern) {
        self.pattern = pattern
        // One pair of offsets: only whether it matches is asked, and the library then keeps no groups.
        data = pcre2_match_data_create_8(1, nil)
        context = pcre2_match_context_create_8(nil)
        pcre2_set_heap_limit_8(context, Pattern.heapLimit)
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
        pcre2_jit_stack_free_8(stack)
    }

    /// Whether the whole text matches. A text that is too costly does not, nor does any after it.
    func matches(_ text: String) -> Bool {
        if isTooCostly || isOverdrawn(text.utf8.count) { return false }
        if let fast = text.utf8.withContiguousStorageIfAvailable({ matches($0) }) { return fast }
        return Array(text.utf8).withUnsafeBufferPointer { matches($0) }
    }

    /// Looks at the clock now and then, since that takes as long as a match of a short text.
    private func isOverdrawn(_ length: Int) -> Bool {
        count += 1
        if count % 32 == 0 || length > 256, Self.processorTime - start > Pattern.grace + Pattern.share * count {
            isTooCostly = true
        }
        return isTooCostly
    }

    /// What this thread has used: on a busy machine other threads' time is no step of this expression.
    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private func matches(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let data, let context else { return false }
        pcre2_set_match_limit_8(context, Pattern.matchLimit(bytes.count))
        var empty: UInt8 = 0
        let result = withUnsafePointer(to: &empty) { nothing in
            run(bytes.baseAddress ?? nothing, bytes.count, data, context)
        }
        isTooCostly = result < 0 && result != PCRE2_ERROR_NOMATCH
        return result >= 0
    }

    /// Machine code starts on 32 KiB of the thread's stack; a long cell may need more, and then gets it once.
    private func run(
        _ start: UnsafePointer<UInt8>, _ count: Int, _ data: OpaquePointer, _ context: OpaquePointer
    ) -> Int32 {
        let result = pcre2_match_8(pattern.code, start, count, 0, PCRE2_NO_UTF_CHECK, data, context)
        guard result == PCRE2_ERROR_JIT_STACKLIMIT, stack == nil else { return result }
        stack = pcre2_jit_stack_create_8(32 * 1024, 512 * 1024, nil)
        guard let stack else { return result }
        pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
        return pcre2_match_8(pattern.code, start, count, 0, PCRE2_NO_UTF_CHECK, data, context)
    }
}
