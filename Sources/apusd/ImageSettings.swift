import ApusCore
import ApusServer
import FoundationEssentials

extension Configuration {
    /// - Throws: ``ConfigurationError`` for ports and networks that are none.
    func imageSettings() throws -> Images.Settings {
        let outbound = OutboundPolicy(
            allowsHTTP: flag("images.allowHTTP"),
            ports: Set(try each("images.ports", "a port") { UInt16($0).map(Int.init) }),
            networks: try each("images.allowedNetworks", "a network such as 10.0.0.0/8") { OutboundPolicy.network($0) },
            maximumSize: Int64(integer("images.maxSize")), maximumSeconds: integer("images.maxSeconds"))
        return Images.Settings(
            outbound: outbound, maximumSize: Int64(integer("images.maxSize")),
            uploadLife: TimeInterval(integer("images.uploadLife")))
    }

    private func each<Value>(_ key: String, _ what: String, _ read: (String) -> Value?) throws -> [Value] {
        try list(key).map { text in
            guard let value = read(text) else {
                throw ConfigurationError("\(key): must be \(what), not “\(text.prefix(64))”")
            }
            return value
        }
    }
}
