import ApusModel

extension Host.Mode {
    /// Why such a host takes no machines.
    var refusal: String {
        switch self {
        case .maintenance: "the host is in maintenance"
        case .disabled: "the host is disabled"
        }
    }
}
