/// The routes by path: finds the one for a request, or what the path would allow.
struct RouteTable: Sendable {
    enum Match: Sendable {
        /// With the segment that stands for the template's `{…}`; a template has at most one.
        case found(Route, reference: String)
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
            return .found(entry.route, reference: Self.reference(entry, segments))
        }
        let methods = entries.map(\.route.method.rawValue)
        return entries.isEmpty ? .none : .otherMethods(methods.contains("GET") ? methods + ["HEAD"] : methods)
    }

    private static func reference(_ entry: Entry, _ segments: [String]) -> String {
        zip(entry.parts, segments).first { $0.0 == nil }?.1 ?? ""
    }
}
