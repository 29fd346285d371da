extension OpenAPIDocument {
    /// What is wrong with the declarations of the whole API. For a test that keeps the list empty.
    ///
    /// Beside the schemas' own faults: operations declared twice, path parameters that do not match the path, unknown
    /// security schemes, operations without a response, and component names that are wrong or mean two things.
    public func faults() -> [Fault] {
        var visited = Set<String>()
        let declarations = operations.flatMap { operation in
            operation.schemas.flatMap { $0.declarationFaults(at: operation.pointer, visited: &visited) }
        }
        let others = (components + (defaultResponse?.contents.compactMap(\.schema) ?? []))
            .flatMap { $0.declarationFaults(at: "/components", visited: &visited) }
        return duplicates() + operations.flatMap { $0.faults(schemes: schemeNames) } + unknownSchemes(security, at: "")
            + nameFaults() + declarations + others
    }

    private var schemeNames: Set<String> { Set(securitySchemes.map(\.name)) }

    private func duplicates() -> [Fault] {
        var identifiers = Set<String>()
        var places = Set<String>()
        return operations.flatMap { operation -> [Fault] in
            var faults: [Fault] = []
            if !identifiers.insert(operation.operationID).inserted {
                faults.append(operation.fault("operation-id", "\(operation.operationID) is declared twice"))
            }
            // Two paths that differ only in the names of their parameters are the same path.
            let shape = operation.segments.map { $0.parameter == nil ? $0.text : "{}" }.joined(separator: "/")
            if !places.insert("\(operation.method) \(shape)").inserted {
                faults.append(operation.fault("operation", "is declared twice"))
            }
            return faults
        }
    }

    private func nameFaults() -> [Fault] {
        let references = References(of: self)
        let conflicts = references.conflicts.sorted().map {
            Fault(pointer: "/components/schemas/\($0)", code: "component", message: "stands for two schemas")
        }
        let wrong = references.named.map(\.name).filter { !Self.isComponentName($0) }.map {
            Fault(pointer: "/components/schemas", code: "component", message: "\(Echo.quoted($0)) is no component name")
        }
        return conflicts + wrong
    }

    /// OpenAPI 3.1, Components Object: `^[a-zA-Z0-9\.\-_]+$`.
    private static func isComponentName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789.-_".unicodeScalars.contains($0))
            }
    }

    private func unknownSchemes(_ names: [String], at pointer: String) -> [Fault] {
        names.filter { !schemeNames.contains($0) }.map {
            Fault(pointer: pointer, code: "security", message: "the security scheme \($0) is not declared")
        }
    }
}

extension APIOperation {
    /// A piece of the path between slashes, and the parameter if it is one.
    struct Segment {
        let text: String
        var parameter: String? {
            guard text.hasPrefix("{"), text.hasSuffix("}") else { return nil }
            return String(text.dropFirst().dropLast())
        }
    }

    var segments: [Segment] {
        path.split(separator: "/", omittingEmptySubsequences: false).map { Segment(text: String($0)) }
    }

    var pointer: String { "/paths/\(JSONPointer.escape(path))/\(method.rawValue)" }

    func fault(_ code: String, _ message: String) -> Fault { Fault(pointer: pointer, code: code, message: message) }

    fileprivate func faults(schemes: Set<String>) -> [Fault] {
        var faults: [Fault] = []
        if !path.hasPrefix("/") { faults.append(fault("path", "the path must start with /")) }
        let inPath = segments.compactMap(\.parameter)
        let declared = parameters.filter { $0.place == .path }.map(\.name)
        if inPath.sorted() != declared.sorted() {
            faults.append(fault("parameters", "the path names \(inPath), the parameters \(declared)"))
        }
        if Set(parameters.map { "\($0.place) \($0.name)" }).count < parameters.count {
            faults.append(fault("parameters", "a parameter is declared twice"))
        }
        if operationID.isEmpty { faults.append(fault("operation-id", "is empty")) }
        if responses.isEmpty { faults.append(fault("responses", "there is no response")) }
        for name in security ?? [] where !schemes.contains(name) {
            faults.append(fault("security", "the security scheme \(name) is not declared"))
        }
        faults += parameters.flatMap(exampleFaults)
        return faults
    }

    private func exampleFaults(_ parameter: Parameter) -> [Fault] {
        (parameter.example.map(parameter.schema.validate) ?? []).map {
            fault("example/\($0.code)", "the example of \(parameter.name) \($0.message)")
        }
    }
}
