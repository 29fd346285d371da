/// Writes Prometheus' text format 0.0.4: each family once, its samples together, a line feed at the end.
struct MetricsPage {
    enum Kind: String { case counter, gauge, histogram }

    private(set) var text = ""
    private var name = ""

    /// Writes one family; `samples` calls ``sample(_:_:)``.
    mutating func family(_ name: String, _ kind: Kind, _ help: String, samples: (inout MetricsPage) -> Void) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        self.name = name
        samples(&self)
    }

    /// A family of one sample without labels.
    mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        family(name, kind, help) { $0.sample(value) }
    }

    /// One sample of the family at hand.
    mutating func sample(_ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
        line(name, labels.map { ($0.key, $0.value) }, value)
    }

    /// One sample whose labels were written by ``labels(_:)``: a family of each machine writes the same ones.
    mutating func sample(_ value: Double, labels: String) {
        text += name
        text += labels
        text += " \(value)\n"
    }

    /// Labels as they stand in a line.
    static func labels(_ labels: KeyValuePairs<String, String>) -> String {
        "{" + labels.map { "\($0.key)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    mutating func histogram(_ name: String, _ help: String, bounds: [Double], counts: [Int], sum: Double) {
        family(name, .histogram, help) { page in
            var total = 0
            for (index, count) in counts.enumerated() {
                total += count
                let bound = index < bounds.count ? "\(bounds[index])" : "+Inf"
                page.line(name + "_bucket", [("le", bound)], Double(total))
            }
            page.line(name + "_sum", [], sum)
            page.line(name + "_count", [], Double(total))
        }
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let shown = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        text += shown.isEmpty ? "\(name) \(value)\n" : "\(name){\(shown)} \(value)\n"
    }

    private static func escaped(_ label: String) -> String {
        label.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
