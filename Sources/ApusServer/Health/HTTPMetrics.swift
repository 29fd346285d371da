import FoundationEssentials
import Synchronization

/// Counts requests by method, route and status, and how long they took.
final class HTTPMetrics: Sendable {
    struct Label: Hashable {
        var method: String
        var route: String
        var status: Int
    }

    private struct State {
        var requests: [Label: Int] = [:]
        var buckets: [Int]
        var sum = 0.0
    }

    /// Upper bounds of the duration histogram in seconds.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
    private static let methods: Set = ["GET", "POST", "DELETE", "HEAD", "PUT", "PATCH", "OPTIONS"]

    private let state = Mutex(State(buckets: Array(repeating: 0, count: bounds.count + 1)))

    func record(method: String, route: String, status: Int, duration: Duration) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        let label = Label(method: Self.methods.contains(method) ? method : "other", route: route, status: status)
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        state.withLock {
            $0.requests[label, default: 0] += 1
            $0.buckets[bucket] += 1
            $0.sum += seconds
        }
    }

    func write(to page: inout MetricsPage) {
        let state = state.withLock { $0 }
        page.family("apus_http_requests_total", .counter, "Requests answered.") { page in
            for (label, count) in state.requests.sorted(by: { "\($0.key)" < "\($1.key)" }) {
                page.sample(
                    Double(count), ["method": label.method, "route": label.route, "code": String(label.status)])
            }
        }
        page.histogram(
            "apus_http_request_duration_seconds", "Time from request to answer.", bounds: Self.bounds,
            counts: state.buckets, sum: state.sum)
    }
}
