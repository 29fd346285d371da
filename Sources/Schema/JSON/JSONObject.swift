/// The members of a JSON object, in the order in which they were written.
///
/// Two objects are equal when they hold the same members in any order. Names are compared as Swift compares text
/// (canonical equivalence), so a composed and a decomposed `é` are one name.
public struct JSONObject: Sendable {
    /// One name with its value.
    public struct Member: Sendable, Hashable {
        public let key: String
        public var value: JSONValue
    }

    /// The members in order.
    public private(set) var members: [Member] = []

    /// Places by name; kept only for objects of more than `scanned` members, since a short scan is faster.
    private var places: [String: Int] = [:]
    private static let scanned = 8

    /// An object without members.
    public init() {}

    /// The pairs in order; of two pairs with one name the later value wins, at the earlier place.
    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        for (key, value) in pairs { self[key] = value }
    }

    public var count: Int { members.count }
    public var isEmpty: Bool { members.isEmpty }

    /// The names in order.
    public var keys: [String] { members.map(\.key) }

    /// The value under a name. Setting nil removes the member; setting a new name appends it.
    public subscript(key: String) -> JSONValue? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Appends a member unless the name is taken; says whether it did.
    mutating func insert(_ value: JSONValue, as key: String) -> Bool {
        guard place(of: key) == nil else { return false }
        append(Member(key: key, value: value))
        return true
    }

    private func place(of key: String) -> Int? {
        if members.count > Self.scanned { return places[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func append(_ member: Member) {
        members.append(member)
        if members.count == Self.scanned + 1 {
            indexMembers()
        } else if members.count > Self.scanned {
            places[member.key] = members.count - 1
        }
    }

    private mutating func remove(at place: Int) {
        members.remove(at: place)
        indexMembers()
    }

    private mutating func indexMembers() {
        places.removeAll()
        guard members.count > Self.scanned else { return }
        for (place, member) in members.enumerated() { places[member.key] = place }
    }
}

extension JSONObject: Hashable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    /// Sums the members' hashes without order, as equality has none.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(members.reduce(0) { $0 ^ $1.hashValue })
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
