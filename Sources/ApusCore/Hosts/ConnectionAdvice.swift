/// What to try when a provider does not answer, by how its address reaches it.
public enum ConnectionAdvice {
    /// The next step, as a sentence. The address was checked when the provider was added.
    public static func nextStep(_ address: String) -> String {
        let (scheme, rest) = divided(address)
        let place = String(rest.prefix { $0 != "/" })
        let host = place.isEmpty ? "this machine" : String(place.split(separator: "@").last ?? "")
        if scheme.hasSuffix("+ssh") {
            return
                "Try as the account of apusd: `virsh -c '\(address)' version`; ssh must log in to \(place) without asking."
        }
        if scheme.hasSuffix("+tls") {
            return
                "Look whether libvirtd listens for TLS on \(host) (port 16514) and both sides trust each other's certificates."
        }
        if scheme.hasSuffix("+tcp") {
            return "Look whether libvirtd listens for TCP on \(host) (port 16509) and no firewall is between."
        }
        if ["esx", "vpx", "gsx", "hyperv"].contains(scheme) {
            return "Look whether \(host) answers on its management port, and which account apusd has for it."
        }
        if scheme == "test" { return "Look whether its file is there: \(rest)." }
        return "Look on \(host) whether libvirtd runs: `systemctl status libvirtd`, or `virsh -c '\(address)' version`."
    }

    private static func divided(_ address: String) -> (scheme: String, rest: Substring) {
        let scheme = address.prefix { $0 != ":" }
        return (String(scheme), address.dropFirst(scheme.count).drop { $0 == ":" }.dropFirst(2))
    }
}
