/// What a token may do; each role may do what the ones before it may.
public enum Role: String, Codable, Sendable, CaseIterable, Comparable {
    case viewer, user, `operator`, administrator

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    public static func < (lhs: Role, rhs: Role) -> Bool { lhs.rank < rhs.rank }
}
