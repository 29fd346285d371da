import ApusModel
import FoundationEssentials
import Glibc

/// The server's own process, from proc(5). What cannot be read is left out.
enum ProcessMetrics {
    private static let start = Date()

    static func write(to page: inout MetricsPage) {
        page.family("apus_build_info", .gauge, "The version of this server.") {
            $0.sample(1, ["version": ApusVersion.current])
        }
        page.single(
            "process_start_time_seconds", .gauge, "Start of the process.", start.timeIntervalSince1970.rounded())
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            page.single(
                "process_cpu_seconds_total", .counter, "CPU time used.",
                seconds(usage.ru_utime) + seconds(usage.ru_stime))
        }
        if let pages = field(1, of: "/proc/self/statm") {
            page.single(
                "process_resident_memory_bytes", .gauge, "Resident memory.",
                pages * Double(sysconf(Int32(_SC_PAGESIZE))))
        }
        if let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            page.single("process_open_fds", .gauge, "Open file descriptors.", Double(files.count))
        }
        if let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task") {
            page.single("process_threads", .gauge, "Threads.", Double(threads.count))
        }
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }

    private static func field(_ index: Int, of path: String) -> Double? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
        return fields.indices.contains(index) ? Double(fields[index]) : nil
    }
}
