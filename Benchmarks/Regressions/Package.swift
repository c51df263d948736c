// swift-tools-version: 6.3
import PackageDescription

// A package of its own: the harness takes as long to build as everything else together.
let package = Package(
  name: "Regressions",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "TicketLedger", path: "../.."),
    // Without its interposers, which are no part of what is measured; allocations are counted here.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .target(name: "CAllocationCount"),
    .executableTarget(
      name: "LedgerRegressions",
      dependencies: [
        "CAllocationCount",
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "TicketLedger", package: "TicketLedger"),
        .product(name: "TicketExchange", package: "TicketLedger"),
        .product(name: "TicketSimulation", package: "TicketLedger"),
      ],
      path: "Benchmarks/LedgerRegressions",
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
      ],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
    ),
  ]
)
