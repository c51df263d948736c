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

let package = Package(
  name: "TicketLedger",
  platforms: [.macOS(.v26)],
  products: [],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")
  ],
  targets: [
    .systemLibrary(
      name: "CLMDB",
      pkgConfig: "lmdb",
      providers: [.apt(["liblmdb-dev"]), .brew(["lmdb"])]
    ),
    .target(name: "LedgerStore", dependencies: ["CLMDB"], swiftSettings: settings),
    .executableTarget(
      name: "StoreProbe",
      dependencies: ["LedgerStore"],
      path: "Tests/StoreProbe",
      swiftSettings: settings
    ),
    .testTarget(
      name: "LedgerStoreTests",
      dependencies: ["LedgerStore", "CLMDB", "StoreProbe"],
      swiftSettings: settings
    ),
  ]
)
