import ApusCore
import ApusModel
import FoundationEssentials
import Schema

/// The list `providers` of the configuration file: the fields of `POST /api/v1/providers`.
enum ConfiguredProviders {
    /// - Throws: ``ConfigurationError`` that names the entry and its field.
    static func read(_ node: Any) throws -> [CreateProvider] {
        guard let entries = node as? [Any] else {
            throw ConfigurationError("providers: must be a list, each with name and address")
        }
        let providers = try entries.enumerated().map { place, entry in
            let value = json(entry)
            if let fault = RequestSchemas.createProvider.validate(value).first {
                let field = fault.pointer.dropFirst().isEmpty ? "" : "." + fault.pointer.dropFirst()
                throw ConfigurationError("providers[\(place)]\(field): \(fault.message)")
            }
            return try value.decode(as: CreateProvider.self)
        }
        try requireDistinct(providers.map { $0.name.lowercased() }, "name")
        try requireDistinct(providers.map(\.address), "address")
        return providers
    }

    static func requireDistinct(_ texts: [String], _ field: String) throws {
        for (place, text) in texts.enumerated() {
            if let first = texts.firstIndex(of: text), first < place {
                throw ConfigurationError("providers[\(place)].\(field): is that of providers[\(first)] too")
            }
        }
    }

    /// YAML's values as JSON; what JSON has not (dates) as text, which the schema judges.
    private static func json(_ node: Any) -> JSONValue {
        switch node {
        case let flag as Bool: return .bool(flag)
        case let number as Int: return .integer(Int64(number))
        case let number as Double: return .number(number)
        case let text as String: return .string(text)
        case let items as [Any]: return .array(items.map(json))
        case let map as [String: Any]:
            var object = JSONObject()
            for key in map.keys.sorted() { object[key] = map[key].map(json) }
            return .object(object)
        default: return .string("\(node)")
        }
    }
}

extension Configuration {
    /// Checks the addresses of `providers` as their driver reads them.
    /// - Throws: ``ConfigurationError`` that names the entry.
    public func checkAddresses(_ normalized: (String) throws -> String) throws {
        let addresses = try providers.enumerated().map { place, provider in
            do {
                return try normalized(provider.address)
            } catch {
                let words = (error as? AddressError)?.message ?? "\(error)"
                throw ConfigurationError("providers[\(place)].address: is not allowed: \(words)")
            }
        }
        try ConfiguredProviders.requireDistinct(addresses, "address")
    }
}
