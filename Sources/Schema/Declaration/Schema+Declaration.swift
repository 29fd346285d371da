extension Schema {
    /// What is wrong with the declaration itself: fields declared twice, and examples and defaults that the schema
    /// would refuse. For tests.
    public func declarationFaults() -> [Fault] {
        var visited = Set<String>()
        return declarationFaults(at: "", visited: &visited)
    }

    func declarationFaults(at base: String, visited: inout Set<String>) -> [Fault] {
        switch shape {
        case .object(let object): return Self.faults(of: object, at: base, visited: &visited)
        case .array(let list): return list.item.declarationFaults(at: base + "/*", visited: &visited)
        case .map(let map): return map.value.declarationFaults(at: base + "/*", visited: &visited)
        case .nullable(let inner): return inner.declarationFaults(at: base, visited: &visited)
        case .reference(let reference):
            guard visited.insert(reference.name).inserted else { return [] }
            return reference.target().declarationFaults(at: base, visited: &visited)
        case .any, .boolean, .integer, .number, .string, .choice: return []
        }
    }

    private static func faults(of object: ObjectShape, at base: String, visited: inout Set<String>) -> [Fault] {
        var names = Set<String>()
        var faults: [Fault] = []
        for field in object.fields {
            let place = base + "/" + JSONPointer.escape(field.name)
            if !names.insert(field.name).inserted {
                faults.append(Fault(pointer: place, code: "declared-twice", message: "is declared twice"))
            }
            faults += field.exampleFaults(at: place)
            faults += field.schema.declarationFaults(at: place, visited: &visited)
        }
        return faults
    }
}

extension Schema.Field {
    fileprivate func exampleFaults(at place: String) -> [Fault] {
        [("example", example), ("default", defaultValue)].flatMap { word, value in
            (value.map(schema.validate) ?? []).map {
                Fault(pointer: place + $0.pointer, code: "\(word)/\($0.code)", message: "\(word): \($0.message)")
            }
        }
    }
}
