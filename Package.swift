// swift-tools-version: 6.2
import PackageDescription

// The rooms of Apus. Arrows only point down (docs/Architecture.md); Tests/ArchitectureTests reads this file and fails where one does not.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")]

func room(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict + settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let rainbow = Target.Dependency.product(name: "Rainbow", package: "Rainbow")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "apus",
    products: [
        .executable(name: "apusd", targets: ["apusd"]),
        .executable(name: "apus", targets: ["apus"]),
        // For measurements: a server with hosts made of values.
        .library(name: "ApusServing", targets: ["ApusServer", "ApusCore", "ApusModel", "ApusTesting"]),
        .library(name: "Asciicast", targets: ["Asciicast"]),
        .library(name: "Inventory", targets: ["Inventory"]),
        .library(name: "Libvirt", targets: ["Libvirt"]),
        .library(name: "Placement", targets: ["Placement"]),
        .library(name: "Terminal", targets: ["Terminal"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/onevcat/Rainbow", from: "4.0.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ],
    targets: [
        // programs
        .executableTarget(
            name: "apusd",
            dependencies: [
                "ApusCore", "ApusServer", "ApusStore", "ChildProgram", "DiskConversion", "ImageFetching",
                "LibvirtDriver",
                "Placement", "SSHTerminals", argumentParser, lifecycle, logging, yams,
            ],
            swiftSettings: strict),
        .executableTarget(name: "apus", dependencies: ["ApusCommands"], swiftSettings: strict),

        // edges
        room(
            "ApusServer",
            [
                "ApusCore", "ApusModel", "Inventory", "Schema", "WebSockets", hummingbird, lifecycle, logging, nioCore,
                nioPosix, crypto, yams,
            ]),
        room("ApusStore", ["ApusCore", "ApusModel", "Asciicast", grdb, crypto]),
        room("SSHTerminals", ["ApusCore", "ApusModel", "ChildProgram", "Terminal"]),
        room(
            "LibvirtDriver",
            ["ApusCore", "ApusModel", "ChildProgram", "Libvirt", "LibvirtXML", "Pictures", crypto, logging]),
        room("DiskConversion", ["ApusCore", "ApusModel", "ChildProgram", crypto, nioPosix]),
        room("ImageFetching", ["ApusCore", "ApusModel", "ChildProgram", asyncHTTPClient, nioCore, nioPosix]),
        room(
            "ApusCommands",
            [
                "ApusClient", "ApusModel", "Asciicast", "ChildProgram", "OVF", "Placement", argumentParser, rainbow,
                yams,
            ]),
        room("ApusClient", ["ApusModel", "WebSockets", asyncHTTPClient, nioCore, nioPosix, nioSSL, crypto]),

        // core
        room(
            "ApusCore",
            ["ApusModel", "Inventory", "NoCloud", "OVF", "Pictures", "Placement", "Schema", "Workflow", logging]),

        // words
        room("ApusModel"),

        // pure
        room("Asciicast"),
        room("Inventory", ["CPCRE2"]),
        room("NoCloud"),
        room("OVF", ["XML"]),
        room("Pictures", ["CZlib"]),
        room("Placement"),
        room("Schema"),
        room("Workflow"),
        room("XML"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),

        // foreign
        room("ChildProgram"),
        room("Libvirt", ["CLibvirt", nioCore, nioPosix], settings: [.strictMemorySafety()]),
        room("LibvirtXML", ["XML"]),
        room("Terminal", ["CTerminal"]),
        .systemLibrary(name: "CTerminal"),
        room("WebSockets", [crypto, nioCore]),
        .systemLibrary(name: "CLibvirt", pkgConfig: "libvirt", providers: [.apt(["libvirt-dev"])]),

        // tests
        room("ApusTesting", ["ApusCore", "ApusModel", "Workflow"]),
        tests("ApusClientTests", ["ApusClient", "ApusModel"]),
        tests(
            "ApusCommandsTests", ["ApusCommands", "ApusClient", "ApusModel", "OVF", "Placement", argumentParser],
            resources: [.copy("Fixtures")]),
        tests("ApusCoreTests", ["ApusCore", "ApusModel", "ApusTesting", "Placement", "Workflow", logging]),
        tests(
            "ApusServerTests",
            [
                "ApusServer", "ApusStore", "ApusCore", "ApusModel", "ApusTesting", "Inventory", "Schema", "WebSockets",
                "Workflow", logging, nioCore,
            ]),
        tests("ApusStoreTests", ["ApusStore", "ApusCore", "ApusModel", "ApusTesting", "Workflow", grdb, logging]),
        tests("ArchitectureTests", []),
        tests("AsciicastTests", ["Asciicast"]),
        tests("DiskConversionTests", ["DiskConversion", "ApusCore", "ApusTesting"]),
        tests("ChildProgramTests", ["ChildProgram"]),
        tests("ImageFetchingTests", ["ImageFetching", "ApusCore", "ApusModel"]),
        tests("IntegrationTests", ["ApusClient", "ApusModel", "Terminal"]),
        tests("InventoryTests", ["Inventory"]),
        tests("LibvirtDriverTests", ["LibvirtDriver", "ApusCore", "ApusModel", "Libvirt", "LibvirtXML", logging]),
        tests("LibvirtTests", ["Libvirt"]),
        tests("LibvirtXMLTests", ["LibvirtXML"]),
        tests("NoCloudTests", ["NoCloud"]),
        tests("OVFTests", ["OVF"]),
        tests("PicturesTests", ["Pictures"]),
        tests("PlacementTests", ["Placement"]),
        tests("SchemaTests", ["Schema"]),
        tests("SSHTerminalsTests", ["SSHTerminals", "ApusCore", "ApusModel", "ChildProgram", "Terminal"]),
        tests("TerminalTests", ["Terminal", "ApusTesting"]),
        tests("WebSocketsTests", ["WebSockets", nioCore]),
        tests("WorkflowTests", ["Workflow", "ApusTesting"]),
    ]
)
