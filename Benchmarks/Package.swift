// swift-tools-version: 6.2
import PackageDescription

// Measurements, apart from the tests: noisy machines make timed tests lie. Run by `Benchmarks/run`.
let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "apus", path: "..")],
    targets: [
        .executableTarget(name: "InventoryBenchmark", dependencies: [.product(name: "Inventory", package: "apus")]),
        .executableTarget(name: "DisplayProxy", dependencies: [.product(name: "ApusServing", package: "apus")]),
        .executableTarget(
            name: "TerminalBenchmark",
            dependencies: [.product(name: "Asciicast", package: "apus"), .product(name: "Terminal", package: "apus")]),
        .executableTarget(name: "PlacementBenchmark", dependencies: [.product(name: "Placement", package: "apus")]),
    ]
)
