/// The routes by path: finds the one for a request, or what the path would allow.
struct RouteTable: Sendable {
    enum Match: Sendable {
        /// With the segments that stand for the template's `{…}`, in order.
        case found(Route, references: [String])
        case otherMethods([String])
        case none
    }

    private struct Entry {
        let route: Route
        /// Nil stands for any segment.
        let parts: [String?]

        init(_ route: Route) {
            self.route = route
            parts = route.segments.map { $0.first == "{" ? nil : String($0) }
        }

        func matches(_ segments: [String]) -> Bool { zip(parts, segments).allSatisfy { $0 == nil || $0 == $1 } }
    }

    /// By the number of segments.
    private let entries: [Int: [Entry]]

    init(routes: [Route]) {
        entries = Dictionary(grouping: routes.map(Entry.init)) { $0.parts.count }
    }

    /// Matches an already split and decoded path. HEAD is answered wherever GET is.
    func match(_ method: String, _ segments: [String]) -> Match {
        let entries = (entries[segments.count] ?? []).filter { $0.matches(segments) }
        let wanted = method == "HEAD" ? "GET" : method
        if let entry = entries.first(where: { $0.route.method.rawValue == wanted }) {
            return .found(entry.route, references: Self.references(entry, segments))
        }
        let methods = entries.map(\.route.method.rawValue)
        return entries.isEmpty ? .none : .otherMethods(methods.contains("GET") ? methods + ["HEAD"] : methods)
    }

    private static func references(_ entry: Entry, _ segments: [String]) -> [String] {
        zip(entry.parts, segments).filter { $0.0 == nil }.map(\.1)
    }
}
