// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]
// The tests' own code stays unoptimized in a release build, which is made sooner so.
let testSettings = settings + [.unsafeFlags(["-Onone"], .when(configuration: .release))]
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

let package = Package(
  name: "TicketLedger",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "TicketLedger", targets: ["TicketLedger"]),
    .library(name: "TicketExchange", targets: ["TicketExchange"]),
    .library(name: "TicketSimulation", targets: ["TicketSimulation"]),
    .library(name: "Transparency", targets: ["Transparency"]),
    .executable(name: "ticket-ledger", targets: ["ticket-ledger"]),
    .executable(name: "ledger-witness", targets: ["ledger-witness"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CLMDB",
      pkgConfig: "lmdb",
      providers: [.apt(["liblmdb-dev"]), .brew(["lmdb"])]
    ),
    .target(name: "LedgerStore", dependencies: ["CLMDB"], swiftSettings: settings),
    .target(name: "Transparency", dependencies: [crypto], swiftSettings: settings),
    .target(
      name: "TicketLedger",
      dependencies: ["LedgerStore", "Transparency", crypto],
      swiftSettings: settings
    ),
    .target(
      name: "TicketExchange",
      dependencies: ["TicketLedger", "Transparency", crypto],
      resources: [.copy("Mappings"), .copy("Policies")],
      swiftSettings: settings
    ),
    .target(name: "TicketSimulation", dependencies: ["TicketLedger"], swiftSettings: settings),
    .executableTarget(
      name: "ticket-ledger",
      dependencies: [
        "TicketLedger", "TicketExchange", "TicketSimulation", "Transparency",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/CommandLine",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "ledger-witness",
      dependencies: [
        "Transparency", "LedgerStore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/Witness",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "EmbeddedHelpdesk",
      dependencies: ["TicketLedger"],
      path: "Examples/EmbeddedHelpdesk",
      swiftSettings: settings
    ),
    .target(
      name: "StoreSurvival",
      dependencies: ["LedgerStore", "CLMDB"],
      path: "Tests/StoreSurvival",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "StoreProbe",
      dependencies: ["LedgerStore", "StoreSurvival"],
      path: "Tests/StoreProbe",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "LedgerProbe",
      dependencies: ["TicketLedger", "LedgerStore"],
      path: "Tests/LedgerProbe",
      swiftSettings: settings
    ),
    .target(name: "StudySupport", path: "Tests/StudySupport", swiftSettings: settings),
    .executableTarget(
      name: "DiskStudies",
      dependencies: ["TicketLedger", "Transparency", "StudySupport"],
      path: "Tests/DiskStudies",
      exclude: ["Recorder"],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "ManyProcesses",
      dependencies: ["TicketLedger", "LedgerStore", "StudySupport"],
      path: "Tests/ManyProcesses",
      exclude: ["Saboteur"],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "ProcessDeath",
      dependencies: ["TicketLedger", "TicketExchange", "Transparency", "StudySupport"],
      path: "Tests/ProcessDeath",
      exclude: ["Preload"],
      swiftSettings: settings
    ),
    .systemLibrary(name: "CFuzzer", path: "Tests/CFuzzer"),
    .executableTarget(
      name: "Fuzzing",
      dependencies: [
        "TicketLedger", "TicketExchange", "TicketSimulation", "Transparency", "LedgerStore",
        "StoreSurvival", "StudySupport", "CLMDB", "CFuzzer", crypto,
      ],
      path: "Tests/Fuzzing",
      exclude: ["Corpora", "Dictionaries", "fuzz.py"],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "Soak",
      dependencies: ["TicketLedger", "Transparency", "StudySupport", "CLMDB"],
      path: "Tests/Soak",
      swiftSettings: settings
    ),
    .testTarget(
      name: "LedgerStoreTests",
      dependencies: ["LedgerStore", "CLMDB", "StoreProbe", "StudySupport"],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "TransparencyTests",
      dependencies: ["Transparency", crypto],
      resources: [.copy("Vectors")],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "TicketLedgerTests",
      dependencies: [
        "TicketLedger", "TicketSimulation", "LedgerStore", "LedgerProbe", "StudySupport",
        "Transparency", crypto,
      ],
      resources: [.copy("Golden"), .copy("Vectors")],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "TicketExchangeTests",
      dependencies: ["TicketExchange", "TicketLedger", "TicketSimulation"],
      resources: [.copy("Samples")],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "TicketSimulationTests",
      dependencies: ["TicketSimulation", "TicketLedger"],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "WitnessTests",
      dependencies: ["ledger-witness", "StudySupport", "Transparency"],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "FormatTests",
      dependencies: [
        "TicketLedger", "TicketExchange", "TicketSimulation", "LedgerStore", "Transparency",
        "CLMDB",
      ],
      resources: [.copy("Ledgers")],
      swiftSettings: testSettings
    ),
    .testTarget(name: "TidyTests", swiftSettings: testSettings),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "ticket-ledger", "EmbeddedHelpdesk", "DiskStudies", "ManyProcesses", "ProcessDeath",
        "Fuzzing", "Soak", "StudySupport", "TicketLedger", "TicketExchange", "TicketSimulation",
        "LedgerStore", "Transparency", "CLMDB",
      ],
      exclude: ["Preload"],
      swiftSettings: testSettings
    ),
  ]
)
