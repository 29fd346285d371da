import Testing

/// The built programs against a real libvirt and real guests. One after the other: they share a machine of two cores.
@Suite(.serialized, .enabled(if: Requirements.missing == nil, Comment(rawValue: Requirements.missing ?? "")))
struct IntegrationTests {}
