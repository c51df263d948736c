// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "TicketLedger", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CBaselineLMDB",
      pkgConfig: "lmdb",
      providers: [.apt(["liblmdb-dev"]), .brew(["lmdb"])]
    ),
    .systemLibrary(name: "CHeap"),
    .executableTarget(
      name: "ledger-benchmarks",
      dependencies: [
        "CBaselineLMDB",
        "CHeap",
        .product(name: "TicketLedger", package: "TicketLedger"),
        .product(name: "TicketExchange", package: "TicketLedger"),
        .product(name: "TicketSimulation", package: "TicketLedger"),
        .product(name: "Transparency", package: "TicketLedger"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Sources/LedgerBenchmarks",
      swiftSettings: settings
    ),
  ]
)
