import ApusModel

/// Whether an error is the server's refusal with this code and status.
func refused(_ error: any Error, _ code: String, _ status: Int) -> Bool {
    (error as? Problem).map { $0.code == code && $0.status == status } ?? false
}
