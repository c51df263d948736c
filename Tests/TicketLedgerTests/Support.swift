import Foundation
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
    durability: Options.Durability = .none
  ) async throws -> Ledger {
    var options = Options(durability: durability, projections: projections)
    if let clock { options.clock = { clock.now } }
    return try await Ledger.open(at: folder.path(), options: options)
  }
}

/// The digests of a view, for comparison.
func digests(_ view: borrowing LedgerView) -> [ProjectionDigest] {
  view.digests()
}
