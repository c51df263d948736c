import Foundation
import LedgerStore
import Testing
import TicketLedger
import TicketSimulation

/// A folder of its own for each test, removed when the test lets go of it.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "ticket-ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// Where a test puts its ledger.
  func path(_ name: String = "test.ledger") -> String {
    url.appending(path: name).path
  }

  /// Changes the tables of the closed ledger as no ledger would.
  func change(_ body: (inout LogWriter) throws -> Void) throws {
    let store = try LogStore.open(at: path(), options: .init(durability: .none))
    defer { store.close() }
    try store.append(body)
  }
}

/// A clock that stands until it is set.
final class TestClock: @unchecked Sendable {
  private let lock = NSLock()
  private var instant: Instant

  init(_ text: String = "2025-03-01T08:00:00Z") {
    instant = Instant(rfc3339: text) ?? .distantPast
  }

  var now: Instant {
    get { lock.withLock { instant } }
    set { lock.withLock { instant = newValue } }
  }

  func advance(byMilliseconds milliseconds: Int64) {
    lock.withLock { instant = instant.advanced(byMilliseconds: milliseconds) }
  }
}

extension Ledger {
  /// A ledger of a test, fast and with a clock of its own.
  static func forTest(
    _ folder: TemporaryFolder,
    clock: TestClock? = nil,
    projections: [any Projection.Type] = Ledger.coreProjections,
    durability: Options.Durability = .none,
    _ change: (inout Options) -> Void = { _ in }
  ) async throws -> Ledger {
    var options = Options(durability: durability, projections: projections)
    if let clock { options.clock = { clock.now } }
    change(&options)
    return try await Ledger.open(at: folder.path(), options: options)
  }
}

/// A generator that gives the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// What a ledger refuses something with; records an issue where it does anything else.
func refusal<R>(
  sourceLocation: SourceLocation = #_sourceLocation,
  of body: () async throws -> R
) async -> TicketRefusal? {
  do {
    _ = try await body()
    Issue.record("it was not refused", sourceLocation: sourceLocation)
  } catch LedgerError.refused(let refusal) {
    return refusal
  } catch {
    Issue.record("\(error)", sourceLocation: sourceLocation)
  }
  return nil
}

/// The reason why a ledger's files could not be used; records an issue where it does anything else.
func storageReason<R>(
  sourceLocation: SourceLocation = #_sourceLocation,
  of body: () async throws -> R
) async -> StorageFailure.Reason? {
  do {
    _ = try await body()
    Issue.record("it did not fail", sourceLocation: sourceLocation)
  } catch LedgerError.storage(let failure) {
    #expect(!failure.description.contains("\n"), sourceLocation: sourceLocation)
    return failure.reason
  } catch {
    Issue.record("\(error)", sourceLocation: sourceLocation)
  }
  return nil
}

/// The digests of a view, for comparison.
func digests(_ view: borrowing LedgerView) -> [ProjectionDigest] {
  view.digests()
}
