/// Lists, maps and objects.
extension Validator {
    mutating func array(_ value: JSONValue, _ shape: ArrayShape) {
        guard case .array(let items) = value else { return reportType("a list", value) }
        // A list that is too long is not looked into: its items may be many.
        guard items.count <= shape.count.upperBound else {
            return report(Fault.length, "must have \(Plural.range(shape.count, "item"))")
        }
        if items.count < shape.count.lowerBound {
            report(Fault.length, "must have \(Plural.range(shape.count, "item"))")
        }
        for (index, item) in items.enumerated() { descend(.index(index)) { $0.check(item, shape.item) } }
        if shape.isUnique { distinct(items) }
    }

    private mutating func distinct(_ items: [JSONValue]) {
        var seen = Set<JSONValue>()
        for (index, item) in items.enumerated() where !seen.insert(item).inserted {
            descend(.index(index)) { $0.report(Fault.unique, "must not stand twice in the list") }
        }
    }

    mutating func map(_ value: JSONValue, _ shape: MapShape) {
        guard case .object(let object) = value else { return reportType("an object", value) }
        guard object.count <= shape.maxCount else {
            return report(Fault.length, "must have \(Plural.range(0...max(0, shape.maxCount), "member"))")
        }
        for member in object.members {
            descend(.key(member.key)) { validator in
                if let fault = shape.keyShape.fault(of: member.key) {
                    validator.report(fault.code, "the name " + fault.message)
                }
                validator.check(member.value, shape.value)
            }
        }
    }

    mutating func object(_ value: JSONValue, _ shape: ObjectShape) {
        guard case .object(let object) = value else { return reportType("an object", value) }
        let before = faults.count
        for field in shape.fields { self.field(field, of: object) }
        unknown(in: object, shape)
        for rule in shape.rules where rule.judgesFaultyFields || faults.count == before {
            report(below: rule.check(object))
        }
    }

    private mutating func field(_ field: Schema.Field, of object: JSONObject) {
        let value = object[field.name]
        descend(.key(field.name)) { validator in
            if let value {
                validator.check(value, field.schema)
            } else if field.isRequired {
                validator.report(Fault.required, "is required")
            }
        }
    }

    private mutating func unknown(in object: JSONObject, _ shape: ObjectShape) {
        let known = Set(shape.fields.map(\.name))
        for member in object.members where !known.contains(member.key) {
            descend(.key(member.key)) { validator in
                let nearest = Suggestion.nearest(to: member.key, among: shape.fields.map(\.name))
                let hint = nearest.map { "; did you mean \($0)?" } ?? ""
                validator.report(Fault.unknownField, "\(Echo.quoted(member.key)) is not a known field\(hint)")
            }
        }
    }
}

extension MapShape {
    /// The names as strings of their own.
    var keyShape: StringShape {
        keys.map { StringShape(length: 0...1024, characters: .line, rule: $0) }
            ?? StringShape(length: 1...64, characters: .line, rule: nil)
    }
}
